"""The wav file: recordings are written as one (by pydub), and the kinds that telephony uses are read.

Float and ADPCM are left to `simulator.audio.codec`.
Source: Multimedia Programming Interface and Data Specifications 1.0, "RIFF"; Microsoft, "WAVEFORMATEXTENSIBLE".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from struct import Struct
from typing import Final

from simulator.audio.conversion import pcm_from_frames
from simulator.audio.pcm import SAMPLE_WIDTH, Pcm, audioop
from simulator.errors import AudioError

HEADER_BYTES: Final = 44
"""RIFF header (12), format chunk (24) and the head of the data chunk (8)."""


class WavFormat(IntEnum):
    """The format codes of RFC 2361 that are read, and the one that says to look further on."""

    LINEAR = 0x0001
    ADPCM = 0x0002
    FLOAT = 0x0003
    A_LAW = 0x0006
    MU_LAW = 0x0007
    IMA_ADPCM = 0x0011
    EXTENSIBLE = 0xFFFE


@dataclass(frozen=True, slots=True)
class WavFile:
    """What a wav file says about itself, and its sound as it is in the file."""

    format_code: int
    channels: int
    rate_hz: int
    bits: int
    frames: bytes


def wav_bytes(pcm: Pcm) -> bytes:
    """Write a recording as a wav file: linear, 16 bit, mono, 8,000 Hz; the same samples give the same bytes."""
    from simulator.audio.segments import segment_from_pcm, wav_from_segment  # pydub takes 60 ms

    return wav_from_segment(segment_from_pcm(pcm))


def wav_size(samples: int) -> int:
    """How many bytes `wav_bytes` makes of a number of samples."""
    return HEADER_BYTES + samples * SAMPLE_WIDTH


def is_wav(data: bytes) -> bool:
    """Whether a file says of itself that it is a wav."""
    return data[:4] == b"RIFF" and data[8:12] == b"WAVE"


def load_wav(data: bytes, name: str) -> WavFile:
    """Take a wav file apart.

    A recording that was cut off, or streamed by somebody who did not know its length, is read as far as it goes.

    Args:
        data: the whole file.
        name: what errors call it.

    Raises:
        AudioError: it has no format or no data chunk, or its format is senseless or unheard of.
    """
    chunks = dict(_chunks(data))
    for wanted in (b"fmt ", b"data"):
        if wanted not in chunks:
            raise AudioError(f"{name}: a wav file without a {wanted.decode()!r} chunk")
    form = chunks[b"fmt "]
    if len(form) < _FORMAT.size:
        raise AudioError(f"{name}: the 'fmt ' chunk has {len(form)} bytes, expected at least {_FORMAT.size}")
    code, channels, rate_hz, _, _, bits = _FORMAT.unpack_from(form)
    if not channels or not rate_hz:
        raise AudioError(f"{name}: a wav file of {channels} channels at {rate_hz} Hz")
    if code == WavFormat.EXTENSIBLE and len(form) >= _SUBFORMAT_AT + 2:
        code = int.from_bytes(form[_SUBFORMAT_AT : _SUBFORMAT_AT + 2], "little")
    if code not in tuple(WavFormat):
        raise AudioError(f"{name}: wav format 0x{code:04x}, expected linear, A-law, mu-law, float or ADPCM")
    return WavFile(code, channels, rate_hz, bits, chunks[b"data"])


def pcm_from_wav(wav: WavFile) -> Pcm | None:
    """Bring a wav file's sound to the line.

    Returns:
        The sound, or None if the file is neither linear nor A-law nor mu-law.

    Raises:
        AudioError: miniaudio, which changes the sample rate, is not installed.
    """
    match wav.format_code, wav.bits:
        case (WavFormat.LINEAR, 8):  # the only unsigned one
            frames, width = audioop.bias(wav.frames, 1, 128), 1
        case (WavFormat.LINEAR, 16 | 24 | 32):
            frames, width = wav.frames, wav.bits // 8
        case (WavFormat.A_LAW, 8):
            frames, width = audioop.alaw2lin(wav.frames, SAMPLE_WIDTH), SAMPLE_WIDTH
        case (WavFormat.MU_LAW, 8):
            frames, width = audioop.ulaw2lin(wav.frames, SAMPLE_WIDTH), SAMPLE_WIDTH
        case _:
            return None
    return pcm_from_frames(frames, width=width, channels=wav.channels, rate_hz=wav.rate_hz)


_CHUNK = Struct("<4sI")
_FORMAT = Struct("<HHIIHH")

_SUBFORMAT_AT = 24
"""Where WAVEFORMATEXTENSIBLE holds the GUID that begins with the real format code."""


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = 12
    while position + _CHUNK.size <= len(data):
        name, size = _CHUNK.unpack_from(data, position)
        position += _CHUNK.size
        yield name, data[position : position + size]
        position += size + size % 2  # chunks begin at even positions
