"""The phones of other people, as Python writes them: what happens when the app calls a number or sends it a message.

place_call(app, [hears("transfer")], phones={"4711": answers(says("Anna speaking"), after=3), "4712": "busy"})
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import Final, Literal, TypeAlias

from simulator.arguments import check_seconds
from simulator.errors import ScenarioError, suggestion
from simulator.steps import checked_steps, is_step
from simulator.telephony.phone import DELIVERIES, Phone, PhoneBook, PhoneOutcome, SmsDelivery, folded_number
from simulator.telephony.step import Step
from simulator.telephony.steps import misfit_among

SmsState: TypeAlias = Literal["delivered", "failed", "never"]

_FUNCTIONS: Final = ("answers", "busy", "no_answer", "refuses", "unknown")
"""What makes a phone, here."""

PhoneLike: TypeAlias = Phone | str | Step | Sequence[Phone | str | Step]
"""A phone; a word such as "busy"; the steps of somebody who answers, who may begin with `answers(after=5)`; or a phone
or word for each call, in turn."""


def answers(
    *steps: Step, after: float | None = None, sms: SmsState = "delivered", sms_after: float | None = None
) -> Phone:
    """Somebody picks up and takes steps.

    Args:
        steps: what the person does on the line.
        after: seconds that the phone rings; as the setting `pick_up_time` says if not given.
        sms: what becomes of short messages to this phone; with "never" nothing is heard of them.
        sms_after: seconds until that is known; as the setting `sms_delivery_time` says if not given.
    """
    checked_steps(steps, "answers(...): ")
    misfit = misfit_among(steps)
    if misfit is not None:
        index, reason = misfit
        raise ScenarioError(f"answers(...): step {index + 1} ({steps[index]}) {reason}")
    return _phone(PhoneOutcome.ANSWERS, after, sms, sms_after, steps)


def busy(*, after: float | None = None, sms: SmsState = "delivered", sms_after: float | None = None) -> Phone:
    """The line is busy; the caller learns it at once, or after so many seconds. `sms` as in `answers`."""
    return _phone(PhoneOutcome.BUSY, after, sms, sms_after)


def refuses(*, after: float | None = None, sms: SmsState = "delivered", sms_after: float | None = None) -> Phone:
    """Somebody rejects the call, at once or after so many seconds. `sms` as in `answers`."""
    return _phone(PhoneOutcome.REFUSES, after, sms, sms_after)


rejects = refuses
"""The same, as the step of whoever has the phone is named."""


def no_answer(*, sms: SmsState = "delivered", sms_after: float | None = None) -> Phone:
    """The phone rings until the caller gives up. `sms` as in `answers`."""
    return _phone(PhoneOutcome.NO_ANSWER, None, sms, sms_after)


def unknown(*, after: float | None = None, sms: SmsState = "delivered", sms_after: float | None = None) -> Phone:
    """Nobody has this number; the caller learns it at once, or after so many seconds. `sms` as in `answers`."""
    return _phone(PhoneOutcome.UNKNOWN, after, sms, sms_after)


def phone_book(phones: Mapping[str, PhoneLike]) -> PhoneBook:
    """Take down who is at which number.

    Raises:
        ScenarioError: what is written there is no phone, or two numbers are the same one.
    """
    if not isinstance(phones, Mapping):
        raise ScenarioError(f"phones: expected phones by number such as {{'4711': busy()}}, not {phones!r}")
    check_numbers(phones)
    return {number: _entries(number, written) for number, written in phones.items()}


def check_numbers(numbers: Iterable[object]) -> None:
    """Check that each number of a phone book is one, and another one.

    Raises:
        ScenarioError: one is not.
    """
    known: dict[str, str] = {}
    for number in numbers:
        if not isinstance(number, str) or not folded_number(number):
            raise ScenarioError(f"phones: expected a number, as a text such as '4711', not {number!r}")
        other = known.setdefault(folded_number(number), number)
        if other is not number:
            raise ScenarioError(f"phones: {other!r} and {number!r} are the same number")


def phone_from_word(word: str) -> Phone:
    """The phone that a word such as "busy" stands for.

    Raises:
        ScenarioError: it stands for none.
    """
    outcomes = [str(outcome) for outcome in PhoneOutcome]
    if word not in outcomes:
        raise ScenarioError(f"unknown phone {word!r}{suggestion(word, outcomes)}")
    return Phone(PhoneOutcome(word))


def sms_delivery(state: object, after: float | None = None) -> SmsDelivery:
    """What becomes of short messages to a phone.

    Raises:
        ScenarioError: there is no such state, or no such time.
    """
    if not isinstance(state, str) or state not in DELIVERIES:
        raise ScenarioError(f"unknown state of a short message {state!r}{suggestion(str(state), DELIVERIES)}")
    if state == "never" and after is not None:
        raise ScenarioError("'never' takes no time")
    return SmsDelivery(DELIVERIES[state], inf if state == "never" else after)


def _phone(
    outcome: PhoneOutcome,
    after: float | None,
    sms: str,
    sms_after: float | None,
    steps: tuple[Step, ...] = (),
) -> Phone:
    name = outcome.replace(" ", "_")
    _check_seconds(name, "after", after)
    _check_seconds(name, "sms_after", sms_after)
    try:
        delivery = sms_delivery(sms, sms_after)
    except ScenarioError as error:
        raise ScenarioError(f"{name}(sms={sms!r}): {error}") from None
    return Phone(outcome, steps, None if after is None else float(after), delivery)


def _check_seconds(function: str, name: str, value: object) -> None:
    if value is not None:
        check_seconds(function, name, value)


def _entries(number: str, written: PhoneLike) -> tuple[Phone, ...]:
    """What happens at a number, call after call."""
    try:
        match written:
            case Phone():
                return (written,)
            case str():
                return (phone_from_word(written),)
            case _ if is_step(written):
                return (answers(written),)
            case [Phone(PhoneOutcome.ANSWERS, ()) as picks_up, *rest] if steps := [one for one in rest if is_step(one)]:
                if len(steps) < len(rest):
                    raise _no_phone(next(one for one in rest if not is_step(one)))
                return (replace(picks_up, steps=answers(*steps).steps),)
            case list() | tuple() if written and not any(map(is_step, written)):
                return tuple(one if isinstance(one, Phone) else phone_from_word(_word(one)) for one in written)
            case list() | tuple() if written:
                return (answers(*written),)
            case _:
                raise _no_phone(written)
    except ScenarioError as error:
        raise ScenarioError(f"phones: {number!r}: {error}") from None


def _word(written: object) -> str:
    if isinstance(written, str):
        return written
    raise _no_phone(written)


def _no_phone(written: object) -> ScenarioError:
    name = getattr(written, "__name__", "")
    hint = f"; write {name}()" if name in _FUNCTIONS else ""
    return ScenarioError(
        f"expected a phone such as busy() or answers(says('Hello')), a word or steps, not {written!r}{hint}"
    )
