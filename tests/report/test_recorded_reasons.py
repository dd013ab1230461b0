"""The reasons of real runs as a record has them: with what was to be heard, and what was heard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from simulator.report.recorded_reasons import reason_records
from simulator.report.wrong import wrong_things
from simulator.scenario.golden import advised, compare
from simulator.scenario.run import Outcome
from simulator.telephony.events import Stalled, StepFailed
from tests.report.recorded import recorded, runs
from tests.report.written import CALL, failed, mistake, result, run

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


def test_what_somebody_should_have_heard_stands_before_what_everybody_waited_for():
    """As in the terminal; a result has them as they happened."""
    stall = Stalled("nothing can happen any more: the caller waits for a prompt")
    step = StepFailed("hears 'Good evening'", 2, "nothing can happen any more; heard 'Good morning.'")

    reasons = list(reason_records(failed(result(*CALL[:5], (9.0, stall), (9.0, step)))))

    assert [one.head or one.text.partition(":")[0] for one in reasons] == [
        "step 2 failed: hears 'Good evening'",
        "stalled",
    ]


def test_a_mistake_behind_a_step_that_failed_stands_behind_it():
    step = StepFailed("hears 'Good evening'", 1, "the call ended before that; nothing was heard")
    done = failed(result(*CALL[:5], (1.0, step), (2.0, mistake(1, 1)), (3.0, mistake(1, 1))))

    assert done.reasons[0].startswith("http://app/in:1:1: ")
    assert [one.text.partition(":")[0] for one in reason_records(done)] == ["step 1 failed", "http", "http"]
    assert len(wrong_things(done)) == 2


def test_another_conversation_has_the_lines_that_differ_and_what_to_do(tmp_path):
    kept = tmp_path / "kept.txt"
    kept.write_text("# A message\n\nspeaks 'Good morning.'\n", encoding="utf-8")
    difference = advised(compare("# A message\n\nspeaks 'Good evening.'\n", kept), "--update")

    (reason,) = reason_records(run(Outcome.PASSED, result=result(*CALL)).failed_by(difference))

    assert reason.head == f"conversation: differs from {kept.as_posix()}"
    assert reason.diff[-2:] == ("-speaks 'Good morning.'", "+speaks 'Good evening.'")
    assert reason.why == "if it is meant, run again with --update, which changes the file"
