"""A person on a call: what they send down the line, and when they are heard to speak."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.telephony.events import (
    DtmfReceived,
    Event,
    VoiceStarted,
    VoiceStopped,
)
from simulator.telephony.media import Clip, KeyMark, Segment, Sounding, Track


@dataclass(slots=True)
class Party:
    """One end of a call. `number` is what the other end sees."""

    number: str
    track: Track = field(default_factory=Track)
    voices: int = 0
    """Stretches of voice that sound at this instant; they may overlap."""
    done: bool = False
    """Whether this person has nothing more to do but to wait for the end."""
    _key: tuple[Sounding, Segment] | None = None

    @property
    def speaking(self) -> bool:
        """Whether voice is heard at this instant."""
        return self.voices > 0

    def voice_starts(self) -> Event | None:
        """Another stretch of voice begins; the event, if it was silent before."""
        self.voices += 1
        return VoiceStarted() if self.voices == 1 else None

    def voice_stops(self) -> Event | None:
        """A stretch of voice is over; the event, if it is silent now."""
        self.voices -= 1
        return VoiceStopped() if self.voices == 0 else None

    def key_sounds(self, sounding: Sounding, mark: KeyMark) -> DtmfReceived:
        """A key is pressed: its tone begins now."""
        self._key = (sounding, Segment(sounding.at + mark.start, sounding.at + mark.end))
        return DtmfReceived(mark.key)

    def consume_key(self) -> bool:
        """Take the last key off the line: a command used it, so no recording hears its tone.

        Returns:
            Whether it was still there.
        """
        if self._key is None:
            return False
        sounding, stretch = self._key
        sounding.muted = (*sounding.muted, stretch)
        self._key = None
        return True

    def send(self, clip: Clip, at: float) -> Sounding:
        """Put a clip on the line."""
        return self.track.start(clip, at)
