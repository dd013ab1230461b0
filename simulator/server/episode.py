"""A call, or a message, with all that has come of it, apart from what else goes on in its phone system.

This file does not know about HTTP.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from math import inf

from simulator.drivers.call_result import CallResult, result_alone
from simulator.drivers.phone_system import PhoneSystem
from simulator.server.story import part_of
from simulator.telephony.call import Call
from simulator.telephony.events import NotificationSent
from simulator.telephony.exchange import Exchange
from simulator.telephony.message_events import ChatSent, EmailSent, SmsSent
from simulator.telephony.outbox import Outbox
from simulator.telephony.transcript import Entry, Transcript


def episode_of(exchange: Exchange, phone: PhoneSystem) -> CallResult:
    """What has come of a call or a message, with the other calls and messages that have come of the same.

    Commands that an app has sent meanwhile belong to it too, with the calls that these have set going: nobody can tell
    of what they have come. Whatever the phone system does from now on changes nothing of its transcript.
    """
    pbx = phone.pbx
    members = _members(exchange, pbx.exchanges, pbx.transcript)
    others = {one.id for one in pbx.exchanges} - {one.id for one in members}
    transcript = _part_about(exchange, members, others, pbx.transcript)

    def told(exchanges: Sequence[Exchange]) -> tuple[CallResult, ...]:
        calls = [one for one in exchanges if isinstance(one, Call) and one is not exchange]
        results = (result_alone(one, pbx, phone.shelf) for one in calls if one.id in transcript.threads)
        return tuple(replace(one, transcript=transcript) for one in results)

    return replace(
        result_alone(exchange, pbx, phone.shelf),
        transcript=transcript,
        outbox=_outbox(pbx.outbox, pbx.transcript, transcript.entries),
        calls=told(pbx.switchboard.ordered),
        further=told(pbx.placed),
        measured=phone.latencies.of(transcript.of(NotificationSent)),
        unmet_faults=(),  # what has met nothing here may be there for another call
    )


# -- inside ----------------------------------------------------------------------------------------------------------


def _members(exchange: Exchange, everything: Sequence[Exchange], whole: Transcript) -> list[Exchange]:
    """What has come of the same as an exchange, and what came up meanwhile of which nobody knows where it came from."""
    kin = [one for one in everything if one is exchange or (one.origin and one.origin == exchange.origin)]
    own = {one.id for one in kin}
    began = min(one.began_at for one in kin)
    ended = max((entry.at for one in own for entry in whole.of_call(one)[-1:]), default=inf) if _over(kin) else inf
    return [one for one in everything if one.id in own or (not one.origin and began <= one.began_at <= ended)]


def _part_about(
    exchange: Exchange, members: Collection[Exchange], others: Collection[str], whole: Transcript
) -> Transcript:
    """The entries of some exchanges, and in between those that belong to none, such as commands.

    The exchange of which all has come has no label.
    """
    own = {one.id for one in members}
    numbers = [number for number, entry in enumerate(whole.entries) if entry.call_id in own]
    between = whole.entries[numbers[0] : numbers[-1] + 1 if _over(members) else None] if numbers else []
    part = part_of(whole, [entry for entry in between if entry.call_id not in others])
    there = {entry.call_id for entry in part}
    first = exchange.origin if exchange.origin in there else exchange.id
    part.threads = {
        call_id: thread._replace(label="" if call_id == first else thread.label or thread.number)
        for call_id, thread in whole.threads.items()
        if call_id in there
    }
    return part


def _over(exchanges: Iterable[Exchange]) -> bool:
    return all(one.settled for one in exchanges)


def _outbox(whole: Outbox, transcript: Transcript, entries: Sequence[Entry]) -> Outbox:
    """Those things that were sent where some entries say so."""
    meant = set(map(id, entries))
    sendings = (entry for entry in transcript if isinstance(entry.event, SmsSent | EmailSent | ChatSent))
    return Outbox([replace(sent) for entry, sent in zip(sendings, whole.sent, strict=False) if id(entry) in meant])
