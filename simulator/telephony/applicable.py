"""Whether a command of third-party call control can be used on a call: each check raises `CannotBeUsedError` if not."""

from __future__ import annotations

from simulator.telephony.call_states import ReportedState, SessionState
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.sent_on import too_often


class CannotBeUsedError(Exception):
    """A command does not fit the state of the call; the message says why.

    `rule` is the kind of the app's mistake; empty if it is none.
    """

    rule = "wrong-state"

    @property
    def told(self) -> str:
        """What to say behind the name of the command."""
        return f"has no effect: {self}"


class UnknownCallError(CannotBeUsedError):
    """A command is about a call that there is not."""

    rule = "unknown-call"

    @property
    def told(self) -> str:
        """The message says all."""
        return str(self)


class OvertakenError(CannotBeUsedError):
    """The call has ended meanwhile, which the app could not know."""

    rule = ""


def check(condition: bool, reason: str) -> None:  # noqa: FBT001 - what has to be true
    """See that something holds; `reason` says what is wrong if not."""
    if not condition:
        raise CannotBeUsedError(reason)


def check_sent_on(call: ObservedCall) -> None:
    """See that the people on a call may be sent on once more."""
    reason = too_often(call)
    check(not reason, reason)


def check_talking(call: ObservedCall, what: str, *, on_hold: bool = False) -> None:
    """See that the two people of a call can talk, or that one holds the other if that will do; `what` needs it."""
    check(call.state is not SessionState.TRANSFERRING, f"a party of the call {call.id} is being transferred")
    reported = call.state.reported
    fits = reported is ReportedState.IN_CALL or (on_hold and reported is ReportedState.HOLD)
    check(fits, f"{what} needs a call in state InCall{' or Hold' if on_hold else ''}, not {reported}")


def check_between_people(call: ObservedCall) -> None:
    """See that there is a person at both ends of a call."""
    check(call.extension_end is None, f"one end of the call {call.id} is an API extension, which cannot be on hold")
