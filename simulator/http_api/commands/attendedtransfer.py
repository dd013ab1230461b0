"""AttendedTransfer: two calls become one."""

from simulator.http_api.answer import Answer
from simulator.http_api.codes import Code
from simulator.http_api.lookup import living_call
from simulator.http_api.schema import PromptCommand, http_command, parameter
from simulator.ozml.convert import plain
from simulator.telephony.exchange import Exchange
from simulator.telephony.third_party import attended_transfer


@http_command(
    "AttendedTransfer",
    source="p_4576",
    codes=(Code.CALL_NOT_FOUND,),
    example="command=AttendedTransfer&TransferredCallId=1aB3x&TargetCallId=2cD4y",
    assumes=("q13", "q14", "s7.5"),
)
class AttendedTransfer(PromptCommand):
    """Connects who is on hold in one call with the target of another; who is in both leaves both."""

    transferred_call_id: str = parameter("TransferredCallId", plain)
    target_call_id: str = parameter("TargetCallId", plain)

    def answer(self, exchange: Exchange, /) -> Answer:
        """Connect them."""
        transferred = living_call(exchange, self.transferred_call_id)
        attended_transfer(transferred, living_call(exchange, self.target_call_id))
        return Answer()
