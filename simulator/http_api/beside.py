"""Lets what a command has begun go on beside the answer."""

from __future__ import annotations

from simulator.telephony.effects import Effect
from simulator.telephony.kernel import Steps, Unwind, Wait
from simulator.telephony.observed_call import ObservedCall


def goes_on_beside(call: ObservedCall, steps: Steps[None], name: str) -> None:
    """Take the first step now, so that what cannot be done is refused now, and the others in a process of the call.

    Args:
        call: whose process it is.
        steps: what takes time.
        name: for people who ask what everybody is waiting for.

    Raises:
        CannotBeUsedError: the first step does.
    """
    try:
        first = next(steps)
    except StopIteration:
        return
    call.spawn(_rest(first, steps), name)


def _rest(wanted: Wait | Effect, steps: Steps[None]) -> Steps[None]:
    while True:
        try:
            try:
                resumed = yield wanted
            except Unwind as unwound:
                wanted = steps.throw(unwound)
            else:
                wanted = steps.send(resumed)
        except StopIteration:
            return
