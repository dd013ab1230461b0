"""Forward: another number for a call that still rings."""

from simulator.http_api.answer import Answer
from simulator.http_api.codes import Code
from simulator.http_api.convert import number
from simulator.http_api.lookup import living_call
from simulator.http_api.schema import PromptCommand, http_command, parameter
from simulator.ozml.convert import plain
from simulator.telephony.exchange import Exchange
from simulator.telephony.third_party import forward


@http_command(
    "Forward",
    source="p_4574",
    codes=(Code.CALL_NOT_FOUND,),
    example="command=Forward&CallId=1aB3x&Destination=2002",
    assumes=("q13", "q14", "s7.5"),
)
class Forward(PromptCommand):
    """Sends the caller of a call that still rings to `Destination`; the call has another ID then."""

    call_id: str = parameter("CallId", plain)
    destination: str = parameter("Destination", number)

    def answer(self, exchange: Exchange, /) -> Answer:
        """Let another phone ring."""
        forward(living_call(exchange, self.call_id), self.destination)
        return Answer()
