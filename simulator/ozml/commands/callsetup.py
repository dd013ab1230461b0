"""<CallSetup>: two numbers are connected with each other (Ozeki 10)."""

from simulator.ozml.convert import filled, optional_address
from simulator.ozml.schema import Command, Family, attribute, command
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps


@command(
    "CallSetup",
    family=Family.EXTENSION,
    source="O7666",
    needs=None,
    dialect="ozeki10",
    assumes=("q22", "s9"),
    example="<CallSetup Caller='4711' Callee='4712'/>",
)
class CallSetup(Command):
    """Calls `Caller`, then `Callee`, and connects them; goes on at once. `ErrorUrl` is told if that fails."""

    caller: str = attribute("Caller", filled)
    callee: str = attribute("Callee", filled)
    error_url: str | None = attribute("ErrorUrl", optional_address, default=None)

    def run(self, exchange: Exchange, /) -> Steps[None]:
        """Set it up."""
        yield from ()  # it takes no time
        if exchange.may_order(self.place):
            error_url = self.absolute(self.error_url) if self.error_url else ""
            exchange.switchboard.set_up_call(self.caller, self.callee, error_url, extension=exchange.extension)
