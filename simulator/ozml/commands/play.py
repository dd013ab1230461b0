"""<Play>: an audio file."""

from simulator.ozml.convert import boolean, filled
from simulator.ozml.schema import Command, Family, attribute, command
from simulator.telephony.call import Call, CallState
from simulator.telephony.effects import AudioFile
from simulator.telephony.kernel import Steps

SHORTEST_LOOP = 0.5
"""Seconds that a round of a repeated file takes at least: a click that is looped would fill the transcript."""


@command("Play", family=Family.EXTENSION, source="P4690", needs=CallState.IN_CALL, ignored=("CallId", "Party"))
class Play(Command):
    """Plays a file (relative to the content folder) or an http address, once or for ever."""

    audio_file: str = attribute("AudioFile", filled, body=True)
    repeat: bool = attribute("Repeat", boolean, default=False)

    @property
    def endless(self) -> bool:
        """Whether it is repeated for ever."""
        return self.repeat

    def run(self, call: Call) -> Steps[None]:
        """Play it; what cannot be played takes no time (ASSUMPTION ozml q27)."""
        clip = yield from call.load(AudioFile(self.audio_file), self.place)
        if clip is None:
            return
        yield from call.play(clip)
        while self.repeat and clip.duration:
            if clip.duration < SHORTEST_LOOP:
                yield from call.wait(timeout=SHORTEST_LOOP - clip.duration)
            # ASSUMPTION ozml q28: only a key in a UserInput, or hanging up, ends it.
            yield from call.play(clip)
