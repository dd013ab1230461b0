import json
import wave
from pathlib import Path

import numpy as np
import pytest

from simulator.audio.dtmf_decoder import keys_in
from simulator.audio.noise import NoiseKind, noise
from simulator.audio.pcm import at_level, mixed, scaled, silence
from simulator.audio.tones import KEYS, beep, dtmf_tone, frequencies

CLIPS = Path(__file__).parents[2] / "fixtures" / "audio"
LABELS = json.loads((CLIPS / "labels.json").read_text(encoding="utf-8"))


def clip(name):
    with wave.open(str(CLIPS / name)) as file:
        return file.readframes(file.getnframes())


def pressed(keys, tone=0.1, pause=0.1):
    return silence(pause) + b"".join(dtmf_tone(key, tone) + silence(pause) for key in keys)


def heard(pcm):
    return "".join(mark.key for mark in keys_in(pcm))


def line(seed, *, count=100, detuned=0.0, twist_db=0.0, snr_db=None, kind="white"):
    """Keys of 40 ms with pauses of 40 to 70 ms at -16 dBFS, made without the simulator's generator.

    Both tones are off by all of `detuned`, up or down, and `twist_db` favours the one or the other.
    """
    random = np.random.default_rng(seed)
    keys = "".join(random.choice(list(KEYS), count))
    pieces, spans, at = [np.zeros(400)], [], 400
    for key in keys:
        low, high = (hz * (1 + random.choice([-1, 1]) * detuned) for hz in frequencies(key))
        tilt = 10 ** (random.choice([-1, 1]) * twist_db / 40)
        time = np.arange(320) / 8_000
        tone = tilt * np.sin(2 * np.pi * low * time + random.uniform(0, 2 * np.pi))
        tone += np.sin(2 * np.pi * high * time + random.uniform(0, 2 * np.pi)) / tilt
        pause = int(random.integers(320, 560))
        pieces += [tone / np.sqrt((tilt**2 + tilt**-2) / 2), np.zeros(pause)]
        spans.append((key, at / 8_000, (at + 320) / 8_000))
        at += 320 + pause
    samples = np.concatenate(pieces) * 32_768 * 10 ** (-16 / 20)
    pcm = np.round(samples).astype("<i2").tobytes()
    if snr_db is not None:
        behind = noise(NoiseKind(kind), len(samples) / 8_000, -16 - snr_db, seed=seed)
        pcm = mixed(pcm, behind)
    return keys, spans, pcm


@pytest.mark.parametrize("tone", [0.04, 0.07, 0.1, 0.5])
def test_every_key_is_heard_whatever_its_length(tone):
    assert heard(pressed(KEYS, tone, pause=0.04)) == KEYS


def test_a_key_that_is_pressed_twice_is_heard_twice():
    assert heard(pressed("1122##", tone=0.05, pause=0.03)) == "1122##"


def test_keys_without_a_pause_between_them_are_told_apart():
    assert heard(b"".join(dtmf_tone(key, 0.1) for key in "14740")) == "14740"


def test_a_mark_is_where_the_tone_is():
    (mark,) = keys_in(silence(0.2345) + dtmf_tone("9", 0.1) + silence(0.3))

    assert mark.key == "9"
    assert mark.start == pytest.approx(0.2345, abs=0.003)
    assert mark.end == pytest.approx(0.3345, abs=0.003)


def test_a_key_that_fills_the_whole_sound_is_heard():
    (mark,) = keys_in(dtmf_tone("C", 0.04))

    assert 0 <= mark.start < 0.003
    assert 0.037 < mark.end <= 0.04


@pytest.mark.parametrize("detuned", [0.0, 0.018])
@pytest.mark.parametrize("twist_db", [0.0, 4.0])
def test_keys_beside_their_frequency_and_level_are_heard(detuned, twist_db):
    """Q.23 allows a sender 1.8 %, Q.24 asks a receiver for 1.5 %."""
    keys, spans, pcm = line(11, detuned=detuned, twist_db=twist_db)
    marks = keys_in(pcm)

    assert "".join(mark.key for mark in marks) == keys
    assert max(abs(mark.start - start) for mark, (_, start, _) in zip(marks, spans, strict=True)) < 0.005
    assert max(abs(mark.end - end) for mark, (_, _, end) in zip(marks, spans, strict=True)) < 0.005


@pytest.mark.parametrize("kind", ["white", "pink", "hum"])
@pytest.mark.parametrize(("detuned", "twist_db"), [(0.0, 0.0), (0.018, 0.0), (0.0, 4.0)])
def test_keys_are_heard_through_noise_five_decibels_fainter(kind, detuned, twist_db):
    keys, spans, pcm = line(12, detuned=detuned, twist_db=twist_db, snr_db=5, kind=kind)
    marks = keys_in(pcm)

    assert "".join(mark.key for mark in marks) == keys
    assert max(abs(mark.start - start) for mark, (_, start, _) in zip(marks, spans, strict=True)) < 0.010


def test_keys_far_beside_their_frequency_are_refused():
    """ITU-T Q.24: more than 3.5 % off is no key."""
    _, _, pcm = line(13, detuned=0.036)

    assert keys_in(pcm) == ()


def test_one_tone_of_a_key_alone_is_no_key():
    for hz in (*range(600, 1_800, 25), 697, 770, 852, 941, 1_209, 1_336, 1_477, 1_633):
        assert keys_in(beep(0.2, frequency_hz=hz)) == ()


def test_tones_of_unequal_strength_are_no_key():
    low, high = beep(0.1, 697, -10), beep(0.1, 1_209, -22)

    assert keys_in(mixed(low, high)) == ()


def test_what_is_too_short_or_too_faint_is_no_key():
    """Q.24 asks that 23 ms are refused and 40 ms accepted."""
    assert heard(pressed("123", tone=0.023)) == ""
    assert heard(scaled(pressed("123"), 0.01)) == ""
    assert heard(scaled(pressed("123"), 0.03)) == "123"


def test_keys_are_found_in_the_clips_where_the_labels_say():
    for name, label in LABELS.items():
        marks = keys_in(clip(name))

        assert [mark.key for mark in marks] == [key for key, _, _ in label["keys"]], name
        for mark, (_, start, end) in zip(marks, label["keys"], strict=True):
            assert abs(mark.start - start) < 0.005, name
            assert abs(mark.end - end) < 0.005, name


def test_speech_at_any_level_is_no_key():
    spoken = [clip(name) for name, label in LABELS.items() if label["voice"] and not label["keys"]]
    assert len(spoken) == 17

    for pcm in spoken:
        for level in (-12, -20, -30):
            assert keys_in(at_level(pcm, level)) == ()


@pytest.mark.parametrize("kind", list(NoiseKind))
def test_noise_is_no_key(kind):
    for seed in range(5):
        assert keys_in(noise(kind, 4, -20, seed=seed)) == ()


def test_a_sound_of_no_or_next_to_no_length_holds_no_key():
    assert keys_in(b"") == ()
    assert keys_in(bytes(2)) == ()
    assert keys_in(bytes(400)) == ()


def test_a_steady_offset_hides_no_key():
    samples = np.frombuffer(pressed("147"), "<i2") // 4 + 8_000

    assert heard(samples.astype("<i2").tobytes()) == "147"
