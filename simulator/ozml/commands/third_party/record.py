"""<Record>: both parties of a call between others, until it ends."""

from simulator.ozml.convert import audio_format, optional_address
from simulator.ozml.schema import Family, attribute, command
from simulator.ozml.third_party import ThirdPartyCommand
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.recording import AudioFormat
from simulator.telephony.third_party import record


@command(
    "Record",
    family=Family.THIRD_PARTY,
    source="P4803",
    needs=None,
    ignored=("Duration", "Inactivity", "FinishDigits"),
    assumes=("q36",),
    example='<Record Format="wav" FinishedUrl="http://app.test/rec"/>',
)
class RecordCall(ThirdPartyCommand):
    """Records both parties until the call ends; the list goes on meanwhile."""

    format: AudioFormat = attribute("Format", audio_format, default=AudioFormat.MP3)
    finished_url: str | None = attribute("FinishedUrl", optional_address, default=None)

    def act(self, call: ObservedCall, _: Exchange, /) -> Steps[None]:
        """Begin to record."""
        yield from ()  # it takes no time
        record(call, self.format, self.absolute(self.finished_url) if self.finished_url else None)
