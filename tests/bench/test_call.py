"""Calls and phones on a bench: several at once, phones that a test picks up, people whom it moves besides others."""

from __future__ import annotations

import re

import pytest

from simulator import Office, Side, StepFailedError, hangs_up, hears, says
from simulator.demo import call_watcher, pin_menu, reception
from simulator.errors import ScenarioError
from simulator.phones import answers, busy
from tests.bench.apps import answering

WATCHED = {"app": call_watcher.app, "office": Office(call_changed_url="/changed")}
RECEPTION = {"app": reception.app, "path": "/incoming"}
HELLO = "<Speak>Hello.</Speak><Hangup/>"
CALLS = "<Call>4711</Call><Speak>Goodbye.</Speak>"


@pytest.mark.pbx(**RECEPTION)
def test_a_phone_rings_until_the_test_picks_it_up(pbx):
    operator = pbx.phone("4711")
    call = pbx.call()
    operator.rings()
    rang = pbx.now
    assert call.heard == ["Welcome to Example Limited. Please hold the line."]
    assert not operator.answered

    operator.answers(after=7)

    assert pbx.now == rang + 7
    operator.says("Yes, please?")
    call.hears("Yes, please?")
    call.says("Good morning")
    operator.hears("good morning")
    operator.hangs_up()
    call.ends(by="callee")
    assert operator.ended_by is Side.CALLEE
    operator.expects(hears="Good morning")


@pytest.mark.pbx(**RECEPTION)
def test_phones_refuse_calls_and_others_get_them(pbx):
    operator, deputy = pbx.phone("4711"), pbx.phone("4712")
    call = pbx.call()
    operator.rejects(busy=True, after=2)
    call.hears("We are trying a colleague")
    deputy.rejects()
    call.hears("nobody can take your call")
    call.hangs_up()

    assert [str(one.cause) for one in (operator, deputy)] == ["user busy", "call rejected"]
    assert not deputy.answered
    call.expects(calls=[{"to": "4711", "cause": "busy"}, {"to": "4712", "cause": "refuses"}])


@pytest.mark.pbx(**WATCHED)
def test_two_people_talk_while_an_app_watches(pbx):
    anna, other = pbx.phone("2000"), pbx.phone("2001")
    call = pbx.call("2001", caller="2000")
    assert other.rings() is other
    other.answers()
    call.hears("This call is recorded")
    other.hears("This call is recorded")
    other.says("That is all right.")
    call.hears("all right")
    call.hangs_up()

    states = [one.fields["CallState"] for one in pbx.notifications if one.name == "CallChanged"]
    assert states == ["Ringing", "Answered", "InCall", "Completed"]
    assert len(call.recordings) == 1
    with pytest.raises(ScenarioError, match=r"^<BenchPhone 2000> is on no call yet: call rings\(\) or answers\(\)"):
        anna.hears("x")


@pytest.mark.pbx(app=answering("<BlindTransfer>4711</BlindTransfer>"))
def test_a_transfer_connects_two_people_whom_a_test_moves(pbx):
    operator = pbx.phone("4711")
    call = pbx.call()
    call.pauses(0)
    operator.answers(after=1)
    call.says("Hello, this is Anna.")
    operator.hears("Anna")
    operator.presses("1")
    operator.hangs_up()

    assert call.ended_by is Side.CALLEE


@pytest.mark.pbx(app=pin_menu.app, path="/incoming")
def test_several_calls_go_on_at_once_on_one_clock(pbx):
    first, second = pbx.call(caller="2001"), pbx.call(caller="2002")
    first.hears("PIN")
    second.hears("PIN")
    assert pbx.now == 2.8035
    second.presses("1234")
    first.presses("9999")
    second.hears("For your balance")
    first.hears("Wrong PIN")
    second.presses("1")
    first.hangs_up()

    assert first.id != second.id
    assert [one.source for one in pbx.history] == ["2001", "2002"]
    assert "Wrong PIN." in first.heard
    assert "Wrong PIN." not in second.heard


