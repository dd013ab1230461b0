"""<Hangup>: the end of the call."""

from simulator.ozml.schema import Command, Family, command
from simulator.telephony.call import Call, CallState
from simulator.telephony.causes import Side
from simulator.telephony.exchange import HungUp
from simulator.telephony.kernel import Steps


@command(
    "Hangup",
    family=Family.EXTENSION,
    source="P4689",
    needs=CallState.IN_CALL,
    ignored=("CallId",),
    assumes=("q15",),
    example="<Hangup/>",
)
class Hangup(Command):
    """Hangs up; commands behind it do not run."""

    last = "ends the call"

    def run(self, call: Call, /) -> Steps[None]:
        """End the call."""
        yield from ()  # it takes no time
        call.end(Side.PBX)
        raise HungUp
