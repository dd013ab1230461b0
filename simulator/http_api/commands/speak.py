"""Speak: a text, read to one or both parties of a call."""

from simulator.http_api.answer import Answer
from simulator.http_api.codes import Code
from simulator.http_api.lookup import living_call
from simulator.http_api.schema import PromptCommand, http_command, parameter
from simulator.ozml.convert import parties, plain
from simulator.telephony.exchange import Exchange
from simulator.telephony.third_party import Parties, speak


@http_command(
    "Speak",
    source="p_4579",
    codes=(Code.CALL_NOT_FOUND,),
    example="command=Speak&CallId=1aB3x&Text=One+minute+left&Party=all",
    assumes=("q13", "q14", "s4.10"),
)
class Speak(PromptCommand):
    """Reads `Text` to `Party`."""

    call_id: str = parameter("CallId", plain)
    text: str = parameter("Text", plain)
    party: Parties = parameter("Party", parties)

    def answer(self, exchange: Exchange, /) -> Answer:
        """Begin to read it."""
        call = living_call(exchange, self.call_id)
        call.spawn(speak(call, self.party, self.text, self.place), "reading a text")
        return Answer()
