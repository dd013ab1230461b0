"""<Delay>: a pause before the next command."""

from simulator.ozml.convert import seconds
from simulator.ozml.schema import Command, Family, attribute, command
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps


@command(
    "Delay",
    family=Family.EXTENSION,
    source="P4688",
    needs=None,
    example="<Delay>3</Delay>",
)
class Delay(Command):
    """Lets `Time` seconds pass."""

    time: float = attribute("Time", seconds, body=True)

    def run(self, exchange: Exchange, /) -> Steps[None]:
        """Wait."""
        yield from exchange.pause(self.time)
