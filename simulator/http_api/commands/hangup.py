"""Hangup: the end of a call."""

from simulator.http_api.answer import Answer
from simulator.http_api.codes import Code
from simulator.http_api.lookup import living_call
from simulator.http_api.schema import PromptCommand, http_command, parameter
from simulator.ozml.convert import plain
from simulator.telephony.exchange import Exchange
from simulator.telephony.third_party import hang_up


@http_command(
    "Hangup",
    source="p_4610",
    codes=(Code.CALL_NOT_FOUND,),
    example="command=Hangup&CallId=1aB3x",
    assumes=("q14", "s4.6"),
)
class Hangup(PromptCommand):
    """Ends a call, however far it is."""

    call_id: str = parameter("CallId", plain)

    def answer(self, exchange: Exchange, /) -> Answer:
        """Hang up."""
        hang_up(living_call(exchange, self.call_id))
        return Answer()
