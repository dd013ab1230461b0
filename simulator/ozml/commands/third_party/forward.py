"""<Forward>: a call that still rings goes to another number."""

from simulator.ozml.convert import filled
from simulator.ozml.schema import Family, attribute, command
from simulator.ozml.third_party import ThirdPartyCommand
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.third_party import forward


@command(
    "Forward",
    family=Family.THIRD_PARTY,
    source="P4584",
    needs=None,
    assumes=("q46",),
    example='<Forward Destination="4711"/>',
)
class ForwardRinging(ThirdPartyCommand):
    """Sends the caller on to `Destination`; the call there has another ID."""

    destination: str = attribute("Destination", filled, body=True)

    def act(self, call: ObservedCall, _: Exchange, /) -> Steps[None]:
        """Let it ring there instead."""
        yield from ()  # it takes no time
        forward(call, self.destination)
