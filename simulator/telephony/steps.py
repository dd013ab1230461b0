"""What the scripted human can do on a call. Steps are data, the same for YAML, JSON and Python.

A step waits for things that happen; none of them counts from zero. `Human` takes them one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import TYPE_CHECKING, ClassVar

from simulator.telephony.applicable import CannotBeUsedError
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.effects import Noise, Sound
from simulator.telephony.events import seconds_text
from simulator.telephony.exchange import HungUp
from simulator.telephony.kernel import Steps
from simulator.telephony.line import CallState
from simulator.telephony.script_events import PromptFinished, PromptInterrupted, PromptStarted
from simulator.telephony.step import CompositeStep, Step, StepUnmetError, WaitingStep
from simulator.telephony.text_match import TextMatch
from simulator.telephony.third_party import person_holds, person_unholds

if TYPE_CHECKING:
    from simulator.telephony.human import Human


class Point(StrEnum):
    """The two ends of a prompt."""

    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class Hears(WaitingStep):
    """Waits until a prompt with this text has been heard (`at` END) or begins (`at` START).

    The text is matched as `TextMatch` says. Each prompt counts once, so a second `Hears` of the same text waits for the
    next one. `within` is the longest wait in seconds.
    """

    text: str
    at: Point = Point.END
    within: float = inf
    needs_line: ClassVar[bool] = True
    sounds: ClassVar[Sequence[Sound]] = ()

    def __str__(self) -> str:
        return f"hears {self.text!r}"

    def run(self, human: Human) -> Steps[None]:
        """Wait for the prompt, then for the PBX to be done asking the app."""
        call = human.call
        deadline = call.kernel.after(self.within)
        first = human.prompts_heard
        human.stop_if_wanted()
        while (heard := self.found(human, first)) is None:
            while first < len(call.prompts) and call.prompts[first].ended_at is not None:
                first += 1  # a menu may say the same a thousand times
            event = yield from call.wait(PromptStarted, PromptFinished, PromptInterrupted, until=deadline)
            if event is None:
                raise StepUnmetError(f"not within {seconds_text(self.within)} s; {human.heard_so_far()}")
            human.stop_if_wanted()
        human.takes_note_of(heard)
        yield from human.reacts()

    def has_come(self, human: Human) -> bool:
        """Whether such a prompt was heard before, and not cut off by the end of the call; it counts as heard then."""
        call, heard = human.call, self.found(human)
        prompt = call.prompts[heard] if heard is not None else None
        if heard is None or prompt is None or (prompt.interrupted and prompt.ended_at == call.ended_at):
            return False
        human.prompts_heard = heard + 1
        return True

    def found(self, human: Human, first: int = 0) -> int | None:
        """The place of the first such prompt among those that have not been taken note of yet, from `first` on."""
        wanted, prompts = TextMatch(self.text), human.call.prompts
        for index in range(max(first, human.prompts_heard), len(prompts)):
            prompt = prompts[index]
            if (self.at is Point.START or prompt.ended_at is not None) and wanted.found_in(prompt.text):
                return index
        return None


@dataclass(frozen=True, slots=True)
class Says:
    """Speaks, or makes another sound, to its end. With `background`, goes on to the next step at once."""

    sound: Sound
    background: bool = False
    needs_line: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"says {str(self.sound)!r}"

    @property
    def sounds(self) -> Sequence[Sound]:
        """The one sound."""
        return (self.sound,)

    def run(self, human: Human) -> Steps[None]:
        """Put the sound on the line."""
        speaking = human.sends(human.clips[self.sound])
        if self.background:
            human.spawn(speaking, f"caller's {self.sound}")
        else:
            yield from speaking


@dataclass(frozen=True, slots=True)
class Presses:
    """Presses keys, one after the other. The step ends with the last tone."""

    keys: str
    needs_line: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"presses {self.keys}"

    @property
    def sounds(self) -> Sequence[Sound]:
        """A tone for each key; the caller adds how long it lasts."""
        return ()

    def run(self, human: Human) -> Steps[None]:
        """Press them."""
        for index, digit in enumerate(self.keys):
            if index:
                yield from human.call.wait(timeout=human.call.settings.key_gap_seconds)
            try:
                yield from human.presses(digit)
            except HungUp:
                if index + 1 < len(self.keys):
                    raise StepUnmetError(f"the call ended after {self.keys[: index + 1]!r}") from None
                raise


@dataclass(frozen=True, slots=True)
class Pauses:
    """Does nothing for a while (seconds)."""

    seconds: float
    needs_line: ClassVar[bool] = False
    sounds: ClassVar[Sequence[Sound]] = ()

    def __str__(self) -> str:
        return f"pauses {seconds_text(self.seconds)} s"

    def run(self, human: Human) -> Steps[None]:
        """Let time pass."""
        yield from human.call.wait(timeout=self.seconds)


@dataclass(frozen=True, slots=True)
class StaysSilent:
    """Stays on the line without a sound, for `seconds`, or until the PBX hangs up."""

    seconds: float = inf
    needs_line: ClassVar[bool] = False
    sounds: ClassVar[Sequence[Sound]] = ()

    def __str__(self) -> str:
        return "stays silent" + (f" {seconds_text(self.seconds)} s" if self.seconds < inf else "")

    def run(self, human: Human) -> Steps[None]:
        """Let time pass."""
        if self.seconds == inf:
            yield from human.has_nothing_more_to_do()
        yield from human.call.wait(timeout=self.seconds)


@dataclass(frozen=True, slots=True)
class HangsUp:
    """Hangs up."""

    needs_line: ClassVar[bool] = False
    sounds: ClassVar[Sequence[Sound]] = ()

    def __str__(self) -> str:
        return "hangs up"

    def run(self, human: Human) -> Steps[None]:
        """End the call."""
        yield from ()  # it takes no time
        call = human.call
        rejected = call.side is Side.CALLEE and call.state is CallState.RINGING
        call.end(call.side, HangupCause.CALL_REJECTED if rejected else HangupCause.NORMAL_CLEARING)
        raise HungUp


@dataclass(frozen=True, slots=True)
class Holds:
    """Puts whoever is at the other end on hold for a while (seconds), then talks on."""

    seconds: float
    needs_line: ClassVar[bool] = True
    sounds: ClassVar[Sequence[Sound]] = ()

    def __str__(self) -> str:
        return f"holds {seconds_text(self.seconds)} s"

    def run(self, human: Human) -> Steps[None]:
        """Press the button of the phone, wait, and press it again."""
        line, observed = human.call, human.call.observed
        if observed is None or line.peer is None:
            raise StepUnmetError("nobody else is on the line who could be put on hold")
        try:
            person_holds(observed, line)
        except CannotBeUsedError as error:
            raise StepUnmetError(str(error)) from None
        yield from line.wait(timeout=self.seconds)
        with suppress(CannotBeUsedError):  # somebody has been sent on meanwhile
            person_unholds(observed, line)


@dataclass(frozen=True, slots=True)
class SendsSms:
    """Sends a short message to the extension that the call is about."""

    text: str
    needs_line: ClassVar[bool] = True
    sounds: ClassVar[Sequence[Sound]] = ()

    def __str__(self) -> str:
        return f"sends SMS {self.text!r}"

    def run(self, human: Human) -> Steps[None]:
        """Send it; the app is told where it is told of the extension's calls."""
        yield from ()  # it takes no time
        call, switchboard = human.call, human.call.switchboard
        url, sender = switchboard.sms_app_of(call.extension), call.party.number
        if not url:
            raise StepUnmetError(f"nothing is known of an app at extension {call.extension}")
        about = switchboard.receive_sms(url, self.text, sender=sender, extension=call.extension)
        switchboard.ordered.append(about)


