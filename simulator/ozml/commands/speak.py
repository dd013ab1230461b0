"""<Speak>: text to speech."""

from simulator.ozml.convert import plain
from simulator.ozml.schema import Command, Family, attribute, command
from simulator.telephony.call import Call, CallState
from simulator.telephony.effects import Spoken
from simulator.telephony.kernel import Steps


@command(
    "Speak",
    family=Family.EXTENSION,
    source="P4692",
    needs=CallState.IN_CALL,
    ignored=("CallId", "Party"),
    assumes=("q25", "q26"),
    example='<Speak Language="en-UK">Hello and welcome.</Speak>',
)
class Speak(Command):
    """Reads a text to the caller, and lasts as long as that takes."""

    text: str = attribute("Text", plain, body=True)
    language: str | None = attribute("Language", plain, default=None)

    voice: str | None = attribute("Voice", plain, default=None, dialect="ozeki10")

    def run(self, call: Call, /) -> Steps[None]:
        """Speak it to its end."""
        clip = yield from call.load(Spoken(" ".join(self.text.split()), self.language, self.voice), self.place)
        if clip is not None and clip.duration:
            yield from call.play(clip, "speaks")
