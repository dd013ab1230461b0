"""<Hold>: both parties of a call are put on hold."""

from simulator.ozml.schema import Family, command
from simulator.ozml.third_party import ThirdPartyCommand
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.third_party import hold


@command("Hold", family=Family.THIRD_PARTY, source="P4086", needs=None, assumes=("q46",), example="<Hold/>")
class HoldCall(ThirdPartyCommand):
    """Puts both legs on hold: neither hears the other, until Unhold."""

    def act(self, call: ObservedCall, _: Exchange, /) -> Steps[None]:
        """Part them."""
        yield from ()  # it takes no time
        hold(call)
