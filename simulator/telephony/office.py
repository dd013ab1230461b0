"""The office that a PBX serves: its extensions and outside lines, where it sends calls, and which apps watch it.

What a test does not say here has a default that suits calls to one API extension. Phones are in `phone`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final

from simulator.telephony.addresses import network
from simulator.telephony.phone import folded_number


@dataclass(frozen=True, slots=True)
class ApiExtension:
    """An API extension and its app. Addresses are absolute; an empty one is not given.

    `url` is where IncomingCall is posted. `sms_url` is where IncomingSMS is; there too if it is empty.
    """

    url: str = ""
    sms_url: str = ""


@dataclass(frozen=True, slots=True)
class OfficeUser:
    """A user of the office. `api` is whether the user's access profile allows the HTTP API (p_4705)."""

    password: str
    api: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may send HTTP API commands (p_4705).

    `users` by name count if `authentication` is on. An address is allowed if one of `allowed` matches it (or there are
    none) and none of `denied` does; both hold addresses and networks ("10.1.0.0/16").

    Raises:
        ScenarioError: one of them is neither.
    """

    authentication: bool = False
    users: Mapping[str, OfficeUser] = field(default_factory=dict)
    allowed: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for pattern in (*self.allowed, *self.denied):
            network(pattern)


EVERYBODY: Final = Access()
DEFAULT_EXTENSION: Final = "9000"


def _default_extensions() -> Mapping[str, ApiExtension]:
    return {DEFAULT_EXTENSION: ApiExtension()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What is set up on a PBX. Patterns are numbers with `*` and `?`; the first one that matches counts.

    Attributes:
        extensions: API extensions by number.
        lines: outside lines by name -> pattern of the numbers that are reached over them.
        dial_plan: pattern of a dialled number -> the extension, phone or line that it is sent to; "" refuses the call.
            Numbers that match nothing are sent to themselves.
        sms: patterns of the numbers that short messages can be sent to.
        email: patterns of the addresses that e-mails can be sent to.
        routing_url: where RoutingInterception is posted ("Route interception URL"); "" is nowhere.
        call_changed_url: where CallChanged is posted.
        error_url: where Error is posted.
        access: who may send HTTP API commands.
    """

    extensions: Mapping[str, ApiExtension] = field(default_factory=_default_extensions)
    lines: Mapping[str, str] = field(default_factory=dict)
    dial_plan: Mapping[str, str] = field(default_factory=dict)
    sms: tuple[str, ...] = ("*",)
    email: tuple[str, ...] = ("*",)
    routing_url: str = ""
    call_changed_url: str = ""
    error_url: str = ""
    access: Access = EVERYBODY

    def takes_sms(self, number: str) -> bool:
        """Whether there is a way for short messages to a number."""
        return any(matches(number, pattern) for pattern in self.sms)

    def takes_email(self, address: str) -> bool:
        """Whether there is a way for e-mails to an address."""
        return any(fnmatchcase(address.casefold(), pattern.casefold()) for pattern in self.email)

    def planned(self, dialled: str) -> str | None:
        """Where the dial plan sends a number; None if it says nothing about it."""
        return next((to for pattern, to in self.dial_plan.items() if matches(dialled, pattern)), None)

    def line_to(self, number: str) -> str | None:
        """The outside line over which a number is reached; None if there is none of that kind."""
        return next((name for name, pattern in self.lines.items() if matches(number, pattern)), None)


def matches(number: str, pattern: str) -> bool:
    """Whether a number is one of a pattern, however it is grouped."""
    return fnmatchcase(folded_number(number), folded_number(pattern))


THE_OFFICE: Final = Office()
"""What a PBX serves if nobody says otherwise."""
