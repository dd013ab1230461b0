"""GetConfig: how an extension is configured."""

from simulator.http_api.answer import Answer, Element, texts
from simulator.http_api.codes import Code, Refused
from simulator.http_api.config_xml import config_element
from simulator.http_api.schema import PromptCommand, http_command, parameter
from simulator.ozml.convert import plain
from simulator.telephony.exchange import Exchange


@http_command(
    "GetConfig",
    source="p_4700",
    codes=(Code.CONFIG_NOT_FOUND,),
    example="command=GetConfig&ExtensionId=2000",
    answered=Answer(
        config=Element(
            "Config",
            texts(
                AuthorizationName="2000",
                Password="p2000",  # noqa: S106 - as published
                LastIPAddress="10.0.0.7:5060 (Udp)",
                UserAgentName="TestPhone 1.0",
                Enabled="true",
                ID="2000",
                UserID="user2000",
            ),
            attributes=(("knownType", "SIPExtensionInfo"),),
        )
    ),
    assumes=("s4.16",),
)
class GetConfig(PromptCommand):
    """Tells the configuration of an extension."""

    extension_id: str = parameter("ExtensionId", plain)

    def answer(self, exchange: Exchange, /) -> Answer:
        """Look it up."""
        extension = exchange.switchboard.extensions.get(self.extension_id)
        if extension is None:
            # ASSUMPTION http-api section 4.16: the message has a gap for a type; no more than the ID is known.
            raise Refused(Code.CONFIG_NOT_FOUND, self.extension_id)
        return Answer(config=config_element(extension))
