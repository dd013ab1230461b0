"""What can be expected of what people hear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, Self

from simulator.scenario.document import MappingNode, Node
from simulator.scenario.expectation import Expectation, Mismatch, Occurrence, exclusion, expectation, listed
from simulator.scenario.numbers import by_number
from simulator.scenario.reading import matched_text, one_or_more
from simulator.telephony.number_match import number_fits
from simulator.telephony.text_match import TextMatch, folded

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult
    from simulator.telephony.call import Prompt

PROMPTS_SHOWN: Final = 5
"""Of what was heard instead, the closest ones."""

_TEXTS: Final = "a text, or a list of texts"
_TEXTS_OR_NUMBERS: Final = "a text, a list of texts, or a mapping of numbers"


@expectation("hears")
@dataclass(frozen=True, slots=True)
class ExpectedPrompt(Expectation):
    """Prompts held these texts, in this order; matched as in the step `hears`.

    `elsewhere` has texts, in any order, by the number of who hears them. Without `texts` only those count.
    """

    texts: tuple[str, ...] = ()
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, node: Node) -> Self:
        """A text, a list of texts that are heard in this order, or a mapping of numbers and what is heard there."""
        texts, elsewhere = _texts(node)
        return cls(texts, elsewhere, place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Look for them among the prompts."""
        found = self._in_order(result.heard)
        for number, texts in self.elsewhere.items():
            heard = [prompt.text for prompt in _prompts_at(number, result)]
            for one in texts:
                if not any(TextMatch(one).found_in(prompt) for prompt in heard):
                    found.append(self.mismatch(f"{number} hears", "", repr(one), _closest(one, heard)))
        return found

    def _in_order(self, heard: Sequence[str]) -> list[Mismatch]:
        """What comes first of the texts that are not there: what follows it cannot be looked for."""
        number, offset, before = 0, 0, ""
        for one in self.texts:
            found = _next(TextMatch(one), heard, number, offset)
            if found is None:
                if not before:
                    return [self.mismatch("hears", "", repr(one), _closest(one, heard))]
                later = _closest(one, heard[number + 1 :])
                earlier = next((repr(prompt) for prompt in heard[: number + 1] if TextMatch(one).found_in(prompt)), "")
                was = f"{later}, and {earlier} before it" if earlier else later
                return [self.mismatch("hears", "", f"{one!r} after {before!r}", was)]
            (number, offset), before = found, one
        return []


@exclusion("hears")
@dataclass(frozen=True, slots=True)
class ExcludedPrompt(Expectation):
    """Nobody was to hear any of these texts: the caller, or those at the numbers in `elsewhere`."""

    texts: tuple[str, ...] = ()
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, node: Node) -> Self:
        """A text, a list of texts, or a mapping of numbers and what is never heard there."""
        texts, elsewhere = _texts(node)
        return cls(texts, elsewhere, place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Look for the first prompt that holds each."""
        found = [one for text in self.texts for one in self._violations("hears", text, result.prompts)]
        for number, texts in self.elsewhere.items():
            prompts = _prompts_at(number, result)
            found += [one for text in texts for one in self._violations(f"{number} hears", text, prompts)]
        return found

    def _violations(self, subject: str, text: str, prompts: Sequence[Prompt]) -> list[Mismatch]:
        return self.violations(subject, repr(text), _occurrences(TextMatch(text), prompts))


def _texts(node: Node) -> tuple[tuple[str, ...], Mapping[str, tuple[str, ...]]]:
    """Texts that the caller hears, or texts by number."""
    if isinstance(node, MappingNode):
        return (), by_number(node, lambda one: one_or_more(one, matched_text, _TEXTS), _TEXTS_OR_NUMBERS)
    return one_or_more(node, matched_text, _TEXTS_OR_NUMBERS), {}


def _next(wanted: TextMatch, heard: Sequence[str], number: int, offset: int) -> tuple[int, int] | None:
    """The number of the next prompt that holds a text, and where the text ends in it; search from an offset in one."""
    for later in range(number, len(heard)):
        end = wanted.end_in(heard[later], offset if later == number else 0)
        if end is not None:
            return later, end
    return None


def _occurrences(wanted: TextMatch, prompts: Sequence[Prompt]) -> Iterator[Occurrence]:
    return (Occurrence(one.started_at, repr(one.text)) for one in prompts if wanted.found_in(one.text))


def _prompts_at(number: str, result: CallResult) -> list[Prompt]:
    """What was heard at a number, on all calls there, in the order of time."""
    everybody = (result, *result.further, *result.calls)
    same = [one for one in everybody if number_fits(number, one.number)]
    return sorted((prompt for one in same for prompt in one.prompts), key=lambda prompt: prompt.started_at)


def _closest(wanted: str, prompts: Sequence[str]) -> str:
    """What was heard instead, that which is most like it first."""
    closest = sorted(dict.fromkeys(prompts), key=lambda heard: -_likeness(folded(wanted), folded(heard)))
    return listed([repr(heard) for heard in closest[:PROMPTS_SHOWN]]) + (" (closest first)" if len(closest) > 1 else "")


def _likeness(wanted: str, heard: str) -> int:
    """How long the longest part of a text is that was heard."""
    return SequenceMatcher(None, wanted, heard, autojunk=False).find_longest_match().size
