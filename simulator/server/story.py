"""What has happened since a call or a message was placed, in a phone system where others may be at the same time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import islice
from typing import NamedTuple

from simulator.drivers.call_result import CallResult, result_alone
from simulator.drivers.latency import Latencies
from simulator.drivers.listed_call import ListedCall, listed_call
from simulator.drivers.phone_system import PhoneSystem
from simulator.telephony.call import Call
from simulator.telephony.exchange import Exchange
from simulator.telephony.message_events import ChatSent, EmailSent, SmsSent
from simulator.telephony.outbox import Outbox
from simulator.telephony.transcript import Entry, Transcript


class Beginning(NamedTuple):
    """How much there was in a phone system when something was placed; what comes behind that has come since."""

    entries: int = 0
    placed: int = 0
    ordered: int = 0
    listed: int = 0
    sent: int = 0
    asked: int = 0


def beginning(phone: PhoneSystem) -> Beginning:
    """How much there is just now."""
    pbx, switchboard = phone.pbx, phone.pbx.switchboard
    return Beginning(
        len(pbx.transcript),
        len(pbx.placed),
        len(switchboard.ordered),
        len(switchboard.observed),
        len(pbx.outbox.sent),
        len(phone.latencies),
    )


def beginning_of(exchange: Exchange, phone: PhoneSystem) -> Beginning:
    """How much there was when something was first told of a call or a message, which nobody may have noted then."""
    pbx, entries = phone.pbx, phone.pbx.transcript.entries
    first = next((number for number, one in enumerate(entries) if one.call_id == exchange.id), len(entries))
    before = {one.call_id for one in entries[:first]}

    def known(ids: Iterable[str]) -> int:
        return next((number for number, one in enumerate(ids) if one not in before), len(before))

    return Beginning(
        first,
        known(one.id for one in pbx.placed),
        known(one.id for one in pbx.switchboard.ordered),
        known(pbx.switchboard.observed),
        sum(isinstance(one.event, SmsSent | EmailSent | ChatSent) for one in entries[:first]),
        phone.latencies.asked_before(exchange.began_at),
    )


class Others(Enum):
    """What can be told of other calls: of those that scripts and tests have placed, and as the PBX lists them."""

    ORDERED = auto()
    PLACED = auto()
    LISTED = auto()


@dataclass(frozen=True, slots=True)
class Story:
    """A call or a message as it stood at an instant, and where what has happened since its beginning is written.

    Taking one costs little, where nobody wants to know of other calls; `result` makes all of it.
    """

    alone: CallResult
    phone: PhoneSystem
    entries: range
    measured: Latencies
    outbox: Outbox
    calls: tuple[CallResult, ...] = ()
    further: tuple[CallResult, ...] = ()
    history: tuple[ListedCall, ...] = ()

    def result(self) -> CallResult:
        """What had come of it then, and everything else that had happened; any thread may ask."""
        whole = self.phone.pbx.transcript
        transcript = part_of(whole, whole.entries[self.entries.start : self.entries.stop])

        return replace(
            self.alone,
            transcript=transcript,
            outbox=self.outbox,
            calls=self.calls,
            further=self.further,
            history=self.history,
            measured=self.measured,
        )


def story_of(
    exchange: Exchange, phone: PhoneSystem, since: Beginning, others: Collection[Others] = frozenset(Others)
) -> Story:
    """Note how a call or a message stands, and all that has come about since.

    Args:
        exchange: the call, or what is going on about the message.
        phone: where it takes place.
        since: when it was placed.
        others: what anybody wants to know of other calls; each costs something for every call that there has been.
    """
    pbx, switchboard = phone.pbx, phone.pbx.switchboard

    def all_told(exchanges: Sequence[Exchange]) -> tuple[CallResult, ...]:
        calls = (one for one in exchanges if isinstance(one, Call) and one is not exchange)
        return tuple(result_alone(one, pbx, phone.shelf) for one in calls)

    listed = islice(switchboard.observed.values(), since.listed, None)
    return Story(
        result_alone(exchange, pbx, phone.shelf),
        phone,
        range(since.entries, len(pbx.transcript)),
        phone.latencies.between(since.asked, len(phone.latencies)),
        Outbox([replace(one) for one in pbx.outbox.sent[since.sent :]]),
        calls=all_told(switchboard.ordered[since.ordered :]) if Others.ORDERED in others else (),
        further=all_told(pbx.placed[since.placed :]) if Others.PLACED in others else (),
        history=tuple(map(listed_call, listed)) if Others.LISTED in others else (),
    )


def part_of(transcript: Transcript, entries: Sequence[Entry]) -> Transcript:
    """Some entries of a transcript, with everybody's names."""
    part = Transcript(transcript.origins)
    part.entries = list(entries)
    part.threads = dict(transcript.threads)
    return part
