"""The extensions of a PBX and how they are configured: who there is inside the office, and who is switched off.

A PBX begins with the API extensions of its office and with its internal phones; commands change them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from simulator.telephony.office import DEFAULT_EXTENSION, Office
from simulator.telephony.phone import folded_number


class ExtensionType(StrEnum):
    """The types of extensions (ASSUMPTION http-api q30: only SIP is published)."""

    SIP = "SIP"
    API = "API"
    IVR = "IVR"
    RING_GROUP = "RingGroup"
    VOICEMAIL = "Voicemail"


ENABLED: Final = "Enabled"


@dataclass(frozen=True, slots=True)
class Extension:
    """One extension. `config` holds what GetConfig tells, by the names of elements, in order."""

    id: str
    type: ExtensionType
    config: Mapping[str, str]

    @property
    def enabled(self) -> bool:
        """Whether it is switched on."""
        return self.config.get(ENABLED, "true").lower() == "true"


class Extensions:
    """The register of all extensions: phones, API extensions, then what was added, each in the order in which it came.

    Args:
        office: what is set up on the PBX.
        numbers: the phones that there are.
        digits: an internal number has at most so many digits, and nothing else.
    """

    def __init__(self, office: Office, numbers: Iterable[str], digits: int) -> None:
        self._digits = digits
        self._by_number: dict[str, Extension] = {}
        self._removed: set[str] = set()
        programmed = office.extensions or (DEFAULT_EXTENSION,)
        taken = {folded_number(number) for number in programmed}
        for number in numbers:
            if folded_number(number) not in taken:
                self.add_phone(number)
        for number in programmed:
            self.add_api(number)

    def __iter__(self) -> Iterator[Extension]:
        return iter(self._by_number.values())

    def __len__(self) -> int:
        return len(self._by_number)

    def get(self, number: str) -> Extension | None:
        """The extension with a number, however that is grouped; None if there is none."""
        return self._by_number.get(folded_number(number))

    def add(self, extension: Extension) -> bool:
        """Add an extension; False if there is one with its number already."""
        self._removed.discard(folded_number(extension.id))
        return self._by_number.setdefault(folded_number(extension.id), extension) is extension

    def modify(self, number: str, changes: Mapping[str, str]) -> None:
        """Change some of the configuration of an extension that there is.

        Raises:
            KeyError: there is none.
        """
        folded = folded_number(number)
        known = self._by_number[folded]
        self._by_number[folded] = replace(known, config={**known.config, **changes})

    def remove(self, number: str) -> bool:
        """Remove an extension; False if there was none."""
        removed = self._by_number.pop(folded_number(number), None)
        if removed is not None:
            self._removed.add(folded_number(number))
        return removed is not None

    def add_phone(self, number: str) -> None:
        """Have an internal phone with a number, if it is an internal one."""
        folded = folded_number(number)
        if self._is_internal(folded):
            self.add(Extension(folded, ExtensionType.SIP, _sip_config(folded)))

    def add_api(self, number: str) -> None:
        """Have an API extension with a number, even if there is a phone with it; one that there is stays as it is."""
        if not self.is_api(number):
            self._by_number.pop(folded_number(number), None)
            self.add(Extension(number, ExtensionType.API, _api_config(number)))

    def is_removed(self, number: str) -> bool:
        """Whether a command has removed the extension with a number."""
        return folded_number(number) in self._removed

    def is_off(self, number: str) -> bool:
        """Whether nobody can be called at a number: its extension is switched off, or has been removed."""
        extension = self.get(number)
        return folded_number(number) in self._removed if extension is None else not extension.enabled

    def is_extension(self, number: str) -> bool:
        """Whether a number is one of the office: it is registered, or as short as internal numbers are.

        Somebody inside who calls need not have been listed; whether he can be called is another question: `enabled`.
        """
        return self.get(number) is not None or self._is_internal(number)

    def enabled(self, number: str) -> bool:
        """Whether an extension is registered and switched on."""
        extension = self.get(number)
        return extension is not None and extension.enabled

    def api_extension(self, number: str = "") -> str | None:
        """The API extension with a number, if it can be used; without a number, the first one that can."""
        if number:
            extension = self.get(number)
            return extension.id if extension is not None and _is_usable_api(extension) else None
        return next((extension.id for extension in self if _is_usable_api(extension)), None)

    def is_api(self, number: str) -> bool:
        """Whether a number is that of an API extension, switched on or not."""
        extension = self.get(number)
        return extension is not None and extension.type is ExtensionType.API

    def _is_internal(self, number: str) -> bool:
        # ASSUMPTION http-api section 4.14: extensions have short numbers.
        folded = folded_number(number)
        return folded.isascii() and folded.isdigit() and len(folded) <= self._digits


def _is_usable_api(extension: Extension) -> bool:
    return extension.type is ExtensionType.API and extension.enabled


def _sip_config(number: str) -> Mapping[str, str]:
    """What is told of a phone that nobody has configured (ASSUMPTION http-api section 4.16: its values are ours)."""
    return {
        "AuthorizationName": number,
        "Password": f"p{number}",
        "LastIPAddress": "127.0.0.1:5060 (Udp)",
        "UserAgentName": "Simulated phone",
        ENABLED: "true",
        "ID": number,
        "UserID": f"user{number}",
    }


def _api_config(number: str) -> Mapping[str, str]:
    return {ENABLED: "true", "ID": number}
