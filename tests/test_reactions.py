"""Steps that depend on what happens, as Python writes them."""

from __future__ import annotations

import re

import pytest

from simulator import hangs_up, hears, place_call, presses, repeats, waits_for, when
from simulator.demo.pin_menu import app
from simulator.errors import ScenarioError
from simulator.faults import drops
from simulator.phones import answers, busy, phone_book, rejects
from simulator.reactions import suffers
from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.reactions import Branch, Repeats, When
from simulator.telephony.steps import Hears, Presses


def test_a_call_reacts_to_what_it_hears():
    steps = [
        when({"choose a language": presses("1")}, optional=True, within=1.2),
        repeats(when({"PIN": presses("1234"), "wrong": presses("0")}), until="balance"),
        waits_for("DtmfEntered"),
        hangs_up(),
    ]

    call = place_call(app, steps, path="/incoming")

    assert call.failures == []
    assert [one.fields.get("DtmfDigits") for one in call.notifications] == [None, "1234", None]


def test_a_fault_begins_with_a_step():
    call = place_call(app, [hears("PIN"), suffers(drops("DtmfEntered")), presses("1234")], path="/incoming")

    assert [line for line in call.transcript.lines() if "fault" in line] != []
    assert call.heard[-1] != "Your balance is 42 euros."


def test_the_functions_make_the_steps_of_the_core():
    assert repeats(presses("1"), times=2) == Repeats((Presses("1"),), 2)
    assert repeats(presses("1"), until="a", at_most=3) == Repeats((Presses("1"),), 3, Hears("a"))
    assert when("a", presses("1")) == When((Branch(Hears("a"), (Presses("1"),)),))
    assert when("a", optional=True) == When((Branch(Hears("a")),), ())
    assert when({"a": [presses("1")]}, otherwise=presses("2"), within=3) == When(
        (Branch(Hears("a"), (Presses("1"),)),), (Presses("2"),), 3
    )


def test_whoever_picks_up_may_take_steps_in_a_list():
    book = phone_book({"1": [answers(after=5), hears("a")], "2": [rejects(after=1)], "3": [answers(), busy()]})

    assert book["1"] == (Phone(steps=(Hears("a"),), after=5.0),)
    assert book["2"] == (Phone(PhoneOutcome.REFUSES, after=1.0),)
    assert [one.outcome for one in book["3"]] == [PhoneOutcome.ANSWERS, PhoneOutcome.BUSY]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: repeats(presses("1")), "repeats(...): expected one of `times` and `until`"),
        (lambda: repeats(presses("1"), times=1, until="a"), "repeats(...): expected one of `times` and `until`"),
        (lambda: repeats(presses("1"), times=-1), "repeats(times=-1): `times` must be a whole number, not negative"),
        (lambda: repeats(presses, times=1), "repeats(...): step 1: expected a step such as says('Hello')"),
        (lambda: repeats(until=5), "repeats(until=...): hears(5): `text` must be a text"),
        (lambda: when({}), "when({}): expected at least one text to hear"),
        (lambda: when({"a": []}, presses("1")), "the steps belong into the mapping, behind the text that they are for"),
        (lambda: when("a", optional=True, otherwise=[]), "`optional` and `otherwise` do not go together"),
        (lambda: when("a", within=-1), "when(within=-1): `within` must be a number, not negative"),
        (lambda: when("a", "presses"), "when('a', ...): steps: expected a list of steps"),
        (lambda: when("/(/"), "when(...): hears('/(/'): expected a regular expression between slashes"),
        (waits_for, "waits_for: expected one of the keys 'notification', 'event'"),
        (lambda: waits_for("RecordComplete"), "did you mean 'RecordCompleted'?"),
        (lambda: waits_for(sms={"too": "1"}), "waits_for[\"sms\"][\"too\"]: unknown key 'too'; did you mean 'to'?"),
        (lambda: waits_for(sms=object()), 'waits_for["sms"]: expected a text, a number, a list or a mapping, not'),
        (lambda: waits_for("GoTo", within="soon"), "waits_for(within='soon'): `within` must be a number"),
        (lambda: suffers("drop"), "suffers('drop'): expected a fault such as drops('RecordCompleted')"),
    ],
)
def test_a_mistake_is_told(wrong, message):
    with pytest.raises(ScenarioError, match=re.escape(message)):
        wrong()
