"""<ForEach>: the same commands for every item of an array."""

from simulator.errors import suggestion
from simulator.ozml.block import Block
from simulator.ozml.convert import filled
from simulator.ozml.schema import BlockLeft, Command, Family, attribute, command, inner_block
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.problem import Severity


@command(
    "ForEach",
    family=Family.EXTENSION,
    source="P5403",
    needs=None,
    assumes=("q41", "q43", "s2.2"),
    example="<ForEach source='voicemails'><Play>$item.message</Play></ForEach>",
)
class ForEach(Command):
    """Runs its commands once for each item of the array `Source`, which `$item` stands for."""

    source: str = attribute("Source", filled)
    body: Block = inner_block()

    def run(self, exchange: Exchange, /) -> Steps[None]:
        """Go through the array as it is now."""
        variables = exchange.variables
        items = variables.array(self.source)
        if items is None:
            # ASSUMPTION ozml q41: the commands never run.
            hint = suggestion(self.source, variables.arrays) if variables.arrays else "; none is set"
            message = f"no array {self.source!r}{hint}"
            exchange.report("unknown-array", message, self.place, Severity.WARNING)
            return
        if not self.body.elements:
            return  # nothing would count the rounds of a very long array
        try:
            for item in items:
                with variables.within({"item": item}):
                    yield from self.body.run(exchange)
        except BlockLeft:
            return
