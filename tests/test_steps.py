"""The caller's steps as Python writes them."""

from __future__ import annotations

from math import inf, nan
from pathlib import Path

import pytest

from simulator import hangs_up, hears, noise, pauses, presses, says, stays_silent
from simulator.audio.segments import AudioSegment
from simulator.errors import ScenarioError
from simulator.steps import receives_alarm, sends_alarm, sends_message, sends_sms
from simulator.telephony.alarm_steps import ReceivesAlarm, SendsAlarm
from simulator.telephony.contact_id import AlarmMessage, EventQualifier
from simulator.telephony.effects import AudioFile, Given, Noise, Spoken
from simulator.telephony.steps import HangsUp, Hears, Pauses, Point, Presses, Says, SendsMessage, SendsSms, StaysSilent


def test_steps_are_plain_data():
    assert [hears("Hi"), hears("Hi", at="start", within=5), presses("1a#"), pauses(2), hangs_up()] == [
        Hears("Hi"),
        Hears("Hi", Point.START, 5),
        Presses("1A#"),
        Pauses(2.0),
        HangsUp(),
    ]
    assert [stays_silent(), stays_silent(3)] == [StaysSilent(inf), StaysSilent(3.0)]


@pytest.mark.parametrize(
    ("sound", "expected"),
    [
        ("Hello", Spoken("Hello")),
        ("hello.WAV", AudioFile("hello.WAV")),
        (Path("sounds/hello.bin"), AudioFile(str(Path("sounds/hello.bin")))),
        (noise("pink", level_dbfs=-50, seconds=2), Noise("pink", -50, 2)),
        (AudioFile("x.wav"), AudioFile("x.wav")),
    ],
)
def test_what_is_said_may_be_a_text_a_file_or_noise(sound, expected):
    assert says(sound) == Says(expected)


def test_a_pydub_segment_can_be_said():
    segment = AudioSegment.silent(10)

    assert says(segment, background=True) == Says(Given(segment), background=True)


def test_a_text_can_be_in_another_language():
    assert says("Guten Tag", language="de-DE") == Says(Spoken("Guten Tag", "de-DE"))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: presses("12x"), r"presses\('12x'\): expected keys out of 0-9, \*, # and A-D"),
        (lambda: presses(""), r"presses\(''\): expected at least one key"),
        (lambda: pauses(-1), r"pauses\(-1\): `seconds` must be a finite number, not negative"),
        (lambda: pauses(inf), r"pauses\(inf\): `seconds` must be a finite number"),
        (lambda: pauses(nan), r"pauses\(nan\): `seconds` must be a finite number"),
        (lambda: stays_silent(-0.5), r"stays_silent\(-0.5\): `seconds` must not be negative"),
        (
            lambda: says(42),
            r"says\(42\): expected a text, the path of an audio file, a pydub AudioSegment or noise\(\)",
        ),
    ],
)
def test_a_step_that_makes_no_sense_is_refused_where_it_is_written(make, message):
    with pytest.raises(ScenarioError, match=message):
        make()


def test_messages_and_alarms_are_steps_too():
    message = AlarmMessage("1234", EventQualifier.NEW_RESTORE, "131", "01", "015")

    assert sends_sms("Hi") == SendsSms("Hi")
    assert sends_message("yes", connection="admin@localhost") == SendsMessage("admin@localhost", "yes")
    assert sends_alarm("1234", "131", qualifier="NewRestore", partition="1", zone="15") == SendsAlarm(message)
    assert receives_alarm("131", ignored=1) == ReceivesAlarm("131", 1)


def test_an_alarm_that_no_panel_can_send_is_refused():
    with pytest.raises(ScenarioError, match=r"sends_alarm\(\.\.\.\): `account` must be 4 digits, not '12'"):
        sends_alarm("12", "131")
