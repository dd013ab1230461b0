"""What is expected of the files that are left."""

from __future__ import annotations

import pytest

from simulator.drivers.call_result import CallResult
from simulator.telephony.transcript import Transcript

NOTHING = CallResult("1", Transcript(), (), (), None, None, 0.0, strict=True)


@pytest.mark.parametrize(
    ("written", "sentences"),
    [
        ("yes.wav", []),
        ("{path: yes.wav, exists: true}", []),
        ("{path: Voicemail/1.wav, exists: false}", []),
        ("Voicemail/1.wav", ["file Voicemail/1.wav: expected to be there, was not there"]),
        ("{path: yes.wav, exists: false}", ["file yes.wav: expected not to be there, was there"]),
    ],
)
def test_a_file_of_the_data_folder_is_there_or_not(read, written, sentences):
    (scenario,) = read(f"app: demo:app\nexpects: [file: {written}]\n")
    (one,) = scenario.expectations

    assert [str(mismatch) for mismatch in one.check(NOTHING)] == sentences


def test_a_file_is_looked_for_in_the_data_folder(read, tmp_path):
    (tmp_path / "pbx").mkdir()
    (tmp_path / "pbx" / "1.wav").touch()
    (scenario,) = read("app: demo:app\nexpects: [file: 1.wav]\nsettings: {data_folder: pbx}\n")
    (one,) = scenario.expectations

    assert one.check(NOTHING) == []


def test_what_is_no_file_is_told_with_its_place(mistakes_in):
    assert mistakes_in("app: demo:app\nexpects: [file: [a], file: {exists: no}]\n") == [
        "s.yaml:2:17: expected a path, or a mapping such as `{path: Voicemail/1.wav, exists: false}`, not a list",
        "s.yaml:2:28: the key 'path' is missing",
    ]
