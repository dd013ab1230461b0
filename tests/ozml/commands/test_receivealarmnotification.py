"""An alarm panel calls: Contact ID from the handshake to the kiss-off, over real tones."""

from __future__ import annotations

from itertools import pairwise

import pytest

from simulator.telephony.alarm_steps import SendsAlarm
from simulator.telephony.contact_id import AlarmMessage, EventQualifier
from simulator.telephony.effects import AlarmSignal, AlarmSignalKind
from simulator.telephony.events import StepFailed
from simulator.telephony.message_events import AlarmFailed, AlarmReceived
from simulator.telephony.steps import HangsUp, Pauses, Presses, Says, StaysSilent

BURGLARY = AlarmMessage("1234", EventQualifier.NEW_EVENT, "131", "1", "15")

TELL = (
    "<ReceiveAlarmNotification><Received>"
    "<Speak>$account: $eventname ($eventcode, $eventqualifier) in $partition/$zone</Speak>"
    "</Received></ReceiveAlarmNotification><Speak>over</Speak>"
)


def sound_of(keys: str) -> Says:
    return Says(AlarmSignal(AlarmSignalKind.MESSAGE, keys))


def test_a_message_is_read_from_the_sound_acknowledged_and_told_to_the_script(play):
    """P5556."""
    played = play(TELL, caller=[SendsAlarm(BURGLARY), StaysSilent()])

    assert played.heard == [
        "Contact ID handshake",
        "Contact ID kiss-off",
        "1234: perimeter burglary (131, NewEvent) in 01/015",
        "over",
    ]
    assert played.transcript.of(AlarmReceived) == [AlarmReceived(BURGLARY)]
    assert (played.rules, played.transcript.of(StepFailed)) == ([], [])


def test_the_course_of_a_message_is_that_of_the_standard(play):
    """DC-05: a second for the line to settle, the handshake, a quarter of a second, sixteen keys, the kiss-off."""
    played = play(TELL, caller=[SendsAlarm(BURGLARY), StaysSilent()])

    times = [float(line.split()[0]) for line in played.lines() if "presses" in line]
    assert len(times) == 16
    assert played.at("plays 'Contact ID handshake'") == 1.0
    assert times[0] == pytest.approx(1.55, abs=0.006)
    assert all(0.09 <= later - earlier <= 0.11 for earlier, later in pairwise(times))
    assert played.at("plays 'Contact ID kiss-off'") == times[-1]


def test_a_message_that_arrives_spoilt_is_repeated_without_another_handshake(play):
    played = play(TELL, caller=[SendsAlarm(BURGLARY, spoilt=2), StaysSilent()])

    assert played.heard[:2] == ["Contact ID handshake", "Contact ID kiss-off"]
    assert len([line for line in played.lines() if "presses" in line]) == 3 * 16
    assert "1234: perimeter burglary (131, NewEvent) in 01/015" in played.heard


def test_the_names_are_those_of_the_block_only(play):
    """Section 2.4."""
    played = play(
        "<ReceiveAlarmNotification><Received/></ReceiveAlarmNotification><Speak>$zone</Speak>",
        caller=[SendsAlarm(BURGLARY), StaysSilent()],
    )

    assert (played.heard[-1], played.rules) == ("$zone", ["unknown-variable"])


def test_after_four_attempts_the_script_goes_on_without_a_message(play):
    """ASSUMPTION ozml section 4.11."""
    played = play(TELL, caller=[StaysSilent()])

    assert played.heard == ["Contact ID handshake"] * 4 + ["over"]
    assert played.transcript.of(AlarmFailed) == [AlarmFailed("nothing was sent")]
    assert played.at("speaks 'over'") == 1.0 + 4 * (0.3 + 3.0)


def test_how_often_is_a_setting(play):
    played = play(TELL, caller=[StaysSilent()], alarm_attempts=1)

    assert played.heard == ["Contact ID handshake", "over"]


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ("1234", "a Contact ID message has 16 keys, not 4: '1234'"),
        ("1234181131010151", "the checksum of '1234181131010151' is '1', but '8' was expected"),
    ],
    ids=["too short", "wrong checksum"],
)
def test_what_is_no_message_is_told_and_asked_for_again(play, keys, reason):
    played = play(TELL, caller=[Pauses(2.0), sound_of(keys), StaysSilent()], alarm_attempts=1)

    assert played.transcript.of(AlarmFailed) == [AlarmFailed(reason)]
    assert "Contact ID kiss-off" not in played.heard


@pytest.mark.parametrize("instant", [0.5, 1.2, 1.7, 2.5, 3.2])
def test_hanging_up_ends_it_at_once(play, instant):
    played = play(TELL, caller=[Pauses(instant), HangsUp()])

    assert played.call.ended_at == instant
    assert "over" not in played.heard
    assert played.call.cleared


def test_the_keys_of_a_menu_around_it_go_to_the_message(play):
    """The innermost command gets the keys."""
    played = play(
        f"<UserInput Digits='1' Timeout='1'><InitialCommands>{TELL}</InitialCommands>"
        "<Inputs><Input Key='1'><Speak>menu</Speak></Input></Inputs></UserInput>",
        caller=[SendsAlarm(BURGLARY), StaysSilent()],
    )

    assert "1234: perimeter burglary (131, NewEvent) in 01/015" in played.heard
    assert "menu" not in played.heard


def test_a_human_who_presses_the_keys_of_a_message_by_hand_is_too_slow(play):
    """Half a second without a key ends a message."""
    played = play(TELL, caller=[Pauses(2.0), Presses("1"), Pauses(0.6), Presses("2"), StaysSilent()], alarm_attempts=1)

    (failed,) = played.transcript.of(AlarmFailed)
    assert failed.reason.startswith("a Contact ID message has 16 keys, not 1")
