"""Why a scenario did not pass, as a record has it: in the order of the terminal, with what was to be heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from simulator.report.record import ReasonRecord
from simulator.report.wrong import Mistake, Sentence, Stall, Unheard, UnmetStep, WrongThing, with_heard, wrong_things
from simulator.scenario.expectation import Mismatch
from simulator.scenario.golden import OtherConversation
from simulator.scenario.run import ScenarioRun
from simulator.telephony.events import Stalled
from simulator.telephony.problem import Place


def reason_records(run: ScenarioRun) -> Iterator[ReasonRecord]:
    """Every reason of a run: as the terminal has them, then those that it leaves out."""
    differences = {str(one): with_heard(one, run.result) for one in run.mismatches}
    steps = _steps(run)
    for text in reasons_in_order(run):
        if text in differences:
            yield _placed(_difference(text, differences[text]), _place(differences[text]), run)
        elif text in steps:
            yield _placed(_step(text, steps[text]), steps[text].place, run)
        else:
            yield ReasonRecord(text)


def reasons_in_order(run: ScenarioRun) -> list[str]:
    """The reasons of a run in the order of the terminal: earliest first; those that only follow from others last."""
    places: dict[str, int] = {}
    things = wrong_things(run)
    for place, thing in enumerate(things):
        for text in _texts(thing, run):
            places.setdefault(text, place)
    return sorted(run.reasons, key=lambda text: places.get(text, len(things)))


# -- inside ----------------------------------------------------------------------------------------------------------


def _texts(thing: WrongThing, run: ScenarioRun) -> list[str]:
    """The reasons that the terminal tells as one thing."""
    transcript = run.result.transcript if run.result is not None else None
    match thing:
        case Sentence(text) | Mistake(_, text):
            return [text]
        case UnmetStep(entry) if transcript is not None:
            return [transcript.text(entry)]
        case Stall(entry) if transcript is not None:
            stalls = (one for one in transcript if isinstance(one.event, Stalled) and one.at == entry.at)
            return [transcript.text(one) for one in stalls]
        case Unheard(mismatch):
            return [str(mismatch)]
        case _:
            return [str(thing)]


def _steps(run: ScenarioRun) -> dict[str, UnmetStep]:
    """The steps that could not be taken, by what is said of them."""
    if run.result is None:
        return {}
    transcript = run.result.transcript
    return {transcript.text(one.entry): one for one in wrong_things(run) if isinstance(one, UnmetStep)}


def _step(text: str, step: UnmetStep) -> ReasonRecord:
    heard = step.heard if step.wanted is not None else ()
    return ReasonRecord(text, head=step.step, why=step.reason, wanted=step.wanted, heard=heard)


def _difference(text: str, thing: Mismatch | Unheard) -> ReasonRecord:
    one = thing.mismatch if isinstance(thing, Unheard) else thing
    known = ReasonRecord(text, one.subject, one.field, one.expected, one.actual)
    if isinstance(thing, Unheard):
        head = f"{one.subject}: not heard" + (f" after {thing.behind}" if thing.behind else "")
        return replace(known, head=head, wanted=thing.wanted, heard=thing.heard)
    if isinstance(one, OtherConversation):
        return replace(known, head=one.headline, why=one.advice, diff=one.diff)
    return known


def _place(thing: Mismatch | Unheard) -> Place | None:
    return thing.mismatch.place if isinstance(thing, Unheard) else thing.place


def _placed(reason: ReasonRecord, place: Place | None, run: ScenarioRun) -> ReasonRecord:
    """The same with the place where it is written; the file of the scenario is named as the scenario names it."""
    if place is None:
        return reason
    own = run.scenario.file.as_posix()
    file = own if place.source.endswith(f"/{own}") else place.source
    return replace(reason, file=file, line=place.line, column=place.column)
