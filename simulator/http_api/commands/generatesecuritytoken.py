"""GenerateSecurityToken: what a page of the JavaScript API needs to connect."""

from simulator.http_api.answer import Answer, texts
from simulator.http_api.codes import Code, Refused
from simulator.http_api.config_xml import parsed
from simulator.http_api.schema import PromptCommand, http_command, parameter
from simulator.ozml.convert import plain
from simulator.telephony.exchange import Exchange


@http_command(
    "GenerateSecurityToken",
    source="repo JS",
    example="command=GenerateSecurityToken&AuthXml=%3cSecurityToken%3e%3cAllowSessionModification%3eTrue"
    "%3c%2fAllowSessionModification%3e%3c%2fSecurityToken%3e",
    answered=Answer(content=texts(SecurityToken="AbCdEfGhIjKlMnOpQrStUv")),
    assumes=("q8", "q33"),
)
class GenerateSecurityToken(PromptCommand):
    """Draws a token; what it would allow is only of use to the JavaScript API, which is not simulated."""

    auth_xml: str = parameter("AuthXml", plain)

    def answer(self, exchange: Exchange, /) -> Answer:
        """Draw one."""
        if parsed(self.auth_xml, "AuthXml").name.lower() != "securitytoken":
            reason = "its root element is not SecurityToken"
            raise Refused(Code.INVALID_PARAMETER, "AuthXml", self.spec.name, reason=reason)
        return Answer(content=texts(SecurityToken=exchange.switchboard.names.token()))
