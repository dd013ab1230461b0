"""<SendDTMF>: keys for one party of a call between others, or for both."""

from simulator.ozml.convert import parties, some_digits
from simulator.ozml.schema import Family, attribute, command
from simulator.ozml.third_party import ThirdPartyCommand
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.third_party import Parties, send_dtmf


@command(
    "SendDTMF",
    family=Family.THIRD_PARTY,
    source="P4580",
    needs=None,
    assumes=("q46",),
    example='<SendDTMF Party="callee" Keys="12#"/>',
)
class SendDtmf(ThirdPartyCommand):
    """Sends the tones of `Keys` to those whom `Party` names; the list goes on meanwhile."""

    party: Parties = attribute("Party", parties)
    keys: str = attribute("Keys", some_digits)

    def act(self, call: ObservedCall, exchange: Exchange, /) -> Steps[None]:
        """Begin to send them."""
        yield from ()  # it takes no time
        exchange.spawn(send_dtmf(call, self.party, self.keys), f"keys {self.keys}")
