import pytest

from simulator.audio import voice
from simulator.audio.voice import synthesizer
from simulator.errors import AudioError


def nothing_found(name):
    return None


def test_espeak_speaks_where_it_is_installed():
    assert synthesizer().name == "espeak"


def test_pseudo_speech_stands_in_where_it_is_not(monkeypatch):
    monkeypatch.setattr(voice, "find_spec", nothing_found)

    assert synthesizer().name == "pseudo"


def test_an_engine_can_be_chosen():
    assert [synthesizer(engine).name for engine in ("espeak", "pseudo")] == ["espeak", "pseudo"]


def test_an_engine_that_is_missing_is_refused(monkeypatch):
    monkeypatch.setattr(voice, "find_spec", nothing_found)

    with pytest.raises(AudioError) as refusal:
        synthesizer("espeak")

    assert str(refusal.value) == "'espeak' needs the package 'espeakng-loader': pip install -e '.[speech]'"


def test_an_unknown_engine_is_refused():
    with pytest.raises(AudioError) as refusal:
        synthesizer("festival")

    assert str(refusal.value) == "'festival' is not a speech engine; known: 'auto', 'espeak', 'pseudo'"
