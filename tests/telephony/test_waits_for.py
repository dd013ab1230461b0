"""Waiting for what happens elsewhere: notifications, messages, any event; each counts once."""

from __future__ import annotations

import pytest

from simulator.telephony.events import StepFailed
from simulator.telephony.steps import HangsUp, Hears, Pauses, Presses
from simulator.telephony.text_match import TextMatch
from simulator.telephony.waits_for import Occurrence, WaitsFor
from tests.conftest import ozml

RECORD = '<Record Duration="2" FinishedUrl="/done"/>'


def notification(name, **fields):
    return Occurrence(
        "NotificationSent", {key: TextMatch(value) for key, value in fields.items()}, name, "notification"
    )


@pytest.fixture
def play_with_recordings(play):
    return lambda commands, **more: play(commands, answers={"/done": ozml("")}, **more)


def failures(played):
    return [str(event) for event in played.transcript.of(StepFailed)]


def test_a_notification_is_waited_for_until_the_app_has_answered(play_with_recordings):
    caller = [WaitsFor(notification("RecordCompleted")), Presses("1"), HangsUp()]

    played = play_with_recordings(RECORD + "<Delay>60</Delay>", caller=caller)

    assert played.at("step 2: presses 1") == 2.0
    assert failures(played) == []


def test_what_happened_before_counts_once(play):
    caller = [WaitsFor(notification("IncomingCall")), WaitsFor(notification("IncomingCall"), within=3), HangsUp()]

    played = play("<Delay>60</Delay>", caller=caller)

    assert failures(played) == [
        "step 2 failed: waits for IncomingCall: not within 3.0 s; there was POST / IncomingCall at 0.0"
    ]


def test_the_fields_of_a_notification_have_to_fit(play_with_recordings):
    wanted = notification("RecordCompleted", RecordURL="*.wav")

    played = play_with_recordings(RECORD + "<Delay>60</Delay>", caller=[WaitsFor(wanted, within=9), HangsUp()])
    other = play_with_recordings(
        RECORD.replace("<Record", '<Record Format="wav"') + "<Delay>60</Delay>", caller=[WaitsFor(wanted), HangsUp()]
    )

    assert failures(other) == []
    assert failures(played)[0].startswith(
        "step 1 failed: waits for RecordCompleted with RecordURL '*.wav': not within 9.0 s"
    )


def test_an_event_is_waited_for_at_its_instant(play_with_recordings):
    started = Occurrence("RecordingStarted")

    played = play_with_recordings("<Delay>4</Delay>" + RECORD, caller=[WaitsFor(started), Presses("5"), Pauses(60)])

    assert played.at("step 2: presses 5") == 4.0


def test_a_command_of_the_script_is_waited_for_by_its_parameters(play):
    second = Occurrence("CommandStarted", {"Time": TextMatch("7", whole=True)}, "Delay", "ozml")

    played = play("<Delay>4</Delay><Delay>7</Delay>", caller=[WaitsFor(second), Presses("5"), Pauses(60)])

    assert played.at("step 2: presses 5") == 4.0


def test_a_short_message_is_waited_for_wherever_it_is_sent(play):
    sent = Occurrence("SmsSent", {"recipient": TextMatch("4711", whole=True), "text": TextMatch("hello")}, key="sms")

    played = play(
        '<Delay>3</Delay><SendSms Recipient="4711" Message="Hello you"/><Delay>60</Delay>',
        caller=[WaitsFor(sent), HangsUp()],
    )

    assert failures(played) == []
    assert played.at("step 2: hangs up") == 3.0


def test_what_never_comes_fails_with_the_call(play):
    played = play("<Delay>3</Delay>", caller=[WaitsFor(Occurrence("RecordingStarted"))])

    assert failures(played) == [
        "step 1 failed: waits for RecordingStarted: the call ended (normal clearing) before that; nothing was heard"
    ]


def test_nobody_listens_any_more_when_the_wait_is_over(play):
    played = play("<Delay>3</Delay>", caller=[WaitsFor(Occurrence("RecordingStarted"))])

    assert played.transcript.listeners == []


def test_the_answer_is_waited_for_however_long_it_takes(play_with_recordings):
    caller = [WaitsFor(notification("RecordCompleted")), Presses("1"), HangsUp()]

    played = play_with_recordings(RECORD + "<Delay>60</Delay>", caller=caller, latency=3.0)

    assert played.at("step 2: presses 1") == 3.0 + 2.0 + 3.0


def test_what_came_before_something_else_that_was_waited_for_counts_too(play_with_recordings):
    caller = [WaitsFor(Occurrence("RecordingFinished")), WaitsFor(Occurrence("RecordingStarted")), HangsUp()]

    played = play_with_recordings(RECORD + "<Delay>60</Delay>", caller=caller)

    assert failures(played) == []


def test_what_had_come_when_the_call_ended_has_come(play):
    caller = [Hears("one"), WaitsFor(Occurrence("SmsSent")), Hears("two"), WaitsFor(Occurrence("SmsSent"))]

    played = play(
        '<Speak>One</Speak><Speak>Two</Speak><SendSms Recipient="4711" Message="Hi"/><Hangup/>', caller=caller
    )

    assert failures(played) == [
        "step 4 failed: waits for SmsSent: the call ended (normal clearing) before that; heard 'One', 'Two'"
    ]
