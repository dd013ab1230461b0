"""<UserInput>: a prompt, the keys that answer it, and what each entry leads to.

The documentation describes parts; the whole algorithm is this simulator's reading of it (ASSUMPTION ozml section 10.2).
"""

from collections.abc import Iterator
from enum import Enum, auto
from math import inf

from simulator.ozml.block import Block
from simulator.ozml.convert import DTMF_KEYS, boolean, key, optional_address, seconds, whole
from simulator.ozml.schema import Choice, Command, Family, attribute, block, choices, command
from simulator.telephony.call import Call, CallState, HungUp
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.events import DigitsEntered, DtmfReceived, EntryMatch
from simulator.telephony.kernel import Process, ProcessEnded, Steps, Unwind
from simulator.telephony.notifications import NotificationName
from simulator.telephony.problem import Severity

SHORTEST_ROUND = 1.0
"""Seconds that a round without a key takes at least, so that an empty menu with Repeat does not stop the clock."""


class MenuLeft(Unwind):
    """The back key was pressed in a menu within a menu: the outer one starts anew."""


class Next(Enum):
    """What follows a round."""

    START_AGAIN = auto()
    LEAVE = auto()
    GO_BACK = auto()


@command("UserInput", family=Family.EXTENSION, source="P4693", needs=CallState.IN_CALL)
class UserInput(Command):
    """Runs `InitialCommands` while keys are listened for; an entry runs its `Input`, or is forwarded to the app."""

    repeat: bool = attribute("Repeat", boolean, default=False)
    timeout: float = attribute("Timeout", seconds, default=0.0)
    back_key: str | None = attribute("BackKey", key, default=None)
    digits: int | None = attribute("Digits", whole, default=None)
    min_digits: int | None = attribute("MinDigits", whole, default=None)
    max_digits: int | None = attribute("MaxDigits", whole, default=None)
    forward_to_url: str | None = attribute("ForwardToUrl", optional_address, default=None, aliases=("enteredUrl",))
    initial: Block = block("InitialCommands")
    inputs: tuple[Choice, ...] = choices("Inputs", item="Input", key="Key")

    def run(self, call: Call) -> Steps[None]:
        """Go round until the menu is left."""
        shortest, longest = self._lengths(call)
        self._warn_of_dead_inputs(call, shortest, longest)
        self._warn_of_a_menu_in_the_prompt(call)
        for _ in range(call.settings.round_limit):
            try:
                following = yield from self._round(call, shortest, longest)
            except MenuLeft:
                following = Next.START_AGAIN
            if following is Next.GO_BACK and call.menu_depth:
                raise MenuLeft
            if following is not Next.START_AGAIN:
                return
        message = f"<UserInput> went round {call.settings.round_limit} times; the call is hung up"
        call.report("endless-menu", message, self.place)
        call.end(Side.PBX, HangupCause.INTERWORKING)
        raise HungUp

    # -- one round ---------------------------------------------------------------------------------------------------

    def _round(self, call: Call, shortest: int, longest: int) -> Steps[Next]:
        """Prompt, collect an entry, act on it."""
        prompt = call.spawn(self.initial.run(call), "initial commands")
        try:
            entry = yield from self._entry(call, prompt, longest)
        except Unwind:
            yield from call.stop(prompt)
            raise
        yield from call.stop(prompt)
        if entry is None:
            return Next.GO_BACK
        if not entry:
            return self._repeated()
        if len(entry) < shortest:
            message = f"<UserInput> got {len(entry)} of at least {shortest} digits"
            call.report("too-few-digits", message, self.place, Severity.WARNING)
            return self._repeated()
        return (yield from self._act(call, entry))

    def _entry(self, call: Call, prompt: Process[None], longest: int) -> Steps[str | None]:
        """Collect keys until there are enough or the time is up.

        Returns:
            The keys, perhaps none; None for the back key.
        """
        entry = ""
        began, deadline = call.now, inf
        with call.listening(DTMF_KEYS) as taker:
            while len(entry) < longest:
                if not prompt.alive and not prompt.interrupted:
                    prompt.result()  # a script that ended, or was replaced, in the prompt ends here too
                    if deadline == inf:
                        deadline = call.kernel.after(self._patience(call, began))
                match (yield from call.wait(DtmfReceived, ProcessEnded, until=deadline)):
                    case DtmfReceived(digit) as pressed if call.takes(taker, digit):
                        if digit == self.back_key:
                            return None
                        entry += digit
                        if call.settings.barge_in:
                            call.kernel.interrupt(prompt, pressed)
                        deadline = call.kernel.after(self.timeout or call.settings.interdigit_timeout)
                    case None:
                        break
        return entry

    def _patience(self, call: Call, began: float) -> float:
        """How long to wait for the first key when the prompt is over."""
        takes_no_time = self.repeat and not self.timeout and call.now == began
        return SHORTEST_ROUND if takes_no_time else self.timeout

    def _act(self, call: Call, entry: str) -> Steps[Next]:
        """Do what an entry leads to. Whatever runs here counts as nested in this menu."""
        chosen = next((choice for choice in self.inputs if choice.key == entry), None)
        match = EntryMatch.INPUT if chosen else EntryMatch.FORWARDED if self.forward_to_url else EntryMatch.NONE
        call.publish(DigitsEntered(entry, match))
        call.menu_depth += 1
        try:
            if chosen is not None:
                yield from chosen.block.run(call)
            elif self.forward_to_url:
                url = self.absolute(self.forward_to_url)
                yield from call.notify(url, NotificationName.DTMF_ENTERED, digits=entry)
            else:
                return Next.START_AGAIN if call.settings.wrong_entry_repeats else self._repeated()
        finally:
            call.menu_depth -= 1
        return self._repeated()

    def _repeated(self) -> Next:
        return Next.START_AGAIN if self.repeat else Next.LEAVE

    # -- how many digits ---------------------------------------------------------------------------------------------

    def _lengths(self, call: Call) -> tuple[int, int]:
        """The least and the greatest number of digits of an entry."""
        shortest, longest = self._written_lengths(call)
        if shortest > longest:
            message = f"<UserInput> wants at least {shortest} and at most {longest} digits; {longest} count"
            call.report("bad-value", message, self.place, Severity.WARNING)
            shortest = longest
        if longest < 1:
            call.report("bad-value", "<UserInput> wants 0 digits; 1 counts", self.place, Severity.WARNING)
            return 1, 1
        return shortest, longest

    def _written_lengths(self, call: Call) -> tuple[int, int]:
        if self.min_digits is not None or self.max_digits is not None:
            longest = next(one for one in (self.max_digits, self.digits, self.min_digits) if one is not None)
            return self.min_digits or 1, longest
        if self.digits is not None:
            return self.digits, self.digits
        longest = max((len(choice.key) for choice in self.inputs), default=1)
        if longest > 1:
            message = f"<UserInput> has an Input of {longest} keys and no Digits; entries of 1 to {longest} keys count"
            call.report("no-digits", message, self.place, Severity.WARNING)
        return 1, max(longest, 1)

    def _warn_of_dead_inputs(self, call: Call, shortest: int, longest: int) -> None:
        for message in self._dead_inputs(shortest, longest):
            call.report("dead-input", message, self.place, Severity.WARNING)

    def _warn_of_a_menu_in_the_prompt(self, call: Call) -> None:
        if any(element.name.lower() == "userinput" for element in self.initial.elements):
            message = "<UserInput> in <InitialCommands> takes the keys from the menu around it"
            call.report("nested-prompt", message, self.place, Severity.WARNING)

    def _dead_inputs(self, shortest: int, longest: int) -> Iterator[str]:
        seen: set[str] = set()
        for choice in self.inputs:
            if choice.key in seen:
                yield f"<Input Key={choice.key!r}> stands here twice; the first counts"
            elif not set(choice.key) <= set(DTMF_KEYS):
                yield f"<Input Key={choice.key!r}> can never be entered: keys are 0-9, *, # and A-D"
            elif not shortest <= len(choice.key) <= longest:
                yield f"<Input Key={choice.key!r}> can never be entered: entries have {shortest} to {longest} digits"
            seen.add(choice.key)
