"""The mp3 that a recording becomes: LAME at a constant bit rate, behind an Info frame that says how long it is.

An mp3 holds whole frames, and both encoder and decoder delay the sound; a bare stream of a minute plays for 60.192 s.
The Info frame tells how many samples to leave out at both ends, and decoders then give back exactly what was recorded.

Sources: ISO/IEC 11172-3, 2.4.1.3, and 13818-3, 2.4.2.3 (frame headers; MPEG-2.5 is the customary extension to 8 kHz);
the Xing header SDK (frames, bytes, seek table); the "Mp3 Info Tag rev 1 specifications" (the LAME part).
"""

from __future__ import annotations

from typing import Final

from simulator.audio.pcm import SAMPLE_WIDTH, Pcm
from simulator.errors import AudioError
from simulator.telephony.media import SAMPLE_RATE_HZ

BIT_RATE_KBPS: Final = 16
QUALITY: Final = 7
"""LAME's scale: 0 is best, 9 fastest. At 16 kbit/s nobody hears the difference to 2, which takes twice as long."""

FRAME_SAMPLES: Final = 576
FRAME_BYTES: Final = FRAME_SAMPLES // 8 * BIT_RATE_KBPS * 1_000 // SAMPLE_RATE_HZ

LAME_DELAY: Final = 576
"""Samples of silence that LAME puts in front (ENCDELAY)."""

DECODER_DELAY: Final = 529
"""What every decoder adds of its own, and knows of."""

LEAD_IN: Final = 2 * FRAME_SAMPLES - LAME_DELAY - DECODER_DELAY
"""Silence that we put in front, so that the sound begins with a frame. ffmpeg forgets what it has to leave out at the
start if the same frame holds something to leave out at the end, which made 530 samples of a recording of one."""

DELAY: Final = LEAD_IN + LAME_DELAY

# The Info frame is 288 bytes, since the tag (13 + 156 bytes) does not fit into a frame of 144. LAME does the same.
_INFO_FRAME_BYTES = 288
_INFO_HEADER = bytes.fromhex("ffe348c4")
"""Sync, MPEG-2.5, layer III, no CRC; 32 kbit/s, 8,000 Hz, no padding; mono, original."""

_SIDE_INFORMATION = bytes(9)
"""All zero: a decoder that knows no Info frames plays 72 ms of silence."""

_FRAMES_BYTES_SEEKING_QUALITY = (0x0F).to_bytes(4, "big")
_SEEK_TABLE = bytes(percent * 256 // 100 for percent in range(100))
"""At a constant bit rate the middle of the sound is the middle of the file."""


def mp3_bytes(pcm: Pcm) -> bytes:
    """Encode a recording; the same samples give the same bytes.

    It takes about a thousandth of the recording's length and lets other threads run meanwhile.

    Returns:
        A file of exactly `mp3_size` bytes that decodes to exactly as many samples as it was made from.

    Raises:
        AudioError: lameenc is not installed, or is not the one whose frames we know.
    """
    samples = len(pcm) // SAMPLE_WIDTH
    stream = _encoded(pcm)
    if len(stream) != _stream_size(samples):
        raise AudioError(f"lameenc made {len(stream)} bytes of {samples} samples, expected {_stream_size(samples)}")
    return _info_frame(samples) + stream


def mp3_size(samples: int) -> int:
    """How many bytes `mp3_bytes` makes of a number of samples; nothing is encoded to find out."""
    return _INFO_FRAME_BYTES + _stream_size(samples)


def _encoded(pcm: Pcm) -> bytes:
    try:
        import lameenc  # there are systems without it, which can still record wav
    except ImportError as error:
        raise AudioError(
            f"mp3 needs the package 'lameenc', which cannot be imported ({error}); it has no wheel for musl systems"
            " such as Alpine Linux: record wav there"
        ) from error
    encoder = lameenc.Encoder()
    encoder.silence()  # LAME reports its settings on stderr
    encoder.set_in_sample_rate(SAMPLE_RATE_HZ)
    encoder.set_out_sample_rate(SAMPLE_RATE_HZ)
    encoder.set_channels(1)
    encoder.set_bit_rate(BIT_RATE_KBPS)
    encoder.set_quality(QUALITY)
    return b"".join((encoder.encode(bytes(LEAD_IN * SAMPLE_WIDTH)), encoder.encode(pcm), encoder.flush()))


def _frame_count(samples: int) -> int:
    """The frames that the delayed sound begins, and one more, into which the decoder's delay pushes its end."""
    return -(-(samples + DELAY) // FRAME_SAMPLES) + 1


def _stream_size(samples: int) -> int:
    return _frame_count(samples) * FRAME_BYTES


def _info_frame(samples: int) -> bytes:
    frames = _frame_count(samples)
    size = mp3_size(samples)
    padding = frames * FRAME_SAMPLES - DELAY - samples
    tag = b"".join(
        (
            _INFO_HEADER,
            _SIDE_INFORMATION,
            b"Info",
            _FRAMES_BYTES_SEEKING_QUALITY,
            frames.to_bytes(4, "big"),  # this one not counted
            size.to_bytes(4, "big"),
            _SEEK_TABLE,
            (100 - 10 * 4 - QUALITY).to_bytes(4, "big"),  # as LAME computes it; 4 is its VBR quality, not used here
            b"LAME3.100",
            b"\x01",  # tag revision 0, constant bit rate
            bytes(10),  # low-pass not told, no gain, no flags
            bytes((BIT_RATE_KBPS,)),
            (DELAY << 12 | padding).to_bytes(3, "big"),
            bytes(4),  # nothing told about source, gain and preset
            size.to_bytes(4, "big"),
            bytes(2),  # no checksum of the sound: finding it would take as long as encoding
        )
    )
    return (tag + _crc16(tag).to_bytes(2, "big")).ljust(_INFO_FRAME_BYTES, b"\0")


def _crc16(data: bytes) -> int:
    """CRC-16/ARC: x16 + x15 + x2 + 1, lowest bit first, starting at 0."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc
