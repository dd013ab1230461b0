"""Recordings: what is being recorded, why it ended, and everything needed to make the file later."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from simulator.telephony.media import Sounding
from simulator.telephony.problem import Place


class AudioFormat(StrEnum):
    """The formats of a recording's file (P4776)."""

    MP3 = "mp3"
    WAV = "wav"


class RecordEnd(StrEnum):
    """Why a recording ended, in the words of Rayo (XEP-0327) where it has one."""

    MAX_DURATION = "max-duration"
    """The longest allowed run was reached."""
    INITIAL_TIMEOUT = "initial-timeout"
    """Nobody ever spoke."""
    FINAL_TIMEOUT = "final-timeout"
    """Somebody spoke and then was silent."""
    FINISH_DIGIT = "finish-digit"
    """One of the finishing keys was pressed."""
    HANG_UP = "hang-up"
    """The call ended first."""
    STOPPED = "stop"
    """A key for the UserInput around it cut it short."""


@dataclass(slots=True)
class Recording:
    """A recording under way. `started_at` is in seconds of the call's clock.

    `folder` is where the script wants a copy of the file, if it does (Ozeki 10), and `place` where it says so.
    """

    name: str
    format: AudioFormat
    started_at: float
    notify_url: str | None = None
    folder: str = ""
    place: Place = field(default_factory=lambda: Place(""))


@dataclass(frozen=True, slots=True)
class FinishedRecording:
    """A recording that is over; its samples are made from `soundings` when somebody wants them.

    All instants are seconds on the clock of the call.
    """

    name: str
    call_id: str
    format: AudioFormat
    started_at: float
    ended_at: float
    end: RecordEnd
    soundings: tuple[Sounding, ...]
    folder: str = ""
    """Where a copy of the file is wanted, beside the place where all recordings are kept."""

    @property
    def duration(self) -> float:
        """Its length in seconds, exact to the microsecond."""
        return round(self.ended_at - self.started_at, 6)
