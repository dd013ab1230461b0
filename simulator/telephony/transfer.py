"""Connects somebody who is on a call with somebody else: another call, with another ID, takes the place of this one."""

from __future__ import annotations

from simulator.telephony.call import Call, Transferred
from simulator.telephony.call_states import UNANSWERED, SessionState
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.exchange import HungUp
from simulator.telephony.kernel import Steps, Unwind
from simulator.telephony.observation_events import TransferBegun
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.outbound import tell_error
from simulator.telephony.problem import Place
from simulator.telephony.script_events import TransferFailed
from simulator.telephony.sent_on import follows


def connected_with(call: ObservedCall, moved: Call, target: str, finished_url: str = "") -> Steps[HangupCause | None]:
    """Ring a number for somebody, and connect the two if it is picked up.

    Args:
        call: the call that somebody is on.
        moved: the line of that person.
        target: the number; a phone that is forwarded while it rings counts as the one to which it is.
        finished_url: who is told when the new call ends; nobody if it is empty.

    Returns:
        None if they are connected now, or else why not.

    Raises:
        HungUp, Interrupted: `moved` came to something else meanwhile.
        Transferred: the phone was forwarded to an API extension, with which the person is to be connected.
    """
    switchboard = call.switchboard
    call.moving = moved
    call.changes_to(SessionState.TRANSFERRING)
    before = call
    cause: HangupCause | None = HangupCause.NO_ANSWER
    while target and call.may_order(Place(f"the transfer to {target}")):
        other = switchboard.ring(target, moved.party.number, moved.extension)
        new = switchboard.observe(other.id, source=moved.party.number, destination=target)
        follows(new, before)
        before, new.ringing = new, other
        new.begins()
        try:
            picked_up = yield from moved.reaches(other, call.settings.ring_time)
        except Unwind:
            new.changes_to(SessionState.CANCELLED)
            raise
        if picked_up:
            new.finished_url = finished_url
            _join(call, new, moved, other)
            return None
        cause, target = other.cause, new.forwarded_to
        new.changes_to(UNANSWERED.get(other.cause or HangupCause.NO_ANSWER, SessionState.ERROR))
        if switchboard.is_api(target):
            raise Transferred(target)
    call.changes_to(SessionState.TRANSFER_FAILED)
    call.changes_to(SessionState.IN_CALL)
    return cause or HangupCause.NO_ANSWER


def _join(call: ObservedCall, new: ObservedCall, moved: Call, other: Call) -> None:
    call.changes_to(SessionState.TRANSFER_COMPLETED)
    new.takes(Side.CALLER, moved)
    new.takes(Side.CALLEE, other)
    new.is_answered()
    moved.connect(other)


def transferred(call: ObservedCall, goes_on: Call, leaving: Call | None, target: str, finished_url: str) -> Steps[None]:
    """Transfer somebody because an app that watches the call wants it.

    Args:
        call: the call.
        goes_on: the line of who is transferred.
        leaving: the line of who leaves; None if that is an API extension.
        target: a number.
        finished_url: who is told when the new call ends; nobody if it is empty.
    """
    if call.over:  # what stood behind the command has ended it
        return
    leaves = call.source if goes_on is call.legs.get(Side.CALLEE) else call.destination
    call.publish(TransferBegun(goes_on.party.number, target, leaves))
    if leaving is not None:
        goes_on.part()
    try:
        if call.switchboard.is_api(target):
            _sent_to_extension(goes_on, leaving, target, finished_url)
        else:
            yield from _sent_to_phone(call, goes_on, leaving, target, finished_url)
    except Transferred as forwarded:
        _sent_to_extension(goes_on, leaving, forwarded.extension, finished_url)
    except HungUp:
        if leaving is not None:
            leaving.end(Side.PBX)


def _sent_to_phone(
    call: ObservedCall, goes_on: Call, leaving: Call | None, target: str, finished_url: str
) -> Steps[None]:
    cause = yield from connected_with(call, goes_on, target, finished_url)
    if cause is None:
        _leaves(goes_on, leaving)
        return
    call.publish(TransferFailed(target, cause))
    if leaving is None:
        return
    if leaving.ended:  # then the call ends as it would have at once
        goes_on.end(goes_on.side.other)
    else:
        leaving.connect(goes_on)


def _sent_to_extension(goes_on: Call, leaving: Call | None, target: str, finished_url: str) -> None:
    _leaves(goes_on, leaving)
    app_url = goes_on.moves_to(target)
    if goes_on.observed is not None:
        goes_on.observed.finished_url = finished_url
    goes_on.onward = goes_on.spawn(_seen_through(goes_on, app_url), "the app's script")


def _seen_through(goes_on: Call, app_url: str) -> Steps[None]:
    """Let the app of an API extension see a call through to which somebody else has sent the person."""
    try:
        yield from goes_on.enters(app_url)
    except HungUp:
        return
    goes_on.end(Side.PBX)
    if goes_on.cause is HangupCause.TEMPORARY_FAILURE:
        yield from tell_error(goes_on)


def _leaves(goes_on: Call, leaving: Call | None) -> None:
    """Take who has transferred out of the call: a person's line, or the script of an API extension."""
    script = goes_on.onward or goes_on.script
    if leaving is not None:
        leaving.end(Side.PBX)
    elif script is not None:
        goes_on.kernel.interrupt(script)
