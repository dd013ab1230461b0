"""The pages of the reference in `docs/` are those that the simulator prints of itself."""

from __future__ import annotations

import json
import re
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
from tests.command_line import run_cli

FOLDER = Path(__file__).parents[2] / "docs" / "reference"


def printed(*arguments: str) -> str:
    """What the command line prints, to somebody whose terminal is narrow."""
    done = run_cli(*arguments, columns=40)
    assert (done.stderr, done.returncode) == ("", 0)
    return done.stdout


def test_the_pages_are_the_generated_ones(tmp_path):
    printed("reference", "--write", str(tmp_path))

    generated, kept = ({file.name: file.read_text("utf-8") for file in one.iterdir()} for one in (tmp_path, FOLDER))
    assert set(generated) == {f"{name}.md" for name in (*get_args(PageName), "command-line")}
    assert generated.keys() == kept.keys()
    changed = [name for name, text in generated.items() if text != kept[name]]
    assert changed == [], "run: ozeki-simulator reference --write docs/reference"


def test_the_page_of_the_command_line_does_not_depend_on_the_terminal():
    assert printed("reference", "command-line") == (FOLDER / "command-line.md").read_text(encoding="utf-8")


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
