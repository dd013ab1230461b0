"""The phones of other people as the control API takes them: the language of scenario files, in JSON.

A phone is a plain word, the steps of somebody who answers, or an object that says more.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag

from simulator.errors import ScenarioError, suggestion
from simulator.phones import check_numbers, phone_from_word, sms_delivery
from simulator.server.control.steps import CallerStep, step_from_written
from simulator.server.control.written import Seconds, Written, WrittenStep, kind_of, mistake, one_of, with_example
from simulator.telephony.phone import Phone, PhoneBook, PhoneOutcome, SmsDelivery
from simulator.telephony.step import Step
from simulator.telephony.steps import misfit_among

# -- short messages --------------------------------------------------------------------------------------------------

DeliveryWord: TypeAlias = Literal["delivered", "failed", "never"]


class WrittenDelivery(Written):
    """What becomes of short messages to a phone."""

    model_config = with_example({"state": "failed", "after": 5})

    state: DeliveryWord = Field(description='"never": nothing is ever heard of them.')
    after: Seconds | None = Field(None, description="How long it takes; as sms_delivery_time says if not given.")


def _delivery(written: WrittenDelivery | str) -> SmsDelivery:
    if isinstance(written, WrittenDelivery):
        return sms_delivery(written.state, written.after)
    return sms_delivery(written)


def _checked_delivery(written: WrittenDelivery | str) -> WrittenDelivery | str:
    try:
        _delivery(written)
    except ScenarioError as error:
        raise mistake(str(error)) from None
    return written


Delivery: TypeAlias = Annotated[
    Annotated[DeliveryWord, Tag("plain")] | Annotated[WrittenDelivery, Tag("a state")],
    Discriminator(kind_of("state")),
    AfterValidator(_checked_delivery),
]

# -- steps -----------------------------------------------------------------------------------------------------------


def _steps(written: Sequence[WrittenStep | str]) -> tuple[Step, ...]:
    return tuple(step_from_written(one) for one in written)


def _checked_steps(written: list[WrittenStep | str]) -> list[WrittenStep | str]:
    misfit = misfit_among(_steps(written))
    if misfit is not None:
        raise mistake(f"step {misfit[0] + 1} {misfit[1]}")
    return written


Steps: TypeAlias = Annotated[list[CallerStep], AfterValidator(_checked_steps)]
"""What one person does, all of which can be reached."""

# -- phones ----------------------------------------------------------------------------------------------------------


class WrittenPhone(Written, ABC):
    """A phone that is an object."""

    sms: Delivery = Field("delivered", description="What becomes of short messages to it.")

    @abstractmethod
    def as_phone(self) -> Phone:
        """The phone as the core has it."""


class AnsweringPhone(WrittenPhone):
    """Somebody picks up."""

    model_config = with_example(
        {"answers": 5, "does": [{"says": "Anna speaking"}, {"stays_silent": 3}], "sms": {"state": "failed", "after": 2}}
    )

    answers: Seconds | None = Field(None, description="How long it rings; as pick_up_time says if not given.")
    does: Steps = Field([], description="What the person does on the line.")

    def as_phone(self) -> Phone:
        """The phone as the core has it."""
        return Phone(PhoneOutcome.ANSWERS, _steps(self.does), self.answers, _delivery(self.sms))


class BusyPhone(WrittenPhone):
    """The line is busy; the caller learns it after so many seconds, or at once (null)."""

    model_config = with_example({"busy": 3})

    busy: Seconds | None

    def as_phone(self) -> Phone:
        """The phone as the core has it."""
        return Phone(PhoneOutcome.BUSY, (), self.busy, _delivery(self.sms))


class RefusingPhone(WrittenPhone):
    """Somebody rejects the call, after so many seconds, or at once (null)."""

    model_config = with_example({"refuses": 3})

    refuses: Seconds | None

    def as_phone(self) -> Phone:
        """The phone as the core has it."""
        return Phone(PhoneOutcome.REFUSES, (), self.refuses, _delivery(self.sms))


class RingingPhone(WrittenPhone):
    """Nobody picks up; it rings until the caller gives up."""

    model_config = with_example({"no answer": None, "sms": "failed"})

    no_answer: None = Field(alias="no answer")

    def as_phone(self) -> Phone:
        """The phone as the core has it."""
        return Phone(PhoneOutcome.NO_ANSWER, sms=_delivery(self.sms))


class UnknownPhone(WrittenPhone):
    """Nobody has this number; the caller learns it after so many seconds, or at once (null)."""

    model_config = with_example({"unknown": None, "sms": "failed"})

    unknown: Seconds | None

    def as_phone(self) -> Phone:
        """The phone as the core has it."""
        return Phone(PhoneOutcome.UNKNOWN, (), self.unknown, _delivery(self.sms))


PhoneWord: TypeAlias = Annotated[
    Literal["answers", "busy", "no answer", "refuses", "unknown"],
    Field(description="A phone that needs no more words.", examples=["busy", "no answer"]),
]

_WORDS: Final = tuple(str(outcome) for outcome in PhoneOutcome)
_OF_WHOEVER_ANSWERS: Final = ("does", "sms")
"""What an object may say without `answers`."""

_LIST: Final = "a list"


def _kind(value: object) -> str:
    return _LIST if isinstance(value, list) else kind_of(*_WORDS, "calls")(value)


def _known_phone(*kinds: str) -> BeforeValidator:
    """Make a check that something is a phone, before its parts are looked at; `kinds` are those of objects."""

    def check(value: object) -> object:
        match value:
            case str() if value not in _WORDS:
                raise mistake(f"unknown phone {value!r}{suggestion(value, _WORDS)}")
            case str() | list():
                return value
            case Mapping():
                if "sms" in value and "calls" not in kinds:
                    raise mistake("'sms' belongs beside 'calls': short messages do not count as calls")
                telling = {name: None for name in value if name not in _OF_WHOEVER_ANSWERS}
                if telling or not value:
                    one_of("phone", kinds)(telling)
                return value
            case _:
                raise mistake(f"expected a phone: a word such as 'busy', a list of steps, or an object, not {value!r}")

    return BeforeValidator(check)


Behaviour: TypeAlias = Annotated[
    Annotated[PhoneWord, Tag("plain")]
    | Annotated[Steps, Tag(_LIST)]
    | Annotated[AnsweringPhone, Tag("a answers")]
    | Annotated[BusyPhone, Tag("a busy")]
    | Annotated[RefusingPhone, Tag("a refuses")]
    | Annotated[RingingPhone, Tag("a no answer")]
    | Annotated[UnknownPhone, Tag("a unknown")],
    Discriminator(_kind),
    _known_phone(*_WORDS),
]
"""What happens on one call."""


class CallAfterCall(Written):
    """What happens call after call; the last entry holds for all further ones."""

    model_config = with_example({"calls": ["busy", {"answers": 5}], "sms": "delivered"})

    calls: list[Behaviour] = Field(min_length=1)
    sms: Delivery = Field("delivered", description="What becomes of short messages.")


WrittenEntry: TypeAlias = Annotated[
    Annotated[PhoneWord, Tag("plain")]
    | Annotated[Steps, Tag(_LIST)]
    | Annotated[AnsweringPhone, Tag("a answers")]
    | Annotated[BusyPhone, Tag("a busy")]
    | Annotated[RefusingPhone, Tag("a refuses")]
    | Annotated[RingingPhone, Tag("a no answer")]
    | Annotated[UnknownPhone, Tag("a unknown")]
    | Annotated[CallAfterCall, Tag("a calls")],
    Discriminator(_kind),
    _known_phone(*_WORDS, "calls"),
]
"""What stands behind one number."""


def _checked_numbers(phones: dict[str, WrittenEntry]) -> dict[str, WrittenEntry]:
    try:
        check_numbers(phones)
    except ScenarioError as error:
        raise mistake(str(error)) from None
    return phones


WrittenPhoneBook: TypeAlias = Annotated[dict[str, WrittenEntry], AfterValidator(_checked_numbers)]


def phone_book_from_written(written: WrittenPhoneBook) -> PhoneBook:
    """The phones as the core has them."""
    return {number: _phones(entry) for number, entry in written.items()}


def _phones(entry: WrittenEntry) -> tuple[Phone, ...]:
    if not isinstance(entry, CallAfterCall):
        return (_phone(entry),)
    delivery = _delivery(entry.sms)
    return tuple(replace(_phone(one), sms=delivery) for one in entry.calls)


def _phone(written: Behaviour) -> Phone:
    match written:
        case WrittenPhone():
            return written.as_phone()
        case str():
            return phone_from_word(written)
        case _:
            return Phone(steps=_steps(written))
