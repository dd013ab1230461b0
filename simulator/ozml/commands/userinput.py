"""<UserInput>: a prompt, the keys that answer it, and what each entry leads to.

The documentation describes parts; the whole algorithm is this simulator's reading of it (ASSUMPTION ozml section 10.2).
"""

from collections.abc import Iterator
from enum import Enum, auto
from math import inf

from simulator.ozml.block import Block
from simulator.ozml.convert import DTMF_KEYS, boolean, key, optional_address, plain, seconds, whole
from simulator.ozml.database import run_sql
from simulator.ozml.schema import BlockLeft, Choice, Command, Family, Mistake, attribute, block, choices, command
from simulator.telephony.call import Call, CallState
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.events import DigitsEntered, DtmfReceived, EntryMatch
from simulator.telephony.exchange import HungUp
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


@command(
    "UserInput",
    family=Family.EXTENSION,
    source="P4693",
    needs=CallState.IN_CALL,
    assumes=("q29", "q30", "q55", "s10.2"),
    example="<UserInput Timeout='5' Repeat='true' BackKey='*'>\n"
    "  <InitialCommands><Speak>For sales, press 1.</Speak></InitialCommands>\n"
    "  <Inputs><Input key='1'><BlindTransfer>4711</BlindTransfer></Input></Inputs>\n"
    "</UserInput>",
)
class UserInput(Command):
    """Runs `InitialCommands` while keys are listened for; an entry runs its `Input`, or is forwarded to the app.

    - `Digits` is how many keys an entry has; `MinDigits` and `MaxDigits` bound it instead. With none of them the
      longest `Input` counts.
    - An entry is over when it has all its keys, or when no further key comes for `Timeout` seconds (without one, for
      those of the setting `interdigit_timeout`).
    - `Timeout` also is how long to wait for the first key, counted from the end of the prompt. It is 0 by default, so
      that the menu is over with its prompt.
    - The first key silences the prompt.
    - `Repeat` starts the menu anew when nobody has pressed a key, when an entry is too short, and when what an entry
      led to is over. Without it the script goes on behind the menu.
    - A wrong entry (no `Input`, and no `ForwardToUrl`) starts the menu anew, whatever `Repeat` says.
    - `BackKey` leaves the menu, whatever was entered; in a menu within a menu, the outer one starts anew.
    - `ForwardToUrl` is asked with an entry that is no `Input`, as `DtmfDigits` of a `DtmfEntered`; its answer is run in
      place of an `Input`.
    """

    repeat: bool = attribute("Repeat", boolean, default=False)
    timeout: float = attribute("Timeout", seconds, default=0.0)
    back_key: str | None = attribute("BackKey", key, default=None)
    digits: int | None = attribute("Digits", whole, default=None)
    min_digits: int | None = attribute("MinDigits", whole, default=None)
    max_digits: int | None = attribute("MaxDigits", whole, default=None)
    forward_to_url: str | None = attribute("ForwardToUrl", optional_address, default=None, aliases=("enteredUrl",))
    execute_sql: str = attribute("ExecuteSQL", plain, default="", dialect="ozeki10")
    initial: Block = block("InitialCommands")
    inputs: tuple[Choice, ...] = choices("Inputs", item="Input", key="Key")

    def mistakes(self) -> Iterator[Mistake]:
        """Lengths that contradict each other, and Inputs that can never be entered."""
        yield from self._mistaken_lengths()
        shortest, longest = self._lengths()
        yield from self._dead_inputs(shortest, longest)
        inside = (element for outer in self.initial.elements for element in outer.walk())
        if any(element.name.lower() == "userinput" for element in inside):
            message = "<UserInput> in <InitialCommands> takes the keys from the menu around it"
            yield Mistake("nested-prompt", message)

    def run(self, call: Call, /) -> Steps[None]:
        """Go round until the menu is left."""
        shortest, longest = self._lengths()
        for _ in range(call.settings.round_limit):
            try:
                following = yield from self._round(call, shortest, longest)
            except MenuLeft:
                following = Next.START_AGAIN
            except BlockLeft:
                return
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
        depth, call.menu_depth = call.menu_depth, 0  # a menu in the prompt is not nested in this one
        try:
            entry = yield from self._prompted_entry(call, longest)
        finally:
            call.menu_depth = depth
        if entry is None:
            return Next.GO_BACK
        if not entry:
            return self._repeated()
        if len(entry) < shortest:
            message = f"<UserInput> got {len(entry)} of at least {shortest} digits"
            call.report("too-few-digits", message, self.place, Severity.WARNING)
            return self._repeated()
        return (yield from self._act(call, entry))

    def _prompted_entry(self, call: Call, longest: int) -> Steps[str | None]:
        """Let the prompt be heard and collect keys meanwhile; see `_entry`."""
        prompt = call.spawn(self.initial.run(call), "initial commands")
        try:
            entry = yield from self._entry(call, prompt, longest)
        except Unwind:
            yield from call.stop(prompt)
            raise
        yield from call.stop(prompt)
        return entry

    def _entry(self, call: Call, prompt: Process[None], longest: int) -> Steps[str | None]:
        """Collect keys until there are enough or the time is up.

        Returns:
            The keys, perhaps none; None for the back key.
        """
        entry = ""
        began, deadline = call.now, inf
        between_keys = self.timeout or call.settings.interdigit_timeout
        with call.listening(DTMF_KEYS) as taker:
            while len(entry) < longest:
                if not prompt.alive and not prompt.interrupted:
                    prompt.result()  # a script that ended, or was replaced, in the prompt ends here too
                    if deadline == inf:  # no timer runs while the prompt does
                        deadline = call.kernel.after(between_keys if entry else self._patience(call, began))
                match (yield from call.wait(DtmfReceived, ProcessEnded, until=deadline)):
                    case DtmfReceived(digit) as pressed if call.takes(taker, digit):
                        if digit == self.back_key:
                            return None
                        entry += digit
                        if call.settings.barge_in:
                            call.kernel.interrupt(prompt, pressed)
                        if call.settings.barge_in or not prompt.alive:
                            deadline = call.kernel.after(between_keys)
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
        if self.execute_sql:
            yield from run_sql(call, self.execute_sql, self.place)
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

    def _lengths(self) -> tuple[int, int]:
        """The least and the greatest number of digits of an entry."""
        shortest, longest = self._written_lengths()
        longest = max(longest, 1)
        return min(max(shortest, 1), longest), longest

    def _mistaken_lengths(self) -> Iterator[Mistake]:
        shortest, longest = self._written_lengths()
        if longest < 1:
            yield Mistake("bad-value", "<UserInput> wants 0 digits; 1 counts")
        elif shortest > longest:
            message = f"<UserInput> wants at least {shortest} and at most {longest} digits; {longest} count"
            yield Mistake("bad-value", message)
        if self._says_no_length and longest > 1:
            message = f"<UserInput> has an Input of {longest} keys and no Digits; entries of 1 to {longest} keys count"
            yield Mistake("no-digits", message)

    @property
    def _says_no_length(self) -> bool:
        return self.min_digits is None and self.max_digits is None and self.digits is None

    def _written_lengths(self) -> tuple[int, int]:
        if self.min_digits is not None or self.max_digits is not None:
            longest = next(one for one in (self.max_digits, self.digits, self.min_digits) if one is not None)
            return self.min_digits or 1, longest
        if self.digits is not None:
            return self.digits, self.digits
        return 1, max((len(choice.key) for choice in self.inputs), default=1) or 1

    def _dead_inputs(self, shortest: int, longest: int) -> Iterator[Mistake]:
        seen: set[str] = set()
        for choice in self.inputs:
            if choice.key in seen:
                why = "stands here twice; the first counts"
            elif not set(choice.key) <= set(DTMF_KEYS):
                why = "can never be entered: keys are 0-9, *, # and A-D"
            elif not shortest <= len(choice.key) <= longest:
                why = f"can never be entered: entries have {shortest} to {longest} digits"
            else:
                why = ""
            if why:
                yield Mistake("dead-input", f"<Input Key={choice.key!r}> {why}", place=choice.place)
            seen.add(choice.key)
