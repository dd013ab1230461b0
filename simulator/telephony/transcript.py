"""The log of a simulated world: every event, when it happened, and on which call or about which message."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum, StrEnum
from math import isinf
from typing import NamedTuple, TypeVar
from urllib.parse import quote

from simulator.telephony.events import Event, seconds_text
from simulator.telephony.phone import folded_number
from simulator.telephony.problem import Problem
from simulator.telephony.script_events import ProblemFound

E = TypeVar("E", bound=Event)

SCHEMA_VERSION = 1
"""Of `Transcript.as_data`; goes up when a reader of older data would misunderstand."""


class Kind(StrEnum):
    """What entries can belong to."""

    CALL = "call"
    SMS = "SMS"
    COMMAND = "HTTP"
    """Commands that apps send to the PBX, all of them together."""
    REQUEST = "request"
    """A request that reaches the app from elsewhere."""


class Thread(NamedTuple):
    """A call or a short message, as a transcript names it.

    `number` is that of the person: the caller or the phone that was called, the message's sender or recipient. `label`
    tells it from the others ("4711", "4711 #2", "SMS"); the first one, which is what everything is about, has none.
    """

    kind: Kind
    number: str
    label: str


class Entry(NamedTuple):  # half the cost of a frozen dataclass, and there is one for every event
    """An event, and the instant (seconds from the start) and the call's ID that it belongs to."""

    at: float
    call_id: str
    event: Event


class Transcript:
    """Everything that happened, in order.

    `origins` gives short names to addresses that differ from run to run ("http://127.0.0.1:41873" -> "http://app"),
    so that the same scenario gives the same text. `listeners` are told of every entry as it is written. `threads` are
    the calls and messages that entries belong to, by their IDs.
    """

    def __init__(self, origins: Mapping[str, str] | None = None) -> None:
        self.entries: list[Entry] = []
        self.origins = dict(origins or {})
        self.listeners: list[Callable[[Entry], None]] = []
        self.threads: dict[str, Thread] = {}
        self._labels: Counter[str] = Counter()
        self._by_call: defaultdict[str, list[Entry]] = defaultdict(list)
        self._sorted = 0
        """How many entries are in there; the others are put there when somebody asks, as most who write never do."""

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def introduce(self, call_id: str, kind: Kind, number: str) -> None:
        """Say what the entries with an ID are going to belong to."""
        first = kind is not Kind.COMMAND and all(one.kind is Kind.COMMAND for one in self.threads.values())
        label = "" if first else self._label(number if kind is Kind.CALL else str(kind))
        self.threads[call_id] = Thread(kind, number, label)

    def append(self, at: float, call_id: str, event: Event) -> None:
        """Note that something happened."""
        entry = Entry(at, call_id, event)
        self.entries.append(entry)
        for listener in self.listeners:
            listener(entry)

    def of_call(self, call_id: str) -> list[Entry]:
        """The entries that belong to a call or a message, in order; no others are looked at twice for that."""
        for number in range(self._sorted, len(self.entries)):
            entry = self.entries[number]
            self._by_call[entry.call_id].append(entry)
        self._sorted = len(self.entries)
        return list(self._by_call.get(call_id, ()))

    def of(self, *kinds: type[E]) -> list[E]:
        """All events of some kinds, in order."""
        return [entry.event for entry in self.entries if isinstance(entry.event, kinds)]

    def problems(self) -> list[Problem]:
        """Every mistake that was found on the way."""
        return [event.problem for event in self.of(ProblemFound)]

    def lines(self, *, detail: bool = False, call_id: str | None = None) -> list[str]:
        """The transcript as text, a line an event: ``4.7 recording finished: final-timeout, 4.7 s``.

        Lines of another call than the first begin with its number, ``4.7 [4711] call answered``, and those about a
        short message with ``[SMS]``.

        Args:
            detail: also what matters only when one looks for the reason of something.
            call_id: only the events of this call, without its number.
        """
        text = self.text if call_id is None else self._text_alone
        return [
            f"{seconds_text(entry.at)} {text(entry)}"
            for entry in self.entries
            if (detail or not entry.event.detail) and call_id in (None, entry.call_id)
        ]

    def text(self, entry: Entry) -> str:
        """What happened, in words, and where, unless it was on the first call: ``[4711] call answered``."""
        label = self.label(entry.call_id)
        return f"[{label}] {self._text_alone(entry)}" if label else self._text_alone(entry)

    def label(self, call_id: str) -> str:
        """What tells a call or a message from the others; empty for the first one, and for one that is not known."""
        thread = self.threads.get(call_id)
        return thread.label if thread else ""

    def shortened(self, text: str) -> str:
        """A text with the addresses of this run replaced by their short names."""
        for origin, name in sorted(self.origins.items(), key=lambda item: -len(item[0])):
            text = _replaced(text, origin, name)
            if "%3" in text:  # an address within an address
                encoded, short = quote(origin, safe=""), quote(name, safe="")
                text = _replaced(_replaced(text, encoded, short), encoded.lower(), short.lower())
        return text

    def as_data(self) -> dict[str, object]:
        """The whole transcript as plain data, ready for JSON; infinite lengths become None.

        `calls` says of each ID that `call` holds whether it is a call or a short message, and with whom.
        """
        return {
            "version": SCHEMA_VERSION,
            "calls": {
                call_id: {"kind": str(kind), "number": number, "label": label}
                for call_id, (kind, number, label) in self.threads.items()
            },
            "entries": [
                {"at": entry.at, "call": entry.call_id, "event": type(entry.event).__name__, **self._plain(entry.event)}
                for entry in self.entries
            ],
        }

    def _label(self, name: str) -> str:
        """A name that nothing else has: the second one of a kind is numbered."""
        folded = folded_number(name)
        self._labels[folded] += 1
        count = self._labels[folded]
        return name if count == 1 else f"{name} #{count}"

    def _text_alone(self, entry: Entry) -> str:
        return self.shortened(str(entry.event))

    def _plain(self, event: Event) -> dict[str, object]:
        return {one.name: self._jsonable(getattr(event, one.name)) for one in fields(event)}  # type: ignore[arg-type]

    def _jsonable(self, value: object) -> object:
        match value:
            case Enum():
                return str(value)
            case str():
                return self.shortened(value)
            case bytes():
                return self.shortened(value.decode("utf-8", errors="replace"))
            case float() if isinf(value):
                return None
            case Mapping():
                return {str(name): self._jsonable(one) for name, one in value.items()}
            case list() | tuple():
                return [self._jsonable(one) for one in value]
            case _ if is_dataclass(value):
                return {one.name: self._jsonable(getattr(value, one.name)) for one in fields(value)}
            case _:
                return value


def _replaced(text: str, origin: str, name: str) -> str:
    """A text with an address replaced, but not one that only begins like it: port 4000 is not port 40001."""
    return re.sub(re.escape(origin) + r"(?![0-9])", lambda _: name, text) if origin in text else text
