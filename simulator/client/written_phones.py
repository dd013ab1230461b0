"""Writes the phones of other people as the control API has them: `busy(after=2)` becomes `{"busy": 2.0}`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import TypeAlias

from simulator.client.written_steps import PLAIN_STEPS, StepLike, written_step, written_steps
from simulator.errors import ScenarioError
from simulator.phones import PhoneLike, phone_book
from simulator.telephony.phone import DELIVERIES, Phone, PhoneOutcome, SmsDelivery

PhoneEntry: TypeAlias = PhoneLike | Mapping[str, object] | Sequence[StepLike]
"""What stands behind a number: as in `place_call`, or as the control API has it."""


def written_phones(phones: Mapping[str, PhoneEntry]) -> dict[str, object]:
    """Phones as the control API has them. What has that form already is left as it is.

    Raises:
        ScenarioError: what is written there is no phone.
    """
    if not isinstance(phones, Mapping):
        raise ScenarioError(f"phones: expected phones by number such as {{'4711': busy()}}, not {phones!r}")
    return {number: _written_entry(number, entry) for number, entry in phones.items()}


def _written_entry(number: str, entry: PhoneEntry) -> object:
    if isinstance(entry, Mapping):
        return entry
    if isinstance(entry, list | tuple) and any(map(_is_written_step, entry)):
        return written_steps(entry)
    calls = phone_book({number: entry})[number]  # type: ignore[dict-item]  # what remains is as in place_call
    if len(calls) == 1:
        return _written_phone(calls[0])
    if any(phone.sms != calls[0].sms for phone in calls):
        raise ScenarioError(f"phones: {number!r}: short messages do not count as calls; let `sms` be the same in all")
    return {"calls": [_written_call(phone) for phone in calls], "sms": _written_delivery(calls[0].sms)}


def _is_written_step(one: object) -> bool:
    return isinstance(one, Mapping) or (isinstance(one, str) and one in PLAIN_STEPS)


def _written_phone(phone: Phone) -> dict[str, object]:
    return {**_written_call(phone), "sms": _written_delivery(phone.sms)}


def _written_call(phone: Phone) -> dict[str, object]:
    """What happens on a call to a phone."""
    if phone.outcome is PhoneOutcome.ANSWERS:
        return {"answers": phone.after, "does": [written_step(step) for step in phone.steps]}
    return {str(phone.outcome): phone.after}


def _written_delivery(delivery: SmsDelivery) -> dict[str, object]:
    word = next(word for word, state in DELIVERIES.items() if state is delivery.state)
    return {"state": word} if delivery.after in (None, inf) else {"state": word, "after": delivery.after}
