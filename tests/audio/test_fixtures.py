import json
import wave
from pathlib import Path

import numpy as np
import pytest

from simulator.audio.noise import NoiseKind, noise
from simulator.audio.pcm import cut, level_dbfs, silence
from simulator.audio.tones import dtmf_tone

CLIPS = Path(__file__).parents[2] / "fixtures" / "audio"
LABELS = json.loads((CLIPS / "labels.json").read_text(encoding="utf-8"))


def clip(name):
    with wave.open(str(CLIPS / name)) as file:
        return file.readframes(file.getnframes())


def test_every_clip_has_a_label_and_every_label_a_clip():
    assert sorted(LABELS) == sorted(path.name for path in CLIPS.glob("*.wav"))


def test_the_clips_together_stay_small():
    assert sum(path.stat().st_size for path in CLIPS.iterdir() if path.is_file()) < 1_500_000


@pytest.mark.parametrize("name", LABELS)
def test_a_clip_is_telephone_sound_as_long_as_its_label_says(name):
    with wave.open(str(CLIPS / name)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8_000, 1, 2)
        assert file.getnframes() / 8_000 == LABELS[name]["seconds"]


@pytest.mark.parametrize("name", LABELS)
def test_the_marks_of_a_label_are_in_order_and_inside_the_clip(name):
    label = LABELS[name]

    for marks in (label["voice"], [mark[1:] for mark in label["keys"]]):
        ends = [0.0, *(instant for mark in marks for instant in mark), label["seconds"]]
        assert ends == sorted(ends)


@pytest.mark.parametrize("name", LABELS)
def test_a_clip_is_as_loud_as_its_label_says(name):
    loudness = LABELS[name]["level_dbfs"]

    assert level_dbfs(clip(name)) == (float("-inf") if loudness is None else pytest.approx(loudness, abs=0.06))


@pytest.mark.parametrize("name", [name for name, label in LABELS.items() if label["voice"] and not label["noise"]])
def test_nothing_can_be_heard_outside_the_marks_of_clear_speech(name):
    """35 dB below the loud parts is what the labels count as heard; digital silence lies between phrases."""
    samples = np.frombuffer(clip(name), "<i2").astype(float)
    outside = np.ones(len(samples), bool)
    for start, end in [*LABELS[name]["voice"], *(mark[1:] for mark in LABELS[name]["keys"])]:
        outside[round(start * 8_000) - 1 : round(end * 8_000) + 1] = False

    assert np.abs(samples[outside]).max() < np.abs(samples).max() * 10 ** (-35 / 20)


@pytest.mark.parametrize("name", [name for name, label in LABELS.items() if label["snr_db"] and label["voice"]])
def test_the_noise_behind_speech_is_as_loud_as_its_label_says(name):
    label = LABELS[name]
    (start, end) = label["voice"][0]
    behind, both = level_dbfs(cut(clip(name), 0, start - 0.01)), level_dbfs(cut(clip(name), start, end))

    speech = 10 * np.log10(10 ** (both / 10) - 10 ** (behind / 10))
    assert speech - behind == pytest.approx(label["snr_db"], abs=0.5)


def test_keys_noise_and_silence_are_what_the_simulator_makes_today():
    """Speech may change with espeak-ng; the rest must not change at all."""
    keys = b"".join(dtmf_tone(key, 0.1) + silence(0.1) for key in "1234#")

    assert clip("keys_1234.wav") == silence(0.1) + keys
    assert clip("white_25dbfs.wav") == noise(NoiseKind.WHITE, 2, -25)
    assert clip("pink_40dbfs.wav") == noise(NoiseKind.PINK, 2, -40)
    assert clip("hum_25dbfs.wav") == noise(NoiseKind.HUM, 2, -25)
    assert clip("silence.wav") == silence(2)


def test_the_sources_page_names_every_kind_of_clip():
    page = (CLIPS / "SOURCES.md").read_text(encoding="utf-8")
    patterns = {"speech_KIND_SNRdb.wav": "speech_*_*db.wav", "KIND_LEVELdbfs.wav": "*_*dbfs.wav"}

    explained = {path.name for kind, pattern in patterns.items() if kind in page for path in CLIPS.glob(pattern)}
    assert [name for name in LABELS if name not in explained and f"`{name}`" not in page] == []