@dataclass(frozen=True, slots=True)
class SendsMessage:
    """Sends a message of Ozeki 10 from a connection such as `admin@localhost`."""

    connection: str
    text: str
    needs_line: ClassVar[bool] = True
    sounds: ClassVar[Sequence[Sound]] = ()

    def __str__(self) -> str:
        return f"sends {self.text!r} from {self.connection}"

    def run(self, human: Human) -> Steps[None]:
        """Send it; a script that does not wait for it yet finds it later."""
        yield from ()  # it takes no time
        human.call.switchboard.receive_chat(human.call, self.connection, self.text)


def misfit_among(steps: Sequence[Step]) -> tuple[int, str] | None:
    """Find a step that can never be reached, or one with such a step in it.

    Returns:
        Its index and why, or None if there is none.
    """
    for index, step in enumerate(steps):
        if index and (reason := _unreachable_behind(steps[index - 1], step)):
            return index, reason
        for part in step.parts if isinstance(step, CompositeStep) else ():
            within = misfit_among(part)
            if within is not None:
                return index, f"holds one ({part[within[0]]}) that {within[1]}"
    return None


def _unreachable_behind(before: Step, step: Step) -> str:
    """Why a step can never be reached; empty if it can."""
    if isinstance(before, HangsUp):
        return "can never be reached: the caller hangs up before it"
    if _sounds_for_ever(before) and not isinstance(step, StaysSilent):
        return "can never be reached: the noise before it has no end; let it be in the background"
    return ""


def _sounds_for_ever(step: Step) -> bool:
    return (
        isinstance(step, Says) and not step.background and isinstance(step.sound, Noise) and step.sound.seconds == inf
    )
