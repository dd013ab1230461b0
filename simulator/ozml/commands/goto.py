"""<GoTo>: another answer takes over."""

from collections.abc import Iterator

from simulator.ozml.convert import address
from simulator.ozml.schema import Command, Family, Mistake, ScriptReplaced, attribute, command
from simulator.telephony.call import Call
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.exchange import Exchange, HungUp
from simulator.telephony.kernel import Steps
from simulator.telephony.notifications import NotificationName
from simulator.telephony.problem import Severity


@command(
    "GoTo",
    family=Family.EXTENSION,
    source="P4801",
    needs=None,
    assumes=("q16", "q17", "s4.7"),
    example="<GoTo>http://app.test/menu?level=2</GoTo>",
)
class GoTo(Command):
    """Posts to `Url` and runs what comes back in place of the whole running script (ASSUMPTION ozml q16)."""

    url: str = attribute("Url", address, body=True)

    last = "is replaced by what it fetches"

    def mistakes(self) -> Iterator[Mistake]:
        """A query in place of an address (ASSUMPTION ozml section 4.7: it belongs to scripts in a database)."""
        if self._is_query:
            yield Mistake("not-simulated", "<GoTo> with an SQL query is not simulated; the script ends", Severity.ERROR)

    def run(self, exchange: Exchange, /) -> Steps[None]:
        """Fetch the other script and leave this one."""
        if self._is_query:
            self._end(exchange)
        # ASSUMPTION ozml q17: a chain that takes no time is stopped.
        exchange.gotos += 1
        limit = exchange.settings.goto_limit
        if exchange.gotos > limit:
            message = f"endless <GoTo>: {limit} in a row without anything that takes time between them"
            exchange.report("endless-goto", message, self.place)
            self._end(exchange)
        ended_before = exchange.ended
        response = yield from exchange.post(self.absolute(self.url), NotificationName.GO_TO)
        if exchange.ended and not ended_before:
            raise HungUp
        raise ScriptReplaced(response)

    @property
    def _is_query(self) -> bool:
        return self.url.split(maxsplit=1)[0].upper() in ("SELECT", "EXEC")

    def _end(self, exchange: Exchange) -> None:
        if isinstance(exchange, Call):
            exchange.end(Side.PBX, HangupCause.INTERWORKING)
        raise HungUp
