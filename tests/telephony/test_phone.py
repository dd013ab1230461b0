"""The phones of the simulated world."""

import pytest

from simulator.telephony.causes import HangupCause
from simulator.telephony.outbox import DeliveryState
from simulator.telephony.phone import REFUSALS, Phone, PhoneOutcome, SmsDelivery, folded_number


def test_a_phone_of_which_nothing_is_said_is_picked_up_by_somebody_without_a_script():
    assert Phone() == Phone(PhoneOutcome.ANSWERS, (), None, SmsDelivery(DeliveryState.DELIVERED, None))


def test_each_outcome_but_two_is_a_refusal_with_its_cause():
    assert {outcome: REFUSALS.get(outcome) for outcome in PhoneOutcome} == {
        PhoneOutcome.ANSWERS: None,
        PhoneOutcome.NO_ANSWER: None,
        PhoneOutcome.BUSY: HangupCause.USER_BUSY,
        PhoneOutcome.REFUSES: HangupCause.CALL_REJECTED,
        PhoneOutcome.UNKNOWN: HangupCause.UNALLOCATED_NUMBER,
    }


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("4711", "4711"),
        (" +36 1 234-56.78 ", "+3612345678"),
        ("(06) 1/234\t5678", "0612345678"),
        ("0110", "0110"),
        ("anna@example.com", "anna@examplecom"),
        ("*21#", "*21#"),
        ("", ""),
    ],
)
def test_numbers_are_compared_without_what_makes_them_readable(written, folded):
    assert folded_number(written) == folded


def test_the_plus_and_leading_zeros_count():
    assert len({folded_number(one) for one in ("+3611", "003611", "3611")}) == 3
