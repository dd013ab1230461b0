"""<WaitForMsg>: a message from a connection (Ozeki 10)."""

from math import inf

from simulator.ozml.convert import filled, seconds
from simulator.ozml.schema import Command, Family, attribute, command
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.variables import Value


@command(
    "WaitForMsg",
    family=Family.EXTENSION,
    source="O6083",
    needs=None,
    dialect="ozeki10",
    assumes=("s9",),
    example="<WaitForMsg FromConnection='admin@localhost' ID='answer' Timeout='5'/>",
)
class WaitForMsg(Command):
    """Waits for a message from a connection and keeps its text in a variable."""

    # ASSUMPTION ozml section 9: none of the parameters is published; the names follow those of SendMsg and Var.
    from_connection: str = attribute("FromConnection", filled, aliases=("Connection",))
    id: str = attribute("ID", filled, aliases=("Variable",))
    timeout: float = attribute("Timeout", seconds, default=inf)

    def run(self, exchange: Exchange, /) -> Steps[None]:
        """Wait; if the time is up, the variable is empty."""
        connection = "".join(self.from_connection.split())
        text = yield from exchange.switchboard.next_chat(exchange, connection, self.timeout)
        exchange.variables.assign(self.id, Value(text or ""))
