"""<Route>: where an incoming call goes."""

from collections.abc import Iterator

from simulator.ozml.convert import plain, whole_seconds
from simulator.ozml.occasion import routed_already
from simulator.ozml.schema import Command, Family, Mistake, attribute, command
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.problem import Severity
from simulator.telephony.routing import Route, Routing


@command(
    "Route",
    family=Family.ROUTING,
    source="P4594",
    needs=None,
    assumes=("q48", "q49"),
    example='<Route RingTime="20" Destination="provider-a" DialedNumber="3611111" CallerId="77"/>',
)
class RouteCall(Command):
    """Sends the call to `Destination`, an extension or an outside line; an empty one refuses the caller."""

    destination: str | None = attribute("Destination", plain, default=None, body=True)
    ring_time: int = attribute("RingTime", whole_seconds, default=90)
    caller_id: str = attribute("CallerId", plain, default="")
    dialled_number: str = attribute("DialedNumber", plain, default="", aliases=("DialledNumber",))

    def mistakes(self) -> Iterator[Mistake]:
        """What has no effect."""
        if self.destination is None:
            message = "<Route> needs an attribute 'Destination' or a text; the dial plan routes the call"
            yield Mistake("missing-parameter", message, Severity.ERROR)
        if self.ring_time <= 0:
            yield Mistake("zero", f"<Route> RingTime='{self.ring_time}' makes no sense; 90 counts")

    def run(self, exchange: Exchange, /) -> Steps[None]:
        """Choose; of several the first counts."""
        yield from ()  # it takes no time
        if not isinstance(exchange, Routing) or self.destination is None:
            return
        if exchange.chosen is not None:
            mistake = routed_already(self)
            exchange.report(mistake.rule, mistake.message, self.place, mistake.severity)
        ring_time = float(self.ring_time) if self.ring_time > 0 else 90.0  # ASSUMPTION ozml q49: as if not given
        exchange.choose(Route(self.destination, ring_time, self.caller_id, self.dialled_number))
