"""What happens at other people's numbers, as it is written."""

from math import inf

import pytest

from simulator.scenario.phones import meant_number
from simulator.telephony.effects import AudioFile
from simulator.telephony.outbox import DeliveryState
from simulator.telephony.phone import Phone, PhoneOutcome, SmsDelivery
from simulator.telephony.steps import HangsUp, Hears, Presses, Says

FAILED = SmsDelivery(DeliveryState.FAILED)


@pytest.fixture
def phones(read):
    """The phones of a scenario."""

    def read_phones(written: str):
        (scenario,) = read(f"app: demo:app\nphones:\n{written}\n")
        return scenario.phones

    return read_phones


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("answers", Phone()),
        ("busy", Phone(PhoneOutcome.BUSY)),
        ("No answer", Phone(PhoneOutcome.NO_ANSWER)),
        ("refuses", Phone(PhoneOutcome.REFUSES)),
        ("unknown", Phone(PhoneOutcome.UNKNOWN)),
        ("[{hears: Press 1}, {presses: 1}, hangs_up]", Phone(steps=(Hears("Press 1"), Presses("1"), HangsUp()))),
        ("{answers: 5s}", Phone(after=5.0)),
        ("{answers: 3 rings}", Phone(after=15.0)),
        ("{busy: 1 ring}", Phone(PhoneOutcome.BUSY, after=5.0)),
        ("{answers: 5s, does: [says: yes.wav]}", Phone(after=5.0, steps=(Says(AudioFile("yes.wav")),))),
        ("{does: [hangs_up]}", Phone(steps=(HangsUp(),))),
        ("{busy: 3s}", Phone(PhoneOutcome.BUSY, after=3.0)),
        ("{busy, sms: failed}", Phone(PhoneOutcome.BUSY, sms=FAILED)),
        ("{no answer, sms: failed}", Phone(PhoneOutcome.NO_ANSWER, sms=FAILED)),
        ("{sms: delivered}", Phone(sms=SmsDelivery(DeliveryState.DELIVERED))),
        ("{sms: never}", Phone(sms=SmsDelivery(DeliveryState.PENDING, inf))),
        ("{sms: {state: failed, after: 30s}}", Phone(sms=SmsDelivery(DeliveryState.FAILED, 30.0))),
    ],
)
def test_each_behaviour_is_read(phones, written, meant):
    assert phones(f"  4711: {written}") == {"4711": (meant,)}


def test_numbers_stay_as_they_are_written(phones):
    assert list(phones("  0123: busy\n  +36 1 234: busy\n  1_2: busy\n  *21#: busy")) == [
        "0123",
        "+36 1 234",
        "1_2",
        "*21#",
    ]


def test_successive_calls_may_go_differently(phones):
    assert phones("  4711: {calls: [busy, {answers: 1s}, [hangs_up]], sms: failed}") == {
        "4711": (
            Phone(PhoneOutcome.BUSY, sms=FAILED),
            Phone(after=1.0, sms=FAILED),
            Phone(steps=(HangsUp(),), sms=FAILED),
        )
    }


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            "4711: bussy",
            "3:9: expected what happens at this number, such as `busy`, a list of steps or "
            "`{answers: 5s, does: [...]}`, not 'bussy'; did you mean 'busy'?",
        ),
        (
            "4711:",
            "3:8: expected what happens at this number, such as `busy`, a list of steps or "
            "`{answers: 5s, does: [...]}`, found nothing",
        ),
        ("4711: [heras: x]", "3:10: unknown key 'heras'; did you mean 'hears'?"),
        ("4711: {asnwers: 5s}", "3:10: unknown key 'asnwers'; did you mean 'answers'?"),
        ("4711: {answers: soon}", "3:19: expected a length of time such as 0.5s, 300ms or 2min, not 'soon'"),
        (
            "4711: {no answer: 5s}",
            "3:21: expected nothing behind 'no answer'; the phone rings until the caller gives up, not '5s'",
        ),
        ("4711: {busy: 1s, refuses: 2s}", "3:20: a phone that is busy cannot be one that refuses"),
        (
            "4711: {answers: 1s, does: [pauses: 1s, answers]}",
            "3:42: 'answers' comes too late here, as the phone has been picked up; write `answers` beside 'does'",
        ),
        (
            "4711: {does: [rejects: 2s]}",
            "3:17: 'rejects' comes too late here, as the phone has been picked up; write `refuses` in place of 'does'",
        ),
        ("4711: {busy: 1s, does: [hangs_up]}", "3:26: only who answers can do something; this phone is busy"),
        (
            "4711: {sms: lost}",
            "3:15: expected what becomes of short messages, such as `failed` or `{state: failed, after: 30s}`, "
            "not 'lost'; known: 'delivered', 'failed', 'never'",
        ),
        ("4711: {sms: {after: 1s}}", "3:15: the key 'state' is missing"),
        ("4711: {sms: {state: never, after: 1s}}", "3:15: 'never' takes no time"),
        ("4711: {calls: busy}", "3:17: expected a list, an item a call, not 'busy'"),
        ("4711: {calls: []}", "3:17: expected what happens on the first call, found nothing"),
        ("4711: {calls: [{calls: [busy]}]}", "3:19: a call of several cannot be several calls itself"),
        (
            "4711: {calls: [{busy: 1s, sms: failed}]}",
            "3:34: 'sms' belongs beside 'calls': short messages do not count as calls",
        ),
        ("4711: {calls: [busy], answers: 5s}", "3:25: unknown key 'answers'; known: 'calls', 'sms'"),
        ("4711: busy\n  47-11: busy", "4:3: '47-11' is the number '4711' of line 3"),
        ("'-': busy", "3:3: expected a number, not '-'"),
    ],
)
def test_what_is_no_behaviour_is_told_with_its_place(mistakes_in, written, message):
    assert mistakes_in(f"app: demo:app\nphones:\n  {written}\n") == [f"s.yaml:{message}"]


def test_every_wrong_phone_is_told(mistakes_in):
    assert mistakes_in("app: demo:app\nphones:\n  1: {busy: x, sms: y}\n  2: z\n") == [
        "s.yaml:3:13: expected a length of time such as 0.5s, 300ms or 2min, not 'x'",
        "s.yaml:3:21: expected what becomes of short messages, such as `failed` or `{state: failed, after: 30s}`, "
        "not 'y'; known: 'delivered', 'failed', 'never'",
        "s.yaml:4:6: expected what happens at this number, such as `busy`, a list of steps or "
        "`{answers: 5s, does: [...]}`, not 'z'; known: 'answers', 'busy', 'no answer', 'refuses', 'unknown'",
    ]


def test_phones_are_a_mapping(mistakes_in):
    assert mistakes_in("app: demo:app\nphones: [4711]\n") == [
        "s.yaml:2:9: expected a mapping of numbers such as `{4711: busy}`, not a list"
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2O02", "2002"),
        ("+36 1 l23o5", "+36112305"),
        ("2OO2", "2002"),
        ("2002", ""),
        ("anna", ""),
        ("room-5", ""),
        ("room1l2", ""),
        ("2002O", ""),
    ],
)
def test_only_letters_between_digits_make_a_number_doubtful(written, meant):
    assert meant_number(written) == meant
