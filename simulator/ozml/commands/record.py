"""<Record>: the caller's message."""

from collections.abc import Iterator
from math import inf

from simulator.ozml.convert import audio_format, digits, optional_address, plain, seconds
from simulator.ozml.schema import Command, Family, Mistake, attribute, command
from simulator.telephony.call import Call, CallState, KeyTaker
from simulator.telephony.events import DtmfReceived, VoiceStarted, VoiceStopped
from simulator.telephony.exchange import HungUp
from simulator.telephony.kernel import Interrupted, Steps
from simulator.telephony.recording import AudioFormat, RecordEnd


@command(
    "Record",
    family=Family.EXTENSION,
    source="P4776",
    needs=CallState.IN_CALL,
    ignored=("CallId",),
    assumes=("q31", "q32", "q33", "q34", "q35"),
    example='<Record Duration="60" Inactivity="4" FinishDigits="#" Format="wav" FinishedUrl="http://app.test/rec"/>',
)
class Record(Command):
    """Records the caller until a key, silence, the longest allowed run or hanging up ends it, whichever is first.

    Of things that fall on the same instant the first in this order counts: a finishing key, hanging up, `Duration`,
    `Inactivity`.
    """

    duration: float = attribute("Duration", seconds, default=inf)
    inactivity: float = attribute("Inactivity", seconds, default=inf)
    finish_digits: str = attribute("FinishDigits", digits, default="")
    format: AudioFormat = attribute("Format", audio_format, default=AudioFormat.MP3)
    finished_url: str | None = attribute("FinishedUrl", optional_address, default=None)
    record_path: str = attribute("RecordPath", plain, default="", dialect="ozeki10")

    def mistakes(self) -> Iterator[Mistake]:
        """Limits of 0, which count as not given (ASSUMPTION ozml q34)."""
        for name, value in (("Duration", self.duration), ("Inactivity", self.inactivity)):
            if value == 0:
                yield Mistake("zero", f"<Record> {name}='0' counts as not given")

    def run(self, call: Call, /) -> Steps[None]:
        """Record, keep the recording, and tell the app."""
        notify_url = self.absolute(self.finished_url) if self.finished_url else None
        recording = call.start_recording(self.format, notify_url)
        recording.folder, recording.place = self.record_path, self.place
        try:
            with call.listening(self.finish_digits) as taker:
                end = yield from self._until_the_end(call, taker)
        except HungUp:
            end = RecordEnd.HANG_UP
        except Interrupted:
            yield from call.finish_recording(recording, RecordEnd.STOPPED)
            raise
        yield from call.finish_recording(recording, end)
        if call.ended:
            raise HungUp

    def _until_the_end(self, call: Call, taker: KeyTaker) -> Steps[RecordEnd]:
        latest = call.kernel.after(self.duration or inf)
        inactivity = self.inactivity or inf
        spoken = call.party.speaking
        silent_until = inf if spoken else call.kernel.after(inactivity)
        while True:
            deadline = min(latest, silent_until)
            match (yield from call.wait(VoiceStarted, VoiceStopped, DtmfReceived, until=deadline)):
                case VoiceStarted():
                    spoken, silent_until = True, inf
                case VoiceStopped():
                    silent_until = call.kernel.after(inactivity)
                case DtmfReceived(digit):
                    # ASSUMPTION ozml q32: the finishing key is consumed; no recording and no menu hears it.
                    # ASSUMPTION ozml q31: other keys are recorded as sound and mean nothing.
                    if call.takes(taker, digit):
                        return RecordEnd.FINISH_DIGIT
                case _:
                    if call.now >= latest:
                        return RecordEnd.MAX_DURATION
                    return RecordEnd.FINAL_TIMEOUT if spoken else RecordEnd.INITIAL_TIMEOUT
