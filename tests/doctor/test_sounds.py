"""Whether sound works here, and what is said if it does not."""

from __future__ import annotations

from simulator.audio.pseudo import PseudoSpeech
from simulator.audio.tones import beep
from simulator.doctor import sounds
from simulator.doctor.finding import Verdict
from simulator.errors import AudioError


def test_mp3_and_voice_detection_work_where_the_tests_run():
    assert sounds.mp3().verdict is Verdict.OK
    assert sounds.voice_detection().verdict is Verdict.OK


def test_speech_without_words_is_worth_knowing(monkeypatch):
    monkeypatch.setattr(sounds, "synthesizer", PseudoSpeech)

    found = sounds.speech()

    assert (found.verdict, "without words" in found.text) == (Verdict.NOTE, True)


def test_an_encoder_that_is_missing_is_wrong(monkeypatch):
    def audio_file(*_):
        raise AudioError("mp3 needs the package 'lameenc'")

    monkeypatch.setattr(sounds, "audio_file", audio_file)

    assert sounds.mp3().text == "mp3 needs the package 'lameenc'"


def test_a_decoder_that_loses_half_is_wrong(monkeypatch):
    monkeypatch.setattr(sounds, "read_audio", lambda *_: beep(0.5))

    found = sounds.mp3()

    assert (found.verdict, "0.5 s long" in found.text) == (Verdict.WRONG, True)


def test_a_detection_that_hears_nothing_is_wrong(monkeypatch):
    monkeypatch.setattr(sounds, "voiced_segments", lambda _: ())

    assert sounds.voice_detection().text == "a voice is not found"
