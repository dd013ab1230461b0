"""A call to an API extension: what a command of the app's script sees of the PBX.

It knows the two ends, what is heard, what is recorded and whom to notify. It does not know OzML: an `Interpreter`
makes sense of the app's answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from typing import Protocol, TypeVar

from simulator.settings import Settings
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.effects import (
    ClipLoaded,
    LoadClip,
    RecordingStored,
    Response,
    SendRequest,
    Sound,
    StoreRecording,
)
from simulator.telephony.events import (
    AnswerReceived,
    CallAnswered,
    CallCleared,
    CallEnded,
    CallOffered,
    Event,
    NotificationSent,
    ProblemFound,
    PromptFinished,
    PromptInterrupted,
    PromptStarted,
    RecordingFinished,
    RecordingStarted,
)
from simulator.telephony.kernel import Interrupted, Kernel, Process, ProcessEnded, Steps, Unwind, Wait
from simulator.telephony.media import Clip
from simulator.telephony.notifications import Notification, NotificationName, form_encoded, wire_fields
from simulator.telephony.party import Party
from simulator.telephony.problem import Place, Problem, Severity
from simulator.telephony.recording import AudioFormat, FinishedRecording, RecordEnd, Recording

T = TypeVar("T")


class CallState(StrEnum):
    """How far a call is."""

    RINGING = "ringing"
    IN_CALL = "in-call"
    ENDED = "ended"


class HungUp(Unwind):
    """Raised where a process waits on a call that has ended."""


class Interpreter(Protocol):
    """Makes sense of what the app answers."""

    def run_answer(self, call: Call, response: Response) -> Steps[None]:
        """Run an answer in place: the running script goes on behind it."""
        ...

    def run_script(self, call: Call, response: Response) -> Steps[None]:
        """Run an answer as the whole script of a call."""
        ...


@dataclass(slots=True)
class Prompt:
    """Something that the caller hears. `ended_at` is None while it sounds; instants are seconds."""

    text: str
    started_at: float
    ended_at: float | None = None
    interrupted: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class KeyTaker:
    """A command that listens for some keys."""

    keys: str


@dataclass(slots=True, eq=False)
class Call:
    """One call between a caller and an API extension.

    Commands use the part that is `yield from`: `wait`, `load`, `play`, `post`, `notify`, `finish_recording`.
    """

    kernel: Kernel
    settings: Settings
    interpreter: Interpreter
    field_table: Mapping[str, Mapping[str, str]]
    recording_name: Callable[[str, AudioFormat], str]
    id: str
    caller: Party
    dialled: str
    extension: str
    state: CallState = CallState.RINGING
    variables: dict[str, str] = field(default_factory=dict)
    prompts: list[Prompt] = field(default_factory=list)
    recordings: list[FinishedRecording] = field(default_factory=list)
    cleared: bool = False
    stalled: str = ""
    """What everybody was waiting for, if the call was given up because nothing could happen any more."""
    ended_by: Side | None = None
    cause: HangupCause | None = None
    ended_at: float | None = None
    """When somebody hung up, in seconds."""
    key_takers: list[KeyTaker] = field(default_factory=list)
    """Who listens for keys; the innermost command comes last."""
    asking: int = 0
    """Requests to the app that have not been answered."""
    menu_depth: int = 0
    """How many menus deep the script is."""
    gotos: int = 0
    """GoTo commands since the call last used any time."""

    # -- state -------------------------------------------------------------------------------------------------------

    @property
    def now(self) -> float:
        """The present instant, in seconds."""
        return self.kernel.now

    @property
    def ended(self) -> bool:
        """Whether somebody has hung up."""
        return self.state is CallState.ENDED

    def publish(self, event: Event) -> None:
        """Tell everybody on this call."""
        self.kernel.publish(self, event)

    def report(self, rule: str, message: str, place: Place, severity: Severity = Severity.ERROR) -> None:
        """Note a mistake that the call survives."""
        self.publish(ProblemFound(Problem(rule, message, place, severity)))

    def answer(self) -> None:
        """Pick up, unless somebody has hung up already."""
        if self.state is CallState.RINGING:
            self.state = CallState.IN_CALL
            self.publish(CallAnswered())

    def end(self, by: Side, cause: HangupCause = HangupCause.NORMAL_CLEARING) -> None:
        """Hang up or refuse. A call ends once; whoever comes second changes nothing."""
        if not self.ended:
            self.state, self.ended_by, self.cause, self.ended_at = CallState.ENDED, by, cause, self.now
            self.publish(CallEnded(by, cause))

    # -- time --------------------------------------------------------------------------------------------------------

    def wait(self, *events: type[Event], timeout: float = inf, until: float = inf) -> Steps[Event | None]:
        """Wait for one of some kinds of event on this call.

        Args:
            events: the kinds.
            timeout: longest wait in seconds.
            until: instant at which the wait ends at the latest.

        Returns:
            The event; None if the time is up.

        Raises:
            HungUp: the call has ended, or ends meanwhile.
        """
        if self.ended:
            raise HungUp
        began = self.now
        deadline = until if timeout == inf else min(until, self.kernel.after(timeout))
        event: Event | None = yield Wait(self, (*events, CallEnded), deadline)
        if self.now > began:
            self.gotos = 0
        if isinstance(event, CallEnded):
            raise HungUp
        return event

    def apart(self, steps: Steps[T], name: str) -> Steps[T]:
        """Run steps in a process of their own; what they return, or what unwinds them, goes on here.

        So answers that stand in answers that stand in answers nest as deep as an app likes.
        """
        process = self.kernel.spawn(steps, self, name)
        while process.alive:
            try:
                yield Wait(process, (ProcessEnded,))
            except Interrupted as cut:
                self.kernel.interrupt(process, cut.cause)
        return process.result()

    def stop(self, process: Process[None]) -> Steps[None]:
        """Cut a process of this call short and wait until it has ended. A call that is over does that by itself."""
        if not self.ended:
            self.kernel.interrupt(process)
        while process.alive:
            yield Wait(process, (ProcessEnded,))

    # -- keys --------------------------------------------------------------------------------------------------------

    @contextmanager
    def listening(self, keys: str) -> Iterator[KeyTaker]:
        """Listen for some keys, in the body of a `with`. A key goes to the innermost command that wants it."""
        taker = KeyTaker(keys)
        self.key_takers.append(taker)
        try:
            yield taker
        finally:
            self.key_takers.remove(taker)

    def taker_of(self, digit: str) -> KeyTaker | None:
        """Who gets a key; None if nobody wants it."""
        return next((taker for taker in reversed(self.key_takers) if digit in taker.keys), None)

    def takes(self, taker: KeyTaker, digit: str) -> bool:
        """Take a key that has been received off the line, if it is meant for this taker."""
        return self.taker_of(digit) is taker and self.caller.consume_key()

    # -- sound -------------------------------------------------------------------------------------------------------

    def load(self, sound: Sound, place: Place) -> Steps[Clip | None]:
        """Fetch or make a sound for the caller to hear; what is wrong with it is reported.

        Returns:
            The clip; None if there is none.
        """
        loaded: ClipLoaded = yield LoadClip(sound, prompt=True)
        if loaded.problem:
            severity = Severity.WARNING if loaded.clip else Severity.ERROR
            self.report("sound", loaded.problem, place, severity)
        return loaded.clip

    def play(self, clip: Clip, kind: str = "plays") -> Steps[None]:
        """Let the caller hear a clip to its end.

        Raises:
            Interrupted: somebody cut it short.
            HungUp: the call ended first.
        """
        if self.ended:
            raise HungUp
        prompt = Prompt(clip.label, self.now)
        self.prompts.append(prompt)
        self.publish(PromptStarted(kind, clip.label, clip.duration))
        try:
            yield from self.wait(timeout=clip.duration)
        except Unwind:
            prompt.ended_at, prompt.interrupted = self.now, True
            self.publish(PromptInterrupted(clip.label, round(self.now - prompt.started_at, 6)))
            raise
        prompt.ended_at = self.now
        self.publish(PromptFinished(clip.label))

    # -- recording ---------------------------------------------------------------------------------------------------

    def start_recording(self, audio_format: AudioFormat, notify_url: str | None) -> Recording:
        """Begin to record the caller."""
        recording = Recording(self.recording_name(self.id, audio_format), audio_format, self.now, notify_url)
        self.publish(RecordingStarted(recording.name, audio_format))
        return recording

    def finish_recording(self, recording: Recording, end: RecordEnd) -> Steps[None]:
        """Finish a recording, keep it, and tell the app if it wants to know; its answer is run in place."""
        finished = FinishedRecording(
            name=recording.name,
            call_id=self.id,
            format=recording.format,
            started_at=recording.started_at,
            ended_at=self.now,
            end=end,
            soundings=self.caller.track.between(recording.started_at, self.now),
        )
        self.recordings.append(finished)
        self.publish(RecordingFinished(finished.name, end, finished.duration))
        stored: RecordingStored = yield StoreRecording(finished)
        if recording.notify_url is not None:
            url, name = recording.notify_url, NotificationName.RECORD_COMPLETED
            response = yield from self.post(url, name, record_url=stored.url)
            if end is not RecordEnd.STOPPED:  # ASSUMPTION ozml q35: then a key wanted something else to happen
                yield from self.apart(self.interpreter.run_answer(self, response), "the answer to RecordCompleted")

    # -- the app -----------------------------------------------------------------------------------------------------

    def post(self, url: str, name: NotificationName, **values: str) -> Steps[Response]:
        """Send a notification about this call and fetch the answer; nothing is run."""
        about_call = {
            "call_id": self.id,
            "caller_id": self.caller.number,
            "dialled": self.dialled,
            "api_extension": self.extension,
        }
        fields = wire_fields(Notification(name, {**about_call, **values}), self.field_table)
        self.publish(NotificationSent(name, url, fields))
        self.asking += 1
        try:
            response: Response = yield SendRequest(url, form_encoded(fields))
            if response.charge:
                yield Wait(self, until=self.kernel.after(response.charge))
        except Interrupted:
            self.publish(AnswerReceived(url, 0, "", b"", "nobody waits for it any more"))
            raise
        finally:
            self.asking -= 1
        self.publish(
            AnswerReceived(response.url, response.status, response.content_type, response.body, response.failure)
        )
        return response

    def notify(self, url: str, name: NotificationName, **values: str) -> Steps[None]:
        """Send a notification and run the answer in place.

        Raises:
            HungUp: the call ended before the answer was there.
        """
        response = yield from self.post(url, name, **values)
        if self.ended:
            raise HungUp
        yield from self.apart(self.interpreter.run_answer(self, response), f"the answer to {name}")

    # -- from beginning to end ---------------------------------------------------------------------------------------

    def run(self, app_url: str) -> Steps[None]:
        """The whole life of a call: ask the app, run its script, hang up, tell what is left to tell."""
        self.publish(CallOffered(self.caller.number, self.dialled))
        try:
            response = yield from self.post(app_url, NotificationName.INCOMING_CALL)
            if self.ended:
                raise HungUp
            yield from self.interpreter.run_script(self, response)
        except HungUp:
            pass
        self.end(Side.PBX)
        self.cleared = True
        self.publish(CallCleared())

    def spawn(self, steps: Steps[None], name: str) -> Process[None]:
        """Start a process of this call beside the running one."""
        return self.kernel.spawn(steps, self, name)
