"""What has happened since a call or a message was placed, in a phone system where others may be at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from simulator.drivers.call_result import CallResult, result_alone
from simulator.drivers.listed_call import call_history
from simulator.drivers.phone_system import PhoneSystem
from simulator.telephony.call import Call
from simulator.telephony.events import NotificationSent
from simulator.telephony.exchange import Exchange
from simulator.telephony.message_events import ChatSent, EmailSent, SmsSent
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.outbox import Outbox
from simulator.telephony.transcript import Entry, Transcript


def result_since(exchange: Exchange, phone: PhoneSystem) -> CallResult:
    """What has come of a call or a message, and everything else that has happened since; it does not change any more.

    Args:
        exchange: the call, or what is going on about the message.
        phone: where it takes place.
    """
    pbx = phone.pbx
    entries = pbx.transcript.entries
    first = next((number for number, one in enumerate(entries) if one.call_id == exchange.id), len(entries))
    before = {one.call_id for one in entries[:first]}
    transcript = part_of(pbx.transcript, entries[first:])
    sent = sum(isinstance(one.event, SmsSent | EmailSent | ChatSent) for one in entries[:first])

    def told(one: Exchange) -> CallResult:
        return replace(result_alone(one, pbx, phone.shelf), transcript=transcript)

    def all_told(exchanges: Sequence[Exchange]) -> tuple[CallResult, ...]:
        others = (one for one in exchanges if isinstance(one, Call) and one is not exchange)
        return tuple(told(one) for one in others if one.id not in before)

    return replace(
        told(exchange),
        outbox=Outbox([replace(one) for one in pbx.outbox.sent[sent:]]),
        calls=all_told(pbx.switchboard.ordered),
        further=all_told(pbx.placed),
        history=tuple(one for one in call_history(pbx) if one.began_at >= exchange.began_at and one.id not in before),
        measured=phone.latencies.of(transcript.of(NotificationSent)),
    )


def part_of(transcript: Transcript, entries: Sequence[Entry]) -> Transcript:
    """Some entries of a transcript, with everybody's names."""
    part = Transcript(transcript.origins)
    part.entries = list(entries)
    part.threads = dict(transcript.threads)
    return part


def goes_on(exchange: Exchange, phone: PhoneSystem) -> bool:
    """Whether something is under way that has come about since a call or a message was placed.

    What tests have placed besides is no part of that, nor are the phones that people there have dialled.
    """
    live = [one for one in phone.pbx.switchboard.live if one.began_at >= exchange.began_at and one is not exchange]
    if not live:
        return False
    others = {id(one): one for one in phone.pbx.placed if one is not exchange}
    talks = {id(one.observed) for one in others.values() if isinstance(one, Call) and one.observed is not None}
    return any(id(one) not in others and id(_talk(one)) not in talks for one in live)


def _talk(exchange: Exchange) -> ObservedCall | None:
    """The call of two parties that something belongs to, if there is one."""
    if isinstance(exchange, ObservedCall):
        return exchange
    return exchange.observed if isinstance(exchange, Call) else None
