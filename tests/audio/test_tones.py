import numpy as np
import pytest

from simulator.audio.pcm import duration, level_dbfs
from simulator.audio.tones import KEYS, beep, dtmf_tone, frequencies
from simulator.errors import AudioError

# ITU-T Q.23, written down a second time, as a telephone shows it.
KEYPAD = {
    (697, 1209): "1", (697, 1336): "2", (697, 1477): "3", (697, 1633): "A",
    (770, 1209): "4", (770, 1336): "5", (770, 1477): "6", (770, 1633): "B",
    (852, 1209): "7", (852, 1336): "8", (852, 1477): "9", (852, 1633): "C",
    (941, 1209): "*", (941, 1336): "0", (941, 1477): "#", (941, 1633): "D",
}  # fmt: skip


def spectrum(pcm):
    """Amplitudes at every whole Hz, by a transform that shares no code with the simulator."""
    samples = np.frombuffer(pcm, "<i2").astype(float)
    return np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 8_000)) * 4 / len(samples)


def peaks(pcm):
    amplitudes = spectrum(pcm)
    return 600 + int(np.argmax(amplitudes[600:1_050])), 1_100 + int(np.argmax(amplitudes[1_100:1_800]))


@pytest.mark.parametrize("key", "0123456789*#ABCD")
def test_a_key_sounds_as_the_two_tones_that_the_standard_gives_it(key):
    """ITU-T Q.23; 1.8 % is what it allows, we are within 2 Hz."""
    low, high = peaks(dtmf_tone(key))

    nearest = min(KEYPAD, key=lambda pair: abs(pair[0] - low) + abs(pair[1] - high))
    assert KEYPAD[nearest] == key
    assert abs(nearest[0] - low) <= 2
    assert abs(nearest[1] - high) <= 2


@pytest.mark.parametrize("key", KEYS)
def test_both_tones_of_a_key_are_equally_loud_and_nothing_else_sounds(key):
    tone = dtmf_tone(key, 0.5)
    low, high = peaks(tone)
    amplitudes = spectrum(tone)

    twist_db = 20 * np.log10(amplitudes[low] / amplitudes[high])
    elsewhere = np.concatenate([amplitudes[: low - 20], amplitudes[low + 20 : high - 20], amplitudes[high + 20 :]])
    assert abs(twist_db) < 0.1
    assert 20 * np.log10(elsewhere.max() / amplitudes[low]) < -55


def test_all_sixteen_keys_are_different_sounds():
    assert len(KEYS) == 16
    assert len({dtmf_tone(key) for key in KEYS}) == 16


def test_a_key_is_at_ten_decibels_below_full_scale_and_is_never_clipped():
    samples = np.frombuffer(dtmf_tone("5", 1.0), "<i2").astype(int)

    assert level_dbfs(dtmf_tone("5", 1.0)) == pytest.approx(-10.0, abs=0.1)
    assert np.abs(samples).max() < 22_000


def test_a_tone_begins_and_ends_without_a_click():
    for tone in (dtmf_tone("1"), dtmf_tone("D", 0.04), beep()):
        samples = np.frombuffer(tone, "<i2").astype(int)

        assert np.abs(samples[[0, 1, -2, -1]]).max() < 300
        assert np.abs(samples[:8]).max() < np.abs(samples).max() / 4
        assert np.abs(samples[-8:]).max() < np.abs(samples).max() / 4


def test_a_tone_lasts_as_long_as_asked_to_the_sample():
    assert len(dtmf_tone("1")) == 1_600
    assert duration(dtmf_tone("1", 0.0405)) == 0.0405
    assert duration(beep(0.3)) == 0.3
    assert len(dtmf_tone("1", 0.000125)) == 2


def test_a_key_is_computed_once():
    assert dtmf_tone("7", 0.08) is dtmf_tone("7", 0.08)


@pytest.mark.parametrize("key", ["a", "", "12", "+"])
def test_an_unknown_key_is_refused_by_name(key):
    with pytest.raises(AudioError) as refusal:
        dtmf_tone(key)

    assert str(refusal.value) == f"{key!r} is not a DTMF key; known: 0 1 2 3 4 5 6 7 8 9 * # A B C D"


@pytest.mark.parametrize("seconds", [0, -1, float("inf"), float("nan")])
def test_a_tone_of_no_or_endless_length_is_refused(seconds):
    with pytest.raises(AudioError, match="`seconds` must be positive and finite"):
        dtmf_tone("1", seconds)
    with pytest.raises(AudioError, match="`seconds` must be positive and finite"):
        beep(seconds)


def test_the_beep_is_one_tone_of_the_level_and_frequency_asked_for():
    tone = beep(0.5, frequency_hz=440, level_dbfs=-20)

    assert int(np.argmax(spectrum(tone))) == 440
    assert level_dbfs(tone) == pytest.approx(-20.0, abs=0.1)


def test_a_beep_that_no_telephone_can_carry_is_refused():
    with pytest.raises(AudioError, match="`frequency_hz` must be above 0 and below 4000, not 4000"):
        beep(frequency_hz=4_000)
    with pytest.raises(AudioError, match=r"`level_dbfs` must be at most -3.01, the loudest sine there is, not 0"):
        beep(level_dbfs=0)


def test_the_frequencies_of_a_key_can_be_looked_up():
    assert frequencies("#") == (941.0, 1_477.0)
