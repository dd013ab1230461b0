"""Unhold: the end of a Hold."""

from simulator.http_api.answer import Answer
from simulator.http_api.codes import Code
from simulator.http_api.lookup import living_call
from simulator.http_api.schema import PromptCommand, http_command, parameter
from simulator.ozml.convert import plain
from simulator.telephony.exchange import Exchange
from simulator.telephony.third_party import unhold


@http_command(
    "Unhold",
    source="p_4573",
    codes=(Code.CALL_NOT_FOUND,),
    example="command=Unhold&CallId=1aB3x",
    assumes=("q13", "q14"),
)
class Unhold(PromptCommand):
    """Brings back a call that a Hold command has put on hold."""

    call_id: str = parameter("CallId", plain)

    def answer(self, exchange: Exchange, /) -> Answer:
        """Let people hear each other again."""
        unhold(living_call(exchange, self.call_id))
        return Answer()
