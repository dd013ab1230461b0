"""The simulated phone system: one kernel, its calls, and what a driver and an onlooker need of them.

Calls of one `Pbx` share a clock. Independent calls get a `Pbx` each.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Final

from simulator.errors import ScenarioError
from simulator.ozml.interpreter import OzmlInterpreter
from simulator.settings import Settings
from simulator.telephony.call import Call
from simulator.telephony.caller import Caller
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.events import (
    AnswerReceived,
    CallAnswered,
    CallCleared,
    CallEnded,
    DtmfReceived,
    Event,
    PromptFinished,
    PromptInterrupted,
    PromptStarted,
    Stalled,
    StepFailed,
    VoiceStarted,
    VoiceStopped,
    seconds_text,
)
from simulator.telephony.kernel import Kernel, Priority, Steps
from simulator.telephony.notifications import field_table
from simulator.telephony.party import Party
from simulator.telephony.recording import AudioFormat
from simulator.telephony.steps import Step, StepUnmetError, misfit_among
from simulator.telephony.transcript import Transcript

EPOCH: Final = datetime(2024, 1, 1, 9, tzinfo=UTC)
"""What the calendar says when the virtual clock shows 0."""

_BASE_62: Final = digits + ascii_uppercase + ascii_lowercase


class Pbx:
    """A phone system with one API extension.

    Args:
        settings: how it behaves.
        seed: of everything that is drawn by chance; the same seed gives the same IDs.
        epoch: the date and time at which its clock shows 0.
    """

    def __init__(self, settings: Settings | None = None, *, seed: int | str = 0, epoch: datetime = EPOCH) -> None:
        self.settings = settings or Settings()
        self.transcript = Transcript()
        # Nothing that the kernel or a call holds leads back here: no rings for the garbage collector to find.
        self.kernel = Kernel(partial(_note, self.transcript))
        self.calls: dict[str, Call] = {}
        self._callers: dict[str, Caller] = {}
        self._fields = field_table(self.settings.notification_fields)
        self._random = Random(seed)
        self._recording_names = _RecordingNames(self.kernel, epoch)
        self._interpreter = OzmlInterpreter()

    # -- for users ---------------------------------------------------------------------------------------------------

    def place_call(
        self, app_url: str, steps: Sequence[Step] = (), *, to: str = "9000", caller: str = "+3612345678"
    ) -> Call:
        """Let a scripted human call an extension.

        Args:
            app_url: where the extension's IncomingCall is posted.
            steps: what the human does.
            to: the number dialled, which is the extension's.
            caller: the human's number.

        Returns:
            The call, which has not begun yet: a driver makes it happen.

        Raises:
            ScenarioError: a step can never be reached.
        """
        misfit = misfit_among(steps)
        if misfit is not None:
            index, reason = misfit
            raise ScenarioError(f"step {index + 1} ({steps[index]}) {reason}")
        call = Call(
            kernel=self.kernel,
            settings=self.settings,
            interpreter=self._interpreter,
            field_table=self._fields,
            recording_name=self._recording_names.draw,
            id=self._call_id(),
            caller=Party(caller),
            dialled=to,
            extension=to,
        )
        self.calls[call.id] = call
        human = self._callers[call.id] = Caller(call)
        self.kernel.spawn(self._dial(call, human, app_url, steps), call, "dialling", Priority.INPUT)
        return call

    def press(self, call: Call, keys: str) -> None:
        """Let the caller press keys now, beside the script."""
        human = self._callers[call.id]
        human.spawn(human.presses_now(keys), f"pressing {keys}")
        self.kernel.settle()

    def hang_up(self, call: Call) -> None:
        """Let the caller hang up now."""
        call.end(Side.CALLER)
        self.kernel.settle()

    # -- for drivers -------------------------------------------------------------------------------------------------

    @property
    def idle(self) -> bool:
        """Whether every call is over and everything has been told."""
        for call in self.calls.values():  # asked at every turn of a driver, and all() costs three times this
            if not call.cleared:
                return False
        return not self.kernel.awaits_replies

    def overdue(self, deadline: float) -> bool:
        """Whether calls have been up for too long by then, and have not been given up yet."""
        if deadline <= self.settings.max_call_duration:
            return False
        return not all(call.cleared or call.stalled for call in self.calls.values())

    def give_up(self) -> None:
        """End calls on which nothing can happen any more, and say what everybody is waiting for.

        Raises:
            RuntimeError: a call was given up before and is still there; asking again would never end.
        """
        if self.kernel.next_deadline() is not None:
            self.kernel.advance(self.settings.max_call_duration)
        for call in self.calls.values():
            if not call.cleared:
                if call.stalled:
                    raise RuntimeError(f"call {call.id} has been given up and does not end: {call.stalled}")
                call.stalled = self._waiting_for(call)
                call.publish(Stalled(call.stalled))
                call.end(Side.CALLER, HangupCause.RECOVERY_ON_TIMER_EXPIRY)
        self.kernel.settle()

    # -- inside ------------------------------------------------------------------------------------------------------

    def _dial(self, call: Call, human: Caller, app_url: str, steps: Sequence[Step]) -> Steps[None]:
        try:
            yield from human.prepare(steps)
        except StepUnmetError as unmet:
            call.publish(StepFailed("the call was not placed", 0, str(unmet)))
            call.end(Side.CALLER)
            call.cleared = True
            call.publish(CallCleared())
            return
        self.kernel.spawn(call.run(app_url), call, "the app's script")
        self.kernel.spawn(human.run(steps), call, "the caller", Priority.INPUT)

    def _waiting_for(self, call: Call) -> str:
        now = self.kernel.now
        if now >= self.settings.max_call_duration or self.kernel.next_deadline() is not None:
            return f"the call was still up after {seconds_text(self.settings.max_call_duration)} s"
        waiting = [
            f"{process.name} waits for {_either(process.waiting.events)}"
            for process in self.kernel.processes_waiting(call)
            if process.waiting is not None
        ]
        return "nothing can happen any more: " + "; ".join(waiting)

    def _call_id(self) -> str:
        """A new ID: a positive 31-bit integer in base 62, as in the published samples (http-api section 7.5)."""
        number = self._random.randrange(1, 2**31)
        letters = ""
        while number:
            number, digit = divmod(number, 62)
            letters = _BASE_62[digit] + letters
        return letters if letters not in self.calls else self._call_id()


class _RecordingNames:
    """Draws names for the files of recordings."""

    def __init__(self, kernel: Kernel, epoch: datetime) -> None:
        self._kernel = kernel
        self._epoch = epoch
        self._drawn: set[str] = set()

    def draw(self, call_id: str, audio_format: AudioFormat) -> str:
        """A new file name (ASSUMPTION http-api q23); a second one within a second gets a number behind it."""
        moment = self._epoch + timedelta(seconds=self._kernel.now)
        stem = f"{call_id}_{moment:%Y%m%d%H%M%S}"
        name, number = stem, 1
        while name in self._drawn:
            number += 1
            name = f"{stem}_{number}"
        self._drawn.add(name)
        return f"{name}.{audio_format}"


def _note(transcript: Transcript, now: float, topic: Hashable, event: Event) -> None:
    if isinstance(topic, Call):
        transcript.append(now, topic.id, event)


_PLAIN_WORDS: Final = {
    AnswerReceived: "the app's answer",
    CallAnswered: "the call to be answered",
    PromptStarted: "a prompt",
    PromptFinished: "a prompt",
    PromptInterrupted: "a prompt",
    VoiceStarted: "voice",
    VoiceStopped: "silence",
    DtmfReceived: "a key",
    CallEnded: "the end of the call",
}


def _either(kinds: Sequence[type[Event]]) -> str:
    """What somebody waits for, in plain words."""
    words = list(dict.fromkeys(word for kind, word in _PLAIN_WORDS.items() if kind in kinds))
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
