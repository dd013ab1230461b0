"""AddConfig: another extension."""

from typing import Final

from simulator.http_api.answer import Answer
from simulator.http_api.codes import Code, Refused
from simulator.http_api.config_xml import config_from_xml
from simulator.http_api.convert import extension_type
from simulator.http_api.schema import PromptCommand, http_command, parameter
from simulator.ozml.convert import plain
from simulator.telephony.exchange import Exchange
from simulator.telephony.extensions import Extension, ExtensionType

MOST_EXTENSIONS: Final = 1_000
"""Extensions of one PBX to which none is added any more: an app may add as many as it likes."""


@http_command(
    "AddConfig",
    source="p_4699",
    codes=(Code.INVALID_CONFIG, Code.CONFIG_ALREADY_EXISTS),
    example="command=AddConfig&ExtensionType=SIP&ConfigXML=%3cConfig+knownType%3d%22SIPExtensionInfo%22%3e"
    "%3cAuthorizationName%3e2100%3c%2fAuthorizationName%3e%3cPassword%3ep2100%3c%2fPassword%3e"
    "%3cUsername%3e2100%3c%2fUsername%3e%3cEnabled%3etrue%3c%2fEnabled%3e%3cID%3e2100%3c%2fID%3e"
    "%3cUserID%3euser2100%3c%2fUserID%3e%3c%2fConfig%3e",
    assumes=("q8", "s4.17"),
)
class AddConfig(PromptCommand):
    """Adds an extension; its ID must be new."""

    extension_type: ExtensionType = parameter("ExtensionType", extension_type)
    config_xml: str = parameter("ConfigXML", plain)

    def answer(self, exchange: Exchange, /) -> Answer:
        """Add it."""
        config = config_from_xml(self.config_xml, self.extension_type)
        if len(exchange.switchboard.extensions) >= MOST_EXTENSIONS:
            reason = f"there are {MOST_EXTENSIONS} extensions already"
            raise Refused(Code.INVALID_CONFIG, self.extension_type, reason=reason)
        if not exchange.switchboard.extensions.add(Extension(config["ID"], self.extension_type, config)):
            raise Refused(Code.CONFIG_ALREADY_EXISTS)
        return Answer()
