"""<Exit>: the innermost block is left (Ozeki 10)."""

from simulator.ozml.schema import BlockLeft, Command, Family, command
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps


@command(
    "Exit",
    family=Family.EXTENSION,
    source="O6083",
    needs=None,
    dialect="ozeki10",
    assumes=("s9",),
    example="<Exit/>",
)
class Exit(Command):
    """Leaves the innermost UserInput or ForEach; outside of both it ends the script (ASSUMPTION ozml section 9)."""

    last = "leaves the block it stands in"

    def run(self, exchange: Exchange, /) -> Steps[None]:  # noqa: ARG002 - nothing is wanted of it
        """Leave."""
        yield from ()  # it takes no time
        raise BlockLeft
