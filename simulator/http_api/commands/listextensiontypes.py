"""ListExtensionTypes: what kinds of extension there can be."""

from simulator.http_api.answer import Answer, Element, Elements, listed
from simulator.http_api.schema import PromptCommand, http_command
from simulator.telephony.exchange import Exchange
from simulator.telephony.extensions import ExtensionType


def _types() -> Elements:
    # ASSUMPTION http-api q30: neither the shape of the answer nor the names of other types than SIP are published.
    return (listed("ExtensionTypes", [Element("ExtensionType", kind) for kind in ExtensionType]),)


@http_command(
    "ListExtensionTypes",
    source="p_4699",
    example="command=ListExtensionTypes",
    answered=Answer(content=_types()),
    assumes=("q30",),
)
class ListExtensionTypes(PromptCommand):
    """Tells what `ExtensionType` of AddConfig and ModifyConfig can be."""

    def answer(self, exchange: Exchange, /) -> Answer:  # noqa: ARG002 - it is the same for every PBX
        """Tell them."""
        return Answer(content=_types())
