"""The scripted human: steps that react to what is heard, and the process that takes them one by one.

Steps are data, the same for YAML and Python. A step waits for things that happen; none of them counts from zero.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from math import inf
from typing import ClassVar, Protocol

from simulator.telephony.call import Call, CallState, HungUp, Prompt
from simulator.telephony.causes import Side
from simulator.telephony.effects import ClipLoaded, Key, LoadClip, Noise, Sound
from simulator.telephony.events import (
    AnswerReceived,
    CallAnswered,
    CallerSounded,
    DtmfIgnored,
    DtmfReceived,
    Event,
    PromptFinished,
    PromptInterrupted,
    PromptStarted,
    StepFailed,
    StepReached,
    seconds_text,
)
from simulator.telephony.kernel import Priority, Process, Steps, Unwind
from simulator.telephony.media import Clip, KeyMark, Segment
from simulator.telephony.problem import Place, Severity


class StepUnmetError(Exception):
    """What a step waits for cannot come true; the message says why."""


class Step(Protocol):
    """One thing that the caller does or waits for."""

    needs_line: ClassVar[bool]
    """Whether the script has failed if the PBX hangs up before this step's turn."""

    @property
    def sounds(self) -> Sequence[Sound]:
        """What has to be fetched or made before the call."""
        ...

    def run(self, caller: Caller) -> Steps[None]:
        """Do it."""
        ...


class Point(StrEnum):
    """The two ends of a prompt."""

    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class Hears:
    """Waits until a prompt with this text has been heard (`at` END) or begins (`at` START).

    Text matches anywhere in the prompt, without regard to case and blank space. Each prompt counts once, so a second
    `Hears` of the same text waits for the next one. `within` is the longest wait in seconds.
    """

    text: str
    at: Point = Point.END
    within: float = inf
    needs_line: ClassVar[bool] = True
    sounds: ClassVar[Sequence[Sound]] = ()

    def __str__(self) -> str:
        return f"hears {self.text!r}"

    def run(self, caller: Caller) -> Steps[None]:
        """Wait for the prompt, then for the PBX to be done asking the app."""
        call = caller.call
        deadline = call.kernel.after(self.within)
        while not self._heard(caller):
            event = yield from call.wait(PromptStarted, PromptFinished, PromptInterrupted, until=deadline)
            if event is None:
                raise StepUnmetError(f"not within {seconds_text(self.within)} s; {caller.heard_so_far()}")
        yield from caller.reacts()

    def _heard(self, caller: Caller) -> bool:
        wanted = folded(self.text)
        for index, prompt in enumerate(caller.call.prompts[caller.prompts_heard :], start=caller.prompts_heard):
            if wanted in folded(prompt.text) and (self.at is Point.START or prompt.ended_at is not None):
                caller.prompts_heard = index + 1
                caller.unmet += 1
                return True
        return False


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

    def run(self, caller: Caller) -> Steps[None]:
        """Put the sound on the line."""
        speaking = caller.sends(caller.clips[self.sound])
        if self.background:
            caller.spawn(speaking, f"caller's {self.sound}")
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

    def run(self, caller: Caller) -> Steps[None]:
        """Press them."""
        for index, digit in enumerate(self.keys):
            if index:
                yield from caller.call.wait(timeout=caller.call.settings.key_gap_seconds)
            try:
                yield from caller.presses(digit)
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

    def run(self, caller: Caller) -> Steps[None]:
        """Let time pass."""
        yield from caller.call.wait(timeout=self.seconds)


@dataclass(frozen=True, slots=True)
class StaysSilent:
    """Stays on the line without a sound, for `seconds`, or until the PBX hangs up."""

    seconds: float = inf
    needs_line: ClassVar[bool] = False
    sounds: ClassVar[Sequence[Sound]] = ()

    def __str__(self) -> str:
        return "stays silent" + (f" {seconds_text(self.seconds)} s" if self.seconds < inf else "")

    def run(self, caller: Caller) -> Steps[None]:
        """Let time pass."""
        yield from caller.call.wait(timeout=self.seconds)


@dataclass(frozen=True, slots=True)
class HangsUp:
    """Hangs up."""

    needs_line: ClassVar[bool] = False
    sounds: ClassVar[Sequence[Sound]] = ()

    def __str__(self) -> str:
        return "hangs up"

    def run(self, caller: Caller) -> Steps[None]:
        """End the call."""
        yield from ()  # it takes no time
        caller.call.end(Side.CALLER)
        raise HungUp


def misfit_among(steps: Sequence[Step]) -> tuple[int, str] | None:
    """Find a step that can never be reached.

    Returns:
        Its index and why, or None if there is none.
    """
    for index, (step, following) in enumerate(pairwise(steps)):
        if isinstance(step, HangsUp):
            return index + 1, "can never be reached: the caller hangs up before it"
        if _sounds_for_ever(step) and not isinstance(following, StaysSilent):
            return index + 1, "can never be reached: the noise before it has no end; let it be in the background"
    return None


def _sounds_for_ever(step: Step) -> bool:
    return (
        isinstance(step, Says) and not step.background and isinstance(step.sound, Noise) and step.sound.seconds == inf
    )


@lru_cache(maxsize=1024)  # the same prompt is looked at again whenever something is heard
def folded(text: str) -> str:
    """A text as it is compared: without regard to case, runs of blank space as one blank."""
    return re.sub(r"\s+", " ", text).strip().casefold()


