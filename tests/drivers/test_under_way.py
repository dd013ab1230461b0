"""Whose reply is handed over next. Whatever the order in which replies come, nothing that can be done is held up."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.drivers.under_way import UnderWay
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


def handed_over(these: UnderWay, *commands: int) -> list[int]:
    """Everything that can be handed over now."""
    numbers = []
    while (taken := these.take_in_order(commands)) is not None:
        numbers.append(taken[0])
    return numbers


@pytest.mark.parametrize("arriving", list(permutations(range(4))))
def test_replies_are_handed_over_when_all_have_come_in_the_order_asked(arriving):
    """Until then any of those who are asked may send a command."""
    these = under_way(ASKS, LOADS, ASKS, LOADS)
    handed = []

    for number in arriving:
        these.arrived[number] = REPLY
        handed.append(handed_over(these))

    assert handed == [[], [], [], [0, 1, 2, 3]]
    assert not these.effects
    assert not these.hold([])


def test_what_is_asked_in_a_round_belongs_to_the_next_one():
    """Calls that have nothing to do with each other go on at once: nobody waits for what comes of the others."""
    these = under_way(ASKS, ASKS)
    these.arrived.update({0: REPLY, 1: REPLY})
    handed = [these.take_in_order([])[0]]
    these.effects.update({2: LOADS, 3: ASKS})
    these.arrived[2] = REPLY

    handed += handed_over(these)

    assert handed == [0, 1]


@pytest.mark.parametrize("arriving", list(permutations(range(4))))
def test_on_the_wall_clock_replies_are_handed_over_as_they_come(arriving):
    these = under_way(ASKS, LOADS, ASKS, LOADS)
    these.arrived.update(dict.fromkeys(arriving, REPLY))

    assert [these.take_first_come()[0] for _ in arriving] == list(arriving)
    assert these.take_first_come() is None


# -- while a command is carried out ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("commands", "missing", "handed"),
    [
        ([0], [0], [1, 2, 3]),
        ([0], [1], []),
        ([0], [0, 1], []),
        ([1], [0], [1, 2, 3]),
        ([1], [0, 1], []),
        ([1, 0], [0, 1], [2, 3]),
        ([1, 1], [0, 1], [2, 3]),
        ([1, 0], [0, 2], []),
        ([0, 0], [0, 1], []),
        ([3, 3, 3, 3], [0, 1, 2, 3], []),
    ],
)
def test_each_command_may_keep_back_one_answer_to_what_was_asked_before_it_came(commands, missing, handed):
    these = under_way(ASKS, ASKS, ASKS, ASKS)
    these.arrived.update({number: REPLY for number in range(4) if number not in missing})
    had_to_wait = these.hold(commands)

    assert handed_over(these, *commands) == handed
    assert had_to_wait is (len(missing) < 4)
    assert these.hold(commands) is (not handed and len(missing) < 4)


def test_an_answer_that_a_command_kept_back_waits_for_the_others_afterwards():
    these = under_way(ASKS, ASKS)
    these.arrived[1] = REPLY
    handed = handed_over(these, 0)
    these.effects[2] = ASKS
    these.arrived[0] = REPLY

    assert (handed, handed_over(these)) == ([1], [])


@pytest.mark.parametrize(
    "effect",
    [ASKS, RunSql("SELECT 1"), LoadClip(AudioFile("http://app/a.wav"), prompt=True), RelayEmail(MAIL)],
)
def test_what_the_app_may_keep_back_does_not_hold_the_clock_while_a_command_is_carried_out(effect):
    these = under_way(effect)

    assert (these.hold([]), these.hold([0])) == (True, False)


@pytest.mark.parametrize("effect", [LOADS, LoadClip(AudioFile("a.wav")), MoveFile("a", "b"), DeleteFile("a")])
def test_what_comes_in_any_case_holds_the_clock(effect):
    assert under_way(effect).hold([0])


# -- when nothing comes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("effects", "arrived", "commands", "still"),
    [
        ([], [], [], False),
        ([ASKS], [], [], False),
        ([ASKS, ASKS], [1], [], False),
        ([ASKS, ASKS], [0], [], True),
        ([ASKS, ASKS], [0, 1], [], False),
        ([ASKS, LOADS], [0], [], False),
        ([ASKS], [], [0], False),
        ([ASKS, ASKS], [], [0], True),
        ([ASKS, ASKS], [0], [0], True),
        ([ASKS, ASKS, LOADS], [], [0], False),
    ],
)
def test_it_stands_still_when_something_could_go_on_without_the_app(effects, arrived, commands, still):
    these = under_way(*effects)
    these.arrived.update(dict.fromkeys(arrived, REPLY))

    assert these.stands_still(commands) is still
    these.stuck = True
    assert not these.stands_still(commands)


def test_an_app_that_is_stuck_is_not_waited_for_but_the_order_stays():
    these = under_way(ASKS, ASKS, ASKS)
    these.arrived.update({0: REPLY, 2: REPLY})
    these.stuck = True

    assert (handed_over(these), these.hold([])) == ([0], True)
    assert (handed_over(these, 0), these.hold([0])) == ([2], False)


def test_what_comes_in_any_case_is_waited_for_although_the_app_is_stuck():
    these = under_way(ASKS, ASKS, LOADS)
    these.arrived[0] = REPLY
    these.stuck = True

    assert (handed_over(these), handed_over(these, 0), these.hold([0])) == ([], [], True)


@given(
    effects=st.lists(st.sampled_from([ASKS, LOADS, RunSql("SELECT 1")]), max_size=8),
    commands=st.lists(st.lists(st.integers(0, 8), max_size=3), min_size=8, max_size=8),
    data=st.data(),
)
def test_in_whatever_order_they_come_each_reply_is_handed_over_once(effects, commands, data):
    """Commands come and go meanwhile."""
    these = under_way(*effects)
    handed = []

    for number, begun in zip(data.draw(st.permutations(range(len(effects)))), commands, strict=False):
        these.arrived[number] = REPLY
        handed += handed_over(these, *sorted(begun, reverse=True))
    handed += handed_over(these)

    assert sorted(handed) == list(range(len(effects)))
    assert (these.effects, these.arrived) == ({}, {})
