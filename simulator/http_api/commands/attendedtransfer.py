"""AttendedTransfer: two calls become one."""

from simulator.http_api.answer import Answer
from simulator.http_api.codes import Code
from simulator.http_api.lookup import living_call
from simulator.http_api.schema import PromptCommand, http_command, parameter
from simulator.ozml.convert import plain
from simulator.telephony.attended_transfer import attended_transfer, in_both
from simulator.telephony.exchange import Exchange


@http_command(
    "AttendedTransfer",
    source="p_4576",
    codes=(Code.CALL_NOT_FOUND,),
    example="command=AttendedTransfer&TransferredCallId=1aB3x&TargetCallId=2cD4y",
    assumes=("q13", "q14", "s4.9", "s7.5"),
)
class AttendedTransfer(PromptCommand):
    """Connects who is on hold in one call with the target of another; who is in both leaves both."""

    transferred_call_id: str = parameter("TransferredCallId", plain)
    target_call_id: str = parameter("TargetCallId", plain)

    def answer(self, exchange: Exchange, /) -> Answer:
        """Connect them."""
        transferred = living_call(exchange, self.transferred_call_id)
        target = living_call(exchange, self.target_call_id)
        both = in_both(transferred, target)
        # ASSUMPTION http-api section 4.9: over HTTP nobody can say which of two people leaves.
        attended_transfer(transferred, target, both[0] if both else None)
        return Answer(note=f"both calls are between the same two people; the {both[0]} leaves" if both[1:] else "")
