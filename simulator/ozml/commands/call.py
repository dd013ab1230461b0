"""<Call>: a call to somebody, with a script of its own."""

from collections.abc import Iterator

from simulator.ozml.convert import filled, optional_address, plain, seconds
from simulator.ozml.schema import Command, Family, Mistake, attribute, command
from simulator.telephony.effects import Response
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.outbound import NOT_BETWEEN_EXTENSIONS, CallOrder
from simulator.telephony.problem import Severity


@command(
    "Call",
    family=Family.EXTENSION,
    source="P4588",
    needs=None,
    assumes=("q7", "q22", "q23", "q24"),
    example='<Call Url="http://app.test/up" CallerId="77">4711</Call>',
)
class PlaceCall(Command):
    """Calls `Dialled` and goes on at once; when the phone is picked up, CallConnected is posted to `Url`."""

    dialled: str = attribute("Dialled", filled, body=True, aliases=("Dialed",))
    api_extension: str = attribute("ApiExtension", plain, default="")
    caller_id: str = attribute("CallerId", plain, default="")
    caller_display_name: str = attribute("CallerDisplayName", plain, default="")
    url: str | None = attribute("Url", optional_address, default=None)
    error_url: str | None = attribute("ErrorUrl", optional_address, default=None)
    response_ozml: str = attribute("ResponseOzML", plain, default="", dialect="ozeki10")
    finished_url: str | None = attribute("FinishedUrl", optional_address, default=None, dialect="ozeki10")
    ring_time: float = attribute("RingTime", seconds, default=0.0, dialect="ozeki10")

    def mistakes(self) -> Iterator[Mistake]:
        """A call about which nobody is asked."""
        if self.url is None and not self.response_ozml:
            message = "<Call> needs an attribute 'Url'; without one it is hung up as soon as it is picked up"
            yield Mistake("missing-parameter", message, Severity.ERROR)

    def run(self, exchange: Exchange, /) -> Steps[None]:
        """Dial."""
        yield from ()  # it takes no time
        if exchange.switchboard.extensions.is_api(self.dialled):
            message = f"{NOT_BETWEEN_EXTENSIONS}: {self.dialled} is not called"
            exchange.report("not-simulated", message, self.place)
            return
        if not exchange.may_order(self.place):
            return
        script = None
        if self.response_ozml:
            # What is wrong in it is told with lines of its own; relative addresses count as everywhere in the answer.
            source = f"{self.place.source}#ResponseOzML-of-line-{self.place.line}"
            script = Response(source, 200, self.response_ozml.encode(), "text/xml", "utf-8")
        order = CallOrder(
            url=self.absolute(self.url) if self.url else "",
            error_url=self.absolute(self.error_url) if self.error_url else "",
            finished_url=self.absolute(self.finished_url) if self.finished_url else "",
            ring_time=self.ring_time,
            script=script,
            caller_id=self.caller_id,
            display_name=self.caller_display_name,
        )
        extension = self.api_extension or exchange.extension
        exchange.switchboard.place_call(self.dialled, order, extension=extension)
