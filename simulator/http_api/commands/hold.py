"""Hold: silence between two people."""

from simulator.http_api.answer import Answer
from simulator.http_api.codes import Code
from simulator.http_api.lookup import living_call
from simulator.http_api.schema import PromptCommand, http_command, parameter
from simulator.ozml.convert import plain
from simulator.telephony.exchange import Exchange
from simulator.telephony.third_party import hold


@http_command(
    "Hold",
    source="p_4572",
    codes=(Code.CALL_NOT_FOUND,),
    example="command=Hold&CallId=1aB3x",
    assumes=("q13", "q14"),
)
class Hold(PromptCommand):
    """Puts both legs of a call on hold, until Unhold; it has to be in state InCall."""

    call_id: str = parameter("CallId", plain)

    def answer(self, exchange: Exchange, /) -> Answer:
        """Let nobody hear the other one."""
        hold(living_call(exchange, self.call_id))
        return Answer()
