"""RemoveConfig: an extension less."""

from simulator.http_api.answer import Answer
from simulator.http_api.codes import Code, Refused
from simulator.http_api.schema import PromptCommand, http_command, parameter
from simulator.ozml.convert import plain
from simulator.telephony.exchange import Exchange


@http_command(
    "RemoveConfig",
    source="p_4704",
    codes=(Code.CONFIG_NOT_FOUND,),
    example="command=RemoveConfig&ExtensionId=2000",
    assumes=("s4.16",),
)
class RemoveConfig(PromptCommand):
    """Removes an extension."""

    extension_id: str = parameter("ExtensionId", plain)

    def answer(self, exchange: Exchange, /) -> Answer:
        """Remove it."""
        if not exchange.switchboard.extensions.remove(self.extension_id):
            raise Refused(Code.CONFIG_NOT_FOUND, self.extension_id)
        return Answer()
