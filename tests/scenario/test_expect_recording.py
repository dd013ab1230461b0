"""What is expected of recordings: as written, and measured in their sound."""

from __future__ import annotations

import shutil

import pytest

from tests.scenario.outcomes import AUDIO, differences, expected_of, recording, result, sentences


@pytest.fixture
def sounds(tmp_path):
    """Clips beside the scenario that is read."""
    for name in ("message.wav", "german.wav", "silence.wav"):
        shutil.copy(AUDIO / name, tmp_path / name)


def of_one(**described):
    return result(recordings=(recording(**described),))


TALK = {"clips": [("message.wav", 1.0), ("keys_1234.wav", 11.0)], "length": 16.0}
"""Voice from 1.3 s on, then the keys 1234# at 11.3 s."""


@pytest.mark.parametrize(
    ("written", "described"),
    [
        (
            "{ended_by: final-timeout, format: wav, length: 4.7s, voice: [0.9s ± 0.06, 1.28s ± 0.06], silent: no}",
            {"said_at": 0.5},
        ),
        ("{silent: true, length: 0}", {"length": 0.0}),
        ("{length: at most 5s, longest silence: 3.4s ± 0.1}", {"said_at": 0.5}),
        ("{longest_silence: more than 3s, ended by: final-timeout}", {"said_at": 0.5}),
        ("{longest silence: 4.7s, keys: none}", {}),
        ("{level: -20 dBFS ± 3, peak: -10 dBFS to 0 dBFS}", {"said_at": 0.5}),
        ("{level: at least -30 dBFS}", TALK),
        ("{keys: '1234#'}", TALK),
        ("{contains: yes.wav}", {"said_at": 0.5}),
        ("{contains: message.wav}", TALK),
        ("{contains: yes.wav}", {"said_at": 2.0, "clips": [("pink_40dbfs.wav", 1.5), ("pink_40dbfs.wav", 0.1)]}),
        (
            "{voice: [[0.9s ± 0.06, 1.28s ± 0.06], [3.4s ± 0.06, 3.78s ± 0.06]]}",
            {"said_at": 0.5, "clips": [("yes.wav", 3.0)]},
        ),
        ("{voice: [0.9s ± 0.06, 3.78s ± 0.06]}", {"said_at": 0.5, "clips": [("yes.wav", 3.0)]}),
        ("{url: http://app/*.wav}", {}),
        ("{url: '/[0-9]+[.]wav$/'}", {}),
    ],
)
@pytest.mark.usefixtures("sounds")
def test_a_recording_may_be_as_it_is_described(read, written, described):
    outcome = of_one(**described)
    outcome.transcript.origins["http://127.0.0.1:4711"] = "http://app"

    assert differences(read, f"recording: {written}", outcome) == []


@pytest.mark.parametrize(
    ("written", "described", "told"),
    [
        ("{keys: 123}", TALK, "keys expected 123, was 1234#"),
        ("{keys: none}", TALK, "keys expected none, was 1234#"),
        ("{keys: 1}", {}, "keys expected 1, was none"),
        ("{longest silence: at most 2s}", {"said_at": 0.5}, "longest silence expected at most 2.0 s, was 3.4"),
        ("{level: at least -10 dBFS}", {"said_at": 0.5}, "level expected at least -10.0 dBFS, was -"),
        ("{level: -20}", {}, "level expected -20.0 dBFS ± 1.0, was not there: nobody speaks"),
        ("{peak: at least -30}", {}, "peak expected at least -30.0 dBFS, was -inf dBFS"),
        ("{contains: german.wav}", TALK, "contains expected the sound of german.wav, was not in it (voice: 1."),
        ("{contains: german.wav}", {}, "contains expected the sound of german.wav, was not in it (voice: none)"),
        ("{url: '*.mp3'}", {}, "url expected '*.mp3', was 'http://127.0.0.1:4711/1.wav'"),
        ("{voice: [[0.9s, 1.28s], [3s, 4s]]}", {"said_at": 0.5}, "voice expected 0.9 s ± 0.05 to 1.28 s ± 0.05, 3.0 s"),
        ("{silent: true}", {"said_at": 2.0}, "voice expected none, was 2."),
        ("{voice: [0.5s, 1.7s]}", {}, "voice expected 0.5 s ± 0.05 to 1.7 s ± 0.05, was none"),
        ("{voice: [0.5s, 1.7s]}", {"said_at": 2.0}, "voice expected 0.5 s ± 0.05 to 1.7 s ± 0.05, was 2."),
    ],
)
@pytest.mark.usefixtures("sounds")
def test_what_is_otherwise_in_its_sound_is_told_with_what_was_measured(read, written, described, told):
    (sentence,) = differences(read, f"recording: {written}", of_one(**described))

    assert sentence.startswith(f"recording 1: {told}")


