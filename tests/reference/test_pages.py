"""The pages of the reference in `docs/` are those that the simulator prints of itself."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from simulator.reference import PageName, reference_page
from simulator.reference.settings import assumptions_as_data, settings_as_data
from simulator.scenario.expect import EXCLUSIONS, EXPECTATIONS
from simulator.scenario.load import READERS
from simulator.scenario.steps import STEPS
from simulator.server.control.api import control_api
from simulator.settings import all_settings

FOLDER = Path(__file__).parents[2] / "docs" / "reference"


def printed(*arguments: str) -> str:
    """What the command line prints, to somebody whose terminal is narrow."""
    command = [sys.executable, "-m", "simulator", *arguments]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8", timeout=60).stdout


@pytest.mark.parametrize("name", get_args(PageName))
def test_a_page_is_the_generated_one(name):
    page = (FOLDER / f"{name}.md").read_text(encoding="utf-8")

    assert page == reference_page(name), "run: ozeki-simulator reference --write docs/reference"


def test_the_page_of_the_command_line_is_the_generated_one():
    page = (FOLDER / "command-line.md").read_text(encoding="utf-8")

    assert page == printed("reference", "command-line"), "run: ozeki-simulator reference --write docs/reference"


def test_all_pages_are_written_at_once(tmp_path):
    printed("reference", "--write", str(tmp_path))

    assert {file.name for file in tmp_path.iterdir()} == {file.name for file in FOLDER.iterdir()}


@pytest.mark.parametrize(("page", "known"), [("steps", STEPS), ("expectations", EXPECTATIONS), ("keys", READERS)])
def test_everything_that_is_registered_has_its_place(page, known):
    text = reference_page(page)

    assert [name for name in known if f"`{name}`" not in text] == []


def test_what_must_not_be_is_told_behind_what_is_expected():
    _, _, never = reference_page("expectations").partition("\n## never\n")

    assert sorted(re.findall(r"^\| `([\w ]+)` \|", never, re.MULTILINE)) == sorted(EXCLUSIONS)


def test_every_operation_of_the_control_api_is_told():
    page = reference_page("control-api")
    operations = [
        f"`{method.upper()} {path}`" for path, methods in control_api().openapi()["paths"].items() for method in methods
    ]

    assert [one for one in operations if page.count(one) != 1] == []


@pytest.mark.parametrize("command", ["settings", "assumptions"])
def test_a_list_is_a_page_too(command):
    assert printed(command, "--markdown") == (FOLDER / f"{command}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("command", "data"), [("settings", settings_as_data), ("assumptions", assumptions_as_data)])
def test_a_list_is_data_for_programs_too(command, data):
    assert json.loads(printed(command, "--json")) == json.loads(json.dumps(data()))


def test_a_list_is_not_cut_where_nobody_knows_how_wide_it_will_be_read():
    lines = printed("settings").splitlines()

    assert [one.text for one in all_settings() if not any(one.text in line for line in lines)] == []
