"""Faults are values that say in words what they are, and which notifications they meet."""

from __future__ import annotations

import pytest

from simulator.telephony.fault import (
    Delay,
    DelayAnswer,
    Drop,
    Duplicate,
    FlawKind,
    LineFault,
    LoseAnswer,
    RecordingFault,
    Reorder,
    RequestFault,
    Reset,
    Status,
    Which,
)
from simulator.telephony.notifications import NotificationName
from simulator.telephony.text_match import TextMatch

CHANGED = NotificationName.CALL_CHANGED
IN_CALL = {"CallState": TextMatch("InCall", whole=True)}


@pytest.mark.parametrize(
    ("which", "fits"),
    [
        (Which(), True),
        (Which(CHANGED), True),
        (Which(NotificationName.GO_TO), False),
        (Which(fields=IN_CALL), True),
        (Which(CHANGED, {"CallState": TextMatch("incall", whole=True)}), True),
        (Which(CHANGED, {"CallState": TextMatch("In", whole=True)}), False),
        (Which(CHANGED, {"CallState": TextMatch("In*", whole=True)}), True),
        (Which(CHANGED, {"CallState": TextMatch("*"), "Digits": TextMatch("*")}), False),
    ],
    ids=str,
)
def test_a_notification_fits_if_its_name_and_all_the_fields_do(which, fits):
    assert which.fits(CHANGED, {"NotificationName": "CallChanged", "CallState": "InCall"}) is fits


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (RequestFault(Drop()), "drop: every notification"),
        (RequestFault(Reset(), Which(CHANGED, number=2)), "reset: CallChanged, number 2"),
        (RequestFault(Reorder(), Which(CHANGED, IN_CALL)), "reorder: CallChanged with CallState=InCall"),
        (RequestFault(Delay(3), Which(CHANGED, times=1)), "delay by 3.0 s: CallChanged, once"),
        (RequestFault(DelayAnswer(0.5), Which(times=2)), "delay answer by 0.5 s: every notification, 2 times"),
        (RequestFault(LoseAnswer(), Which(CHANGED, chance=0.3)), "lose answer: CallChanged, chance 30%"),
        (RequestFault(Duplicate(), Which(CHANGED)), "duplicate: CallChanged"),
        (RequestFault(Duplicate(second_counts=True)), "duplicate, the second answer counts: every notification"),
        (RequestFault(Status(503)), "status 503: every notification"),
        (RecordingFault(FlawKind.MISSING), "recording missing: every recording"),
        (RecordingFault(FlawKind.LATE, 5.0, Which(number=2)), "recording late by 5.0 s: every recording, number 2"),
        (LineFault(at=12.0), "line drops after 12.0 s"),
        (LineFault(after="voice started"), "line drops after voice started"),
        (LineFault(which=Which(CHANGED)), "line drops after CallChanged"),
    ],
)
def test_a_fault_says_what_it_is(fault, words):
    assert str(fault) == words
