"""People while a phone rings: who calls may give up, who is called may reject, and time passes as it is told."""

from __future__ import annotations

import pytest

from simulator import StepFailedError, says
from simulator.phones import answers
from tests.bench.apps import answering

HELLO = "<Speak>Hello.</Speak><Hangup/>"


@pytest.fixture
def ringing(pbx):
    pbx.set_up(app=answering(HELLO))
    phone = pbx.phone("4711")
    call = pbx.call("4711")
    return pbx, call, phone.rings()


def test_a_caller_who_hangs_up_gives_up_at_once(ringing):
    pbx, call, phone = ringing

    call.hangs_up()

    assert (pbx.now, str(call.ended_by), call.answered) == (0.0, "caller", False)
    assert str(phone.ended_by) == "caller"


def test_whoever_is_called_and_hangs_up_rejects_the_call_at_once(ringing):
    pbx, call, phone = ringing

    phone.hangs_up()

    assert (pbx.now, str(phone.ended_by), str(phone.cause)) == (0.0, "callee", "call rejected")
    assert not call.answered


@pytest.mark.parametrize("who", ["caller", "callee"])
@pytest.mark.parametrize("step", ["pauses", "stays_silent"])
def test_pauses_take_exactly_their_time_while_it_rings(ringing, who, step):
    pbx, call, phone = ringing

    getattr(call if who == "caller" else phone, step)(3)

    assert pbx.now == 3.0
    phone.answers()
    assert pbx.now == 3.0
    phone.says("Hello.")
    call.hears("Hello")


def test_the_phone_goes_on_ringing_while_the_caller_waits_longer_than_it_does(ringing):
    pbx, call, phone = ringing

    call.pauses(1000)

    assert pbx.now == 90.0
    assert (str(call.cause), phone.answered) == ("no answer from user", False)


@pytest.mark.parametrize(
    ("step", "name"),
    [
        (lambda phone: phone.hears("Hello"), "hears 'Hello'"),
        (lambda phone: phone.says("Hello"), "says 'Hello'"),
        (lambda phone: phone.presses("1"), "presses 1"),
        (lambda phone: phone.holds(1), "holds 1.0 s"),
    ],
)
def test_nobody_talks_on_a_phone_that_was_not_picked_up(ringing, step, name):
    pbx, _, phone = ringing

    with pytest.raises(StepFailedError) as failed:
        step(phone)

    assert failed.value.step == name
    assert failed.value.reason == "the phone has not been picked up: call answers() first"
    assert pbx.now == 0.0
    phone.answers()


def test_the_callers_other_steps_wait_until_somebody_answers(pbx):
    pbx.set_up(app=answering(HELLO), phones={"4711": answers(says("Anna speaking."), after=7)})
    call = pbx.call("4711")

    call.says("Good morning.")

    assert pbx.now > 7.0


def test_a_caller_waits_for_the_end_of_a_call_that_nobody_takes(ringing):
    pbx, call, _ = ringing

    call.ends(cause="no answer from user")

    assert pbx.now == 90.0
