import sys

import numpy as np
import pytest

from simulator.audio.conversion import pcm_from_frames, resampled
from simulator.errors import AudioError


def tone(frequency_hz, rate_hz, amplitude=10_000):
    return (amplitude * np.sin(2 * np.pi * frequency_hz * np.arange(rate_hz) / rate_hz)).astype("<i2").tobytes()


def level_db(pcm):
    return 20 * np.log10(np.frombuffer(pcm, dtype="<i2").astype(float)[400:].std() * np.sqrt(2) / 10_000)


@pytest.mark.parametrize("rate_hz", [11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000])
def test_a_second_stays_a_second(rate_hz):
    assert len(resampled(tone(440, rate_hz), rate_hz)) == 16_000


def test_the_voice_band_passes():
    assert level_db(resampled(tone(1_000, 44_100), 44_100)) > -0.2
    assert level_db(resampled(tone(3_000, 44_100), 44_100)) > -1.0


def test_what_the_line_cannot_carry_does_not_fold_into_it():
    assert level_db(resampled(tone(7_000, 44_100), 44_100)) < -20
    assert level_db(resampled(tone(10_000, 44_100), 44_100)) < -30


def test_sound_of_the_line_stays_as_it_is():
    assert resampled(tone(440, 8_000), 8_000) == tone(440, 8_000)


def test_six_channels_become_their_mean():
    frames = np.array([[600, 1_200, 1_800, 2_400, 3_000, 3_600]], dtype="<i2").tobytes()

    pcm = pcm_from_frames(frames, width=2, channels=6, rate_hz=8_000)

    assert np.frombuffer(pcm, dtype="<i2").tolist() == [2_100]


def test_an_incomplete_last_frame_is_dropped():
    assert pcm_from_frames(b"\1\0\1\0\1\0\1", width=2, channels=2, rate_hz=8_000) == b"\0\0"


def test_without_miniaudio_other_rates_are_refused(monkeypatch):
    monkeypatch.setitem(sys.modules, "miniaudio", None)

    with pytest.raises(AudioError, match="sound at 44100 Hz cannot be brought to 8000 Hz"):
        resampled(b"\0\0", 44_100)
