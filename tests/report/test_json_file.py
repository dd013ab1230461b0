"""The JSON file of a run: it comes back as it was, its schema holds, and a damaged one is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from simulator.errors import ScenarioError
from simulator.report.json_file import json_schema, json_text, read_run
from tests.report.recorded import ENDLESS, recorded, written_run, written_scenario


@pytest.fixture
def saved(tmp_path):
    """Write something into a file."""

    def save(content: object):
        path = tmp_path / "run.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return save


def complaint(path) -> str:
    with pytest.raises(ScenarioError) as caught:
        read_run(path)
    return str(caught.value).replace(str(path), "run.json")


def test_a_run_comes_back_as_it_was(saved):
    assert read_run(saved(json_text(recorded()).encode())) == recorded()


def test_a_record_is_as_its_schema_says():
    jsonschema.Draft202012Validator.check_schema(json_schema())

    jsonschema.validate(json.loads(json_text(recorded())), json_schema())


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"began": None},
        {"scenarios": {}},
        {"scenarios": [{"id": "only this"}]},
        {"interrupted": "no"},
    ],
)
def test_what_is_no_record_is_not_as_the_schema_says(change):
    data = json.loads(json_text(written_run(written_scenario())))

    assert jsonschema.Draft202012Validator(json_schema()).is_valid(data)
    assert not jsonschema.Draft202012Validator(json_schema()).is_valid(data | change)


def test_every_field_of_the_schema_is_described():
    schema = json_schema()

    for name, one in {"RunRecord": schema, **schema["$defs"]}.items():
        assert one["description"], name
        assert [field for field, said in one["properties"].items() if not said["description"]] == [], name


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert complaint(tmp_path / "run.json") == "run.json: cannot be read: No such file or directory"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "run.json:1:1: is no JSON, or only a part of it: Expecting value"),
        (b'{"version": 1,\n "scen', "run.json:2:2: is no JSON, or only a part of it: Unterminated string starting at"),
        (b"\xff\xfe\x00", "run.json: is no JSON that can be read: "),
        (b"[" * 100_000, "run.json: is no JSON that can be read: "),
        ([1], "run.json: is no record of a run; `ozeki-simulator run --json FILE` writes one"),
        ({"version": 1, "files": []}, "run.json: is no record of a run; `ozeki-simulator run --json FILE` writes one"),
        ({"version": 99, "scenarios": []}, "run.json: is a record of version 99; this ozeki-simulator reads version 1"),
        ({"version": 1, "scenarios": 5}, "run.json: is damaged: "),
    ],
)
def test_a_file_that_is_no_record_is_told(saved, content, message):
    assert complaint(saved(content)).startswith(message)


def test_a_damaged_record_is_told_with_the_place_of_the_damage(saved):
    data = json.loads(json_text(recorded()))
    del data["scenarios"][1]["calls"][0]["prompts"]

    assert complaint(saved(data)) == "run.json: is damaged: scenarios[1].calls[0]: 'prompts' is missing"


def test_texts_that_utf_8_cannot_hold_do_not_stop_the_file_from_being_written(saved):
    record = written_run(written_scenario("a lone \ud800 surrogate"))

    assert read_run(saved(json_text(record).encode("utf-8", errors="replace"))) == written_run(
        replace(record.scenarios[0], id="calls/s.yaml::a lone ? surrogate", name="a lone ? surrogate")
    )


def test_lengths_without_end_are_null():
    text = json_text(recorded())

    assert "Infinity" not in text
    assert "NaN" not in text
    assert recorded().scenarios[ENDLESS].call_seconds > 1_800


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Infinity", "Infinity is no number"),
        ("-Infinity", "-Infinity is no number"),
        ("NaN", "NaN is no number"),
        ("1e999", "1e999 is no number"),
        ("9" * 5_000, "99999999999999999999... (5000 digits) is no number"),
    ],
)
def test_a_number_that_is_none_is_told(written, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = json_text(recorded()).replace('"wall_seconds": 1.25', f'"wall_seconds": {written}')
    Path("run.json").write_text(text, encoding="utf-8")

    with pytest.raises(ScenarioError) as error:
        read_run(Path("run.json"))

    assert str(error.value) == f"run.json: is no JSON that can be read: {told}"
