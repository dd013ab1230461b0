"""Play: a sound file for one or both parties of a call."""

from simulator.http_api.answer import Answer
from simulator.http_api.codes import Code
from simulator.http_api.lookup import living_call
from simulator.http_api.schema import PromptCommand, http_command, parameter
from simulator.ozml.convert import boolean, parties, plain
from simulator.telephony.effects import AudioFile
from simulator.telephony.exchange import Exchange
from simulator.telephony.third_party import Parties, play


@http_command(
    "Play",
    source="p_4578",
    codes=(Code.CALL_NOT_FOUND,),
    example="command=Play&CallId=1aB3x&Party=all&AudioFile=welcome.wav",
    assumes=("q13", "q14", "s4.10"),
)
class Play(PromptCommand):
    """Lets `Party` hear a file of the content folder or of an address, once or until the call ends."""

    call_id: str = parameter("CallId", plain)
    party: Parties = parameter("Party", parties)
    audio_file: str = parameter("AudioFile", plain)
    repeat: bool = parameter("Repeat", boolean, default=False)

    def answer(self, exchange: Exchange, /) -> Answer:
        """Begin to play it (ASSUMPTION http-api section 4.10: the answer does not wait for its end)."""
        call = living_call(exchange, self.call_id)
        sound = AudioFile(self.audio_file)
        call.spawn(play(call, self.party, sound, self.place, repeat=self.repeat), f"playing {self.audio_file}")
        return Answer()
