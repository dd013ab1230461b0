"""ListExtensions: who there is in the office."""

from simulator.http_api.answer import Answer, Element, Elements, listed, texts
from simulator.http_api.schema import PromptCommand, http_command
from simulator.telephony.exchange import Exchange


def _summaries(*extensions: tuple[str, str]) -> Elements:
    summaries = [Element("ExtensionSummary", texts(Id=number, Type=kind)) for number, kind in extensions]
    return (listed("Extensions", summaries),)


@http_command(
    "ListExtensions",
    source="p_4701",
    example="command=ListExtensions",
    answered=Answer(content=_summaries(("2000", "SIP"), ("9000", "API"))),
    assumes=("q29", "s4.14"),
)
class ListExtensions(PromptCommand):
    """Tells of every extension its ID, which GetConfig, ModifyConfig and RemoveConfig want, and its type."""

    def answer(self, exchange: Exchange, /) -> Answer:
        """Look."""
        return Answer(content=_summaries(*[(one.id, one.type) for one in exchange.switchboard.extensions]))
