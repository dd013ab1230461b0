"""What a person on a bench does: each step lets exactly the time pass that it needs, or fails and says why."""

from __future__ import annotations

import re

import pytest

from simulator import RecordEnd, Side, StepFailedError, hears, presses, repeats, when
from simulator.demo import pin_menu, reception, voicemail
from simulator.errors import ScenarioError
from tests.bench.apps import answering

PIN_MENU = {"app": pin_menu.app, "path": "/incoming"}
VOICEMAIL = {"app": voicemail.app, "path": "/incoming?format=wav"}
RECEPTION = {"app": reception.app, "path": "/incoming"}
MENU = '<UserInput Timeout="5"><InitialCommands><Speak>Press 1.</Speak></InitialCommands></UserInput>'
HELLO = "<Speak>Hello.</Speak><Hangup/>"


@pytest.mark.pbx(**PIN_MENU)
def test_steps_go_exactly_as_far_as_they_need(pbx):
    call = pbx.call("9000")
    assert pbx.now == 0.0

    assert call.hears("pin") == "Please enter your PIN."
    assert pbx.now == 2.8035
    call.presses("12")
    assert pbx.now == 3.1035
    call.pauses(0.5)
    assert pbx.now == 3.6035
    call.presses("34")
    call.hears("for your balance", at="start")
    assert pbx.now == 3.9035
    call.stays_silent(1)
    assert pbx.now == 4.9035
    call.presses("1")
    assert call.hears("/balance is \\d+ euros/") == "Your balance is 42 euros. Press star to go back."
    call.hangs_up()

    assert call.ended_by is Side.CALLER
    assert str(call.cause) == "normal clearing"
    assert call.heard[0] == "Welcome to the bank."
    assert [prompt.interrupted for prompt in call.prompts] == [False, False, True, False]
    assert call.answered
    assert (call.number, call.to) == ("+3612345678", "9000")


@pytest.mark.pbx(**VOICEMAIL)
def test_what_a_person_says_is_recorded_while_they_say_it(pbx):
    call = pbx.call()
    call.hears("message")
    call.says("Hello, this is Anna.")
    assert call.recordings == ()
    call.ends(by="pbx", cause="normal clearing")

    (message,) = call.recordings
    assert message.end is RecordEnd.FINAL_TIMEOUT
    assert message.duration == 4.335
    call.expects(recording={"format": "wav", "ended_by": "final-timeout"}, hears="Thank you", problems=[])
    call.never(hears="Sorry", recordings="at least 2")
    assert call.result.recordings == call.recordings
    assert call.id == call.result.id


@pytest.mark.pbx(**VOICEMAIL, settings={"speech": "espeak"})
def test_a_person_speaks_in_the_voice_that_is_asked_for(pbx):
    said = []
    for voice in (None, "+f3", None):
        call = pbx.call()
        call.hears("message")
        call.says("Hello, this is Anna.", voice=voice)
        call.ends()
        said.append(call.recordings[0].data())

    assert said[0] == said[2]
    assert said[0] != said[1]


@pytest.mark.pbx(**VOICEMAIL)
def test_a_person_waits_for_what_the_app_is_told(pbx):
    call = pbx.call()
    call.hears("message")
    call.says("Hello", background=True)
    call.waits_for("RecordCompleted", within=30)

    assert pbx.notifications[-1].name == "RecordCompleted"
    with pytest.raises(StepFailedError, match=r"^waits for RecordCompleted: the call ended"):
        call.waits_for("RecordCompleted")


@pytest.mark.pbx(**PIN_MENU)
def test_a_person_takes_steps_of_scripts(pbx):
    call = pbx.call()
    call.takes(hears("PIN"), presses("9999"), when({"Wrong PIN": [presses("1234")]}))
    call.takes(repeats(presses("1"), until="Your balance"))
    call.hangs_up()

    assert call.result.failures == []


@pytest.mark.pbx(app=answering(HELLO))
def test_two_people_hold_each_other_and_go_on(pbx):
    anna = pbx.phone("2001")
    call = pbx.call("2001", caller="2000")
    anna.answers()
    call.says("One moment, please.")
    anna.hears("One moment")
    before = pbx.now
    call.holds(5)
    assert pbx.now == before + 5
    anna.says("Are you there?")
    call.hears("Are you there?")
    anna.hangs_up()

    assert call.ended_by is Side.CALLEE
    assert pbx.history[0].state == "CalleeHungUp"


