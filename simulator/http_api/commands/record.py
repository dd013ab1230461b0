"""Record: both parties of a call, until it ends."""

from simulator.http_api.answer import Answer
from simulator.http_api.codes import Code
from simulator.http_api.convert import web_address
from simulator.http_api.lookup import living_call
from simulator.http_api.schema import PromptCommand, http_command, parameter
from simulator.ozml.convert import audio_format, plain
from simulator.telephony.exchange import Exchange
from simulator.telephony.recording import AudioFormat
from simulator.telephony.third_party import record


@http_command(
    "Record",
    source="p_4775",
    codes=(Code.CALL_NOT_FOUND,),
    example="command=Record&CallId=1aB3x&Format=mp3&FinishedURL=http%3a%2f%2fapp.example%2frecorded",
    assumes=("q13", "q14", "q24"),
)
class Record(PromptCommand):
    """Records what both parties say until the call ends; RecordCompleted is posted to `FinishedURL` then."""

    call_id: str = parameter("CallId", plain)
    format: AudioFormat = parameter("Format", audio_format, default=AudioFormat.MP3)
    finished_url: str | None = parameter("FinishedURL", web_address, default=None)  # ASSUMPTION http-api q24

    def answer(self, exchange: Exchange, /) -> Answer:
        """Begin to record."""
        record(living_call(exchange, self.call_id), self.format, self.finished_url)
        return Answer()