@dataclass(slots=True)
class Caller:
    """The person who takes the steps, on one call."""

    call: Call
    clips: dict[Sound, Clip] = field(default_factory=dict)
    prompts_heard: int = 0
    unmet: int = 0
    """Index of the first step that still wants something of the PBX."""

    # -- what steps use ----------------------------------------------------------------------------------------------

    def spawn(self, steps: Steps[None], name: str) -> Process[None]:
        """Do something beside the script."""
        return self.call.kernel.spawn(steps, self.call, name, Priority.INPUT)

    def heard_so_far(self) -> str:
        """For errors: what was heard, or that nothing was."""
        prompts: list[Prompt] = self.call.prompts
        if not prompts:
            return "nothing was heard"
        return "heard " + ", ".join(repr(prompt.text) for prompt in prompts[-5:])

    def reacts(self) -> Steps[None]:
        """Wait until the PBX is done asking the app, and for as long as a person takes to react.

        Nobody acts before the PBX knows what it listens for; a test of that uses `pauses` instead.
        """
        call = self.call
        yield from call.wait(timeout=call.settings.reaction_time)
        while call.asking:
            yield from call.wait(AnswerReceived)

    def presses(self, digit: str) -> Steps[None]:
        """Press one key and hold it for as long as its tone lasts."""
        tone = Key(digit, self.call.settings.key_seconds)
        yield from self._load(tone)
        clip = self.clips[tone]
        yield from self._sound(clip, clip.keys)

    def presses_now(self, keys: str) -> Steps[None]:
        """Press keys beside the script; if the call ends meanwhile, so be it."""
        try:
            yield from Presses(keys).run(self)
        except StepUnmetError:
            return

    def sends(self, clip: Clip) -> Steps[None]:
        """Put a sound on the line, to its end."""
        self.call.publish(CallerSounded(clip.label, clip.duration))
        yield from self._sound(clip, clip.keys if self.call.settings.inband_dtmf else ())

    # -- from beginning to end ---------------------------------------------------------------------------------------

    def run(self, steps: Sequence[Step]) -> Steps[None]:
        """Take the steps, then stay on the line until the call ends."""
        reached = 0
        try:
            yield from self._answered()
            for reached, step in enumerate(steps):
                if self.call.ended:
                    raise HungUp
                self.call.publish(StepReached(str(step), reached + 1))
                self.unmet = reached if isinstance(step, Hears) else reached + 1
                yield from step.run(self)
            reached = len(steps)
            yield from self.call.wait()
        except StepUnmetError as unmet:
            self._fail(steps, reached, str(unmet))
            self.call.end(Side.CALLER)
        except HungUp:
            self._call_is_over(steps, reached)

    def prepare(self, steps: Sequence[Step]) -> Steps[None]:
        """Fetch or make every sound of the steps, so that nothing has to be waited for on the line.

        Raises:
            StepUnmetError: a sound cannot be had.
        """
        for step in steps:
            for sound in step.sounds:
                yield from self._load(sound)

    # -- inside ------------------------------------------------------------------------------------------------------

    def _load(self, sound: Sound) -> Steps[None]:
        if sound not in self.clips:
            loaded: ClipLoaded = yield LoadClip(sound)
            if loaded.clip is None:
                raise StepUnmetError(loaded.problem)
            if loaded.problem:
                self.call.report("sound", loaded.problem, Place("the caller's script"), Severity.WARNING)
            self.clips[sound] = loaded.clip

    def _answered(self) -> Steps[None]:
        while self.call.state is CallState.RINGING:
            yield from self.call.wait(CallAnswered)
        if self.call.ended:
            raise HungUp

    def _sound(self, clip: Clip, keys: Sequence[KeyMark]) -> Steps[None]:
        """Put a clip on the line and let everything in it happen at its instant."""
        call, party = self.call, self.call.caller
        if call.ended:
            raise HungUp
        began = call.now
        sounding = party.send(clip, began)
        try:
            for offset, mark in _edges(clip.voice, keys):
                yield from call.wait(until=began + offset)
                if isinstance(mark, KeyMark):
                    self._press(party.key_sounds(sounding, mark))
                elif mark:
                    self._publish(party.voice_starts())
                else:
                    self._publish(party.voice_stops())
            yield from call.wait(until=began + clip.duration)
        except Unwind:
            sounding.end = call.now
            raise

    def _press(self, event: DtmfReceived) -> None:
        """Let a key be heard; say so if nobody listens."""
        call = self.call
        call.publish(event)
        if call.taker_of(event.digit) is None:
            # ASSUMPTION ozml q30, q31: a key that no command wants is lost; nothing published tells of a buffer.
            call.publish(DtmfIgnored(event.digit))

    def _publish(self, event: Event | None) -> None:
        if event is not None:
            self.call.publish(event)

    def _fail(self, steps: Sequence[Step], index: int, reason: str) -> None:
        self.call.publish(StepFailed(str(steps[index]), index + 1, reason))

    def _call_is_over(self, steps: Sequence[Step], reached: int) -> None:
        """Work out whether the script still wanted something of the PBX: then it has failed."""
        call = self.call
        if call.stalled:
            if reached < len(steps):
                self._fail(steps, reached, f"nothing can happen any more; {self.heard_so_far()}")
        elif call.ended_by is Side.PBX:
            for later, step in enumerate(steps[self.unmet :], start=self.unmet):
                if step.needs_line:
                    self._fail(steps, later, f"the call ended ({call.cause}) before that; {self.heard_so_far()}")
                    return


def _edges(voice: Sequence[Segment], keys: Sequence[KeyMark]) -> list[tuple[float, bool | KeyMark]]:
    """What happens in a clip, in order: voice starts (True), voice stops (False), a key."""
    edges: list[tuple[float, bool | KeyMark]] = [(mark.start, mark) for mark in keys]
    for stretch in voice:
        edges += [(stretch.start, True), (stretch.end, False)]
    return sorted(edges, key=lambda edge: edge[0])
