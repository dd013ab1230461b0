import wave
from pathlib import Path

import numpy as np
import pytest

from simulator.audio.codec import read_audio
from simulator.audio.contact_id import alarm_signal
from simulator.audio.mp3 import mp3_bytes
from simulator.audio.noise import NoiseKind, noise
from simulator.audio.pcm import mixed, silence
from simulator.audio.tone_detector import tones_in
from simulator.audio.tones import KEYS, beep, dtmf_tone
from simulator.audio.voice import synthesizer
from simulator.telephony.effects import AlarmSignalKind
from simulator.telephony.media import ToneMark

CLIPS = Path(__file__).parents[2] / "fixtures" / "audio"


def pcm(samples):
    return np.round(np.clip(samples, -32_768, 32_767)).astype("<i2").tobytes()


def tone(hz, seconds, level_dbfs=-18.0, *, lead=0.3):
    """A tone without ramps in silence, made without the simulator's generator."""
    time = np.arange(round(seconds * 8_000)) / 8_000
    sine = np.sin(2 * np.pi * hz * time + 1) * 32_768 * 10 ** (level_dbfs / 20) * np.sqrt(2)
    around = np.zeros(round(lead * 8_000))
    return pcm(np.concatenate([around, sine, around]))


@pytest.mark.parametrize("hz", [1_400, 2_300])
@pytest.mark.parametrize("seconds", [0.06, 0.1, 0.85])
@pytest.mark.parametrize("detuned", [-0.03, 0.0, 0.03])
@pytest.mark.parametrize("kind", [None, *NoiseKind])
def test_a_tone_is_found_beside_its_frequency_and_through_noise_ten_decibels_fainter(hz, seconds, detuned, kind):
    sound = tone(hz * (1 + detuned), seconds, lead=0.3071)
    if kind:
        sound = mixed(sound, noise(kind, len(sound) / 16_000, -28, seed=4))

    [mark] = tones_in(sound)

    assert mark.frequency_hz == hz
    assert mark.start == pytest.approx(0.3071, abs=0.006)
    assert mark.end == pytest.approx(0.3071 + seconds, abs=0.006)


def test_the_signals_of_contact_id_are_found():
    handshake = tones_in(alarm_signal(AlarmSignalKind.HANDSHAKE))
    kiss_off = tones_in(alarm_signal(AlarmSignalKind.KISS_OFF))

    assert handshake == (ToneMark(1_400.0, 0.0015, 0.0985), ToneMark(2_300.0, 0.2015, 0.2985))
    assert kiss_off == (ToneMark(1_400.0, 0.0015, 0.8485),)


def test_a_tone_that_fills_the_whole_sound_is_found():
    assert tones_in(tone(1_400, 0.5, lead=0)) == (ToneMark(1_400.0, 0.0, 0.5),)


@pytest.mark.parametrize("level_dbfs", [-3.1, -40.0])
def test_a_tone_is_found_however_loud_it_is(level_dbfs):
    assert len(tones_in(tone(2_300, 0.1, level_dbfs))) == 1


def test_a_tone_on_top_of_an_offset_is_found():
    offset = pcm(np.full(5_600, 4_000.0))

    assert len(tones_in(mixed(tone(1_400, 0.1), offset))) == 1


def test_two_tones_with_a_short_pause_are_two():
    marks = tones_in(silence(0.1) + beep(0.1, 1_400) + silence(0.02) + beep(0.1, 1_400) + silence(0.1))

    assert [mark.frequency_hz for mark in marks] == [1_400.0, 1_400.0]


def test_tones_that_touch_are_told_apart():
    marks = tones_in(beep(0.1, 1_400) + beep(0.1, 2_300) + beep(0.1, 1_400))

    assert [mark.frequency_hz for mark in marks] == [1_400.0, 2_300.0, 1_400.0]


def test_tones_survive_mp3():
    sound = silence(0.3) + alarm_signal(AlarmSignalKind.HANDSHAKE) + silence(0.3)

    low, high = tones_in(read_audio(mp3_bytes(sound), "handshake.mp3"))

    assert (low.frequency_hz, high.frequency_hz) == (1_400.0, 2_300.0)
    assert high.start - low.end == pytest.approx(0.1, abs=0.015)


def test_a_tone_before_and_after_speech_is_found_alone():
    said = synthesizer().speak("Please leave your message after the tone.", None, None).pcm

    marks = tones_in(said + beep(0.85, 1_400) + said)

    assert [mark.frequency_hz for mark in marks] == [1_400.0]
    assert marks[0].start == pytest.approx(len(said) / 16_000, abs=0.015)
    assert marks[0].end == pytest.approx(len(said) / 16_000 + 0.85, abs=0.015)


@pytest.mark.parametrize(
    "hz", [*range(300, 1_330, 35), 1_336, 1_477, *range(1_475, 2_190, 35), *range(2_420, 3_900, 35)]
)
def test_other_tones_are_not_found(hz):
    assert tones_in(beep(0.3, hz)) == ()


@pytest.mark.parametrize("seconds", [0.02, 0.045])
def test_a_blip_is_no_tone(seconds):
    assert tones_in(tone(1_400, seconds)) == ()


@pytest.mark.parametrize(("first_hz", "last_hz"), [(1_000, 1_800), (1_300, 1_500), (2_000, 2_600)])
def test_a_whistle_that_glides_through_is_no_tone(first_hz, last_hz):
    hz = np.linspace(first_hz, last_hz, 3_200)

    assert tones_in(pcm(3_000 * np.sin(2 * np.pi * np.cumsum(hz) / 8_000))) == ()


@pytest.mark.parametrize("pitch_hz", [100, 140, 200, 280, 350, 700])
@pytest.mark.parametrize("formant_hz", [1_400, 2_300])
def test_a_harmonic_of_a_voice_is_no_tone(pitch_hz, formant_hz):
    """A sung vowel with a formant there: many harmonics, those near it as strong as the fundamental."""
    time = np.arange(8_000) / 8_000
    voice = sum(
        (1 / n + 1 / (1 + ((n * pitch_hz - formant_hz) / 80) ** 2)) * np.sin(2 * np.pi * n * pitch_hz * time + n * n)
        for n in range(1, 3_500 // pitch_hz)
    )

    assert tones_in(pcm(2_000 * voice)) == ()


@pytest.mark.parametrize("name", sorted(path.name for path in CLIPS.glob("*.wav")))
def test_no_fixture_holds_a_tone(name):
    with wave.open(str(CLIPS / name)) as file:
        assert tones_in(file.readframes(file.getnframes())) == ()


def test_speech_in_many_voices_holds_no_tone():
    engine = synthesizer()
    said = "She sells sea shells by the sea shore. Ooh, aah, whee, hear the high hum. Thirty three thousand and three."

    wrong = [
        (language, voice)
        for language in ("en-US", "en-GB", "de", "fr", "hu", "es", "zh")
        for voice in (None, "f2", "m3", "whisper")
        if tones_in(engine.speak(said, language, voice).pcm)
    ]

    assert wrong == []


@pytest.mark.parametrize("kind", NoiseKind)
def test_noise_holds_no_tone(kind):
    assert tones_in(noise(kind, 60, -20, seed=5)) == ()


def test_keys_are_no_tones():
    pressed = b"".join(dtmf_tone(key, seconds) + silence(0.03) for key in KEYS for seconds in (0.04, 0.1, 0.5))

    assert tones_in(pressed) == ()


def test_silence_and_nothing_hold_no_tone():
    assert tones_in(b"") == tones_in(silence(1)) == tones_in(b"\x00\x01" * 10) == ()
