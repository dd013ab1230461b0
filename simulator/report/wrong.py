"""What went wrong in a run, in that order: what happened at an instant, then what was found when all was over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final, TypeAlias

from simulator.drivers.call_result import CallResult
from simulator.scenario.expectation import Mismatch
from simulator.scenario.run import UNANSWERED, ScenarioRun
from simulator.scenario.step_reading import place_of_step
from simulator.telephony.events import Stalled, StepFailed, seconds_text
from simulator.telephony.phone import folded_number
from simulator.telephony.problem import Place, Severity
from simulator.telephony.script_events import ProblemFound, PromptFinished, PromptInterrupted, PromptStarted
from simulator.telephony.text_match import TextMatch
from simulator.telephony.transcript import Entry, Transcript

_HEARD: Final = re.compile(r"; (?:heard .*|nothing was heard)$", re.DOTALL)
_BEHIND: Final = r"(?: after (.+))?"
_QUOTED: Final = r"('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_WANTED: Final = re.compile(f"(?:when it |repeats until it )?hears {_QUOTED}")
_SUBJECT: Final = re.compile(r"(?:(.+) )?hears")
_ONLY_THE_END: Final = " waits for the end of the call"
_NOTHING_MORE: Final = "nothing can happen any more"


@dataclass(frozen=True, slots=True)
class Mistake:
    """An error that was found in an app's answers, so many times."""

    entry: Entry
    text: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Stall:
    """Calls on which nothing could happen any more, from one instant on. `waiting` says what everybody waited for."""

    entry: Entry
    what: str
    waiting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnmetStep:
    """A step that could not be taken.

    `wanted` is the text that it was to hear, None if it is another step; `heard` is what was heard before. `reason` is
    empty where nothing could happen any more, which the stall tells. `place` is where the step is written.
    """

    entry: Entry
    step: str
    reason: str
    wanted: str | None
    heard: tuple[str, ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Unheard:
    """A text that somebody was expected to hear, `behind` another one, and everything that was heard instead."""

    mismatch: Mismatch
    wanted: str
    heard: tuple[str, ...]
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Whatever else a run gives as a reason."""

    text: str


WrongThing: TypeAlias = Mistake | Stall | UnmetStep | Unheard | Sentence | Mismatch


def wrong_things(run: ScenarioRun) -> list[WrongThing]:
    """Everything for which a scenario did not pass, earliest first; what was expected and was not, at the end."""
    left = Counter(run.reasons)
    left.subtract(map(str, run.mismatches))
    found: list[WrongThing] = []
    if run.result is not None:
        transcript = run.result.transcript
        wrong = list(_wrong_entries(transcript, left))
        found = [*_merged(wrong, transcript)]
    return [
        *(Sentence(text) for text in (+left).elements()),
        *(_placed(one, run) for one in found),
        *(with_heard(one, run.result) for one in run.mismatches if not _follows(one, found)),
    ]


def _placed(thing: WrongThing, run: ScenarioRun) -> WrongThing:
    """The same; a step of the caller, or of a phone that is always the same, with the place where it is written."""
    if not isinstance(thing, UnmetStep) or run.result is None or not isinstance(thing.entry.event, StepFailed):
        return thing
    label, phones = run.result.transcript.label(thing.entry.call_id), run.scenario.phones
    entries = phones.get(next((one for one in phones if folded_number(one) == folded_number(label)), ""), ())
    steps = run.scenario.steps if not label else entries[0].steps if len(entries) == 1 else ()
    return replace(thing, place=place_of_step(steps, thing.entry.event.number))


def _follows(mismatch: Mismatch, found: Iterable[WrongThing]) -> bool:
    """Whether a difference only comes of giving a call up, which has been told."""
    return (
        mismatch.subject == "call"
        and mismatch.field in ("ended_by", "cause", "duration", "ended_at")
        and any(isinstance(one, Stall) for one in found)
    )


def first_wrong_entry(things: Iterable[WrongThing], transcript: Transcript) -> Entry | None:
    """The entry at which it went wrong; None if that is only known since all was over.

    An answer that cannot be used at all outranks mistakes in others, such as a parameter that there is not.
    """
    found = []
    for one in _outranking(list(things)):
        if isinstance(one, Mistake | Stall | UnmetStep):
            found.append(one.entry)
        elif isinstance(one, Mismatch) and one.at is not None:
            found += _entry_of(one, transcript)
    wrong = set(map(id, found))
    return next((entry for entry in transcript if id(entry) in wrong), None)


def _outranking(things: list[WrongThing]) -> list[WrongThing]:
    """The same; if an answer cannot be used at all, without the mistakes in others."""
    if not any(map(_is_whole_answer, things)):
        return things
    return [one for one in things if not isinstance(one, Mistake) or _is_whole_answer(one)]


def _is_whole_answer(thing: WrongThing) -> bool:
    if not isinstance(thing, Mistake) or not isinstance(thing.entry.event, ProblemFound):
        return False
    return thing.entry.event.problem.rule in UNANSWERED


def _entry_of(excluded: Mismatch, transcript: Transcript) -> list[Entry]:
    """The entry of what should not have been: at its instant, and the one that says what it was, if one does."""
    there = [one for one in transcript if one.at == excluded.at and not one.event.detail]
    what = excluded.actual.rpartition(" at ")[0]
    return [one for one in there if what and what in transcript.text(one)][:1] or there[-1:]


def _wrong_entries(transcript: Transcript, left: Counter[str]) -> Iterable[Entry]:
    """The entries that are reasons; these are taken out of `left`."""
    for entry in transcript:
        match entry.event:
            case StepFailed() | Stalled():
                text = transcript.text(entry)
            case ProblemFound(problem) if problem.severity is Severity.ERROR:
                text = transcript.shortened(str(problem))
            case ProblemFound(problem) if problem.severity is Severity.WARNING:
                text = f"warning: {transcript.shortened(str(problem))}"
            case _:
                continue
        if left[text] > 0:
            left[text] -= 1
            yield entry


def _merged(entries: Iterable[Entry], transcript: Transcript) -> Iterable[Mistake | Stall | UnmetStep]:
    """What there is to tell: the same mistake once, and one stall of several calls as one."""
    found: dict[object, Mistake | Stall | UnmetStep] = {}
    for entry in entries:
        match entry.event:
            case Stalled(waiting):
                key: object = ("stalled", entry.at)
                what, _, who = waiting.partition(": ")
                told = tuple(_waiters(who, transcript.label(entry.call_id)))
                known = found.get(key)
                found[key] = Stall(known.entry, known.what, known.waiting + told) if isinstance(
                    known, Stall) else Stall(entry, what, told)  # fmt: skip
            case StepFailed():
                found[id(entry)] = unmet_step(entry, transcript)
            case event:
                key = text = transcript.shortened(str(event).removeprefix("error: "))
                known = found.get(key)
                times = known.times + 1 if isinstance(known, Mistake) else 1
                found[key] = Mistake(known.entry if known else entry, text, times)
    things = _steps_before_stalls([*found.values()])
    return [replace(one, waiting=without_echo(one.waiting)) if isinstance(one, Stall) else one for one in things]


def _steps_before_stalls(things: list[Mistake | Stall | UnmetStep]) -> list[Mistake | Stall | UnmetStep]:
    """The same; what somebody should have heard says more than what everybody waited for at that instant."""

    def rank(place: int) -> float:
        one = things[place]
        if not isinstance(one, Stall):
            return place
        unheard = (
            index
            for index, step in enumerate(things)
            if isinstance(step, UnmetStep) and step.wanted is not None and step.entry.at == one.entry.at
        )
        return max(place, *unheard, -1) + 0.5

    return [things[place] for place in sorted(range(len(things)), key=rank)]


def _waiters(awaited: str, label: str) -> Iterable[str]:
    return (f"[{label}] {one}" if label else one for one in awaited.split("; ") if one)


def without_echo(waiting: tuple[str, ...]) -> tuple[str, ...]:
    """Who waits for what; those who only wait for the others to hang up are told of as one."""
    telling = tuple(one for one in waiting if not one.endswith(_ONLY_THE_END))
    if len(waiting) - len(telling) < 2:
        return waiting
    return (*telling, f"everybody{' else' if telling else ''}{_ONLY_THE_END}")


def unmet_step(entry: Entry, transcript: Transcript) -> UnmetStep:
    """What there is to tell of a `StepFailed`."""
    event = entry.event
    if not isinstance(event, StepFailed):
        raise TypeError(event)
    label = transcript.label(entry.call_id)
    step = transcript.shortened(f"step {event.number} failed: {event.step}")
    reason = _HEARD.sub("", event.reason)
    reason = "" if reason.startswith((_NOTHING_MORE, "heard ", "nothing was heard")) else transcript.shortened(reason)
    quoted = _WANTED.match(event.step)
    wanted = _unquoted(quoted[1]) if quoted else None
    reason = (_heard_already(wanted, entry, transcript, reason) if wanted is not None else "") or reason
    heard = tuple(heard_before(entry, transcript))
    return UnmetStep(entry, f"[{label}] {step}" if label else step, reason, wanted, heard)


def with_heard(mismatch: Mismatch, result: CallResult | None) -> Mismatch | Unheard:
    """A difference; one about what somebody has heard, with all of that."""
    subject = _SUBJECT.fullmatch(mismatch.subject)
    wanted = re.fullmatch(_QUOTED + _BEHIND, mismatch.expected, re.DOTALL)
    if not subject or not wanted or result is None:
        return mismatch
    heard = result.heard if subject[1] is None else result.heard_by(subject[1])
    return Unheard(mismatch, _unquoted(wanted[1]), tuple(heard), wanted[2] or "")


def heard_before(entry: Entry, transcript: Transcript) -> Iterable[str]:
    """What was heard on a call before an entry of it."""
    for one in transcript.of_call(entry.call_id):
        if one is entry:
            return
        if isinstance(one.event, PromptStarted):
            yield one.event.text


def _heard_already(wanted: str, entry: Entry, transcript: Transcript, reason: str) -> str:
    """Why a prompt did not count that has the text for which a step waits in vain; empty if there was none."""
    expected = TextMatch(wanted)
    over = False
    for one in reversed(list(takewhile(lambda one: one is not entry, transcript.of_call(entry.call_id)))):
        match one.event:
            case PromptInterrupted(text, seconds) if expected.found_in(text):
                why = f": {reason.removesuffix(' before that')}" if reason else ""
                return f"it was cut off after {seconds_text(seconds)} s{why}"
            case PromptFinished(text) if expected.found_in(text):
                over = True
            case PromptStarted(text=text) if expected.found_in(text) and not over:
                return f"{reason}; it began at {seconds_text(one.at)}, and was not over yet".removeprefix("; ")
            case PromptStarted(text=text) if expected.found_in(text):
                heard = f"it was heard at {seconds_text(one.at)}, before this step's turn; each prompt counts once"
                return f"{reason}; {heard}".removeprefix("; ")
    return ""


def _unquoted(quoted: str) -> str:
    """A text as it was before `repr` quoted it."""
    from ast import literal_eval

    return str(literal_eval(quoted))