@pytest.mark.pbx(
    **RECEPTION, phones={"4711": busy(after=2), "4712": answers(says("Yes?"), hears("morning"), hangs_up())}
)
def test_scripted_people_act_beside_those_whom_a_test_moves(pbx):
    call = pbx.call()
    call.hears("Yes?")
    call.says("Good morning")
    call.ends(by="callee")

    call.expects(hears={"4712": "Good morning"})


@pytest.mark.pbx(app=answering(HELLO))
def test_a_phone_that_nobody_calls_never_rings(pbx):
    phone = pbx.phone("4711")
    pbx.call()

    with pytest.raises(StepFailedError, match=r"^the phone 4711 rings: nothing can happen any more"):
        phone.answers()
    assert pbx.now == 0.4005


@pytest.mark.pbx(**RECEPTION)
def test_a_phone_that_rings_too_short_cannot_be_picked_up(pbx):
    phone = pbx.phone("4711")
    call = pbx.call()
    phone.rings()
    call.hangs_up()

    with pytest.raises(StepFailedError, match=r"^the phone 4711 rings: nothing can happen any more"):
        phone.answers(after=1)


@pytest.mark.pbx(**RECEPTION)
def test_a_caller_who_loses_patience_while_it_rings(pbx):
    phone = pbx.phone("4711")
    pbx.call()
    phone.rings()

    with pytest.raises(StepFailedError, match=r"^the phone 4711 rings for 1000 s: the call ended before \("):
        phone.answers(after=1000)


@pytest.mark.pbx(app=answering(HELLO))
def test_somebody_with_two_lines_takes_both_calls(pbx):
    first, second = pbx.phone("4711"), pbx.phone("4711")
    anna, other = pbx.call("4711", caller="2001"), pbx.call("4711", caller="2002")
    first.answers()
    second.answers()
    first.says("One moment.")
    anna.hears("moment")
    second.says("Call again.")
    other.hears("again")
    first.hangs_up()
    second.hangs_up()

    assert (anna.heard, other.heard) == (["One moment."], ["Call again."])


@pytest.mark.pbx(app=answering(HELLO))
def test_a_phone_may_be_listed_while_calls_go_on(pbx):
    pbx.call().hangs_up()

    phone = pbx.phone("4711")
    call = pbx.call("4711")
    phone.answers()
    call.hangs_up()

    assert phone.ended_by is Side.CALLER


@pytest.mark.pbx(app=answering(HELLO), phones={"4711": busy()})
@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda pbx: pbx.phone("4711"), "phone('4711'): `phones` says already what happens at this number"),
        (lambda pbx: pbx.phone(4712), "number: expected a text, not 4712"),
        (lambda pbx: pbx.phone("4712").answers(after="3"), "answers(after='3'): `after` must be a finite number"),
        (lambda pbx: pbx.phone("4712").rejects(after=-1), "rejects(after=-1): `after` must be a finite number"),
        (lambda pbx: pbx.phone("4712").rings(patience=None), "rings(patience=None): `patience` must be a"),
        (lambda pbx: pbx.phone("4712").heard, "<BenchPhone 4712> is on no call yet"),
        (lambda pbx: pbx.phone("4712").expects(hears="x"), "<BenchPhone 4712> is on no call yet"),
        (lambda pbx: pbx.call(9000), "to: expected a text, not 9000"),
        (lambda pbx: pbx.call(caller=["2000"]), "caller: expected a text, not ['2000']"),
    ],
)
def test_wrong_arguments_are_named(pbx, act, message):
    with pytest.raises(ScenarioError, match=re.escape(message)):
        act(pbx)


@pytest.mark.pbx(app=answering(HELLO), phones={"4711": busy()})
def test_a_phone_that_has_a_script_cannot_be_listed_later_either(pbx):
    pbx.call()

    with pytest.raises(ScenarioError, match=r"phone\('4711'\): what happens at this number is said by `phones`"):
        pbx.phone("4711")
