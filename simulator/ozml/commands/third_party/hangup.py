"""<Hangup>: a call between others is disconnected."""

from simulator.ozml.schema import Family, command
from simulator.ozml.third_party import ThirdPartyCommand
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.third_party import hang_up


@command(
    "Hangup",
    family=Family.THIRD_PARTY,
    source="P4585",
    needs=None,
    assumes=("q15",),
    example='<Hangup CallId="1kT9x"/>',
)
class HangUpCall(ThirdPartyCommand):
    """Disconnects both parties; what stands behind it runs, as it may be about another call."""

    def act(self, call: ObservedCall, _: Exchange, /) -> Steps[None]:
        """End the call."""
        yield from ()  # it takes no time
        hang_up(call)
