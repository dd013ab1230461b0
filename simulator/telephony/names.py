"""Draws the names that the PBX gives: IDs of calls and of messages, and the file names of recordings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Final
from uuid import UUID

from simulator.telephony.kernel import Kernel
from simulator.telephony.recording import AudioFormat

EPOCH: Final = datetime(2024, 1, 1, 9, tzinfo=UTC)
"""What the calendar says when the virtual clock shows 0."""

_BASE_62: Final = digits + ascii_uppercase + ascii_lowercase


class Names:
    """The same seed gives the same names; no name is drawn twice."""

    def __init__(self, kernel: Kernel, seed: int | str, epoch: datetime) -> None:
        self._kernel = kernel
        self._random = Random(seed)
        self._epoch = epoch
        self._drawn: set[str] = set()

    def call(self) -> str:
        """A new ID of a call: a positive 31-bit integer in base 62, as in the samples (http-api section 7.5)."""
        number = self._random.randrange(1, 2**31)
        letters = ""
        while number:
            number, digit = divmod(number, 62)
            letters = _BASE_62[digit] + letters
        if letters in self._drawn:
            return self.call()
        self._drawn.add(letters)
        return letters

    def sms(self) -> str:
        """A new ID of a short message: a GUID in lower case with hyphens (p_4591)."""
        return str(UUID(int=self._random.getrandbits(128), version=4))

    def token(self) -> str:
        """A new security token: 22 letters and digits, as long as 16 bytes in base 64 (ASSUMPTION http-api q33)."""
        return "".join(self._random.choices(_BASE_62, k=22))

    def recording(self, call_id: str, audio_format: AudioFormat) -> str:
        """A new file name (ASSUMPTION http-api q23); a second one within a second gets a number behind it."""
        stem = f"{call_id}_{self.moment():%Y%m%d%H%M%S}"
        name, number = stem, 1
        while name in self._drawn:
            number += 1
            name = f"{stem}_{number}"
        self._drawn.add(name)
        return f"{name}.{audio_format}"

    def moment(self, at: float | None = None) -> datetime:
        """What the calendar of the PBX says at an instant (seconds); now, if none is given."""
        return self._epoch + timedelta(seconds=self._kernel.now if at is None else at)


def xml_moment(moment: datetime) -> str:
    """A date and time with four digits of a second and the offset from UTC, as in the samples (p_4149)."""
    offset = f"{moment:%z}" or "+0000"
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 100:04}{offset[:3]}:{offset[3:5]}"
