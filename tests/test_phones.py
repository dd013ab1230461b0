"""The phones of other people as Python writes them."""

from __future__ import annotations

from math import inf, nan

import pytest

from simulator import hangs_up, hears, noise, pauses, says
from simulator.errors import ScenarioError
from simulator.phones import answers, busy, no_answer, phone_book, refuses, unknown
from simulator.telephony.outbox import DeliveryState
from simulator.telephony.phone import Phone, PhoneOutcome, SmsDelivery
from simulator.telephony.steps import Says


def test_phones_are_plain_data():
    assert [answers(hears("Hi"), after=3), busy(), refuses(after=2), no_answer(), unknown()] == [
        Phone(PhoneOutcome.ANSWERS, (hears("Hi"),), 3.0),
        Phone(PhoneOutcome.BUSY),
        Phone(PhoneOutcome.REFUSES, after=2.0),
        Phone(PhoneOutcome.NO_ANSWER),
        Phone(PhoneOutcome.UNKNOWN),
    ]


def test_a_phone_says_what_becomes_of_short_messages():
    assert [one.sms for one in (busy(), answers(sms="failed", sms_after=5), unknown(sms="never"))] == [
        SmsDelivery(),
        SmsDelivery(DeliveryState.FAILED, 5),
        SmsDelivery(DeliveryState.PENDING, inf),
    ]


def test_a_phone_book_takes_phones_words_steps_and_a_phone_for_each_call():
    book = phone_book(
        {
            "1": busy(),
            "2": "no answer",
            "3": [says("Hello"), hangs_up()],
            "4": [busy(), "refuses", answers(says("Hello"))],
            "5": says("Hello"),
        }
    )

    assert book == {
        "1": (Phone(PhoneOutcome.BUSY),),
        "2": (Phone(PhoneOutcome.NO_ANSWER),),
        "3": (Phone(steps=(says("Hello"), hangs_up())),),
        "4": (Phone(PhoneOutcome.BUSY), Phone(PhoneOutcome.REFUSES), Phone(steps=(says("Hello"),))),
        "5": (Phone(steps=(says("Hello"),)),),
    }


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: answers(after=-1), "answers(after=-1): `after` must be a finite number, not negative"),
        (lambda: busy(after=inf), "busy(after=inf): `after` must be a finite number, not negative"),
        (lambda: refuses(after=nan), "refuses(after=nan): `after` must be a finite number, not negative"),
        (
            lambda: busy(after="3s"),
            "busy(after='3s'): `after` must be a finite number, not negative; in seconds, such as after=3",
        ),
        (lambda: no_answer(sms_after=-1), "no_answer(sms_after=-1): `sms_after` must be a finite number, not negative"),
        (
            lambda: unknown(sms="fail"),
            "unknown(sms='fail'): unknown state of a short message 'fail'; did you mean 'failed'?",
        ),
        (
            lambda: busy(sms="never", sms_after=3),
            "busy(sms='never'): 'never' takes no time",
        ),
        (lambda: answers("Hello"), "answers(...): step 1: expected a step such as says('Hello'), not 'Hello'"),
        (
            lambda: answers(Says),
            "answers(...): step 1: expected a step such as says('Hello'), not " + repr(Says) + "; did you mean 'says'?",
        ),
        (
            lambda: answers(hangs_up(), pauses(1)),
            "answers(...): step 2 (pauses 1.0 s) can never be reached: the caller hangs up before it",
        ),
        (
            lambda: answers(says(noise()), hangs_up()),
            "answers(...): step 2 (hangs up) can never be reached: the noise before it has no end; let it be in the "
            "background",
        ),
    ],
)
def test_a_phone_that_makes_no_sense_is_refused_where_it_is_written(make, message):
    with pytest.raises(ScenarioError) as refused:
        make()

    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("phones", "message"),
    [
        ({4711: busy()}, "phones: expected a number, as a text such as '4711', not 4711"),
        ({" ": busy()}, "phones: expected a number, as a text such as '4711', not ' '"),
        ({"47 11": busy(), "47-11": busy()}, "phones: '47 11' and '47-11' are the same number"),
        ({"1": "bussy"}, "phones: '1': unknown phone 'bussy'; did you mean 'busy'?"),
        ({"1": [busy(), "bussy"]}, "phones: '1': unknown phone 'bussy'; did you mean 'busy'?"),
        (
            {"1": []},
            "phones: '1': expected a phone such as busy() or answers(says('Hello')), a word or steps, not []",
        ),
        (
            {"1": busy},
            "phones: '1': expected a phone such as busy() or answers(says('Hello')), a word or steps, "
            f"not {busy!r}; write busy()",
        ),
        (["4711"], "phones: expected phones by number such as {'4711': busy()}, not ['4711']"),
        (
            {"1": [busy(), 5]},
            "phones: '1': expected a phone such as busy() or answers(says('Hello')), a word or steps, not 5",
        ),
        (
            {"1": Phone},
            f"phones: '1': expected a phone such as busy() or answers(says('Hello')), a word or steps, not {Phone!r}",
        ),
        (
            {"1": [says("Hello"), busy()]},
            f"phones: '1': answers(...): step 2: expected a step such as says('Hello'), not {busy()!r}",
        ),
    ],
)
def test_a_phone_book_that_makes_no_sense_is_refused(phones, message):
    with pytest.raises(ScenarioError) as refused:
        phone_book(phones)

    assert str(refused.value) == message
