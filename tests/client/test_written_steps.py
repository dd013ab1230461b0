"""What the client writes, the server reads as the same."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from simulator import steps
from simulator.client.written_steps import written_saying, written_step, written_steps
from simulator.errors import ScenarioError
from simulator.faults import drops, line_drops
from simulator.reactions import repeats, suffers, waits_for, when
from simulator.server.control.steps import CallerStep, step_from_written
from simulator.telephony.effects import Given, Spoken
from simulator.telephony.step import Step
from simulator.telephony.steps import Says

STEPS: list[Step] = [
    steps.hears("leave a message"),
    steps.hears("press 1", at="start", within=5),
    steps.says("Hello"),
    steps.says("hello.wav.", language="de-DE"),
    steps.says("a file.wav"),
    steps.says("Hello", background=True),
    steps.says(steps.noise("pink", level_dbfs=-50, seconds=2), background=True),
    steps.says(steps.noise()),
    Says(Spoken("a file.wav", voice="anna")),
    steps.presses("012#*"),
    steps.pauses(0.5),
    steps.holds(2),
    steps.stays_silent(),
    steps.stays_silent(3),
    steps.hangs_up(),
    steps.sends_sms("Hi"),
    steps.sends_message("yes", connection="admin@localhost"),
    steps.sends_alarm("1234", "131", qualifier="NewRestore", partition="1", zone="15", spoilt=2),
    steps.receives_alarm(),
    steps.receives_alarm("131", ignored=1),
]
REACTIONS = [
    repeats(steps.hears("PIN"), steps.presses("1"), times=3),
    repeats(steps.pauses(1), until="/good(bye)?/", at_most=7),
    when("English", steps.presses("1"), optional=True),
    when({"PIN": steps.presses("1234"), "menu": [steps.pauses(1), steps.hangs_up()]}, within=5),
    when("a", repeats(when("b", steps.presses("2")), times=2), otherwise=steps.hangs_up(), within=2.5),
    *(repeats(one, times=2) for one in STEPS),
    *(when("x", one, within=3) for one in STEPS),
    waits_for("RecordCompleted"),
    waits_for(event="NotificationSent"),
    waits_for(event="SmsSent", fields={"sms_id": "x"}),
    repeats(steps.pauses(1e-6), waits_for("GoTo", within=2e-6), times=2),
    suffers(drops("RecordCompleted", number=2)),
    suffers(line_drops(at=12)),
    waits_for("CallChanged", fields={"CallState": "InCall"}, within=3),
    waits_for(event="RecordingFinished", fields={"name": "*.mp3"}),
    waits_for(ozml="Record", fields={"Format": "wav"}),
    waits_for(command="Call"),
    waits_for(sms="hello"),
    waits_for(sms={"to": "4711", "from": "9000", "text": "he*lo"}),
    waits_for(email={"to": "anna@example.com", "subject": "News"}),
    waits_for(message={"connection": "admin@localhost", "text": "x"}),
]


@pytest.mark.parametrize("step", [*STEPS, *REACTIONS], ids=str)
def test_the_server_reads_the_step_that_was_meant(step):
    written = TypeAdapter(CallerStep).validate_python(written_step(step))

    assert step_from_written(written) == step


def test_what_has_the_form_of_the_api_is_left_as_it_is():
    assert written_steps([{"hears": "a"}, "hangs_up"]) == [{"hears": "a"}, "hangs_up"]


def test_a_single_step_needs_no_list():
    assert written_steps(steps.pauses(1)) == [{"pauses": 1.0}]
    assert written_steps({"pauses": 1}) == [{"pauses": 1}]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("hangs_up", "expected a list of steps such as .*; write hangs_up()"),
        (steps.hangs_up, "write hangs_up()"),
        ([steps.hangs_up], r"step 1: expected a step .*; write hangs_up\(\)"),
        (5, "expected a list of steps"),
        (None, "expected a list of steps"),
        ([5], "step 1: expected a step"),
    ],
)
def test_what_is_no_step_is_told(written, told):
    with pytest.raises(ScenarioError, match=told):
        written_steps(written)


def test_a_step_of_the_users_own_is_told():
    class Dances:
        def run(self, _):
            yield from ()

    with pytest.raises(ScenarioError, match=r"only the steps of simulator.steps can be sent"):
        written_steps([Dances()])


def test_a_sound_that_a_variable_holds_is_told():
    with pytest.raises(ScenarioError, match=r"says\(audio segment\): a sound that a variable holds cannot be sent"):
        written_saying(Given(object()), None, None)


def test_what_a_person_says_on_a_live_call_has_its_language_and_its_voice():
    assert written_saying("Guten Tag", "de-DE", "+f3") == {
        "says": {"text": "Guten Tag", "language": "de-DE", "voice": "+f3"}
    }