def test_each_difference_of_a_recording_is_a_sentence(read):
    written = "recording: {ended_by: final-timeout, format: wav, length: 4.7s ± 0.1, silent: false}"

    assert differences(read, written, of_one(length=6.2, end="hang-up", format="mp3")) == [
        "recording 1: ended_by expected final-timeout, was hang-up",
        "recording 1: format expected wav, was mp3",
        "recording 1: length expected 4.7 s ± 0.1, was 6.2 s",
        "recording 1: voice expected some, was none",
    ]


def test_a_recording_that_was_not_made_is_one_difference(read):
    assert differences(read, "recording: {number: 2, silent: true}", of_one()) == [
        "recording 2: expected to be made, was not (1 made)"
    ]


def test_recordings_of_somebody_else_are_found_by_the_number(read):
    other = result(id="2", number="4711", recordings=(recording(said_at=0.5),))
    outcome = result(recordings=(recording(),), calls=(other,))

    assert differences(read, "recording: {of: 47-11, silent: false}", outcome) == []
    assert differences(read, "recording: {of: 4712, silent: false}", outcome) == [
        "recording 1 of 4712: expected to be made, was not (0 made)"
    ]


@pytest.mark.parametrize("written", ["1", "at least 1", "at most 2", "0 to 1", "< 2"])
def test_recordings_are_counted(read, written):
    assert differences(read, f"recordings: {written}", of_one()) == []
    assert differences(read, "recordings: at least 1", result()) == ["recordings: expected at least 1, was 0"]


# -- what must never be ----------------------------------------------------------------------------------------------


def test_the_first_recording_that_is_like_that_is_told_with_its_instant(read):
    made = (recording(said_at=0.5), recording(started_at=9.5), recording(started_at=30.0))

    assert differences(read, "recording: {silent: true}", result(recordings=made), "never") == [
        "recording: expected never one with silent true, was recording 2 of 3 at 9.5 s"
    ]
    assert differences(read, "recording: {silent: true, format: mp3}", result(recordings=made), "never") == []
    assert differences(read, "recording: {number: 1, silent: true}", result(recordings=made), "never") == []


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("at least 2", ["recordings: expected never at least 2, was 3, 2 of them at 9.5 s"]),
        ("3", ["recordings: expected never 3, was 3 at 30.0 s"]),
        ("1", []),
        ("0", []),
    ],
)
def test_so_many_recordings_must_never_be(read, written, told):
    made = tuple(recording(started_at=at) for at in (1.0, 9.5, 30.0))

    assert differences(read, f"recordings: {written}", result(recordings=made), "never") == told


def test_that_there_is_no_recording_can_be_what_must_never_be(read):
    assert differences(read, "recordings: 0", result(), "never") == ["recordings: expected never 0, was 0 at 0.0 s"]


# -- clips -----------------------------------------------------------------------------------------------------------


def test_a_clip_that_there_is_not_is_told_with_its_place(mistakes_in):
    (mistake,) = mistakes_in("app: demo:app\nexpects:\n  - recording: {contains: yess.wav}\n")

    assert mistake.startswith("s.yaml:3:27: no clip 'yess.wav' in .")
    assert mistake.endswith("; did you mean 'yes.wav'?")


@pytest.mark.usefixtures("sounds")
def test_a_silent_clip_can_be_in_no_recording(read):
    (expected,) = expected_of(read, "  - recording: {contains: silence.wav}\n")

    with pytest.raises(Exception, match=r"s.yaml:3:27: silence.wav: there is nothing but silence in the clip"):
        sentences(expected, of_one(said_at=0.5))
