"""Whose reply is handed over next. Whatever the order in which replies come, nothing that can be done is held up."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.drivers.under_way import Order, UnderWay
from simulator.telephony.effects import (
    AudioFile,
    ClipLoaded,
    DeleteFile,
    Effect,
    LoadClip,
    MoveFile,
    RelayEmail,
    RunSql,
    SendRequest,
    Spoken,
)
from simulator.telephony.outbox import Email

REPLY = ClipLoaded(None)
ASKS = SendRequest("http://app/", b"")
LOADS = LoadClip(Spoken("Hello"))
MAIL = Email(0.0, "", "", "", "")


def under_way(*effects: Effect) -> UnderWay:
    """Effects under way, numbered from 0."""
    these = UnderWay()
    these.effects.update(enumerate(effects))
    return these


def handed_over(these: UnderWay, order: Order) -> list[int]:
    """Everything that can be handed over now."""
    numbers = []
    while (taken := these.take(order)) is not None:
        numbers.append(taken[0])
    return numbers


@pytest.mark.parametrize("arriving", list(permutations(range(4))))
def test_usually_replies_are_handed_over_in_the_order_asked(arriving):
    these = under_way(ASKS, LOADS, ASKS, LOADS)
    handed = []

    for number in arriving:
        these.arrived[number] = REPLY
        handed += handed_over(these, Order.ASKED)

    assert handed == [0, 1, 2, 3]
    assert not these.effects
    assert not these.hold(Order.ASKED)


@pytest.mark.parametrize("arriving", list(permutations(range(4))))
def test_on_the_wall_clock_replies_are_handed_over_as_they_come(arriving):
    these = under_way(ASKS, LOADS, ASKS, LOADS)

    for number in arriving:
        these.arrived[number] = REPLY

    assert handed_over(these, Order.ARRIVED) == list(arriving)


@pytest.mark.parametrize("arriving", list(permutations(range(4))))
def test_while_a_command_is_carried_out_no_reply_waits_for_an_answer_of_the_app(arriving):
    """What the PBX does by itself comes in order; an answer waits for nothing but that."""
    these = under_way(ASKS, LOADS, ASKS, LOADS)
    handed = []

    for number in arriving:
        these.arrived[number] = REPLY
        handed += handed_over(these, Order.COMMANDED)
        own = [one for one in these.effects if one in (1, 3)]
        assert own or not these.arrived

    assert sorted(handed) == [0, 1, 2, 3]
    assert [number for number in handed if number in (1, 3)] == [1, 3]


@pytest.mark.parametrize(
    "effect",
    [ASKS, RunSql("SELECT 1"), LoadClip(AudioFile("http://app/a.wav"), prompt=True), RelayEmail(MAIL)],
)
def test_what_the_app_may_keep_back_does_not_hold_the_clock_while_a_command_is_carried_out(effect):
    these = under_way(effect)

    assert (these.hold(Order.ASKED), these.hold(Order.COMMANDED)) == (True, False)


@pytest.mark.parametrize("effect", [LOADS, LoadClip(AudioFile("a.wav")), MoveFile("a", "b"), DeleteFile("a")])
def test_what_comes_in_any_case_holds_the_clock(effect):
    these = under_way(ASKS, effect)

    assert these.hold(Order.COMMANDED)


def test_a_reply_that_has_come_holds_the_clock_until_it_is_handed_over():
    these = under_way(ASKS)
    these.arrived[0] = REPLY

    held = these.hold(Order.COMMANDED)
    these.take(Order.COMMANDED)

    assert (held, these.hold(Order.COMMANDED)) == (True, False)


@given(
    effects=st.lists(st.sampled_from([ASKS, LOADS, RunSql("SELECT 1")]), max_size=8),
    orders=st.lists(st.sampled_from(Order), min_size=8, max_size=8),
    data=st.data(),
)
def test_in_whatever_order_they_come_each_reply_is_handed_over_once(effects, orders, data):
    """Commands come and go meanwhile, and the clock may be changed."""
    these = under_way(*effects)
    handed = []

    for number, order in zip(data.draw(st.permutations(range(len(effects)))), orders, strict=False):
        these.arrived[number] = REPLY
        handed += handed_over(these, order)
    handed += handed_over(these, Order.ASKED)

    assert sorted(handed) == list(range(len(effects)))
    assert (these.effects, these.arrived) == ({}, {})
