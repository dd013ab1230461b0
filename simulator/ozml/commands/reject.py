"""<Reject>: an incoming call is refused."""

from simulator.ozml.schema import Command, Family, command
from simulator.telephony.call import Call, CallState
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.exchange import HungUp
from simulator.telephony.kernel import Steps


@command(
    "Reject",
    family=Family.EXTENSION,
    source="P4691",
    needs=CallState.RINGING,
    assumes=("q10", "q11", "q12", "q14"),
    example="<Reject/>",
)
class Reject(Command):
    """Refuses the call without picking up; counts only as the first command of the answer to IncomingCall."""

    last = "refuses the call"

    def run(self, call: Call, /) -> Steps[None]:
        """Refuse."""
        yield from ()  # it takes no time
        # ASSUMPTION ozml q14: no cause is published; Q.850 calls it "call rejected".
        call.end(Side.PBX, HangupCause.CALL_REJECTED)
        raise HungUp
