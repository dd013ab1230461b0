"""The office of a session as the control API takes it: extensions, lines, dial plan, and who may send commands."""

from __future__ import annotations

from typing import Annotated, Self, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from simulator.errors import ScenarioError
from simulator.server.control.world_order import AppUrl
from simulator.server.control.written import Written, kind_of, mistake, with_example
from simulator.telephony.office import EVERYBODY, THE_OFFICE, Access, ApiExtension, Office, OfficeUser


class WrittenExtension(Written):
    """An API extension and its app."""

    model_config = with_example(
        {"url": "http://127.0.0.1:8000/incoming", "sms_url": "http://127.0.0.1:8000/sms"}, {"url": None}
    )

    url: AppUrl | None = Field(None, description="Where IncomingCall is posted.")
    sms_url: AppUrl | None = Field(None, description="Where IncomingSMS is posted; to `url` too if not given.")


Extension: TypeAlias = Annotated[
    Annotated[AppUrl, Tag("plain")] | Annotated[WrittenExtension, Tag("a url")], Discriminator(kind_of("url"))
]
"""An extension: where its app takes everything, or an object that says more."""


class WrittenUser(Written):
    """A user of the office."""

    model_config = with_example({"password": "secret", "api": True})

    password: str
    api: bool = Field(True, description="Whether the user's access profile allows the HTTP API.")


class WrittenAccess(Written):
    """Who may send commands of the HTTP API."""

    model_config = with_example(
        {"authentication": True, "users": {"anna": {"password": "secret"}}, "allowed": ["127.0.0.1", "10.1.0.0/16"]}
    )

    authentication: bool = Field(False, description="Whether commands need Username and Password.")
    users: dict[str, WrittenUser] = Field({}, description="By name.")
    allowed: list[str] = Field([], description="Addresses and networks that may; all if there are none.")
    denied: list[str] = Field([], description="Those that may not all the same.")

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        try:
            self.as_access()
        except ScenarioError as error:
            raise mistake(str(error)) from None
        return self

    def as_access(self) -> Access:
        """The rules as the core has them."""
        users = {name: OfficeUser(user.password, user.api) for name, user in self.users.items()}
        return Access(
            authentication=self.authentication, users=users, allowed=tuple(self.allowed), denied=tuple(self.denied)
        )


class WrittenOffice(Written):
    """What is set up on the PBX. Patterns are numbers with `*` and `?`; the first one that matches counts."""

    model_config = with_example(
        {
            "extensions": {"9000": "http://127.0.0.1:8000/incoming", "9001": {"url": "http://127.0.0.1:8000/second"}},
            "lines": {"Provider": "+*"},
            "dial_plan": {"0": "9000"},
            "routing_url": "http://127.0.0.1:8000/route",
            "call_changed_url": "http://127.0.0.1:8000/changed",
            "error_url": "http://127.0.0.1:8000/error",
        }
    )

    extensions: dict[str, Extension] | None = Field(
        None, description="API extensions by number. Not given: 9000, whose app is the one of the call to it."
    )
    lines: dict[str, str] = Field(
        {}, description="Outside lines by name: the pattern of the numbers that are reached over each."
    )
    dial_plan: dict[str, str] = Field(
        {},
        description='Pattern of a dialled number: the extension, phone or line to which it is sent; "" refuses calls.',
    )
    sms: list[str] = Field(["*"], description="Patterns of the numbers that short messages can be sent to.")
    email: list[str] = Field(["*"], description="Patterns of the addresses that e-mails can be sent to.")
    routing_url: AppUrl | None = Field(None, description="Where RoutingInterception is posted.")
    call_changed_url: AppUrl | None = Field(None, description="Where CallChanged is posted.")
    error_url: AppUrl | None = Field(None, description="Where Error is posted.")
    access: WrittenAccess | None = Field(None, description="Not given: everybody may send commands.")

    def as_office(self) -> Office:
        """The office as the core has it."""
        extensions = THE_OFFICE.extensions
        if self.extensions is not None:
            extensions = {number: _extension(written) for number, written in self.extensions.items()}
        return Office(
            extensions=extensions,
            lines=self.lines,
            dial_plan=self.dial_plan,
            sms=tuple(self.sms),
            email=tuple(self.email),
            routing_url=self.routing_url or "",
            call_changed_url=self.call_changed_url or "",
            error_url=self.error_url or "",
            access=EVERYBODY if self.access is None else self.access.as_access(),
        )


def _extension(written: WrittenExtension | str) -> ApiExtension:
    if isinstance(written, str):
        return ApiExtension(written)
    return ApiExtension(written.url or "", written.sms_url or "")
