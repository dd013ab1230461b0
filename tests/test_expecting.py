"""The language of expectations in Python: the same keys, values and mistakes as in YAML."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from simulator import RecordEnd, Side, expect, hears, never, place_call, says, stays_silent
from simulator.demo.voicemail import app
from simulator.errors import ScenarioError
from simulator.expecting import unmet
from simulator.scenario.document import load_documents
from simulator.scenario.expect import EXCLUSIONS, EXPECTATIONS, read_expectations
from simulator.scenario.python_data import node_from

AUDIO = Path(__file__).parents[1] / "fixtures" / "audio"


@pytest.fixture(scope="module")
def call():
    """Somebody leaves a message, which is the recorded sentence."""
    steps = [hears("message"), says(str(AUDIO / "sentence.wav")), stays_silent()]
    return place_call(app, steps, path="/incoming?format=wav", settings={"speech": "pseudo"})


def test_a_call_that_is_as_expected_passes(call):
    expect(
        call,
        hears=["leave a message", re.compile("^Thank you")],
        notifications=["IncomingCall", {"RecordCompleted": {"RecordURL": "http://pbx/*.wav"}}],
        ozml=["Speak", {"Record": {"Format": "wav"}}],
        recording={
            "number": 1,
            "ended_by": RecordEnd.FINAL_TIMEOUT,
            "format": "wav",
            "silent": False,
            "contains": AUDIO / "sentence.wav",
            "longest silence": "at most 10s",
            "keys": "none",
        },
        recordings=1,
        call={"ended_by": Side.PBX, "cause": "normal clearing", "answered": True, "answered_at": 0},
        calls=[],
        sms=(),
        problems=[],
        dead_air="4s",
        latency={"IncomingCall": "60s"},
    )
    never(
        call,
        hears=["error", re.compile("THANK")],
        notifications="Error",
        recording={"silent": True},
        recordings="at least 2",
        calls="4711",
        dead_air=4,
    )


def test_each_difference_is_told_with_the_call_below(call):
    with pytest.raises(AssertionError) as caught:
        expect(call, recording={"format": "mp3"}, hears="Goodbye", recordings=2)

    lines = str(caught.value).splitlines()
    assert lines[:10] == [
        "the call is not as expected",
        "  recording 1: format",
        "    expected mp3",
        "    was      wav",
        "  hears",
        "    expected 'Goodbye'",
        f"    was      {', '.join(map(repr, sorted(call.heard, key=lambda one: 'ood' not in one)))} (closest first)",
        "  recordings",
        "    expected 2",
        "    was      1",
    ]
    assert lines[10] == "the call"
    assert lines[11:] == [f"  {line}" for line in call.transcript.lines()]


def test_what_has_happened_although_it_must_not_is_told(call):
    with pytest.raises(
        AssertionError, match=r"(?s)  hears\n    expected never 'thank you'\n    was      'Thank you.* at "
    ):
        never(call, hears="thank you")


def test_a_failure_on_the_way_is_told_beside_what_was_expected():
    call = place_call(app, [hears("weather")], path="/incoming")

    with pytest.raises(AssertionError, match="what went wrong on the way\n  step 1 failed: hears 'weather'"):
        expect(call, recordings="at least 7")


def test_sentences_are_had_without_an_error(call):
    found = unmet(
        call,
        expects=[{"recordings": "at least 2"}, {"hears": "message"}],
        never={"hears": "thank", "dead_air": "9s"},
    )

    assert [one.split(", was")[0] for one in found] == [
        "recordings: expected at least 2",
        "hears: expected never 'thank'",
    ]
    assert unmet(call) == []


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        (
            {"recording": {"length": "short"}},
            'recording["length"]: expected a length of time such as 4.7s, 4.7s ± 0.1, at least 3s, or 3s to 5s, '
            "not 'short'",
        ),
        ({"recording": {"lenght": 1}}, "recording[\"lenght\"]: unknown key 'lenght'; did you mean 'length'?"),
        ({"hers": "x"}, "expect: unknown keyword 'hers'; did you mean 'hears'?"),
        (
            {"notifications": ["IncomingCall", "RecordComplete"]},
            "notifications[1]: expected the name of a notification, not 'RecordComplete'; "
            "did you mean 'RecordCompleted'?",
        ),
        ({"hears": None}, "hears: expected a text, found nothing"),
        ({"hears": 1j}, "hears: expected a text, a number, a list or a mapping, not 1j"),
        (
            {"recording": {"of": b"4711"}},
            "recording[\"of\"]: expected a text, a number, a list or a mapping, not b'4711'",
        ),
        ({"recording": {"silent": "perhaps"}}, "recording[\"silent\"]: expected 'true' or 'false', not 'perhaps'"),
        ({"hears": ["a", "/(/"]}, "hears[1]: expected a regular expression between slashes (missing ), unterminated"),
        ({"recording": {"contains": "no.wav"}}, "recording[\"contains\"]: no clip 'no.wav' in .; there are no clips"),
        ({}, "expect: expected a keyword such as hears=..."),
    ],
)
def test_a_mistake_is_told_with_the_keyword_as_python_writes_it(call, monkeypatch, tmp_path, expected, message):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ScenarioError) as caught:
        expect(call, **expected)

    assert str(caught.value).startswith(message)


def test_what_can_only_be_expected_is_no_keyword_of_never(call):
    with pytest.raises(ScenarioError, match=r"^never: unknown keyword 'call'; did you mean 'calls'\?"):
        never(call, call={"ended_by": "pbx"})


def test_a_mistake_in_a_list_of_checks_is_told_with_its_place(call):
    with pytest.raises(ScenarioError, match=r'^expects\[1\]\["recordings"\]: expected a whole number'):
        unmet(call, expects=[{"hears": "message"}, {"recordings": "many"}])


def test_sound_files_count_from_the_working_folder(call, monkeypatch, tmp_path):
    shutil.copy(AUDIO / "sentence.wav", tmp_path / "said.wav")
    monkeypatch.chdir(tmp_path)

    expect(call, recording={"contains": "said.wav"})


VALUES = {
    "hears": ["message", {"+3612345678": ["message", "thank"]}],
    "notifications": [["IncomingCall"], {"IncomingCall": {"Dialed": "9000"}}],
    "recording": [{"voice": ["0.5s ± 0.1", 1.7]}, {"voice": [[0.5, 1.7], ["3s", "4s"]]}, {"peak": -12}],
    "recordings": [1, "1 to 3"],
    "call": [{"duration": "about 9s", "ended at": "at least 1s"}],
    "calls": [[], ["4711", {"to": 4712, "answered": True}]],
    "history": [[], [{"from": 2000, "talked": "12s"}]],
    "commands": [[], ["Hangup", {"code": 200, "fields": {"CallId": "*"}}]],
    "sms": [[], "Hello", [{"to": "+36 1", "text": "Hello"}]],
    "emails": [[], {"attachments": ["a.wav"]}],
    "messages": [[], {"connection": "admin@localhost"}],
    "file": ["a.wav", {"path": "a.wav", "exists": False}],
    "problems": [[], ["zero", {"unknown-element": "Spaek"}]],
    "ozml": ["Speak", ["Speak", {"Record": {"Inactivity": 3}}], {"commands": ["Speak"], "exactly": True}],
    "latency": ["200ms", 2, {"GoTo": "1s"}],
    "dead air": ["4s", 4.5],
    "conversation": ["golden/call.txt"],
}
"""Of each key of `expects`, what may stand behind it."""


def test_every_key_can_be_written_in_python():
    assert set(VALUES) == set(EXPECTATIONS)
    assert set(EXCLUSIONS) <= set(EXPECTATIONS)


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in VALUES.items() for value in values])
def test_values_in_python_mean_what_they_mean_in_yaml(key, value):
    (document,) = load_documents(f"{key}: {flow(value)}\n".encode(), "s.yaml")

    assert (EXPECTATIONS[key].read(node_from(value, "x")),) == read_expectations(document)


def flow(value: object) -> str:
    """A value as YAML has it in a line."""
    match value:
        case dict():
            return "{" + ", ".join(f"{flow(key)}: {flow(one)}" for key, one in value.items()) + "}"
        case list():
            return f"[{', '.join(map(flow, value))}]"
        case bool():
            return str(value).lower()
        case _:
            return f"'{value}'"
