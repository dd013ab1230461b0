"""The scripted human on one call: takes steps one by one, and finds out whether each could be taken.

Whoever calls takes the steps once the PBX has picked up; whoever is called picks up first, or does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Final

from simulator.telephony.agenda import Agenda
from simulator.telephony.call import Call, CallState, Prompt
from simulator.telephony.causes import Side
from simulator.telephony.effects import ClipLoaded, Key, LoadClip, Sound
from simulator.telephony.events import (
    AnswerReceived,
    CallAnswered,
    CallerSounded,
    StepFailed,
    StepReached,
    StepTaken,
)
from simulator.telephony.exchange import HungUp
from simulator.telephony.kernel import Interrupted, Priority, Process, Steps
from simulator.telephony.media import Clip
from simulator.telephony.phone import REFUSALS, Phone, PhoneOutcome
from simulator.telephony.problem import Place, Severity
from simulator.telephony.step import RoundsOverError, Step, StepUnmetError
from simulator.telephony.steps import HangsUp, Pauses, Presses, StaysSilent
from simulator.telephony.utterance import utter_keys

MOST_ROUNDS: Final = 100_000
MOST_ROUNDS_AT_ONCE: Final = 1_000
"""Rounds of repeated steps, on a call and while no time passes: a test that repeats without end is stopped."""


@dataclass(slots=True)
class Human:
    """The person who takes the steps, on one call."""

    call: Call
    clips: dict[Sound, Clip] = field(default_factory=dict)
    live: bool = False
    """Whether somebody may act for this person at any time, who then is never done."""
    prompts_heard: int = 0
    """So many prompts have been taken note of: each counts once."""
    entries_used: set[int] = field(default_factory=set)
    """The entries of the transcript that were waited for, by their numbers: each counts once too."""
    rounds: int = 0
    """How many rounds of repeated steps have been taken."""
    rounds_now: int = 0
    """How many of them since the clock last moved."""
    rounds_since: float = -1.0
    agenda: Agenda = field(default_factory=Agenda)
    stops: list[Callable[[], bool]] = field(default_factory=list)
    """What ends a round of steps at once, wherever it is: innermost last."""

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

    def takes_more(self, steps: Iterable[Step]) -> Steps[None]:
        """Take the steps of which the one under way is made; raises as `works_off`."""
        self.agenda.add(steps)
        yield from self.works_off()

    def works_off(self) -> Steps[None]:
        """Take the steps that were put on the agenda last.

        Raises:
            StepUnmetError: one of them cannot come true; it says which.
            HungUp: the call is over.
        """
        for step in self.agenda.worked_off():
            if self.call.ended:
                raise HungUp
            self.agenda.begun(step)
            self.call.publish(StepReached(str(step), self.agenda.number))
            try:
                yield from step.run(self)
            except StepUnmetError as unmet:
                raise unmet.of(step) from None

    def takes_note_of(self, prompt: int) -> None:
        """Have heard what the step under way waited for; neither that prompt nor those before it count again."""
        self.prompts_heard = prompt + 1
        self.agenda.met()

    def begins_round(self) -> None:
        """Count a round of repeated steps.

        Raises:
            StepUnmetError: there have been too many, or too many that take no time.
        """
        self.rounds += 1
        self.rounds_now = self.rounds_now + 1 if self.rounds_since == self.call.now else 1
        self.rounds_since = self.call.now
        if self.rounds_now > MOST_ROUNDS_AT_ONCE:
            raise StepUnmetError(f"{MOST_ROUNDS_AT_ONCE} rounds have been taken, and no time has passed")
        if self.rounds > MOST_ROUNDS:
            raise StepUnmetError(f"{MOST_ROUNDS} rounds have been taken on this call; no more are")

    def stop_if_wanted(self) -> None:
        """Leave the round of steps that is under way, if it has what it was for.

        Raises:
            RoundsOverError: it has.
        """
        for depth, stop in enumerate(self.stops):
            if stop():
                raise RoundsOverError(depth)

    def presses(self, digit: str) -> Steps[None]:
        """Press one key and hold it for as long as its tone lasts."""
        tone = Key(digit, self.call.settings.key_seconds)
        yield from self._load(tone)
        clip = self.clips[tone]
        yield from utter_keys(self.call, clip, clip.keys)

    def presses_now(self, keys: str) -> Steps[None]:
        """Press keys beside the script; if the call ends meanwhile, so be it."""
        try:
            yield from Presses(keys).run(self)
        except StepUnmetError:
            return

    def says_now(self, sound: Sound) -> Steps[None]:
        """Speak beside the script, or make another sound; if the call ends meanwhile, so be it."""
        try:
            yield from self._load(sound)
        except StepUnmetError as unmet:
            self.call.publish(StepFailed(f"says {str(sound)!r}", 0, str(unmet)))
            return
        if not self.call.ended:
            yield from self.sends(self.clips[sound])

    def sounds(self, sound: Sound) -> Steps[None]:
        """Put a sound on the line whose keys count whatever the settings say: a machine sends them."""
        yield from self._load(sound)
        clip = self.clips[sound]
        yield from utter_keys(self.call, clip, clip.keys)

    def sends(self, clip: Clip) -> Steps[None]:
        """Put a sound on the line, to its end."""
        self.call.publish(CallerSounded(clip.label, clip.duration))
        yield from utter_keys(self.call, clip, clip.keys if self.call.settings.inband_dtmf else ())

    # -- from beginning to end ---------------------------------------------------------------------------------------

    def run(self, steps: Sequence[Step]) -> Steps[None]:
        """Take the steps, then stay on the line until the call ends."""
        agenda = self.agenda
        agenda.begin(steps)
        try:
            yield from self._answered()
            yield from self.works_off()
            yield from self.has_nothing_more_to_do()
        except StepUnmetError as unmet:
            self._fail(unmet.step, str(unmet), agenda.number)
            self.call.end(self.call.side)
        except HungUp:
            self._call_is_over(agenda)

    def takes_now(self, step: Step, number: int) -> Steps[None]:
        """Take one step of a script that is told step by step; `StepTaken` says that it is over, and how.

        Raises nothing: whoever tells the steps reads there what came of this one.
        """
        reason = ""
        try:
            yield from self.prepare([step])
            self.agenda = Agenda()
            self.agenda.begin([step], number)
            yield from self._ready_for(step)
            yield from self.works_off()
        except StepUnmetError as unmet:
            reason = str(unmet)
        except Interrupted:
            reason = f"nothing can happen any more; {self.heard_so_far()}"
        except HungUp:
            if self.agenda.missed(self) is not None:
                reason = f"the call ended ({self.call.cause}) before that; {self.heard_so_far()}"
        if reason:
            self.call.publish(StepFailed(str(step), number, reason))
        self.call.publish(StepTaken(number, reason))

    def has_nothing_more_to_do(self) -> Steps[None]:
        """Stay on the line until the call ends."""
        self.call.party.done = not self.live
        self.call.end_if_nobody_goes_on()
        yield from self.call.wait()

    def answers(self, phone: Phone) -> Steps[None]:
        """Let the phone ring, and pick it up, or not; then take the steps of the person who has it."""
        call = self.call
        usual = call.settings.pick_up_time if phone.outcome is PhoneOutcome.ANSWERS else 0.0
        try:
            if phone.outcome is PhoneOutcome.NO_ANSWER:
                yield from call.wait()
            yield from call.wait(timeout=usual if phone.after is None else phone.after)
        except HungUp:
            return
        if phone.outcome in REFUSALS:
            call.end(call.side, REFUSALS[phone.outcome])
        else:
            call.answer()
            yield from self.run(phone.steps)

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
        """Wait for the line to be open; whoever has picked up lets the PBX connect it before anything is said."""
        if self.call.side is Side.CALLEE:
            yield from self.call.wait(timeout=0.0)
        while self.call.state is CallState.RINGING:
            yield from self.call.wait(CallAnswered)
        if self.call.ended:
            raise HungUp

    def _ready_for(self, step: Step) -> Steps[None]:
        """Wait for the line to be open, unless the step can be taken while it rings.

        Raises:
            StepUnmetError: it needs somebody to pick up first, who is told what to do by nobody else.
            HungUp: the call is over.
        """
        if self.call.state is CallState.RINGING:
            match step:
                case HangsUp() | Pauses():
                    return
                case StaysSilent(seconds) if seconds < inf:
                    return
                case StaysSilent():  # until the end, which may come unanswered
                    pass
                case _ if self.call.side is Side.CALLEE:
                    raise StepUnmetError("the phone has not been picked up: call answers() first").of(step)
        yield from self._answered()

    def _fail(self, step: Step | None, reason: str, number: int) -> None:
        self.call.publish(StepFailed(str(step), number, reason))

    def _call_is_over(self, agenda: Agenda) -> None:
        """Work out whether the script still wanted something of the PBX: then it has failed."""
        call = self.call
        if call.stalled:
            if agenda.present is not None:
                self._fail(agenda.present, f"nothing can happen any more; {self.heard_so_far()}", agenda.number)
        elif call.ended_by is not call.side:
            wanting = agenda.missed(self)
            if wanting is not None:
                self._fail(
                    wanting.step, f"the call ended ({call.cause}) before that; {self.heard_so_far()}", wanting.number
                )
