"""Lets people take steps one by one, as a test tells them: time passes until a step is over, and no further."""

from __future__ import annotations

from collections.abc import Callable

from simulator.drivers.goal import Goal
from simulator.drivers.journal import NumberedEntry
from simulator.drivers.phone_system import PhoneSystem
from simulator.telephony.call import Call
from simulator.telephony.events import StepTaken
from simulator.telephony.step import Step
from simulator.telephony.transcript import Entry


class Talk:
    """The steps that one person takes on a call, in a phone system whose clock may be frozen meanwhile.

    Args:
        phone: the phone system.
        call: the line of the person.
    """

    def __init__(self, phone: PhoneSystem, call: Call) -> None:
        self.phone = phone
        self.call = call
        self.steps = 0

    async def take(self, step: Step, *, patience: float = 0.0) -> str:
        """Let the person take a step, and time pass until that is over or nothing can happen any more.

        Args:
            step: what they do or wait for.
            patience: seconds of the wall clock to wait then for the app to do something by itself.

        Returns:
            Why the step could not be taken; empty if it was.

        Raises:
            ScenarioError: somebody else lets time pass already; then nothing is done.
            ClosedError: the phone system was closed meanwhile.
        """
        call, phone = self.call, self.phone
        phone.driver.check_free()
        self.steps += 1
        number = self.steps
        first = len(phone.pbx.transcript)
        failure = ""

        def is_over(entry: Entry) -> bool:
            nonlocal failure
            event = entry.event
            if not isinstance(event, StepTaken) or event.number != number or entry.call_id != call.id:
                return False
            failure = event.failure
            return True

        process = phone.act(lambda: phone.pbx.take(call, step, number))
        over = None
        try:
            over = await until_entry(phone, is_over, first, patience=patience)
        finally:
            if over is None and not phone.closed:  # in vain, or whoever waits for it has given up
                phone.act(lambda: phone.pbx.kernel.interrupt(process))
        if over is None and phone.journal.find(is_over, first) is None:
            return "nothing can happen any more"
        return failure


async def until_entry(
    phone: PhoneSystem, wanted: Callable[[Entry], bool], first: int, *, patience: float = 0.0
) -> NumberedEntry | None:
    """Let time pass until an entry is written, and not beyond; a clock that was frozen is so again then.

    Args:
        phone: the phone system.
        wanted: whether an entry is the one.
        first: number of the first entry that counts.
        patience: seconds of the wall clock to wait for somebody to act when nothing can happen by itself any more.

    Returns:
        The entry; None if nothing can happen any more.

    Raises:
        ClosedError: the phone system was closed meanwhile.
    """
    driver, journal = phone.driver, phone.journal

    def has_acted() -> bool:
        return not driver.at_rest or journal.find(wanted, first) is not None

    while (found := journal.find(wanted, first)) is None:
        goal: Goal[NumberedEntry | None] = Goal(None, at_rest=True, freezes=phone.world.frozen)
        await journal.steer_to_entry(wanted, goal)
        found = journal.find(wanted, first)
        if found is not None or patience <= 0 or not await driver.promises.until(has_acted, patience):
            break
    return found


async def until_rest(phone: PhoneSystem) -> None:
    """Let time pass until nothing can happen by itself any more; a clock that was frozen is so again then.

    Raises:
        ClosedError: the phone system was closed meanwhile.
    """
    await phone.driver.steer(Goal(None, at_rest=True, freezes=phone.world.frozen))
