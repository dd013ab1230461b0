"""Sound from elsewhere, brought to the line: any sample width, channels and rate become 16 bit, mono, 8,000 Hz."""

from __future__ import annotations

from array import array
from functools import reduce

from simulator.audio.pcm import SAMPLE_WIDTH, Pcm, audioop, mixed, scaled
from simulator.errors import AudioError
from simulator.telephony.media import SAMPLE_RATE_HZ


def pcm_from_frames(frames: bytes, *, width: int, channels: int, rate_hz: int) -> Pcm:
    """Bring raw sound to the form that the line carries.

    Args:
        frames: signed little-endian samples, channels interleaved; an incomplete last frame is dropped.
        width: bytes per sample, 1 to 4.
        channels: 1 or more; they are averaged.
        rate_hz: frames per second.

    Returns:
        The same sound, of the same length to the nearest sample.

    Raises:
        AudioError: miniaudio, which changes the sample rate, is not installed.
    """
    whole = frames[: len(frames) - len(frames) % (width * channels)]
    samples = whole if width == SAMPLE_WIDTH else audioop.lin2lin(whole, width, SAMPLE_WIDTH)
    return resampled(_mono(samples, channels), rate_hz)


def resampled(samples: bytes, rate_hz: int) -> Pcm:
    """Change the sample rate to that of the line, without folding what is above 4 kHz into it.

    `audioop.ratecv` has no filter: a tone of 5,500 Hz comes back at 2,500 Hz at nearly full strength. miniaudio's
    fourth-order low-pass takes 13 dB (from 44,100 Hz) to 17 dB (from 22,050 Hz) off it, and 1.5 dB off 3,400 Hz.

    Args:
        samples: int16 little-endian mono.
        rate_hz: its sample rate.

    Raises:
        AudioError: miniaudio is not installed.
    """
    if rate_hz == SAMPLE_RATE_HZ or not samples:
        return samples
    try:
        from miniaudio import SampleFormat, convert_frames  # 0.2 s that most programs never need
    except ImportError as error:
        raise AudioError(f"sound at {rate_hz} Hz cannot be brought to {SAMPLE_RATE_HZ} Hz: {error}") from error
    signed16 = SampleFormat.SIGNED16
    converted = bytes(convert_frames(signed16, 1, rate_hz, samples, signed16, 1, SAMPLE_RATE_HZ))
    size = round(len(samples) // SAMPLE_WIDTH * SAMPLE_RATE_HZ / rate_hz) * SAMPLE_WIDTH
    return converted[:size].ljust(size, b"\0")  # the resampler is up to a sample off


def _mono(samples: bytes, channels: int) -> bytes:
    if channels == 1:
        return samples
    interleaved = array("h", samples)
    return reduce(mixed, (scaled(interleaved[one::channels].tobytes(), 1 / channels) for one in range(channels)))
