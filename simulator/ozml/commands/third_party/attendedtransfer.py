"""<AttendedTransfer>: the parties of two calls are connected, and who is in both leaves."""

from simulator.ozml.convert import filled, party, plain
from simulator.ozml.schema import Command, Family, attribute, command
from simulator.ozml.third_party import ended_meanwhile, observed_call, unknown_call
from simulator.telephony.applicable import OvertakenError, UnknownCallError
from simulator.telephony.attended_transfer import attended_transfer
from simulator.telephony.causes import Side
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.script_events import CommandSkipped


@command(
    "AttendedTransfer",
    family=Family.THIRD_PARTY,
    source="P4582",
    needs=None,
    assumes=("q46",),
    example='<AttendedTransfer TransferredCallId="1kT9x" TargetCallId="2aB3c"/>',
)
class AttendedTransferCalls(Command):
    """Connects the party of `TransferredCallId`, who is on hold, with that of `TargetCallId`."""

    transferred_call_id: str = attribute("TransferredCallId", plain, default="", aliases=("TranferredCallId",))
    target_call_id: str = attribute("TargetCallId", filled)
    transferor_party: Side | None = attribute("TransferorParty", party, default=None)

    def run(self, exchange: Exchange, /) -> Steps[None]:
        """Find both calls and join them.

        Raises:
            CannotBeUsedError: one of them is not known, or their states do not fit.
        """
        yield from ()  # it takes no time
        moved = observed_call(exchange, self.transferred_call_id)
        target = observed_call(exchange, self.target_call_id)
        if moved is None or target is None:
            wanted = self.transferred_call_id if moved is None else self.target_call_id
            raise UnknownCallError(unknown_call(exchange, wanted))
        if ended_meanwhile(moved, exchange) or ended_meanwhile(target, exchange):
            exchange.publish(CommandSkipped(self.spec.name, self.place))
            raise OvertakenError
        attended_transfer(moved, target, self.transferor_party)
