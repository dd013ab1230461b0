"""Call: an API extension dials a number."""

from simulator.http_api.answer import Answer, texts
from simulator.http_api.codes import Code, Refused
from simulator.http_api.convert import number, web_address
from simulator.http_api.lookup import api_extension, check_orders
from simulator.http_api.schema import HttpCommand, http_command, parameter
from simulator.ozml.convert import plain
from simulator.telephony.call import Call
from simulator.telephony.call_states import RoutingState
from simulator.telephony.events import CallAnswered, CallEnded
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import ProcessEnded, Steps, Wait
from simulator.telephony.outbound import NOT_BETWEEN_EXTENSIONS, CallOrder, result_state


@http_command(
    "Call",
    source="p_4571",
    codes=(Code.API_EXTENSION_UNAVAILABLE, Code.CALL_CONNECT_FAILED),
    example="command=Call&Dialed=2001&ApiExtension=9000&CallerId=2999&CallerDisplayName=Reminder"
    "&Url=http%3a%2f%2fapp.example%2fconnected&ErrorUrl=http%3a%2f%2fapp.example%2ferror",
    assumes=("q3", "q4", "q5", "q12", "s4.1"),
)
class PlaceCall(HttpCommand):
    """Calls `Dialed`; when the phone is picked up, CallConnected is posted to `Url`, and the answer is run.

    Without `Url` the call is hung up then. Without `ApiExtension` the first API extension calls.
    """

    dialled: str = parameter("Dialed", number)
    api_extension: str = parameter("ApiExtension", plain, default="")
    caller_id: str = parameter("CallerId", plain, default="")
    caller_display_name: str = parameter("CallerDisplayName", plain, default="")
    url: str = parameter("Url", web_address, default="")
    error_url: str = parameter("ErrorUrl", web_address, default="")

    def run(self, exchange: Exchange, /) -> Steps[Answer]:
        """Dial, and wait for the callee if the settings say so."""
        extension = api_extension(exchange, self.api_extension)
        if not self.url and exchange.settings.call_needs_url:
            # ASSUMPTION http-api q12: the sample of p_694 is refused for its extension, although it has no Url either.
            raise Refused(Code.INVALID_PARAMETER, "Url", self.spec.name, reason="it is missing")
        check_orders(exchange, self)
        order = CallOrder(
            url=self.url, error_url=self.error_url, caller_id=self.caller_id, display_name=self.caller_display_name
        )
        if exchange.switchboard.extensions.is_api(self.dialled):
            raise Refused(Code.CALL_CONNECT_FAILED, self.dialled, RoutingState.NOT_FOUND, reason=NOT_BETWEEN_EXTENSIONS)
        call = exchange.switchboard.place_call(self.dialled, order, extension=extension)
        if exchange.settings.call_waits_for_result:  # ASSUMPTION http-api q3
            call = yield from _decided(call)
            if call.answered_at is None:
                raise Refused(Code.CALL_CONNECT_FAILED, call.dialled, result_state(call.cause))
        # ASSUMPTION http-api q5: no ID of the call is published in the answer.
        return Answer(content=texts(CallId=call.id) if exchange.settings.call_answer_has_id else ())


def _decided(call: Call) -> Steps[Call]:
    """Wait until a phone is picked up or not; the call of that phone, which is another one if it was forwarded."""
    while True:
        while call.answered_at is None and not call.ended:
            yield Wait(call, (CallAnswered, CallEnded))
        if call.observed is None or not call.observed.forwarded_to:
            return call
        while call.forwarded is None and call.script is not None and call.script.alive:
            yield Wait(call.script, (ProcessEnded,))
        if call.forwarded is None:  # no more calls may be placed
            return call
        call = call.forwarded
