"""The option `-k`: what it chooses, and what is said if that is nothing."""

from __future__ import annotations

import json

import pytest

from simulator.cli.keyword import none_fits
from tests.command_line import run_cli

CALLS = """
name: Anna leaves a message
app: {asgi: 'simulator.demo.voicemail:app', path: /incoming}
caller: [hangs_up]
---
name: The menu asks for a PIN
app: {asgi: 'simulator.demo.pin_menu:app', path: /incoming}
caller: [hangs_up]
"""

NOTHING = "this is in no file or name of a scenario"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "ivr.call.yaml").write_text(CALLS, encoding="utf-8")
    return tmp_path


def test_it_chooses_by_a_part_of_the_file_or_the_name_whatever_the_case(folder):
    assert "1 passed" in run_cli("run", ".", "-k", "PIN", cwd=folder).stdout
    assert "2 passed" in run_cli("run", ".", "-k", "ivr.CALL", cwd=folder).stdout


@pytest.mark.parametrize(
    ("keyword", "near"),
    [
        ("mesage", "did you mean 'message', as in 'ivr.call.yaml::Anna leaves a message'?"),
        ("anna leave a massage", "did you mean 'Anna leaves a message', as in 'ivr.call.yaml::Anna leaves a message'?"),
        ("for pin", "did you mean 'for a PIN', as in 'ivr.call.yaml::The menu asks for a PIN'?"),
        ("zzz", "known: 'ivr.call.yaml::Anna leaves a message', 'ivr.call.yaml::The menu asks for a PIN'"),
    ],
)
def test_a_text_that_is_nowhere_is_told_with_a_near_one(keyword, near, folder):
    done = run_cli("run", ".", "-k", keyword, cwd=folder)

    assert done.returncode == 5
    assert done.stderr == f"-k {keyword!r}: {NOTHING}; {near}\n"


def test_of_many_scenarios_the_first_ones_are_named():
    assert none_fits("zzz", [f"a.yaml::{number}" for number in range(1000)]).endswith(
        "; known: 'a.yaml::0', 'a.yaml::1', 'a.yaml::2', and 997 more"
    )


def test_a_list_for_programs_stays_one(folder):
    done = run_cli("list", ".", "--json", "-k", "mesage", cwd=folder)

    assert json.loads(done.stdout)["scenarios"] == []
    assert "did you mean 'message'" in done.stderr


def test_a_saved_run_is_searched_likewise(folder):
    run_cli("run", ".", "--json", "run.json", cwd=folder)

    done = run_cli("inspect", "run.json", "-k", "mesage", cwd=folder)
    elsewhere = run_cli("inspect", "run.json", "2", "-k", "message", cwd=folder)

    assert done.stderr.startswith(f"-k 'mesage': {NOTHING}; did you mean 'message', as in ")
    assert (elsewhere.stdout, elsewhere.stderr) == ("no scenarios found\n", "")


def test_where_there_are_no_scenarios_no_text_is_at_fault(tmp_path):
    done = run_cli("run", ".", "-k", "mesage", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (5, "")
