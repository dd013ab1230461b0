"""<Record>: the caller's message."""

from math import inf

from simulator.ozml.convert import audio_format, digits, optional_address, seconds
from simulator.ozml.schema import Command, Family, attribute, command
from simulator.telephony.call import Call, CallState, HungUp, KeyTaker
from simulator.telephony.events import DtmfReceived, VoiceStarted, VoiceStopped
from simulator.telephony.kernel import Interrupted, Steps
from simulator.telephony.problem import Severity
from simulator.telephony.recording import AudioFormat, RecordEnd


@command("Record", family=Family.EXTENSION, source="P4776", needs=CallState.IN_CALL, ignored=("CallId",))
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

    def run(self, call: Call) -> Steps[None]:
        """Record, keep the recording, and tell the app."""
        self._warn_of_zeros(call)
        notify_url = self.absolute(self.finished_url) if self.finished_url else None
        recording = call.start_recording(self.format, notify_url)
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
        spoken = call.caller.speaking
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

    def _warn_of_zeros(self, call: Call) -> None:
        # ASSUMPTION ozml q34: 0 counts as not given.
        for name, value in (("Duration", self.duration), ("Inactivity", self.inactivity)):
            if value == 0:
                message = f"<Record> {name}='0' counts as not given"
                call.report("zero", message, self.place, Severity.WARNING)
