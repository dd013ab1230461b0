"""<BlindTransfer>: the caller is connected with somebody else."""

from simulator.ozml.convert import filled
from simulator.ozml.schema import Command, Family, attribute, command
from simulator.telephony.call import Call, CallState, Transferred
from simulator.telephony.causes import HangupCause
from simulator.telephony.kernel import Steps
from simulator.telephony.script_events import TransferFailed


@command(
    "BlindTransfer",
    family=Family.EXTENSION,
    source="P4617",
    needs=CallState.IN_CALL,
    ignored=("TransferorParty", "TranferorParty", "CallId", "FinishedUrl"),
    assumes=("q18", "q19", "q20"),
    example="<BlindTransfer>4711</BlindTransfer>",
)
class BlindTransfer(Command):
    """Connects the person on the line with `Target` and leaves; if that fails, the next command runs."""

    target: str = attribute("Target", filled, body=True)

    def run(self, call: Call, /) -> Steps[None]:
        """Ring, and connect."""
        if not call.may_order(self.place):
            return
        other = call.switchboard.ring(self.target, call.party.number, call.extension)
        if not (yield from call.reaches(other, call.settings.ring_time)):
            call.publish(TransferFailed(self.target, other.cause or HangupCause.NO_ANSWER))
            return
        call.connect(other)
        raise Transferred
