"""Text of a parameter -> value. Each converter raises ValueError with what it expected.

What an app writes in OzML and in commands alike is converted by `simulator.ozml.convert`.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from simulator.ozml.convert import digits
from simulator.telephony.extensions import ExtensionType

_NUMBER: Final = re.compile(r"(?=.*[\w*#])[\w+*#@.:() /-]{1,64}", re.ASCII)
"""Numbers, and names as SIP has them, however they are grouped."""
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f]")
_LONGEST_ADDRESS: Final = 2048


def number(written: str) -> str:
    """A telephone number, or a name in its place."""
    if not _NUMBER.fullmatch(written):
        raise ValueError("a telephone number such as '2001'")
    return written


def web_address(written: str) -> str:
    """An absolute address; it is kept as it was written."""
    try:
        parts = urlsplit(written)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # what is in brackets is no address, or the port is no number
        usable = False
    if not usable or len(written) > _LONGEST_ADDRESS or _CONTROLS.search(written) or " " in written:
        raise ValueError("an address such as 'http://app/next'")
    return written


def email_address(written: str) -> str:
    """An e-mail address."""
    before, _, behind = written.rpartition("@")
    if not (before and behind) or _CONTROLS.search(written):
        raise ValueError("an address such as 'anna@example.com'")
    return written


def keys(written: str) -> str:
    """At least one key of a telephone."""
    if not written:
        raise ValueError("keys out of 0-9, *, # and A-D")
    return digits(written)


def date_time(written: str) -> datetime:
    """A date and a time of the PBX's calendar, as GetCallHistory writes them."""
    try:
        return datetime.strptime(written, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - the PBX's own, which has no zone here
    except ValueError:
        raise ValueError("a date and a time such as '2024-05-02 09:15:30'") from None


def extension_type(written: str) -> ExtensionType:
    """One of the types of extensions, in any case."""
    for kind in ExtensionType:
        if kind.lower() == written.lower():
            return kind
    raise ValueError(" or ".join(repr(str(one)) for one in ExtensionType))
