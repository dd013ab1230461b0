"""<Var>: a value gets a name."""

from simulator.ozml.convert import filled, plain
from simulator.ozml.schema import Command, Family, attribute, command
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.variables import Value


@command(
    "Var",
    family=Family.EXTENSION,
    source="P5405",
    needs=None,
    assumes=("q39", "q42"),
    example='<Var id="who">Anna</Var>',
)
class Var(Command):
    """Names a value; `$name` stands for it until the call ends (ASSUMPTION ozml q39)."""

    id: str = attribute("ID", filled)
    value: str = attribute("Value", plain, body=True)

    def run(self, exchange: Exchange, /) -> Steps[None]:
        """Remember it."""
        yield from ()  # it takes no time
        if exchange.may_remember(len(self.value), self.place):
            exchange.variables.assign(self.id, Value(self.value))
