"""Audio files to sound and back: what a user's file is, how it is read, and which formats recordings come in."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from simulator.audio.conversion import pcm_from_frames
from simulator.audio.mp3 import mp3_bytes, mp3_size
from simulator.audio.pcm import Pcm
from simulator.audio.wav import is_wav, load_wav, pcm_from_wav, wav_bytes, wav_size
from simulator.errors import AudioError, suggestion

READABLE: Final = "wav (linear, A-law, mu-law or float), mp3, flac and ogg (vorbis)"
"""What `read_audio` understands, in words."""

_WRITERS = {"mp3": mp3_bytes, "wav": wav_bytes}
_SIZES = {"mp3": mp3_size, "wav": wav_size}


def audio_file(format: str, pcm: Pcm) -> bytes:  # noqa: A002 - the word that OzML has for it
    """Make a file of a recording.

    Args:
        format: "mp3" or "wav".
        pcm: what was recorded; may be empty.

    Raises:
        AudioError: there is no such format, or this system has no mp3 encoder.
    """
    return _WRITERS[_checked(format)](pcm)


def audio_file_size(format: str, samples: int) -> int:  # noqa: A002 - as above
    """How many bytes `audio_file` makes of a number of samples; nothing is encoded to find out.

    Raises:
        AudioError: there is no such format.
    """
    return _SIZES[_checked(format)](samples)


def read_audio(source: Path | bytes, name: str | None = None) -> Pcm:
    """Read an audio file of any usual kind.

    Args:
        source: where it is, or what is in it.
        name: what errors call it; the path if not given.

    Returns:
        Its sound, brought to the line: at least one sample.

    Raises:
        AudioError: it cannot be opened, is not audio, is broken or holds no sound; or it is no plain wav and miniaudio,
            which reads everything else, is not installed.
    """
    if isinstance(source, bytes):
        return _read(source, name or "audio data")
    try:
        return _read(source.read_bytes(), name or str(source))
    except OSError as error:
        raise AudioError(f"{name or source}: {error.strerror or error}") from error


def _checked(format: str) -> str:  # noqa: A002 - as above
    if format not in _WRITERS:
        raise AudioError(f"{format!r} is not a format that recordings come in{suggestion(format, _WRITERS)}")
    return format


def _read(data: bytes, name: str) -> Pcm:
    pcm: Pcm | None = None
    if is_wav(data):
        pcm = pcm_from_wav(load_wav(data, name))
    if pcm is None:
        pcm = _decoded(data, name, _kind(data))
    if not pcm:
        raise AudioError(f"{name}: holds no sound")
    return pcm


_SIGNATURES = (
    (0, b"fLaC", "flac"),
    (28, b"OpusHead", "ogg with Opus"),
    (0, b"OggS", "ogg"),
    (0, b"ID3", "mp3"),
    (4, b"ftyp", "MPEG-4 (m4a, mp4)"),
    (0, b"FORM", "AIFF"),
    (0, b".snd", "au"),
    (0, b"#!AMR", "AMR"),
    (0, b"\x1a\x45\xdf\xa3", "Matroska or WebM"),
    (0, b"%PDF", "a PDF document"),
    (0, b"\x89PNG", "a PNG picture"),
    (0, b"PK\x03\x04", "a zip archive"),
)
"""Where a kind of file has which bytes, and what it is called."""


def _kind(data: bytes) -> str:
    """What a file is: "wav", "mp3", "flac" or "ogg", or in words what else it seems to be."""
    if not data:
        return "an empty file"
    if is_wav(data):
        return "wav"
    for position, signature, kind in _SIGNATURES:
        if data.startswith(signature, position):
            return kind
    if _is_mpeg_frame(data[:4]):
        return "mp3"
    return f"text ({data[:40].decode()!r})" if data.isascii() else f"data that begins {data[:8].hex(' ')}"


def _is_mpeg_frame(header: bytes) -> bool:
    """Whether these are the eleven sync bits and no reserved value (ISO/IEC 11172-3, 2.4.2.3)."""
    word = int.from_bytes(header, "big")
    return (
        len(header) == 4
        and word >> 21 == 0x7FF
        and word >> 19 & 0b11 != 0b01  # version
        and word >> 17 & 0b11 != 0b00  # layer
        and word >> 12 & 0b1111 != 0b1111  # bit rate
        and word >> 10 & 0b11 != 0b11  # sample rate
    )


def _decoded(data: bytes, name: str, kind: str) -> Pcm:
    try:
        import miniaudio  # 0.2 s that a program with plain wavs never needs
    except ImportError as error:
        raise AudioError(f"{name}: found {kind}; without the package 'miniaudio' only plain wavs are read") from error
    readers = {
        "wav": miniaudio.wav_get_info,
        "mp3": miniaudio.mp3_get_info,
        "flac": miniaudio.flac_get_info,
        "ogg": miniaudio.vorbis_get_info,
    }
    if kind not in readers:
        raise AudioError(f"{name}: found {kind}, expected audio; known: {READABLE}")
    try:
        told = readers[kind](data)
        sound = miniaudio.decode(data, miniaudio.SampleFormat.SIGNED16, told.nchannels, told.sample_rate)
    except miniaudio.MiniaudioError as error:
        raise AudioError(f"{name}: found {kind} that cannot be decoded ({error}); known: {READABLE}") from error
    return pcm_from_frames(
        sound.samples.tobytes(), width=sound.sample_width, channels=sound.nchannels, rate_hz=sound.sample_rate
    )
