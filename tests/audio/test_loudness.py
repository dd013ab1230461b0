"""How loud voice is, and how long nobody speaks."""

from __future__ import annotations

from math import inf
from pathlib import Path

import pytest

from simulator.audio.codec import read_audio
from simulator.audio.loudness import longest_silence, peak_dbfs, voice_level_dbfs
from simulator.audio.pcm import pcm_from_numbers, silence
from simulator.audio.vad import voiced_segments
from simulator.telephony.media import KeyMark, Segment

CLIPS = Path(__file__).parents[2] / "fixtures" / "audio"


@pytest.mark.parametrize(("name", "level"), [("sentence.wav", -20), ("quiet.wav", -45), ("long_pause.wav", -20)])
def test_the_level_of_a_voice_leaves_its_pauses_out(name, level):
    pcm = read_audio(CLIPS / name)

    assert voice_level_dbfs(pcm, voiced_segments(pcm)) == pytest.approx(level, abs=2)


def test_silence_has_no_level():
    assert voice_level_dbfs(silence(1), ()) == -inf
    assert peak_dbfs(silence(1)) == peak_dbfs(b"") == -inf


def test_the_peak_is_the_loudest_sample():
    assert peak_dbfs(pcm_from_numbers([0, 100, -16384, 5])) == pytest.approx(-6.02, abs=0.01)


@pytest.mark.parametrize(
    ("voice", "keys", "longest"),
    [
        ((), (), Segment(0.0, 10.0)),
        ((Segment(1.0, 2.0),), (), Segment(2.0, 10.0)),
        ((Segment(1.0, 2.0), Segment(6.0, 9.5)), (), Segment(2.0, 6.0)),
        ((Segment(6.0, 10.0),), (), Segment(0.0, 6.0)),
        ((Segment(6.0, 10.0),), (KeyMark("1", 4.0, 4.1),), Segment(0.0, 4.0)),
        ((Segment(0.0, 10.0),), (KeyMark("1", 4.0, 4.1),), Segment(0.0, 0.0)),
    ],
)
def test_the_longest_silence_may_be_at_either_end_and_ends_with_a_key(voice, keys, longest):
    assert longest_silence(silence(10), voice, keys) == longest
