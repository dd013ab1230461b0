"""<ForwardCall>: a call that still rings goes to another number (Ozeki 10)."""

from simulator.ozml.convert import filled
from simulator.ozml.schema import Command, Family, attribute, command
from simulator.telephony.call import Call, CallState
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.exchange import HungUp
from simulator.telephony.kernel import Steps
from simulator.telephony.routing import forwarded_before_answer
from simulator.telephony.script_events import TransferFailed
from simulator.telephony.sent_on import too_often


@command(
    "ForwardCall",
    family=Family.EXTENSION,
    source="O7633",
    needs=CallState.RINGING,
    dialect="ozeki10",
    ignored=("CallId",),
    assumes=("q18", "s9"),
    example='<ForwardCall Destination="4711"/>',
)
class ForwardCall(Command):
    """Sends the caller on to `Destination` without picking up; counts only as the first command, as Reject does."""

    destination: str = attribute("Destination", filled, body=True)

    last = "sends the caller on"

    def run(self, call: Call, /) -> Steps[None]:
        """Ring there; the caller hears ringing meanwhile. If nobody picks up, the call ends for that reason."""
        if call.observed is not None and (reason := too_often(call.observed)):
            call.report("too-many", f"<ForwardCall> has no effect: {reason}", self.place)
            call.end(Side.PBX, HangupCause.TEMPORARY_FAILURE)
            raise HungUp
        cause = yield from forwarded_before_answer(call, self.destination)
        if cause is not None:
            call.publish(TransferFailed(self.destination, cause))
            call.end(Side.PBX, cause)
        raise HungUp
