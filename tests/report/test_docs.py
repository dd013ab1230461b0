"""What docs/reports.md shows of the JSON is as the schema says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema

from simulator.report.html import ROOM_FOR_OTHERS, ROOM_FOR_PASSED
from simulator.report.json_file import json_schema, read_run
from simulator.report.recorder import LARGEST_AUDIO

PAGE = (Path(__file__).parents[2] / "docs" / "reports.md").read_text(encoding="utf-8")


def test_the_example_is_a_record(tmp_path):
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "run.json").write_text(example, encoding="utf-8")

    jsonschema.validate(json.loads(example), json_schema())
    assert read_run(tmp_path / "run.json").scenarios[0].calls[0].recordings[0].duration == 4.1


def test_the_limits_are_those_of_the_source():
    assert (
        f"once they have taken {ROOM_FOR_PASSED // 2**20} MB, and those of others from {ROOM_FOR_OTHERS // 2**20} MB on"
        in PAGE
    )
    assert f"A recording of more than {LARGEST_AUDIO // 2**20} MB" in PAGE
