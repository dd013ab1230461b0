"""Each step of the control API becomes the step of the core."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from simulator import steps
from simulator.server.control.steps import CallerStep, step_from_written

ADAPTER = TypeAdapter(CallerStep)


@pytest.mark.parametrize(
    ("written", "step"),
    [
        ({"hears": "menu"}, steps.hears("menu")),
        ({"presses": "1#"}, steps.presses("1#")),
        ("stays_silent", steps.stays_silent()),
        ("hangs_up", steps.hangs_up()),
        ({"sends_sms": "Hi"}, steps.sends_sms("Hi")),
        (
            {"sends_message": {"from": "admin@localhost", "text": "yes"}},
            steps.sends_message("yes", connection="admin@localhost"),
        ),
        (
            {"sends_alarm": {"account": "1234", "event": "131", "qualifier": "NewRestore", "spoilt": 1}},
            steps.sends_alarm("1234", "131", qualifier="NewRestore", spoilt=1),
        ),
        ("receives_alarm", steps.receives_alarm()),
        ({"receives_alarm": None}, steps.receives_alarm()),
        ({"receives_alarm": {"event": "131", "ignored": 2}}, steps.receives_alarm("131", ignored=2)),
    ],
    ids=str,
)
def test_a_step_is_the_one_that_python_makes(written, step):
    assert step_from_written(ADAPTER.validate_python(written)) == step
