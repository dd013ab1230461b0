"""A call: one person's line to the PBX, and, where the app is asked what to do with it, the exchange about that.

It knows who is on the line, what is heard there, what is recorded and which keys are listened for. The call of somebody
whom the PBX has connected with another person has that person's call as its `peer`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf

from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.effects import ClipLoaded, LoadClip, RecordingStored, Response, Sound, StoreRecording
from simulator.telephony.events import (
    CallAnswered,
    CallCleared,
    CallEnded,
    CallOffered,
    Event,
    PartiesConnected,
)
from simulator.telephony.exchange import Exchange, HungUp
from simulator.telephony.kernel import Process, ProcessEnded, Steps, Unwind, Wait
from simulator.telephony.media import Clip
from simulator.telephony.notifications import NotificationName
from simulator.telephony.party import Party
from simulator.telephony.problem import Place, Severity
from simulator.telephony.recording import AudioFormat, FinishedRecording, RecordEnd, Recording
from simulator.telephony.script_events import (
    PromptFinished,
    PromptInterrupted,
    PromptStarted,
    RecordingFinished,
    RecordingStarted,
)


class CallState(StrEnum):
    """How far a call is."""

    RINGING = "ringing"
    IN_CALL = "in-call"
    ENDED = "ended"


class Transferred(Unwind):
    """Leaves a script: the person on the line is connected with somebody else now, and the extension is out of it."""


@dataclass(slots=True)
class Prompt:
    """Something that the person hears. `ended_at` is None while it sounds; instants are seconds."""

    text: str
    started_at: float
    clip: Clip
    ended_at: float | None = None
    interrupted: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class KeyTaker:
    """A command that listens for some keys."""

    keys: str


@dataclass(slots=True, eq=False, kw_only=True)
class Call(Exchange):
    """One call between a person and the PBX.

    Commands use the part that is `yield from`: `wait`, `load`, `play`, `post`, `notify`, `finish_recording`.
    """

    party: Party
    """The person."""
    caller_id: str
    """The number that the callee sees."""
    dialled: str
    side: Side = Side.CALLER
    """Which end the person is: CALLEE if the PBX has called."""
    state: CallState = CallState.RINGING
    prompts: list[Prompt] = field(default_factory=list)
    """What the person has heard."""
    recordings: list[FinishedRecording] = field(default_factory=list)
    ended_by: Side | None = None
    cause: HangupCause | None = None
    answered_at: float | None = None
    ended_at: float | None = None
    """When somebody hung up, in seconds."""
    key_takers: list[KeyTaker] = field(default_factory=list)
    """Who listens for keys; the innermost command comes last."""
    peer: Call | None = None
    """The call of the person with whom this one is connected."""

    # -- state -------------------------------------------------------------------------------------------------------

    @property
    def ended(self) -> bool:
        """Whether somebody has hung up."""
        return self.state is CallState.ENDED

    def answer(self) -> None:
        """Pick up, unless somebody has hung up already."""
        if self.state is CallState.RINGING:
            self.state, self.answered_at = CallState.IN_CALL, self.now
            self.publish(CallAnswered())

    def end(self, by: Side, cause: HangupCause = HangupCause.NORMAL_CLEARING) -> None:
        """Hang up or refuse. A call ends once; whoever comes second changes nothing. A peer's call ends with it."""
        if self.ended:
            return
        self.state, self.ended_by, self.cause, self.ended_at = CallState.ENDED, by, cause, self.now
        self.publish(CallEnded(by, cause))
        peer, self.peer = self.peer, None
        if peer is not None:
            peer.peer = None
            peer.end(by if by is Side.PBX else peer.side.other, cause)

    def connect(self, other: Call) -> None:
        """Let two people talk to each other, until one of them hangs up. If neither has anything to do, one does."""
        self.peer, other.peer = other, self
        self.publish(PartiesConnected(other.party.number))
        other.publish(PartiesConnected(self.party.number))
        self.end_if_nobody_goes_on()

    def end_if_nobody_goes_on(self) -> None:
        """Hang up if two people are connected and neither has anything left to do (ASSUMPTION ozml q20)."""
        if self.peer is not None and self.party.done and self.peer.party.done:
            self.end(self.side)

    # -- time --------------------------------------------------------------------------------------------------------

    def wait(self, *events: type[Event], timeout: float = inf, until: float = inf) -> Steps[Event | None]:
        """Wait for one of some kinds of event on this call; see `Exchange.wait`."""
        if self.ended:
            raise HungUp
        event = yield from self.sleep((*events, CallEnded), self.deadline(timeout, until))
        if isinstance(event, CallEnded):
            raise HungUp
        return event

    def until_the_end(self) -> Steps[None]:
        """Wait until somebody hangs up."""
        while not self.ended:
            yield Wait(self, (CallEnded,))

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
        return self.taker_of(digit) is taker and self.party.consume_key()

    # -- sound -------------------------------------------------------------------------------------------------------

    def load(self, sound: Sound, place: Place) -> Steps[Clip | None]:
        """Fetch or make a sound for the person to hear; what is wrong with it is reported.

        Returns:
            The clip; None if there is none.
        """
        loaded: ClipLoaded = yield LoadClip(sound, prompt=True)
        if loaded.problem:
            severity = Severity.WARNING if loaded.clip else Severity.ERROR
            self.report("sound", loaded.problem, place, severity)
        return loaded.clip

    def play(self, clip: Clip, kind: str = "plays", *, longest: float = inf) -> Steps[None]:
        """Let the person hear a clip to its end, or its first `longest` seconds.

        Raises:
            Interrupted: somebody cut it short.
            HungUp: the call ended first.
        """
        if self.ended:
            raise HungUp
        prompt = self.hears(clip, kind)
        try:
            yield from self.wait(timeout=min(clip.duration, longest))
        except Unwind:
            self.cut_short(prompt)
            raise
        if longest < clip.duration:
            self.cut_short(prompt)
        else:
            self.heard(prompt)

    def hears(self, clip: Clip, kind: str) -> Prompt:
        """Begin to let the person hear something."""
        prompt = Prompt(clip.label, self.now, clip)
        self.prompts.append(prompt)
        self.publish(PromptStarted(kind, clip.label, clip.duration))
        return prompt

    def heard(self, prompt: Prompt) -> None:
        """Note that it is over."""
        prompt.ended_at = self.now
        self.publish(PromptFinished(prompt.text))

    def cut_short(self, prompt: Prompt) -> None:
        """Note that it was broken off."""
        prompt.ended_at, prompt.interrupted = self.now, True
        self.publish(PromptInterrupted(prompt.text, round(self.now - prompt.started_at, 6)))

    # -- recording ---------------------------------------------------------------------------------------------------

    def start_recording(self, audio_format: AudioFormat, notify_url: str | None) -> Recording:
        """Begin to record the person."""
        name = self.switchboard.names.recording(self.id, audio_format)
        recording = Recording(name, audio_format, self.now, notify_url)
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
            soundings=self.party.track.between(recording.started_at, self.now),
            folder=recording.folder,
        )
        self.recordings.append(finished)
        self.publish(RecordingFinished(finished.name, end, finished.duration))
        stored: RecordingStored = yield StoreRecording(finished)
        if stored.problem:
            self.report("file", stored.problem, recording.place)
        if recording.notify_url is not None:
            url, name = recording.notify_url, NotificationName.RECORD_COMPLETED
            response = yield from self.post(url, name, record_url=stored.url)
            if end is not RecordEnd.STOPPED:  # ASSUMPTION ozml q35: then a key wanted something else to happen
                yield from self.run_answer(response, name)

    # -- from beginning to end ---------------------------------------------------------------------------------------

    def run(self, app_url: str) -> Steps[None]:
        """The whole life of an incoming call: ask the app, run its script, hang up, tell what is left to tell."""
        self.publish(CallOffered(self.caller_id, self.dialled))
        try:
            response = yield from self.post(app_url, NotificationName.INCOMING_CALL)
            if self.ended:
                raise HungUp
            yield from self.run_script(response)
        except HungUp:
            pass
        self.end(Side.PBX)
        self.close()

    def run_script(self, response: Response) -> Steps[None]:
        """Run an answer as the script of the call; returns when it has come to its end, or the call to its own."""
        try:
            yield from self.switchboard.interpreter.run_script(self, response)
        except HungUp:
            pass
        except Transferred:
            yield from self.until_the_end()

    def close(self) -> None:
        """Note that the call is over and that there is nothing more to tell about it."""
        Exchange.close(self)  # not super(): a class with slots is another one than the one written here
        self.publish(CallCleared())

    # -- another call ------------------------------------------------------------------------------------------------

    def reaches(self, other: Call, ring_time: float) -> Steps[bool]:
        """Wait until the phone of another call is picked up, while this one goes on.

        Returns:
            Whether it was; if not, the other call has ended.

        Raises:
            HungUp, Interrupted: this call came to something else meanwhile; the other one is given up.
        """
        ringing: Process[bool] = self.kernel.spawn(other.rings(ring_time), self, f"ringing {other.dialled}")
        try:
            while ringing.alive:
                yield from self.wait(ProcessEnded)
        except Unwind:
            other.end(other.side.other if self.ended else Side.PBX)
            raise
        return ringing.result()

    def rings(self, ring_time: float) -> Steps[bool]:
        """Wait until the person picks up, at most for `ring_time` seconds; whether that happened."""
        deadline = self.kernel.after(ring_time)
        while self.state is CallState.RINGING:
            event: Event | None = yield Wait(self, (CallAnswered, CallEnded), deadline)
            if event is None:
                self.end(Side.PBX, HangupCause.NO_ANSWER)
        return not self.ended
