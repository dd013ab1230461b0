"""<BlindTransfer>: the caller is connected with somebody else."""

from simulator.ozml.convert import filled
from simulator.ozml.schema import Command, Family, attribute, command
from simulator.telephony.call import Call, CallState, Transferred
from simulator.telephony.call_states import SessionState
from simulator.telephony.causes import HangupCause
from simulator.telephony.kernel import Steps
from simulator.telephony.script_events import TransferFailed
from simulator.telephony.sent_on import too_often
from simulator.telephony.transfer import connected_with


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
        """Ring, and connect; another API extension asks its own app."""
        if not call.may_order(self.place):
            return
        if call.observed is not None and call.observed.state is SessionState.TRANSFERRING:
            # A command of third-party control sends the person on just now.
            call.publish(TransferFailed(self.target, HangupCause.TEMPORARY_FAILURE))
            return
        if call.observed is not None and (reason := too_often(call.observed)):
            call.report("too-many", f"<BlindTransfer> has no effect: {reason}", self.place)
            return
        if call.switchboard.is_api(self.target):
            raise Transferred(self.target)
        if call.observed is not None:
            cause = yield from connected_with(call.observed, call, self.target)
            if cause is None:
                raise Transferred
            call.publish(TransferFailed(self.target, cause))
