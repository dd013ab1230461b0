"""<Delay>: a pause before the next command."""

from simulator.ozml.convert import seconds
from simulator.ozml.schema import Command, Family, attribute, command
from simulator.telephony.call import Call, CallState
from simulator.telephony.kernel import Steps


@command("Delay", family=Family.EXTENSION, source="P4688", needs=CallState.IN_CALL)
class Delay(Command):
    """Lets `Time` seconds pass."""

    time: float = attribute("Time", seconds, body=True)

    def run(self, call: Call) -> Steps[None]:
        """Wait."""
        yield from call.wait(timeout=self.time)
