"""<Play>: an audio file."""

from math import inf

from simulator.ozml.convert import boolean, filled, seconds
from simulator.ozml.schema import Command, Family, attribute, command
from simulator.telephony.call import Call, CallState
from simulator.telephony.effects import AudioFile
from simulator.telephony.kernel import Steps

SHORTEST_LOOP = 0.5
"""Seconds that a round of a repeated file takes at least: a click that is looped would fill the transcript."""


@command(
    "Play",
    family=Family.EXTENSION,
    source="P4690",
    needs=CallState.IN_CALL,
    ignored=("CallId", "Party"),
    assumes=("q27", "q28", "q29"),
    example="<Play>welcome.wav</Play>",
)
class Play(Command):
    """Plays a file (relative to the content folder) or an http address, once or for ever."""

    audio_file: str = attribute("AudioFile", filled, body=True)
    repeat: bool = attribute("Repeat", boolean, default=False)

    timeout: float = attribute("Timeout", seconds, default=inf, dialect="ozeki10")

    @property
    def last(self) -> str:
        """Nothing ends a repeated file but a key in a UserInput, or hanging up (ASSUMPTION ozml q28)."""
        return "never ends by itself" if self.repeat and self.timeout == inf else ""

    def run(self, call: Call, /) -> Steps[None]:
        """Play it; what cannot be played takes no time (ASSUMPTION ozml q27)."""
        clip = yield from call.load(AudioFile(self.audio_file), self.place)
        if clip is None:
            return
        until = call.kernel.after(self.timeout)
        yield from call.play(clip, longest=self.timeout)
        while self.repeat and clip.duration and call.now < until:
            if clip.duration < SHORTEST_LOOP:
                yield from call.wait(timeout=SHORTEST_LOOP - clip.duration, until=until)
            if call.now < until:
                yield from call.play(clip, longest=until - call.now)
