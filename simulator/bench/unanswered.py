"""Phones that a test was to pick up and that have rung in vain: what may lie behind a failure of somebody else."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.telephony.call import Call
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.events import seconds_text
from simulator.telephony.phone import folded_number


def unanswered_phones(calls: Iterable[Call], by_hand: Iterable[str]) -> list[str]:
    """A sentence for each phone that rings, or has rung until it was given up.

    Args:
        calls: every call so far.
        by_hand: the numbers of the phones that the test is to pick up.
    """
    known = set(map(folded_number, by_hand))
    rung = [one for one in calls if one.side is Side.CALLEE and folded_number(one.party.number) in known]
    return [_in_vain(one) for one in rung if one.answered_at is None and _has_no_answer(one)]


def _has_no_answer(call: Call) -> bool:
    """Whether it still rings or was given up; who has rejected it has answered in a way."""
    return not call.ended or call.cause is HangupCause.NO_ANSWER


def _in_vain(call: Call) -> str:
    if call.ended_at is None:
        rang = f"has been ringing since {seconds_text(call.began_at)}"
    else:
        rang = f"rang for {seconds_text(call.ended_at - call.began_at)} s"
    return f"the phone {call.party.number} {rang}, and the test has not picked it up: call its answers()"
