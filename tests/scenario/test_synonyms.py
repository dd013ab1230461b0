"""A key that is called otherwise in Python, in reports or in other tools is known by that name."""

from __future__ import annotations

import pytest

from simulator.errors import ScenarioError
from simulator.expecting import expect, unmet
from simulator.faults import checked_faults
from simulator.scenario.synonyms import SYNONYMS, suggestion_of_key
from tests.report.written import CALL, result


@pytest.mark.parametrize(
    ("written", "known", "told"),
    [
        ("duration", ["format", "length"], "; did you mean 'length'?"),
        ("end", ["ended_by", "format"], "; did you mean 'ended_by'?"),
        ("Level_dBFS", ["level", "peak"], "; did you mean 'level'?"),
        ("steps", ["does", "times"], "; did you mean 'does'?"),
        ("steps", ["caller", "name"], "; did you mean 'caller'?"),
        ("loses_answer", ["lose answer", "drop"], "; did you mean 'lose answer'?"),
        ("answers_with", ["status", "drop"], "; did you mean 'status'?"),
        ("lenght", ["format", "length"], "; did you mean 'length'?"),
        ("colour", ["format"], "; known: 'format'"),
    ],
)
def test_the_key_that_is_known_here_is_proposed(written, known, told):
    assert suggestion_of_key(written, known) == told


def test_every_synonym_is_written_as_it_is_looked_up():
    words = [*SYNONYMS, *(one for meant in SYNONYMS.values() for one in meant)]

    assert [one for one in words if one != " ".join(one.casefold().replace("_", " ").split())] == []


@pytest.mark.parametrize(
    ("scenario", "told"),
    [
        (
            "app: a:b\nexpects:\n  - recording: {duration: 3s}\n",
            "3:17: unknown key 'duration'; did you mean 'length'?",
        ),
        ("app: a:b\nfaults: [drops: GoTo]\n", "2:10: unknown key 'drops'; did you mean 'drop'?"),
        ("app: a:b\nfaults: [drops]\n", "2:10: unknown fault 'drops'; did you mean 'drop'?"),
        ("app: a:b\ncaller: [types: 12]\n", "2:10: unknown key 'types'; did you mean 'presses'?"),
        ("app: a:b\nsteps: [hangs_up]\n", "2:1: unknown key 'steps'; did you mean 'caller'?"),
        ("command: php -S 127.0.0.1:{port}\n", "1:1: 'command' belongs into `app: {command: ...}`"),
    ],
)
def test_a_scenario_is_told_which_key_is_meant(mistakes_in, scenario, told):
    assert f"s.yaml:{told}" in mistakes_in(scenario)


def test_python_is_told_which_key_is_meant_by_the_error_that_authors_know():
    call = result(*CALL)
    with pytest.raises(ScenarioError) as refused:
        unmet(call, expects={"recording": {"duration": "3s"}})

    assert str(refused.value).endswith("unknown key 'duration'; did you mean 'length'?")
    assert f"{type(refused.value).__module__}.{type(refused.value).__qualname__}" == "simulator.errors.ScenarioError"
    with pytest.raises(ScenarioError, match="unknown keyword 'heard'; did you mean 'hears'"):
        expect(call, heard="Hello")


@pytest.mark.parametrize("written", [{"drop": "GoTo"}, "drop", [{"drop": "GoTo"}], ["drop: GoTo"]])
def test_a_fault_that_python_calls_otherwise_is_told_as_python_has_it(written):
    with pytest.raises(ScenarioError, match=r"; in Python it is drops\(\.\.\.\)$"):
        checked_faults(written)
