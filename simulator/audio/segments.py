"""pydub's `AudioSegment`, the form in which users hand sound in and get it out. Nothing else here imports pydub.

Import this file inside functions only: pydub takes 60 ms, and a program that hands no segment around has no use for it.
pydub looks for ffmpeg on the PATH when it is imported and again for formats other than wav, which are never asked of it
here; what it has to say about that concerns nobody.
"""

from __future__ import annotations

import warnings
from io import BytesIO

from simulator.audio.conversion import pcm_from_frames
from simulator.audio.pcm import SAMPLE_WIDTH, Pcm
from simulator.telephony.media import SAMPLE_RATE_HZ

with warnings.catch_warnings():
    # Invalid escapes in pydub's sources (SyntaxWarning), audioop (DeprecationWarning), no ffmpeg (RuntimeWarning).
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

__all__ = ["AudioSegment", "pcm_from_segment", "segment_from_pcm", "wav_from_segment"]


def segment_from_pcm(pcm: Pcm) -> AudioSegment:
    """Wrap sound of the line in a segment."""
    return AudioSegment(data=pcm, sample_width=SAMPLE_WIDTH, frame_rate=SAMPLE_RATE_HZ, channels=1)


def pcm_from_segment(segment: AudioSegment) -> Pcm:
    """Bring a segment of any rate, width and number of channels to the line.

    Raises:
        AudioError: miniaudio, which changes the sample rate, is not installed.
    """
    return pcm_from_frames(
        segment.raw_data, width=segment.sample_width, channels=segment.channels, rate_hz=segment.frame_rate
    )


def wav_from_segment(segment: AudioSegment) -> bytes:
    """Write a segment as a wav file; the same segment gives the same bytes."""
    file = BytesIO()
    segment.export(file, format="wav")
    return file.getvalue()
