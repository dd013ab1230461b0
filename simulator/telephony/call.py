"""A call between a person and the PBX, and where the app is asked what to do with it, from beginning to end.

The call of somebody whom the PBX has connected with another person has that person's call as its `peer`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.telephony.call_states import SessionState
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.effects import RecordingStored, Response, StoreRecording
from simulator.telephony.events import CallAnswered, CallCleared, CallEnded, Event
from simulator.telephony.exchange import Exchange, HungUp
from simulator.telephony.kernel import Interrupted, Process, ProcessEnded, Steps, Unwind, Wait
from simulator.telephony.line import CallState, KeyTaker, Line, Prompt
from simulator.telephony.notifications import NotificationName
from simulator.telephony.recording import AudioFormat, FinishedRecording, RecordEnd, Recording
from simulator.telephony.script_events import RecordingFinished, RecordingStarted
from simulator.telephony.sent_on import follows
from simulator.telephony.variables import Variables

__all__ = ["Call", "CallState", "KeyTaker", "Prompt", "Transferred"]


class Transferred(Unwind):
    """Leaves a script: the person on the line is connected with somebody else now, and the extension is out of it.

    `extension` is the API extension with which the person is to be connected; "" if it is another person.
    """

    def __init__(self, extension: str = "") -> None:
        super().__init__(extension)
        self.extension = extension


@dataclass(slots=True, eq=False, kw_only=True)
class Call(Line):
    """One call between a person and the PBX.

    Commands use the part that is `yield from`: `wait`, `load`, `play`, `post`, `notify`, `finish_recording`.
    """

    given_app: str = ""
    """Where the app is asked that takes this call at the number dialled, whatever the office says."""
    recordings: list[FinishedRecording] = field(default_factory=list)
    script: Process[None] | None = None
    """What sees the call through with the app of an API extension, if one has to do with it."""
    onward: Process[None] | None = None
    """What does so with that of another one, if somebody else has sent the person there."""
    forwarded: Call | None = None
    """The call that was placed in place of this one, because this one was forwarded."""

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
        stored: RecordingStored = yield StoreRecording(finished, self.switchboard.faults.flaws(self, finished))
        if stored.problem:
            self.report("file", stored.problem, recording.place)
        if recording.notify_url is not None:
            url, name = recording.notify_url, NotificationName.RECORD_COMPLETED
            response = yield from self.post(url, name, record_url=stored.url)
            if end is not RecordEnd.STOPPED:  # ASSUMPTION ozml q35: then a key wanted something else to happen
                yield from self.run_answer(response, name)

    # -- the app's script --------------------------------------------------------------------------------------------

    def own_app(self, extension: str) -> str:
        """The app that takes this call, and only this one, at an extension; "" if that is the one of the office."""
        usable = extension == self.dialled and self.switchboard.extensions.api_extension(extension)
        return self.given_app if usable else ""

    def enters(self, app_url: str) -> Steps[None]:
        """Be at an API extension: ask its app, run its script, and those of extensions to which it sends the person.

        Raises:
            HungUp: the call ended before the app answered.
        """
        while app_url:
            response = yield from self.post(app_url, NotificationName.INCOMING_CALL)
            if self.ended:
                raise HungUp
            app_url = yield from self.run_script(response)

    def run_script(self, response: Response) -> Steps[str]:
        """Run an answer as the script of the call, to its end or that of the call.

        Returns:
            Where the app is asked on to whose extension the script has sent the person; "" if to none.
        """
        interpreter = self.switchboard.interpreter
        try:
            yield from interpreter.run_script(self, response)
        except HungUp:
            return ""
        except Transferred as transferred:
            if transferred.extension:
                return self.moves_to(transferred.extension)
            yield from self.until_the_end()
        except Interrupted:  # somebody else has sent the person on
            yield from self.until_the_end()
        return ""

    def moves_to(self, extension: str) -> str:
        """Become the call of another API extension, under another ID; where its app is asked."""
        switchboard = self.switchboard
        if self.observed is not None:
            self.observed.changes_to(SessionState.TRANSFER_COMPLETED)
        switchboard.orders += 1
        observed = switchboard.observe(switchboard.names.call(), source=self.party.number, destination=extension)
        if self.observed is not None:
            follows(observed, self.observed)
        observed.extension_end = Side.CALLEE
        observed.takes(Side.CALLER, self)
        observed.begins()
        self.extension, self.variables = extension, Variables()
        self.facts = {
            **self.facts,
            "call_id": observed.id,
            "caller_id": self.party.number,
            "dialled": extension,
            "api_extension": extension,
        }
        return switchboard.app_of(extension)

    def seen_through(self) -> Steps[None]:
        """Wait until the app of an extension to which somebody else has sent the person has done everything, too."""
        while self.onward is not None and self.onward.alive:
            yield Wait(self.onward, (ProcessEnded,))

    @property
    def settled(self) -> bool:
        """Whether it is over, and so is everything with the app that watches it: at first, and under its last ID."""
        watched = (self.switchboard.observed.get(self.id), self.observed)
        return self.cleared and all(one is None or one.cleared for one in watched)

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
