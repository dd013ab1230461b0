import hashlib
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from simulator.audio import espeak
from simulator.audio.espeak import Espeak
from simulator.errors import AudioError
from simulator.telephony.media import Segment

TEXTS = ["Please leave a message.", "Press one for sales.", "Thank you, goodbye!", "Jó napot kívánok."]
VOICES = [None, "en+f3", "+whisper", "klatt"]


@pytest.fixture(autouse=True)
def nothing_remembered():
    espeak._spoken.cache_clear()


def said_again(text, language=None, voice=None):
    espeak._spoken.cache_clear()
    return Espeak().speak(text, language, voice)


def test_the_same_text_gives_the_same_bytes_in_any_order():
    jobs = [(text, None, voice) for text in TEXTS[:2] for voice in VOICES]
    first = {job: said_again(*job) for job in jobs}

    random.shuffle(jobs)

    assert {job: said_again(*job) for job in jobs} == first


def test_the_breath_of_a_voice_depends_on_our_seed_alone(monkeypatch):
    """espeak takes the time of day as its seed unless it is given one (`espeak_ng_SetRandSeed`)."""
    before = said_again("Hello", voice="+f3")
    monkeypatch.setattr(espeak, "_SEED", 2)
    other = said_again("Hello", voice="+f3")
    monkeypatch.undo()

    assert other.pcm != before.pcm
    assert said_again("Hello", voice="+f3") == before


def test_another_process_says_the_same():
    code = (
        "import hashlib; from simulator.audio.espeak import Espeak;"
        "[print(hashlib.sha256(Espeak().speak('Hello there', None, v).pcm).hexdigest()) for v in ('+whisper', None)]"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == [
        hashlib.sha256(said_again("Hello there", voice=voice).pcm).hexdigest() for voice in ("+whisper", None)
    ]


def test_threads_do_not_disturb_each_other():
    alone = [said_again(text) for text in TEXTS]
    espeak._spoken.cache_clear()

    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(Espeak().speak, TEXTS))

    assert together == alone


def test_speech_begins_and_ends_with_sound():
    said = said_again(TEXTS[0])

    numbers = np.frombuffer(said.pcm, dtype="<i2").astype(int)
    assert said.voice == (Segment(0.0, len(numbers) / 8_000),)
    assert abs(numbers[0]) > 16
    assert abs(numbers[-1]) > 16
    assert 1.0 < said.duration < 2.0


def test_sentences_are_parted_by_digital_silence():
    said = said_again("Thank you for calling. Please wait.")

    numbers = np.frombuffer(said.pcm, dtype="<i2").astype(int)
    first, second = said.voice
    gap = numbers[round(first.end * 8_000) : round(second.start * 8_000)]
    assert second.start - first.end >= 0.3
    assert not gap.any()
    assert abs(numbers[round(first.end * 8_000) - 1]) > 16
    assert abs(numbers[round(second.start * 8_000)]) > 16
    assert second.end == said.duration


@pytest.mark.parametrize("text", ["", "  \n", "\0", "..."])
def test_a_text_without_words_is_no_sound(text):
    assert (said_again(text).pcm, said_again(text).voice) == (b"", ())


def test_the_length_and_the_marks_are_those_of_the_speech():
    said = said_again(TEXTS[1])

    assert Espeak().duration(TEXTS[1]) == said.duration
    assert Espeak().marks(TEXTS[1]) == said.voice


@pytest.mark.parametrize(
    ("language", "voice"),
    [
        (None, "en-US"),
        ("en-UK", "en"),
        ("en-GB", "en"),
        ("en_US", "en-US"),
        ("en-AU", "en"),
        ("pt-BR", "pt-BR"),
        ("pt-PT", "pt"),
        ("de-DE", "de"),
        ("hu", "hu"),
        ("fr-FR", "fr"),
        ("zh-CN", "cmn"),
    ],
)
def test_languages_are_found_as_ozml_writes_them(language, voice):
    assert Espeak().voice_name(language) == voice
    assert Espeak().warning(language) is None


@pytest.mark.parametrize(
    ("language", "voice", "name"),
    [
        (None, "en+f3", "en+f3"),
        ("de-DE", "+f3", "de+f3"),
        ("de-DE", "annie", "de+Annie"),
        ("de-DE", "hu", "hu"),
        ("de-DE", "en-UK+m1", "en+m1"),
    ],
)
def test_voices_are_found_with_or_without_a_language(language, voice, name):
    assert Espeak().voice_name(language, voice) == name
    assert Espeak().warning(language, voice) is None


def test_another_voice_sounds_different():
    assert said_again("Hello", voice="+f3").pcm != said_again("Hello").pcm


def test_another_language_sounds_different():
    assert said_again("Jó napot", "hu").pcm != said_again("Jó napot", "de").pcm


@pytest.mark.parametrize(
    ("language", "voice", "warning"),
    [
        ("xx-YY", None, "espeak does not know the language 'xx-YY' and speaks 'en-US' instead"),
        (None, "en+nobody", "espeak does not know the voice 'en+nobody' and speaks with 'en-US' instead"),
        ("de", "Microsoft Anna", "espeak does not know the voice 'Microsoft Anna' and speaks with 'de' instead"),
        ("de", "+", "espeak does not know the voice '+' and speaks with 'de' instead"),
    ],
)
def test_what_is_not_known_is_replaced_and_reported(language, voice, warning):
    assert Espeak().warning(language, voice) == warning
    assert Espeak().speak("Hello", language, voice).warning == warning


def test_nothing_is_written_to_the_terminal(capfd):
    said_again("Hello 日本 <b>&amp; [[x]]", "xx", "nobody")

    assert capfd.readouterr() == ("", "")


def test_a_library_that_cannot_be_loaded_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setattr("espeakng_loader.get_library_path", lambda: str(tmp_path / "none.so"))

    with pytest.raises(AudioError, match="the library of espeak-ng cannot be loaded"):
        said_again("Hello")


def test_a_library_without_its_data_is_an_error(monkeypatch, tmp_path):
    Espeak().voice_name()  # the voices are known by now
    monkeypatch.setattr("espeakng_loader.get_data_path", lambda: str(tmp_path))

    with pytest.raises(AudioError, match="espeak-ng"):
        said_again("Hello")
