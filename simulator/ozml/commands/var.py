"""<Var>: a value gets a name."""

from simulator.ozml.convert import filled, plain
from simulator.ozml.schema import Command, Family, attribute, command
from simulator.telephony.call import Call
from simulator.telephony.kernel import Steps


@command("Var", family=Family.EXTENSION, source="P5405", needs=None)
class Var(Command):
    """Names a value; `$name` stands for it until the call ends (ASSUMPTION ozml q39)."""

    id: str = attribute("ID", filled)
    value: str = attribute("Value", plain, body=True)

    def run(self, call: Call) -> Steps[None]:
        """Remember it."""
        yield from ()  # it takes no time
        call.variables[self.id.lower()] = self.value
