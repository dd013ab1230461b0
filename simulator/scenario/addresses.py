"""Addresses as test authors write them: relative ones count from the app, and `{pbx}` is where the PBX takes commands.

Where `{pbx}` stands in a query it is percent-encoded, so that it is the whole value of a parameter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote, urljoin

from simulator.telephony.office import THE_OFFICE, ApiExtension, Office
from simulator.telephony.phone import PhoneBook, folded_number

PBX: Final = "{pbx}"
"""Stands for the address of the PBX, without a slash at the end."""

EXPECTED: Final = "an address such as /incoming or http://127.0.0.1:8000/incoming"

_ADDRESS: Final = re.compile(r"/|https?://[^/]", re.IGNORECASE)


def is_address(written: str) -> bool:
    """Whether something is a path of the app, or a whole address."""
    return bool(_ADDRESS.match(written))


def is_whole(written: str) -> bool:
    """Whether an address says itself where it leads."""
    return not written.startswith("/") and PBX not in written


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where the app and the PBX of one run are found; whole addresses, that of the PBX without a slash at the end."""

    app_url: str
    pbx_url: str

    def whole(self, written: str) -> str:
        """An address as it is asked for; "" stays what it is."""
        return urljoin(self.app_url, self.filled(written)) if written else ""

    def filled(self, address: str) -> str:
        """An address in which `{pbx}` is replaced."""
        path, mark, query = address.partition("?")
        return path.replace(PBX, self.pbx_url) + mark + query.replace(PBX, quote(self.pbx_url, safe=""))

    def whole_office(self, office: Office, phones: PhoneBook, to: str) -> Office:
        """An office as a PBX has it.

        Args:
            office: what is set up. If it names no extensions, the app itself is the one extension.
            phones: who is at which number.
            to: the number of that extension; if it is somebody's phone, the app is at the usual number.
        """
        if names_extensions(office):
            extensions = {
                number: ApiExtension(self.whole(one.url), self.whole(one.sms_url))
                for number, one in office.extensions.items()
            }
        else:
            taken = {folded_number(number) for number in phones}
            free = (number for number in (to, *office.extensions) if folded_number(number) not in taken)
            extensions = {number: ApiExtension(self.app_url) for number in [*free][:1]}
        return replace(
            office,
            extensions=extensions,
            routing_url=self.whole(office.routing_url),
            call_changed_url=self.whole(office.call_changed_url),
            error_url=self.whole(office.error_url),
        )


def names_extensions(office: Office) -> bool:
    """Whether somebody has said which API extensions there are."""
    return dict(office.extensions) != dict(THE_OFFICE.extensions)


def addresses_of(office: Office) -> list[str]:
    """Every address that an office names."""
    own = [office.routing_url, office.call_changed_url, office.error_url]
    extensions = [url for one in office.extensions.values() for url in (one.url, one.sms_url)]
    return [url for url in (*extensions, *own) if url]
