"""Clips that are found again in other sounds, and those that are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.audio.clip_search import find_clip
from simulator.audio.codec import read_audio
from simulator.audio.noise import noise
from simulator.audio.pcm import cut, duration, level_dbfs, mixed, scaled, silence
from simulator.audio.tones import dtmf_tone
from simulator.errors import AudioError

CLIPS = Path(__file__).parents[2] / "fixtures" / "audio"
CLEAR = ["yes.wav", "no_thank_you.wav", "sentence.wav", "german.wav", "message.wav", "keys_1234.wav"]


def clip(name):
    return read_audio(CLIPS / name)


def on_a_line(pcm):
    return silence(3.3) + pcm + silence(1.0)


@pytest.mark.parametrize("name", CLEAR)
def test_a_clip_is_found_where_it_is_first_heard(name):
    found = find_clip(clip(name), on_a_line(clip(name)))

    assert found is not None
    assert 3.3 <= found <= 3.71


@pytest.mark.parametrize("kind", ["white", "pink", "hum"])
@pytest.mark.parametrize("name", CLEAR)
def test_a_clip_is_found_in_noise_that_is_twenty_decibels_quieter(name, kind):
    line = on_a_line(clip(name))
    noisy = mixed(line, noise(kind, duration(line), level_dbfs(clip(name)) - 20, seed=7))

    assert find_clip(clip(name), noisy) == find_clip(clip(name), line)


@pytest.mark.parametrize("factor", [0.1, 2.0])
def test_a_clip_is_found_at_another_level(factor):
    assert find_clip(clip("yes.wav"), scaled(on_a_line(clip("yes.wav")), factor)) == pytest.approx(3.7, abs=0.02)


@pytest.mark.parametrize("wanted", CLEAR)
def test_no_clip_is_found_in_others(wanted):
    others = [name for name in CLEAR if name != wanted]

    assert [name for name in others if find_clip(clip(wanted), on_a_line(clip(name))) is not None] == []


def test_silence_at_the_ends_of_a_clip_need_not_be_there():
    voice = cut(clip("yes.wav"), 0.4, 0.9)

    assert find_clip(clip("yes.wav"), voice) == pytest.approx(0.0, abs=0.01)


def test_half_a_clip_is_not_the_clip():
    assert find_clip(clip("sentence.wav"), on_a_line(cut(clip("sentence.wav"), 0.0, 1.2))) is None


def test_a_key_over_the_loudest_part_hides_no_clip():
    pcm = clip("message.wav")
    keyed = mixed(pcm, silence(2.0) + dtmf_tone("5", 0.2) + silence(duration(pcm) - 2.2))

    assert find_clip(pcm, keyed) == find_clip(pcm, pcm)


@pytest.mark.parametrize("sound", [b"", silence(0.01), silence(5)])
def test_nothing_is_found_in_silence(sound):
    assert find_clip(clip("yes.wav"), sound) is None


@pytest.mark.parametrize("nothing", [b"", silence(1)])
def test_silence_cannot_be_looked_for(nothing):
    with pytest.raises(AudioError, match="there is nothing but silence in the clip"):
        find_clip(nothing, clip("yes.wav"))
