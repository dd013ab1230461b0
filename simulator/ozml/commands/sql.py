"""<SQL>: a statement on the database."""

from simulator.ozml.convert import filled, plain
from simulator.ozml.database import run_sql
from simulator.ozml.schema import Command, Family, attribute, command
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps


@command(
    "SQL",
    family=Family.EXTENSION,
    source="P5404",
    needs=None,
    assumes=("s4.18",),
    example='<SQL ID="customers">SELECT name, balance FROM customers</SQL>',
)
class Sql(Command):
    """Runs `Query`. With an `ID`, the rows are an array of that name, and `$ID.column` is a field of the first one.

    - After the example, `<Speak>$customers.name has $customers.balance</Speak>` speaks of the first row.
    - `<ForEach Source="customers"><Speak>$item.name has $item.balance</Speak></ForEach>` speaks of each.
    - Without a row the array is empty. A statement that fails is reported, and the script goes on.
    """

    # ASSUMPTION ozml section 4.18: no page about this command is known; its parameters are ours.
    query: str = attribute("Query", filled, body=True, aliases=("Command", "Sql", "Statement"))
    id: str = attribute("ID", plain, default="")

    def run(self, exchange: Exchange, /) -> Steps[None]:
        """Run it; if that cannot be done, the script goes on."""
        yield from run_sql(exchange, self.query, self.place, self.id)
