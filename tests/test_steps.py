"""The caller's steps as Python writes them."""

from __future__ import annotations

from math import inf, nan
from pathlib import Path

import pytest

from simulator import hangs_up, hears, noise, pauses, presses, says, stays_silent
from simulator.audio.segments import AudioSegment
from simulator.errors import ScenarioError
from simulator.steps import checked_steps, receives_alarm, sends_alarm, sends_message, sends_sms
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


def test_a_text_can_be_in_another_voice():
    assert says("Hallo", language="de-DE", voice="f2") == Says(Spoken("Hallo", "de-DE", "f2"))


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
        (lambda: pauses("x"), r"pauses\('x'\): `seconds` must be a finite number"),
        (lambda: pauses(True), r"pauses\(True\): `seconds` must be a finite number"),
        (lambda: stays_silent(-0.5), r"stays_silent\(-0.5\): `seconds` must be a number, not negative"),
        (lambda: stays_silent("x"), r"stays_silent\('x'\): `seconds` must be a number, not negative"),
        (lambda: presses(1), r"presses\(1\): expected keys as a text such as '12#'"),
        (lambda: hears(5), r"hears\(5\): `text` must be a text"),
        (lambda: hears("x", at="strt"), r"hears\(at='strt'\): unknown at; did you mean 'start'\?"),
        (lambda: hears("x", within="5s"), r"`within` must be a number, not negative; in seconds, such as within=5$"),
        (lambda: pauses("0.5s"), r"pauses\('0.5s'\): .*; in seconds, such as pauses\(0.5\)$"),
        (lambda: pauses("2min"), r"; in seconds, such as pauses\(5\)$"),
        (lambda: says("x", language=5), r"says\(language=5\): `language` must be a text"),
        (lambda: noise("wite"), r"noise\(kind='wite'\): unknown kind; did you mean 'white'\?"),
        (lambda: noise(level_dbfs=3), r"noise\(level_dbfs=3\): `level_dbfs` must be a finite number, at most -12"),
        (lambda: noise(level_dbfs=-6), r"noise\(level_dbfs=-6\): `level_dbfs` must be a finite number, at most -12"),
        (lambda: pauses(10**400), r"pauses\(seconds=...\): `seconds` must be at most 1e\+12 seconds"),
        (lambda: says("a", voice=1), r"says\(voice=1\): `voice` must be a text"),
        (lambda: noise(seconds="x"), r"noise\(seconds='x'\): `seconds` must be a number, not negative"),
        (lambda: sends_sms(5), r"sends_sms\(5\): `text` must be a text"),
        (lambda: sends_message("x", connection=5), r"sends_message\(connection=5\): `connection` must be a text"),
        (lambda: sends_alarm(1234, "131"), r"sends_alarm\(account=1234\): `account` must be a text"),
        (
            lambda: sends_alarm("1234", "131", spoilt=-1),
            r"sends_alarm\(spoilt=-1\): `spoilt` must be a whole number, not negative",
        ),
        (lambda: receives_alarm(131), r"receives_alarm\(event=131\): `event` must be a text"),
        (lambda: receives_alarm(ignored=1.5), r"receives_alarm\(ignored=1.5\): `ignored` must be a whole number"),
        (lambda: says(None), r"says\(None\): expected a text, the path of an audio file"),
        (
            lambda: says(42),
            r"says\(42\): expected a text, the path of an audio file, a pydub AudioSegment or noise\(\)",
        ),
    ],
)
def test_a_step_that_makes_no_sense_is_refused_where_it_is_written(make, message):
    with pytest.raises(ScenarioError, match=message):
        make()


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (None, "steps: expected a list of steps such as [says('Hello')], not None"),
        ("Hello", "steps: expected a list of steps such as [says('Hello')], not 'Hello'"),
        (
            {"says": "Hello"},
            "steps: expected a list of steps such as [says('Hello')], not {'says': 'Hello'}; write says('Hello')",
        ),
        (["stays_silent"], "step 1: expected a step such as says('Hello'), not 'stays_silent'; write stays_silent()"),
        ([hangs_up], f"step 1: expected a step such as says('Hello'), not {hangs_up!r}; write hangs_up()"),
        (["says"], "step 1: expected a step such as says('Hello'), not 'says'; write says(...)"),
        (["hangsup"], "step 1: expected a step such as says('Hello'), not 'hangsup'; did you mean 'hangs_up'?"),
        (
            [hears("x"), {"hears": "y"}],
            "step 2: expected a step such as says('Hello'), not {'hears': 'y'}; write hears('y')",
        ),
        ([{"dances": 3}], "step 1: expected a step such as says('Hello'), not {'dances': 3}"),
        ([5], "step 1: expected a step such as says('Hello'), not 5"),
    ],
)
def test_what_is_no_list_of_steps_is_refused_with_what_was_meant(written, message):
    with pytest.raises(ScenarioError) as refused:
        checked_steps(written)

    assert str(refused.value) == message


def test_a_single_step_is_a_list_of_one():
    assert checked_steps(hangs_up()) == (hangs_up(),)
    assert checked_steps(presses(key) for key in "12") == (presses("1"), presses("2"))


def test_messages_and_alarms_are_steps_too():
    message = AlarmMessage("1234", EventQualifier.NEW_RESTORE, "131", "01", "015")

    assert sends_sms("Hi") == SendsSms("Hi")
    assert sends_message("yes", connection="admin@localhost") == SendsMessage("admin@localhost", "yes")
    assert sends_alarm("1234", "131", qualifier="NewRestore", partition="1", zone="15") == SendsAlarm(message)
    assert receives_alarm("131", ignored=1) == ReceivesAlarm("131", 1)


def test_an_alarm_that_no_panel_can_send_is_refused():
    with pytest.raises(ScenarioError, match=r"sends_alarm\(\.\.\.\): `account` must be 4 digits, not '12'"):
        sends_alarm("12", "131")
