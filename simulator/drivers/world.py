"""The world that a call takes place in: its clock, its numbers, its settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from simulator.drivers.clock import VIRTUAL, Clock
from simulator.settings import Settings
from simulator.telephony.fault import Fault
from simulator.telephony.messaging import EMPTY_PHONE_BOOK
from simulator.telephony.office import THE_OFFICE, Office
from simulator.telephony.phone import PhoneBook
from simulator.telephony.variables import Variables


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What there is around one call, or one short message, or in an open phone system.

    Attributes:
        clock: the clock that it runs on.
        seed: of everything that is drawn by chance.
        settings: of its PBX; the session's own if not given.
        phones: who is at which number.
        office: what is set up on its PBX: extensions, users, connections.
        faults: what goes wrong between its PBX and apps, with recordings, and on lines.
        variables: what scripts find set.
        shelf: where its recordings are kept; one of its own if not given.
        live: somebody may act on it at any time, so it is not given up when nothing is due.
        frozen: whether its clock stands still until somebody lets time pass.
        app_url: where the app under test is found, if that is known.
        hosted: the app's port is one of this run only, so that transcripts say "http://app" instead.
    """

    clock: Clock = VIRTUAL
    seed: int | str = 0
    settings: Settings | None = None
    phones: PhoneBook = field(default_factory=lambda: EMPTY_PHONE_BOOK)
    office: Office = THE_OFFICE
    faults: tuple[Fault, ...] = ()
    variables: Variables | None = None
    shelf: str | None = None
    live: bool = False
    frozen: bool = False
    app_url: str = ""
    hosted: bool = False


USUAL_WORLD: Final = World()
"""Virtual time, the session's settings, nobody at any number."""
