import hashlib
import subprocess
import sys

import numpy as np
import pytest

from simulator.audio.noise import LOOP_SECONDS, Noise, NoiseKind, noise
from simulator.audio.pcm import duration, level_dbfs
from simulator.errors import AudioError


def octaves_db(pcm, lowest_hz, count):
    """The power in each octave from a frequency on, relative to that in the first."""
    samples = np.frombuffer(pcm, "<i2").astype(float)
    power = np.abs(np.fft.rfft(samples)) ** 2
    hz = np.fft.rfftfreq(len(samples), 1 / 8_000)
    bands = [power[(hz >= lowest_hz * 2**n) & (hz < lowest_hz * 2 ** (n + 1))].sum() for n in range(count)]
    return 10 * np.log10(np.array(bands) / bands[0])


@pytest.mark.parametrize("kind", list(NoiseKind))
@pytest.mark.parametrize("level", [-60, -40, -12])
def test_noise_has_the_level_asked_for(kind, level):
    assert level_dbfs(noise(kind, 4, level)) == pytest.approx(level, abs=0.3)


def test_white_noise_has_three_decibels_more_in_every_octave():
    assert octaves_db(noise(NoiseKind.WHITE, 4, -20), 62.5, 6) == pytest.approx([0, 3, 6, 9, 12, 15], abs=1)


def test_pink_noise_has_the_same_power_in_every_octave():
    assert octaves_db(noise(NoiseKind.PINK, 4, -20), 62.5, 5) == pytest.approx([0, 0, 0, 0, 0], abs=1)


def test_hum_is_the_mains_and_its_multiples_and_nothing_between():
    samples = np.frombuffer(noise(NoiseKind.HUM, 1, -20), "<i2").astype(float)
    amplitudes = np.abs(np.fft.rfft(samples))

    multiples = np.arange(50, 1_001, 50)
    between = np.delete(amplitudes, multiples)
    assert amplitudes[multiples].min() > 20 * between.max()
    assert int(np.argmax(amplitudes)) == 50


@pytest.mark.parametrize("kind", [NoiseKind.WHITE, NoiseKind.PINK])
def test_noise_is_spread_like_noise_not_like_a_waveform(kind):
    samples = np.frombuffer(noise(kind, 4, -20), "<i2").astype(float)

    beyond_two_sigma = np.mean(np.abs(samples - samples.mean()) > 2 * samples.std())
    assert beyond_two_sigma == pytest.approx(0.045, abs=0.015)


@pytest.mark.parametrize("kind", list(NoiseKind))
def test_a_stretch_of_endless_noise_holds_the_same_samples_whoever_asks(kind):
    endless = Noise(kind, -30, seed=3)
    whole = endless.between(0, 10)

    assert endless.between(3.7, 8.2) == whole[59_200:131_200]
    assert b"".join(endless.between(n, n + 1) for n in range(10)) == whole
    assert endless.between(12, 12.5) == endless.between(12 - LOOP_SECONDS, 12.5 - LOOP_SECONDS)


@pytest.mark.parametrize("kind", list(NoiseKind))
def test_the_loop_repeats_without_a_seam(kind):
    samples = np.frombuffer(noise(kind, 8, -20), "<i2").astype(int)
    steps = np.abs(np.diff(samples))

    assert steps[31_999] <= np.percentile(steps, 99.9)


def test_noise_is_the_same_in_every_run():
    """So that recordings are the same, byte for byte; a change here changes every recording with noise in it."""
    script = (
        "import hashlib; from simulator.audio.noise import *;"
        "print(*[hashlib.sha256(noise(kind, 0.5, -30, seed=1)).hexdigest() for kind in NoiseKind])"
    )
    runs = [subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout for _ in range(2)]

    here = [hashlib.sha256(noise(kind, 0.5, -30, seed=1)).hexdigest() for kind in NoiseKind]
    assert runs[0].split() == runs[1].split() == [digest.encode() for digest in here]


def test_another_seed_is_another_noise():
    for kind in NoiseKind:
        assert noise(kind, 1, -30, seed=1) != noise(kind, 1, -30, seed=2)


def test_noise_lasts_as_long_as_asked():
    assert duration(noise(NoiseKind.WHITE, 0.0, -30)) == 0.0
    assert duration(noise(NoiseKind.WHITE, 61.3, -30)) == 61.3
    assert Noise(NoiseKind.PINK, -30).between(2, 1) == b""


def test_noise_without_any_level_is_silence():
    assert not any(noise(NoiseKind.PINK, 1, float("-inf")))


@pytest.mark.parametrize("seconds", [-1, float("inf"), float("nan")])
def test_noise_of_impossible_length_is_refused(seconds):
    with pytest.raises(AudioError, match="`seconds` of noise must be finite and not negative"):
        noise(NoiseKind.WHITE, seconds, -30)


@pytest.mark.parametrize("level", [-11.9, 0, float("nan")])
def test_noise_that_would_be_clipped_is_refused(level):
    with pytest.raises(AudioError, match="`level_dbfs` of noise must be at most -12"):
        Noise(NoiseKind.WHITE, level)
