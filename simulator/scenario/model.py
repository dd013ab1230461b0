"""What a scenario is, once it has been understood: an app, how it begins, what people do, what is expected."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from simulator.drivers.clock import Clock
from simulator.drivers.further_call import FurtherCall
from simulator.scenario.written_request import WrittenRequest
from simulator.settings import Settings
from simulator.telephony.fault import Fault
from simulator.telephony.office import THE_OFFICE, Office
from simulator.telephony.phone import PhoneBook
from simulator.telephony.step import Step
from simulator.telephony.variables import Variables

if TYPE_CHECKING:
    from simulator.scenario.expectation import Expectation

DEFAULT_TO = "9000"
DEFAULT_CALLER = "+3612345678"

_ADDRESS: Final = re.compile(r"([^/]*//[^/?#]*)(.*)")
"""Scheme and host of an address; its path, with all behind it."""


class AppKind(StrEnum):
    """How an app under test is got hold of."""

    ASGI = "asgi"
    """An object to import and to serve."""
    WSGI = "wsgi"
    """Likewise, by the older standard."""
    PYTHON = "python"
    """Likewise, by whichever standard it has."""
    COMMAND = "command"
    """A program to start; it listens on a port that it is told."""
    URL = "url"
    """It runs already."""


@dataclass(frozen=True, slots=True)
class AppSpec:
    """An app under test. Equal ones are the same app.

    `target` is the import path (`package.module:app`), or the address; `arguments` are those of a command, with
    `{port}` where the number of its port belongs. `path` is where the app takes IncomingCall, with the query; the
    address of a URL has it already. `folder` is that of the scenario: commands start in it, modules are found in it.
    """

    kind: AppKind
    target: str = ""
    arguments: tuple[str, ...] = ()
    path: str = "/"
    folder: Path = Path()

    @property
    def server(self) -> AppSpec:
        """What has to be started, whichever path is called, and whichever kind of Python app it is taken for."""
        kind = AppKind.PYTHON if self.kind in (AppKind.ASGI, AppKind.WSGI) else self.kind
        return replace(self, kind=kind, path="/")

    @property
    def incoming(self) -> str:
        """The path at which it takes IncomingCall, with the query; "" if an address ends before that."""
        match = _ADDRESS.match(self.target) if self.kind is AppKind.URL else None
        return self.path if match is None else match[2]

    def at(self, path: str) -> AppSpec:
        """The same app, called at another path."""
        match = _ADDRESS.match(self.target) if self.kind is AppKind.URL else None
        return replace(self, path=path) if match is None else replace(self, target=match[1] + path)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One call, short message or request to the app, from the app to what is expected of it.

    `caller` is who calls or sends, `sms` the text that is sent, `request` what somebody asks of the app; None if that
    is not how it begins. `further` calls and `requests` come besides. `phones` are those of other people, `office` is
    what is set up on the PBX, with addresses that may be relative to the app, `pbx_port` the port that it must have;
    `faults` are what goes wrong, `variables` are what scripts find set. Each run gets a copy of `files`, a folder, as
    data folder. `clock` is None where the scenario does not care. `alone` is for one that bears no other scenario
    beside it. `sources` are the files besides its own of which it is made: those that are included, tables.
    """

    name: str
    file: Path
    line: int
    app: AppSpec
    to: str = DEFAULT_TO
    caller: str = DEFAULT_CALLER
    sms: str | None = None
    request: WrittenRequest | None = None
    steps: tuple[Step, ...] = ()
    further: tuple[FurtherCall, ...] = ()
    requests: tuple[WrittenRequest, ...] = ()
    phones: PhoneBook = field(default_factory=dict)
    office: Office = THE_OFFICE
    faults: tuple[Fault, ...] = ()
    pbx_port: int | None = None
    variables: Variables | None = None
    files: Path | None = None
    expectations: tuple[Expectation, ...] = ()
    settings: Settings = field(default_factory=Settings)
    clock: Clock | None = None
    seed: int = 0
    alone: bool = False
    sources: tuple[Path, ...] = field(default=(), compare=False)

    @property
    def id(self) -> str:
        """The file as it was given, and the name: `voicemail.yaml::A message ended by silence`."""
        return f"{self.file.as_posix()}::{self.name}"
