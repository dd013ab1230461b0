import subprocess
import sys
import zlib

import numpy as np
import pytest
import webrtcvad
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.audio.pcm import level_dbfs
from simulator.audio.pseudo import PseudoSpeech
from simulator.telephony.media import Segment

GREETING = "Hello, you have reached the office of Doctor Brown. Please leave a message after the tone. Thank you!"


def spoken(text):
    return PseudoSpeech().speak(text)


def test_it_speaks_fifteen_characters_a_second():
    assert 14 < len(GREETING) / spoken(GREETING).duration < 15.5


def test_the_length_is_known_before_it_is_said():
    assert PseudoSpeech().duration(GREETING) == 7.00825
    assert len(spoken(GREETING).pcm) == 2 * 56_066


@settings(max_examples=30)
@given(st.text(max_size=200))
def test_any_text_lasts_as_long_as_foretold(text):
    said = spoken(text)

    assert said.duration == PseudoSpeech().duration(text)
    assert said.voice == PseudoSpeech().marks(text)


@pytest.mark.parametrize("text", ["a", "Yes.", "?", "你好"])
def test_the_shortest_word_takes_four_tenths_of_a_second(text):
    assert spoken(text).duration == 0.4005


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_a_blank_text_is_no_sound(text):
    assert (spoken(text).pcm, spoken(text).voice, PseudoSpeech().duration(text)) == (b"", (), 0.0)


def test_a_longer_text_takes_longer():
    assert spoken("one two three four").duration < spoken("one two three four five").duration


def test_the_voice_is_marked_from_the_first_to_the_last_sample_that_is_not_silent():
    said = spoken(GREETING)

    numbers = np.frombuffer(said.pcm, dtype="<i2")
    assert said.voice == (Segment(0.0, len(numbers) / 8_000),)
    assert numbers[0] != 0
    assert numbers[-1] != 0


def test_no_pause_is_longer_than_that_between_sentences():
    numbers = np.frombuffer(spoken("one. two, three").pcm, dtype="<i2")

    pauses = [len(run) for run in "".join("x" if number else " " for number in numbers).split("x")]

    assert sorted(pauses)[-2:] == [534, 1_600]


def test_a_voice_detector_takes_it_for_a_voice():
    detector = webrtcvad.Vad(2)
    pcm = spoken(GREETING).pcm

    frames = [detector.is_speech(pcm[at : at + 320], 8_000) for at in range(0, len(pcm) - 319, 320)]

    assert sum(frames) / len(frames) > 0.95


def test_its_pitch_is_that_of_a_man():
    pcm = np.frombuffer(spoken("aaa").pcm, dtype="<i2")[:1_602].astype(float)

    likeness = np.correlate(pcm, pcm, "full")[len(pcm) :]

    assert 105 < 8_000 / (40 + np.argmax(likeness[39:100])) < 135


def test_it_is_as_loud_as_people_are():
    assert -23 < level_dbfs(spoken(GREETING).pcm) < -19
    assert np.abs(np.frombuffer(spoken(GREETING).pcm, dtype="<i2").astype(int)).max() < 20_000


def test_different_words_sound_different():
    assert spoken("support").pcm != spoken("welcome").pcm


def test_another_process_says_the_same():
    code = "import sys, zlib; from simulator.audio import pseudo; "
    code += "print(zlib.crc32(pseudo.PseudoSpeech().speak(sys.argv[1]).pcm))"

    done = subprocess.run([sys.executable, "-c", code, GREETING], capture_output=True, text=True, check=True)

    assert int(done.stdout) == zlib.crc32(spoken(GREETING).pcm)


def test_any_language_will_do():
    assert PseudoSpeech().warning("xx", "nobody") is None
    assert PseudoSpeech().speak("Hello", "xx", "nobody") == spoken("Hello")
