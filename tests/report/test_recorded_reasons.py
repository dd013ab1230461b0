"""The reasons of real runs as a record has them: with what was to be heard, and what was heard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from simulator.report.recorded_reasons import reason_records
from tests.report.recorded import recorded, runs

APP = "{asgi: 'simulator.demo.pin_menu:app', path: /incoming}"

NOT_HEARD = f"""
name: Another PIN
app: {APP}
caller: [{{hears: enter your PIN}}, {{presses: "1234"}}, {{hears: your account balance}}]
---
name: Another greeting
app: {APP}
caller: [{{hears: enter your PIN}}, hangs_up]
expects: [{{hears: Good evening}}]
---
name: Somebody who is late
app: {APP}
caller: [{{hears: enter your PIN}}, pauses: 1 min, {{presses: 1}}]
"""


def test_a_step_that_heard_something_else_has_its_text_and_all_that_was_heard():
    (reason,) = recorded(NOT_HEARD).scenarios[0].reasons

    assert reason.text.startswith("step 3 failed: hears 'your account balance': the call ended")
    assert reason.head == "step 3 failed: hears 'your account balance'"
    assert reason.why == "the call ended (normal clearing) before that"
    assert (reason.wanted, reason.heard[0], len(reason.heard)) == ("your account balance", "Welcome to the bank.", 4)
    assert (reason.file, reason.line) == ("calls/s.yaml", 4)


def test_an_expected_text_that_was_not_heard_has_all_that_was_heard():
    (reason,) = recorded(NOT_HEARD).scenarios[1].reasons

    assert (reason.subject, reason.expected) == ("hears", "'Good evening'")
    assert reason.head == "hears: not heard"
    assert (reason.wanted, reason.heard) == ("Good evening", ("Welcome to the bank.", "Please enter your PIN."))


def test_a_step_that_is_about_something_else_has_no_text_that_was_to_be_heard():
    (reason,) = recorded(NOT_HEARD).scenarios[2].reasons

    assert reason.head == "step 3 failed: presses 1"
    assert (reason.wanted, reason.heard) == (None, ())


def test_a_file_that_is_named_from_elsewhere_is_named_like_that():
    """pytest names files as they stand below its folder; steps know the whole path."""
    (run, *_) = runs(NOT_HEARD)
    (reason,) = reason_records(replace(run, scenario=replace(run.scenario, file=Path("s.yaml"))))

    assert (reason.file, reason.line) == ("s.yaml", 4)
