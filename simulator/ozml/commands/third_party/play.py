"""<Play>: an audio file for one party of a call between others, or for both."""

from simulator.ozml.convert import boolean, filled, parties
from simulator.ozml.schema import Family, attribute, command
from simulator.ozml.third_party import ThirdPartyCommand
from simulator.telephony.effects import AudioFile
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.third_party import Parties, play


@command(
    "Play",
    family=Family.THIRD_PARTY,
    source="P4234",
    needs=None,
    assumes=("q27", "q28", "q47"),
    example='<Play Party="all">announcement.wav</Play>',
)
class PlayToParty(ThirdPartyCommand):
    """Plays a file (relative to the content folder) or an http address, once or until the call ends."""

    party: Parties = attribute("Party", parties)
    audio_file: str = attribute("AudioFile", filled, body=True)
    repeat: bool = attribute("Repeat", boolean, default=False)

    def act(self, call: ObservedCall, _: Exchange, /) -> Steps[None]:
        """Play it to its end."""
        yield from play(call, self.party, AudioFile(self.audio_file), self.place, repeat=self.repeat)
