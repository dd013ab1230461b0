"""The phones of other people as YAML has them: number by number, what happens when it is called or gets a message."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from math import inf
from typing import Final

from simulator.scenario.document import ListNode, MappingNode, Node, TextNode
from simulator.scenario.mistakes import Mistakes
from simulator.scenario.numbers import by_number
from simulator.scenario.reading import Reader, items, known_reader, mapping, mistaken, one_of, refused, rings, seconds
from simulator.scenario.sounds import ClipFolders
from simulator.scenario.step_reading import WrittenSteps
from simulator.scenario.steps import read_steps
from simulator.telephony.outbox import DeliveryState
from simulator.telephony.phone import DELIVERIES, Phone, PhoneBook, PhoneOutcome, SmsDelivery, folded_number
from simulator.telephony.phone_steps import first_ringing_step, phone_from_steps

_EXPECTED: Final = "what happens at this number, such as `busy`, a list of steps or `{answers: 5s, does: [...]}`"


_LETTERS_IN_DIGITS: Final = re.compile(r"[+*#]*[0-9][0-9*#OoIl]*[0-9]")
_DIGITS: Final = str.maketrans("OoIl", "0011")


def meant_number(number: str) -> str:
    """The digits that a number may have been meant to be, as `2002` for `2O02`; empty if it is as good as any.

    Only letters that look like digits, between digits, make a number doubtful: `anna` and `room-1l` are names.
    """
    written = folded_number(number)
    meant = written.translate(_DIGITS)
    return meant if meant != written and _LETTERS_IN_DIGITS.fullmatch(written) else ""


def read_phones(node: Node, clips: ClipFolders) -> PhoneBook:
    """Read who is at which number."""
    return by_number(node, _PhoneReader(clips).entries, "a mapping of numbers such as `{4711: busy}`")


class _PhoneReader:
    """Reads what happens at one number."""

    def __init__(self, clips: ClipFolders) -> None:
        self._clips = clips

    def entries(self, node: Node) -> tuple[Phone, ...]:
        """One phone for each call in turn; the last one stays."""
        if not (isinstance(node, MappingNode) and node.get("calls")):
            return (self.phone(node, {"sms": _delivery}),)
        values = mapping(node, {"calls": self._in_turn, "sms": _delivery}, _EXPECTED)
        phones: tuple[Phone, ...] = values["calls"]
        return tuple(replace(phone, sms=values.get("sms", phone.sms)) for phone in phones)

    def phone(self, node: Node, more: dict[str, Reader[SmsDelivery]]) -> Phone:
        """A word, the steps of somebody who answers, or both and more in a mapping."""
        match node:
            case ListNode():
                return _from_steps(node, self._steps(node))
            case MappingNode():
                return self._in_full(node, more)
            case _:
                return Phone(one_of(PhoneOutcome, _EXPECTED)(node))

    def _in_turn(self, node: Node) -> tuple[Phone, ...]:
        phones = items(node, lambda one: self.phone(one, {"sms": _belongs_beside_calls}), "a list, an item a call")
        if not phones:
            raise mistaken(node, "expected what happens on the first call, found nothing")
        return phones

    def _in_full(self, node: MappingNode, more: dict[str, Reader[SmsDelivery]]) -> Phone:
        outcomes = [key for key, _ in node.entries if key.text in set(PhoneOutcome)]
        if len(outcomes) > 1:
            raise mistaken(outcomes[1], f"a phone that {_said(outcomes[0])} cannot be one that {_said(outcomes[1])}")
        readers: dict[str, Callable[[Node], object]] = {str(one): _ringing(one) for one in PhoneOutcome}
        mistakes = Mistakes()
        values: dict[str, object] = {}
        for key, value in node.entries:
            with mistakes.noted():
                if key.text == "calls":
                    raise mistaken(key, "a call of several cannot be several calls itself")
                reader = known_reader(key, value, {**readers, "does": self._on_the_line, **more}, braces=node.braces)
                values[key.text] = reader(value)
        outcome = PhoneOutcome(outcomes[0].text) if outcomes else PhoneOutcome.ANSWERS
        does = node.get("does")
        if does is not None and outcome is not PhoneOutcome.ANSWERS:
            mistakes.note(does.place, f"only who answers can do something; this phone {_said(outcomes[0])}")
        mistakes.check()
        return _phone(outcome, values)

    def _steps(self, node: Node) -> WrittenSteps:
        return read_steps(node, self._clips, phone=True)

    def _on_the_line(self, node: Node) -> WrittenSteps:
        """The steps behind `does`, which are taken once the phone has been picked up."""
        steps = self._steps(node)
        ringing = first_ringing_step(steps)
        if ringing is not None and isinstance(node, ListNode):
            step = str(steps[ringing])
            hint = f"write `{step}` beside 'does'" if step == "answers" else "write `refuses` in place of 'does'"
            raise mistaken(
                node.items[ringing], f"{step!r} comes too late here, as the phone has been picked up; {hint}"
            )
        return steps


def _from_steps(node: Node, steps: WrittenSteps) -> Phone:
    try:
        phone = phone_from_steps(steps)
    except ValueError as error:
        raise mistaken(node, str(error)) from None
    return replace(phone, steps=steps.from_number(len(steps) - len(phone.steps)))


def _phone(outcome: PhoneOutcome, values: dict[str, object]) -> Phone:
    steps, after, sms = values.get("does", ()), values.get(outcome), values.get("sms", SmsDelivery())
    return Phone(outcome, steps, after, sms)  # type: ignore[arg-type]  # each is what its reader gives


def _ringing(outcome: PhoneOutcome) -> Reader[float | None]:
    """What reads how long a phone rings, if anything is said of it."""

    def read(node: Node) -> float | None:
        if isinstance(node, TextNode) and node.empty:
            return None
        if outcome is PhoneOutcome.NO_ANSWER:
            raise refused(node, "nothing behind 'no answer'; the phone rings until the caller gives up")
        return rings(node)

    return read


def _delivery(node: Node) -> SmsDelivery:
    """What becomes of short messages: a word, or a word and how long it takes."""
    readers: dict[str, Reader[object]] = {"state": _state, "after": seconds}
    expected = "what becomes of short messages, such as `failed` or `{state: failed, after: 30s}`"
    if isinstance(node, TextNode):
        state, after = _state(node, expected), None
    else:
        values = mapping(node, readers, expected, required=["state"])
        state, after = values["state"], values.get("after")
    if state is DeliveryState.PENDING:
        if after is not None:
            raise mistaken(node, "'never' takes no time")
        return SmsDelivery(state, inf)
    return SmsDelivery(state, after)


def _state(node: Node, expected: str = "what becomes of a short message") -> DeliveryState:
    return DELIVERIES[one_of(DELIVERIES, expected)(node)]


def _belongs_beside_calls(node: Node) -> SmsDelivery:
    raise mistaken(node, "'sms' belongs beside 'calls': short messages do not count as calls")


def _said(key: TextNode) -> str:
    return {"busy": "is busy", "no answer": "gives no answer", "unknown": "is unknown"}.get(key.text, key.text)
