"""<Speak>: text to speech for one party of a call between others, or for both."""

from simulator.ozml.convert import parties, plain
from simulator.ozml.schema import Family, attribute, command
from simulator.ozml.third_party import ThirdPartyCommand
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.third_party import Parties, speak


@command(
    "Speak",
    family=Family.THIRD_PARTY,
    source="P4581",
    needs=None,
    assumes=("q25", "q26", "q47"),
    example='<Speak Party="all">This call is recorded.</Speak>',
)
class SpeakToParty(ThirdPartyCommand):
    """Reads a text to those whom `Party` names, and lasts as long as that takes; they can talk meanwhile."""

    text: str = attribute("Text", plain, body=True)
    party: Parties = attribute("Party", parties)
    language: str | None = attribute("Language", plain, default=None)

    def act(self, call: ObservedCall, _: Exchange, /) -> Steps[None]:
        """Speak it to its end."""
        yield from speak(call, self.party, self.text, self.place, self.language)
