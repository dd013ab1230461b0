from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.sounds import ClipFolders, names_a_clip


@pytest.fixture
def folders(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("here/yes.wav", "here/notes.txt", "there/yes.wav", "there/long message.mp3"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    return ClipFolders([Path("here"), Path("here/../there")])


@pytest.mark.parametrize("written", ["yes.wav", "YES.WAV", "a b.mp3", "../x.flac", "x.ogg"])
def test_a_text_with_the_suffix_of_a_sound_is_a_clip(written):
    assert names_a_clip(written)


@pytest.mark.parametrize("written", ["yes", "I said wav.", "yes.wave", ""])
def test_other_texts_are_words(written):
    assert not names_a_clip(written)


def test_the_first_folder_comes_first(folders):
    assert folders.find("yes.wav").as_posix() == "here/yes.wav"
    assert folders.find("long message.mp3").as_posix() == "there/long message.mp3"
    assert folders.find("../there/yes.wav").as_posix() == "there/yes.wav"


def test_a_missing_clip_is_told_with_the_name_that_was_meant(folders):
    with pytest.raises(ScenarioError) as caught:
        folders.find("long_mesage.mp3")

    assert str(caught.value) == "no clip 'long_mesage.mp3' in here or here/../there; did you mean 'long message.mp3'?"


def test_where_there_are_no_clips_nothing_is_suggested(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ScenarioError) as caught:
        ClipFolders([Path(), Path("nowhere")]).find("yes.wav")

    assert str(caught.value) == "no clip 'yes.wav' in . or nowhere; there are no clips at all"