@pytest.mark.parametrize(
    ("commands", "step", "reason", "instant"),
    [
        (HELLO, lambda call: call.hears("Goodbye"), "the call ended (normal clearing) before that", 0.4005),
        (MENU, lambda call: call.hears("Goodbye"), "the call ended (normal clearing) before that", 5.534),
        ("<Delay>60</Delay>", lambda call: call.hears("x", within=3), "not within 3.0 s", 3.0),
        ("<Record/>", lambda call: call.hears("x"), "nothing can happen any more", 0.0),
        ("<Record/>", lambda call: call.ends(), "nothing can happen any more", 0.0),
        ("<Reject/>", lambda call: call.presses("1"), "the call ended (call rejected) before that", 0.0),
    ],
)
def test_a_step_that_can_no_longer_be_taken_fails_at_once(pbx, commands, step, reason, instant):
    pbx.set_up(app=answering(commands))
    call = pbx.call()

    with pytest.raises(StepFailedError) as failed:
        step(call)

    assert failed.value.reason == reason
    assert pbx.now == instant


@pytest.mark.pbx(app=answering(MENU.replace("Timeout", 'Repeat="true" Timeout')))
def test_an_endless_menu_is_given_up(pbx):
    call = pbx.call()

    with pytest.raises(StepFailedError, match=r"^hears 'Goodbye': the call ended \(recovery on timer expiry\)"):
        call.hears("Goodbye")

    assert pbx.now == 3600.0
    assert pbx.finish() == []


@pytest.mark.pbx(app=answering(HELLO))
@pytest.mark.parametrize(
    ("steps", "heard"),
    [
        ([], ["Hello."]),
        ([lambda call: call.pauses(0.2)], ["Hello."]),
        ([lambda call: call.hears("Hello", at="start")], ["Hello."]),
        ([lambda call: call.hears("Hello")], ["Hello."]),
        ([lambda call: call.ends()], ["Hello."]),
        ([lambda call: call.hangs_up()], ["Hello."]),
    ],
    ids=["at once", "in a prompt", "at its beginning", "at its end", "after the end", "twice"],
)
def test_somebody_may_hang_up_at_any_point(pbx, steps, heard):
    call = pbx.call()
    for step in steps:
        step(call)

    call.hangs_up()

    assert call.heard == heard
    assert call.ended_by is not None


@pytest.mark.pbx(app=answering(HELLO))
def test_after_the_end_only_what_needs_no_line_can_be_done(pbx):
    call = pbx.call()
    call.ends(by="pbx")

    with pytest.raises(StepFailedError, match=r"presses 1: the call ended \(normal clearing\) before that"):
        call.presses("1")
    call.pauses(2)
    call.stays_silent()
    call.hangs_up()
    call.ends()
    assert pbx.now == 0.4005


@pytest.mark.pbx(app=answering(HELLO))
@pytest.mark.parametrize(
    ("step", "message"),
    [
        (lambda call: call.hears(3), "hears(3): `text` must be a text"),
        (lambda call: call.hears("x", at="middle"), "hears(at='middle'): unknown at; known: 'end', 'start'"),
        (lambda call: call.hears("x", within=-1), "hears(within=-1): `within` must be a number, not negative"),
        (lambda call: call.presses(12), "presses(12)"),
        (lambda call: call.pauses("1"), "pauses('1'): `seconds` must be a finite number, not negative"),
        (lambda call: call.holds(-1), "holds(-1): `seconds`"),
        (lambda call: call.says(None), "says(None)"),
        (lambda call: call.waits_for("RecordComplete"), "did you mean 'RecordCompleted'?"),
        (lambda call: call.waits_for("GoTo", patience="long"), "waits_for(patience='long'): `patience`"),
        (lambda call: call.takes("hears"), "takes(...): step 1: expected a step such as says('Hello'), not 'hears'"),
        (lambda call: call.ends(by="pxb"), "ends(by='pxb'): no such `by`; did you mean 'pbx'?"),
        (lambda call: call.ends(cause="bussy"), "ends(cause='bussy'): no such `cause`; did you mean 'busy'?"),
        (lambda call: call.expects(heers="x"), "expects: unknown keyword 'heers'; did you mean 'hears'?"),
        (lambda call: call.expects(), "expects: expected a keyword such as hears=..."),
        (lambda call: call.never(), "never: expected a keyword such as hears=..."),
        (lambda call: call.expects(recordings="many"), "recordings: expected"),
        (lambda call: call.matches(3), "matches(3): expected the path of a file"),
    ],
)
def test_wrong_arguments_are_named(pbx, step, message):
    call = pbx.call()

    with pytest.raises(ScenarioError, match=re.escape(message)):
        step(call)


def test_expectations_tell_what_was_heard_instead(lone_bench):
    bench = lone_bench(app=answering(HELLO))
    call = bench.call()
    call.hears("Hello")

    with pytest.raises(AssertionError) as failed:
        call.expects(hears="Goodbye", recordings=1)

    lines = str(failed.value).splitlines()
    assert lines[0] == "not as expected: hears, recordings"
    assert "    heard     Hello." in lines
    assert "    expected  1" in lines
    with pytest.raises(AssertionError, match="not as expected: hears"):
        call.never(hears="hello")
    assert bench.finish() == []
