"""SendDTMF: keys, sent to one or both parties of a call."""

from simulator.http_api.answer import Answer
from simulator.http_api.codes import Code
from simulator.http_api.convert import keys
from simulator.http_api.lookup import living_call
from simulator.http_api.schema import PromptCommand, http_command, parameter
from simulator.ozml.convert import parties, plain
from simulator.telephony.exchange import Exchange
from simulator.telephony.third_party import Parties, send_dtmf


@http_command(
    "SendDTMF",
    source="p_4577",
    codes=(Code.CALL_NOT_FOUND,),
    example="command=SendDTMF&CallId=1aB3x&Party=callee&Keys=12%23",
    assumes=("q13", "q14", "s4.10"),
)
class SendDtmf(PromptCommand):
    """Sends `Keys` to `Party`, one after the other."""

    call_id: str = parameter("CallId", plain)
    party: Parties = parameter("Party", parties)
    keys: str = parameter("Keys", keys)

    def answer(self, exchange: Exchange, /) -> Answer:
        """Begin to send them."""
        call = living_call(exchange, self.call_id)
        call.spawn(send_dtmf(call, self.party, self.keys), f"keys {self.keys}")
        return Answer()
