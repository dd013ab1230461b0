"""<BlindTransfer>: a party of a call between others is connected with somebody else."""

from simulator.ozml.convert import filled, optional_address, party
from simulator.ozml.schema import Family, attribute, command
from simulator.ozml.third_party import ThirdPartyCommand
from simulator.telephony.causes import Side
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.third_party import blind_transfer


@command(
    "BlindTransfer",
    family=Family.THIRD_PARTY,
    source="P4583",
    needs=None,
    assumes=("q18", "q21", "q46"),
    example='<BlindTransfer TransferorParty="callee" Target="4711" FinishedUrl="http://app.test/done"/>',
)
class BlindTransferCall(ThirdPartyCommand):
    """Connects the other party with `Target`; the transferor leaves when that has come about, and stays if not."""

    transferor_party: Side = attribute("TransferorParty", party, aliases=("TranferorParty",))
    target: str = attribute("Target", filled, body=True)
    finished_url: str | None = attribute("FinishedUrl", optional_address, default=None)

    def act(self, call: ObservedCall, _: Exchange, /) -> Steps[None]:
        """Begin the transfer; the list goes on meanwhile."""
        yield from ()  # it takes no time
        finished_url = self.absolute(self.finished_url) if self.finished_url else ""
        blind_transfer(call, self.transferor_party, self.target, finished_url)
