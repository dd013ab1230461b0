"""<Unhold>: both parties of a call are taken off hold."""

from simulator.ozml.schema import Family, command
from simulator.ozml.third_party import ThirdPartyCommand
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.third_party import unhold


@command("Unhold", family=Family.THIRD_PARTY, source="P4592", needs=None, assumes=("q46",), example="<Unhold/>")
class UnholdCall(ThirdPartyCommand):
    """Lets two parties whom Hold has parted hear each other again."""

    def act(self, call: ObservedCall, _: Exchange, /) -> Steps[None]:
        """Join them."""
        yield from ()  # it takes no time
        unhold(call)
