"""<SendMsg>: a message to a connection (Ozeki 10)."""

from simulator.ozml.convert import filled, plain
from simulator.ozml.schema import Command, Family, attribute, command
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps


@command(
    "SendMsg",
    family=Family.EXTENSION,
    source="O7662",
    needs=None,
    dialect="ozeki10",
    assumes=("q37",),
    example="<SendMsg ToConnection='admin@localhost'>Somebody has called.</SendMsg>",
)
class SendMsg(Command):
    """Sends `Text` to a connection such as `admin@localhost`, and goes on."""

    to_connection: str = attribute("ToConnection", filled)
    to_address: str = attribute("ToAddress", plain, default="")
    text: str = attribute("Text", plain, body=True)

    def run(self, exchange: Exchange, /) -> Steps[None]:
        """Send it."""
        yield from ()  # it takes no time
        connection = "".join(self.to_connection.split())  # a published example has a stray blank (section 8, #20)
        if exchange.may_order(self.place):
            exchange.switchboard.send_chat(exchange, connection, self.to_address, self.text)
