from math import inf

import pytest

from simulator.scenario.steps import STEPS
from simulator.telephony.alarm_steps import ReceivesAlarm, SendsAlarm
from simulator.telephony.contact_id import AlarmMessage, EventQualifier
from simulator.telephony.effects import AudioFile, Noise, Spoken
from simulator.telephony.steps import (
    HangsUp,
    Hears,
    Pauses,
    Point,
    Presses,
    Says,
    SendsMessage,
    SendsSms,
    StaysSilent,
)

BURGLARY = AlarmMessage("1234", EventQualifier.NEW_EVENT, "131", "00", "015")


@pytest.fixture
def step(read):
    """The one step of a caller."""

    def read_step(written: str):
        ((scenario,),) = [read(f"app: demo:app\ncaller:\n  - {written}\n")]
        (one,) = scenario.steps
        return one

    return read_step


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("hears: leave a message", Hears("leave a message")),
        ("hears: 12:30", Hears("12:30")),
        ("hears: {text: Üdvözöljük, at: start, within: 5s}", Hears("Üdvözöljük", Point.START, 5.0)),
        ("pauses: 500ms", Pauses(0.5)),
        ("says: Hello, it is me.", Says(Spoken("Hello, it is me."))),
        ("says: no", Says(Spoken("no"))),
        ("says: yes.wav", Says(AudioFile("yes.wav"))),
        ("says: {text: yes.wav}", Says(Spoken("yes.wav"))),
        ("says: {text: Hallo, language: de, voice: Anna}", Says(Spoken("Hallo", "de", "Anna"))),
        ("says: {clip: yes.wav, background: true}", Says(AudioFile("yes.wav"), background=True)),
        ("says: {noise: white}", Says(Noise("white", -40.0, inf))),
        ("says: {noise: Hum, level: -55 dBFS, for: 20s}", Says(Noise("hum", -55.0, 20.0))),
        ("stays_silent", StaysSilent()),
        ("stays_silent:", StaysSilent()),
        ("stays_silent: 10s", StaysSilent(10.0)),
        ("sends_sms: Call me back", SendsSms("Call me back")),
        ("sends_message: {from: admin@localhost, text: yes}", SendsMessage("admin@localhost", "yes")),
        ("sends_alarm: {account: 1234, event: 131, zone: 015, spoilt: 2}", SendsAlarm(BURGLARY, 2)),
        (
            "sends_alarm: {account: 0123, event: 401, qualifier: newrestore, partition: 1}",
            SendsAlarm(AlarmMessage("0123", EventQualifier.NEW_RESTORE, "401", "01", "000")),
        ),
        ("receives_alarm", ReceivesAlarm()),
        ("receives_alarm: 131", ReceivesAlarm("131")),
        ("receives_alarm: {event: 131, ignored: 1}", ReceivesAlarm("131", 1)),
        ("hangs_up", HangsUp()),
        ("hangs_up:", HangsUp()),
    ],
)
def test_each_step_is_read(step, written, meant):
    assert step(written) == meant


@pytest.mark.parametrize("keys", ["1", "0123", "12", "*", "*1#", "**21*", "010", "'#'", '"0#"', "1#"])
def test_keys_stay_the_digits_that_were_written(step, keys):
    assert step(f"presses: {keys}") == Presses(keys.strip("'\""))


def test_keys_a_to_d_may_be_written_in_lower_case(step):
    assert step("presses: 1a") == Presses("1A")


def test_steps_stay_in_order_and_may_be_the_same(read):
    (scenario,) = read("app: demo:app\ncaller:\n  - presses: 1\n  - pauses: 1s\n  - presses: 1\n")

    assert scenario.steps == (Presses("1"), Pauses(1.0), Presses("1"))


