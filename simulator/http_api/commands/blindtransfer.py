"""BlindTransfer: another counterpart for one of two people."""

from simulator.http_api.answer import Answer
from simulator.http_api.codes import Code
from simulator.http_api.convert import number
from simulator.http_api.lookup import living_call
from simulator.http_api.schema import PromptCommand, http_command, parameter
from simulator.ozml.convert import party, plain
from simulator.telephony.causes import Side
from simulator.telephony.exchange import Exchange
from simulator.telephony.third_party import blind_transfer


@http_command(
    "BlindTransfer",
    source="p_4575",
    codes=(Code.CALL_NOT_FOUND,),
    example="command=BlindTransfer&CallId=1aB3x&TransferorParty=callee&Target=2002",
    assumes=("q13", "q14", "s7.5"),
)
class BlindTransfer(PromptCommand):
    """Connects one party with `Target`; the other one, `TransferorParty`, leaves when that has come about."""

    call_id: str = parameter("CallId", plain)
    transferor_party: Side = parameter("TransferorParty", party)
    target: str = parameter("Target", number)

    def answer(self, exchange: Exchange, /) -> Answer:
        """Begin to call the target."""
        blind_transfer(living_call(exchange, self.call_id), self.transferor_party, self.target)
        return Answer()
