"""<Array>: a list gets a name."""

from simulator.ozml.convert import filled
from simulator.ozml.schema import Command, Family, attribute, command, texts
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.variables import Value


@command(
    "Array",
    family=Family.EXTENSION,
    source="P5404",
    needs=None,
    assumes=("q39", "q42"),
    example='<Array id="colours"><item>red</item><item>blue</item></Array>',
)
class Array(Command):
    """Names a list of texts, for ForEach; its values are those that variables have at this moment."""

    id: str = attribute("ID", filled)
    items: tuple[str, ...] = texts("item")

    def run(self, exchange: Exchange, /) -> Steps[None]:
        """Remember it."""
        yield from ()  # it takes no time
        if exchange.may_remember(sum(map(len, self.items)), self.place):
            exchange.variables.assign_array(self.id, map(Value, self.items))
