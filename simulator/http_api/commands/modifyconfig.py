"""ModifyConfig: another configuration for an extension."""

from simulator.http_api.answer import Answer
from simulator.http_api.codes import Code, Refused
from simulator.http_api.config_xml import check_size, config_from_xml
from simulator.http_api.convert import extension_type
from simulator.http_api.schema import PromptCommand, http_command, parameter
from simulator.ozml.convert import plain
from simulator.telephony.exchange import Exchange
from simulator.telephony.extensions import ExtensionType


@http_command(
    "ModifyConfig",
    source="p_4703",
    codes=(Code.INVALID_CONFIG, Code.CONFIG_ALREADY_EXISTS),
    example="command=ModifyConfig&ExtensionType=SIP&ConfigXML=%3cConfig+knownType%3d%22SIPExtensionInfo%22%3e"
    "%3cAuthorizationName%3e2000%3c%2fAuthorizationName%3e%3cPassword%3enew%3c%2fPassword%3e"
    "%3cUsername%3e2000%3c%2fUsername%3e%3cEnabled%3efalse%3c%2fEnabled%3e%3cID%3e2000%3c%2fID%3e"
    "%3cUserID%3euser2000%3c%2fUserID%3e%3c%2fConfig%3e",
    assumes=("q8", "s4.17", "s4.18"),
)
class ModifyConfig(PromptCommand):
    """Changes the configuration of the extension that has the ID in it; what it does not hold stays as it is."""

    extension_type: ExtensionType = parameter("ExtensionType", extension_type)
    config_xml: str = parameter("ConfigXML", plain)

    def answer(self, exchange: Exchange, /) -> Answer:
        """Change it."""
        config = config_from_xml(self.config_xml, self.extension_type)
        known = exchange.switchboard.extensions.get(config["ID"])
        if known is None or known.type is not self.extension_type:
            # ASSUMPTION http-api section 4.18: the page lists 702 and 703, and not 701.
            reason = "there is no extension with its ID" if known is None else f"the extension's type is {known.type}"
            raise Refused(Code.INVALID_CONFIG, self.extension_type, reason=reason)
        check_size({**known.config, **config}, self.extension_type)
        exchange.switchboard.extensions.modify(known.id, {**config, "ID": known.id})
        return Answer()
