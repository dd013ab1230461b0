"""One command in full, as the command line tells of it."""

from __future__ import annotations

import pytest

from simulator.errors import ScenarioError
from simulator.http_api.reference import commands_as_data
from simulator.ozml.reference import command_rows
from simulator.reference.one_command import command_in_full
from tests.command_line import run_cli


def test_a_command_is_told_in_full_whatever_the_case_of_its_name():
    text = command_in_full("userinput")

    assert text.startswith("# UserInput: API extension control\n\nRuns `InitialCommands` while ")
    assert "| `BackKey` | " in text
    assert "# Var" not in text


def test_a_command_of_several_families_is_told_for_each():
    headings = [line for line in command_in_full("Hangup").splitlines() if line.startswith("# ")]

    assert headings == [
        "# Hangup: API extension control",
        "# Hangup: Third-party call control",
        "# Hangup: The commands of the HTTP API",
    ]


@pytest.mark.parametrize(
    "name", sorted({row.name for row in command_rows()} | {one["name"] for one in commands_as_data()["commands"]})
)
def test_every_command_is_there(name):
    assert command_in_full(name).startswith(f"# {name}: ")


def test_a_misspelt_name_is_told():
    with pytest.raises(ScenarioError, match="there is no command 'Spaek'; did you mean 'Speak'"):
        command_in_full("Spaek")


def test_it_is_printed():
    done = run_cli("commands", "GoTo")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == command_in_full("GoTo")