def test_every_step_says_in_its_docstring_what_its_value_may_be():
    assert [name for name, reader in STEPS.items() if not reader.__doc__] == []


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("heras: hello", "3:5: unknown key 'heras'; did you mean 'hears'?"),
        ("stays_slient", "3:5: unknown step 'stays_slient'; did you mean 'stays_silent'?"),
        ("hears", "3:5: 'hears' needs a value: `hears: ...`"),
        ("hears:", "3:11: expected a text, found nothing"),
        ("hears: ' '", "3:12: expected a text, not ' '"),
        ("hears: [a]", "3:12: expected a text, not a list"),
        ("hears: {at: end}", "3:12: the key 'text' is missing"),
        (
            "hears: {text: x, at: middle}",
            "3:26: expected an end of the prompt, not 'middle'; known: 'end', 'start'",
        ),
        (
            "hears: {text: x, within: soon}",
            "3:30: expected a length of time such as 0.5s, 300ms or 2min, not 'soon'",
        ),
        (
            "hears: x\n    within: 5s",
            "4:5: 'within' is a second key in one step; "
            "begin the next item with '- ', or write `hears: {...}` if 'within' belongs to it",
        ),
        ("pauses: 0,5s", "3:13: expected a length of time such as 0.5s, 300ms or 2min, not '0,5s'"),
        ("pauses: -1", "3:13: expected a length of time such as 0.5s, 300ms or 2min, not '-1'"),
        ("presses: 12x", "3:14: expected keys out of 0-9, *, # and A-D, not '12x'"),
        ("presses: 0x10", "3:14: expected keys out of 0-9, *, # and A-D, not '0x10'"),
        (
            "presses: #",
            '3:13: expected keys such as 1 or "#", found nothing: \'#\' begins a comment; quote it if it is meant: "#"',
        ),
        (
            "presses: #1# # both",
            '3:13: expected keys such as 1 or "#", found nothing: '
            "'#' begins a comment; quote it if it is meant: \"#1#\"",
        ),
        ("presses: # a key", '3:13: expected keys such as 1 or "#", found nothing'),
        ("presses: {a: b}", '3:14: expected keys such as 1 or "#", not a mapping'),
        ("says: yse.wav", "3:11: no clip 'yse.wav' in .; did you mean 'yes.wav'?"),
        ("says: {clip: message}", "3:18: no clip 'message' in .; known: 'yes.wav'"),
        ("says: {clp: yes.wav}", "3:12: unknown key 'clp'; did you mean 'clip'?"),
        (
            "says: {text: hello, my friend}",
            "3:25: 'my friend' is taken for a key; a text with a comma has to stand in quotes here",
        ),
        ("says: {text: hello, clip: yes.wav}", "3:11: expected one of the keys 'text', 'clip' and 'noise'"),
        ("says: {clip: yes.wav, voice: Anna}", "3:27: unknown key 'voice'; known: 'background', 'clip'"),
        ("says: {noise: brown}", "3:19: expected a kind of noise, not 'brown'; known: 'hum', 'pink', 'white'"),
        (
            "says: {noise: hum, level: -3}",
            "3:31: expected a level of at most -12 dBFS such as -40, not '-3'",
        ),
        ("says: {background: true}", "3:11: expected one of the keys 'text', 'clip' and 'noise'"),
        ("hangs_up: now", "3:15: expected nothing behind 'hangs_up', not 'now'"),
        ("sends_sms", "3:5: 'sends_sms' needs a value: `sends_sms: ...`"),
        ("sends_alarm: {account: 12, event: 131}", "3:18: `account` must be 4 digits, not '12'"),
        ("sends_alarm: {event: 131}", "3:18: the key 'account' is missing"),
        (
            "sends_alarm: {account: 1234, event: 131, qualifier: new}",
            "3:18: `qualifier` must be one of NewEvent, NewRestore, StatusReport, not 'new'",
        ),
        ("sends_message: {text: yes}", "3:20: the key 'from' is missing"),
        (
            "sends_message: yes",
            "3:20: expected a message such as `{from: admin@localhost, text: yes}`, not 'yes'",
        ),
        ("{}", "3:5: expected a step, found nothing"),
        ("[hangs_up]", "3:5: expected a step such as `hears: ...`, not a list"),
    ],
)
def test_what_is_no_step_is_told_with_its_place(mistakes_in, written, message):
    assert mistakes_in(f"app: demo:app\ncaller:\n  - {written}\n") == [f"s.yaml:{message}"]


def test_every_wrong_step_is_told(mistakes_in):
    assert mistakes_in("app: demo:app\ncaller:\n  - heras: a\n  - hangs_up\n  - presses:\n") == [
        "s.yaml:3:5: unknown key 'heras'; did you mean 'hears'?",
        's.yaml:5:13: expected keys such as 1 or "#", found nothing',
    ]
