"""Finds where somebody speaks in a sound. It does not know who, or what.

Two detectors must agree on every 10 ms. webrtcvad knows what a voice sounds like, but takes loud steady noise for one;
the other only asks whether a moment is louder than the quietest moment around it, so steady noise never passes, however
loud. What they agree on is smoothed, and short pauses are joined: a breath between two words is part of speaking.

All of it is arithmetic on the samples: the same sound gives the same segments. At 0 dB SNR, or with other voices behind
the speaker, neither this nor any other detector can be relied on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import accumulate
from math import log10
from typing import Final

from webrtcvad import Vad

from simulator.audio.dtmf_decoder import keys_in
from simulator.audio.pcm import SAMPLE_WIDTH, Pcm, audioop, duration
from simulator.telephony.media import SAMPLE_RATE_HZ, KeyMark, Segment

FRAME_MS: Final = 10
FRAME_SAMPLES: Final = SAMPLE_RATE_HZ * FRAME_MS // 1_000
FRAMES_PER_SECOND: Final = 1_000 // FRAME_MS

# The numbers below were chosen on espeak-ng in five voices and on recorded prompts in English, with white, pink and
# hum noise, and then checked on other voices, seeds and on prompts in four other languages.
WEBRTC_MODE: Final = 1
"""Of 0..3. The stricter modes lose quiet voices, and what they refuse in noise the floor refuses as well."""
LEAST_POWER: Final = 16.0
"""Of a frame: an RMS of 4, -78 dBFS. Below that there is only rounding."""
FLOOR_FRAMES: Final = 7
"""The noise floor is the least mean over 70 ms ..."""
FLOOR_REACH: Final = 150
"""... within 1.5 s before and after."""
ABOVE_FLOOR: Final = 10 ** (3 / 10)
"""A voice is 3 dB above the floor ..."""
PEAK_ABOVE_FLOOR: Final = 10 ** (6 / 10)
PEAK_FRAMES: Final = 3
"""... and in every stretch 6 dB for at least 30 ms, which chance peaks of noise are not."""
SMOOTHED_FRAMES: Final = 3
VOTES: Final = 3
"""A frame is voice if this many are among itself and the two on either side."""
JOINED_FRAMES: Final = 30
"""A pause of up to 0.3 s does not end a stretch of voice."""
LEAST_FRAMES: Final = 10
"""Anything shorter than 0.1 s is no voice: a click, a cough."""
KEY_MARGIN: Final = 0.02
"""Seconds around a DTMF tone that are not looked at."""

# Smoothing and voting spread a clear sound over its edges, by this much in the median.
START_EARLY: Final = 0.005
END_LATE: Final = 0.015
# Noise covers the quiet beginning and, more so, the quiet end of what is said: by 1 ms (clear synthetic speech) to 6 ms
# (people) for every dB that voice and noise are closer together than 35 dB. This much of it is given back.
CLEAR_SNR_DB: Final = 35.0
START_HIDDEN_PER_DB: Final = 0.001
END_HIDDEN_PER_DB: Final = 0.002


def voiced_segments(pcm: Pcm, keys: Sequence[KeyMark] | None = None) -> tuple[Segment, ...]:
    """Find where somebody is speaking.

    Noise has to be steady for 1.5 s to be told from a voice: where loud noise sets in or ends inside a sound, up to
    1.5 s of it may count as voice.

    Args:
        pcm: the sound, of any length.
        keys: the DTMF tones in it, which are not voice; None to look for them, which takes as long as the rest.

    Returns:
        The stretches in which somebody speaks, in order, to the millisecond, more than 0.3 s apart, 0.08 s or longer.
        Their ends are those of the sound that can be heard, without a hangover.
    """
    count = len(pcm) // (FRAME_SAMPLES * SAMPLE_WIDTH)
    masked = _masked_frames(keys_in(pcm) if keys is None else keys, count)
    powers, sounds_like_voice = _looked_at(pcm, count, masked)
    floors = _floors(powers)
    smooth = _means(powers, SMOOTHED_FRAMES)
    agreed = [
        voiced and power > LEAST_POWER and power > ABOVE_FLOOR * floor
        for voiced, power, floor in zip(sounds_like_voice, smooth, floors, strict=True)
    ]
    segments: list[Segment] = []
    for first, last in _stretches(agreed):
        peaks = sum(smooth[n] > PEAK_ABOVE_FLOOR * floors[n] for n in range(first, last))
        if last - first >= LEAST_FRAMES and peaks >= PEAK_FRAMES:
            hidden_db = max(0.0, CLEAR_SNR_DB - _snr_db(powers[first:last], floors[first:last]))
            start = max(0.0, first / FRAMES_PER_SECOND + START_EARLY - START_HIDDEN_PER_DB * hidden_db)
            end = min(duration(pcm), last / FRAMES_PER_SECOND - END_LATE + END_HIDDEN_PER_DB * hidden_db)
            if segments and start - segments[-1].end <= JOINED_FRAMES / FRAMES_PER_SECOND:
                start = segments.pop().start
            segments.append(Segment(round(start, 3), round(end, 3)))
    return tuple(segments)


def _masked_frames(keys: Sequence[KeyMark], count: int) -> set[int]:
    """Which frames a DTMF tone touches."""
    return {
        frame
        for key in keys
        for frame in range(
            max(0, int((key.start - KEY_MARGIN) * FRAMES_PER_SECOND)),
            min(count, int((key.end + KEY_MARGIN) * FRAMES_PER_SECOND) + 1),
        )
    }


def _looked_at(pcm: Pcm, count: int, masked: set[int]) -> tuple[list[float], list[bool]]:
    """Measure the power of every frame and ask webrtcvad about it; it never hears the masked ones."""
    powers: list[float] = []
    voiced: list[bool] = []
    is_speech = Vad(WEBRTC_MODE).is_speech
    size = FRAME_SAMPLES * SAMPLE_WIDTH
    for n in range(count):
        frame = pcm[n * size : (n + 1) * size]
        # Without its offset: nobody speaks below 50 Hz, and slow noise is what makes a floor restless.
        powers.append(audioop.rms(frame, SAMPLE_WIDTH) ** 2 - audioop.avg(frame, SAMPLE_WIDTH) ** 2)
        voiced.append(n not in masked and is_speech(frame, SAMPLE_RATE_HZ))
    return powers, voiced


def _means(values: Sequence[float], width: int) -> list[float]:
    """The mean of each value and its neighbours, `width` in all; beyond the ends the last value goes on."""
    if not values:
        return []
    half = width // 2
    sums = list(accumulate([values[0]] * half + list(values) + [values[-1]] * half, initial=0.0))
    return [(after - before) / width for before, after in zip(sums, sums[width:], strict=False)]


def _floors(powers: Sequence[float]) -> list[float]:
    """The noise around every frame: the least mean within reach, by a queue of candidates in ascending order."""
    means = _means(powers, FLOOR_FRAMES)
    floors: list[float] = []
    queue: deque[int] = deque()
    for n in range(len(means) + FLOOR_REACH):
        if n < len(means):
            while queue and means[queue[-1]] >= means[n]:
                queue.pop()
            queue.append(n)
        if n >= FLOOR_REACH:
            if queue[0] < n - 2 * FLOOR_REACH:
                queue.popleft()
            floors.append(means[queue[0]])
    return floors


def _stretches(agreed: Sequence[bool]) -> list[tuple[int, int]]:
    """Group the frames that win the vote, across pauses that do not count."""
    votes = list(accumulate([0, 0, *agreed, 0, 0], initial=0))
    stretches: list[tuple[int, int]] = []
    for n in range(len(agreed)):
        if votes[n + 5] - votes[n] >= VOTES:
            first = stretches.pop()[0] if stretches and n - stretches[-1][1] <= JOINED_FRAMES else n
            stretches.append((first, n + 1))
    return stretches


def _snr_db(powers: Sequence[float], floors: Sequence[float]) -> float:
    """How much louder a stretch is than the noise around it."""
    return 10 * log10(max(1.0, sum(powers)) / max(1.0, sum(floors)))
