"""How long the app took to answer, on the wall clock. It differs from run to run, so no transcript holds any of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qs

from simulator.telephony.effects import AskApp, SendRequest
from simulator.telephony.events import NotificationSent
from simulator.telephony.notifications import form_encoded
from simulator.telephony.transcript import Transcript


class AppLatency(NamedTuple):
    """How long the app took to answer one request, or not to answer it.

    Attributes:
        name: that of the notification, or the method of a request that is none: "GET".
        url: where it went, with the short names of transcripts.
        at: the instant at which it was asked, in seconds on the clock of calls.
        seconds: from connecting to the last byte of the answer, on the wall clock.
    """

    name: str
    url: str
    at: float
    seconds: float


@dataclass(slots=True)
class StopWatch:
    """What is measured of one request. `seconds` is None until it is over, and for good if it is broken off."""

    effect: SendRequest | AskApp
    at: float
    seconds: float | None = None

    @property
    def name(self) -> str:
        """The notification's name, or the request's method."""
        if isinstance(self.effect, AskApp):
            return self.effect.method
        fields = parse_qs(self.effect.body.decode("utf-8", errors="replace"))
        return fields.get("NotificationName", ["POST"])[0]


class Latencies:
    """A stop watch for each request to the app, in the order asked."""

    def __init__(self) -> None:
        self._watches: list[StopWatch] = []
        self._by_request: defaultdict[tuple[str, bytes], list[StopWatch]] = defaultdict(list)

    def watch(self, effect: SendRequest | AskApp, at: float) -> StopWatch:
        """A stop watch for a request that is about to be sent."""
        watch = StopWatch(effect, at)
        self._watches.append(watch)
        if isinstance(effect, SendRequest):
            self._by_request[effect.url, effect.body].append(watch)
        return watch

    def __len__(self) -> int:
        return len(self._watches)

    def asked_before(self, at: float) -> int:
        """How many were asked before an instant, in seconds on the clock of calls."""
        return next((number for number, one in enumerate(self._watches) if one.at >= at), len(self))

    def between(self, first: int, last: int) -> Latencies:
        """Those alone from number `first` on that come before number `last`."""
        part = Latencies()
        part._watches = self._watches[first:last]
        return part

    def of(self, notifications: Iterable[NotificationSent]) -> Latencies:
        """Those of some notifications alone."""
        part = Latencies()
        for request in dict.fromkeys((one.url, form_encoded(one.fields)) for one in notifications):
            part._watches += self._by_request.get(request, ())
        return part

    def told(self, transcript: Transcript) -> tuple[AppLatency, ...]:
        """What was measured of those that are over; `transcript` has the short names of addresses."""
        return tuple(
            AppLatency(one.name, transcript.shortened(one.effect.url), one.at, one.seconds)
            for one in self._watches
            if one.seconds is not None
        )
