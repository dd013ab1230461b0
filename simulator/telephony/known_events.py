"""Everything that can happen, by its name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import simulator.telephony.command_events
import simulator.telephony.contact_id_events
import simulator.telephony.fault_events
import simulator.telephony.message_events
import simulator.telephony.observation_events
import simulator.telephony.script_events  # noqa: F401 - all of them make events known
from simulator.telephony.events import Event


def _kinds(base: type[Event]) -> Iterator[type[Event]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)


EVENTS: Final = {kind.__name__: kind for kind in sorted(_kinds(Event), key=lambda one: one.__name__) if not kind.silent}
"""Everything that can stand in a transcript, by its name."""
