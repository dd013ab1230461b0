"""What the app was asked and what it answered, side by side, with the lines that are at fault; made from a record."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass

from simulator.report.record import AnswerRecord, LatencyRecord, ProblemRecord, ScenarioRecord, TranscriptRecord


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request to the app and its answer.

    Attributes:
        at: when it was asked, in seconds on the clock of calls.
        call: the ID of what it is about.
        label: what tells that from the others in texts; empty for the first one.
        request: ``POST http://app/incoming IncomingCall``.
        name: that of the notification, or the method of a request that is none.
        fields: what was posted.
        answer: what came back; None if nothing did while the scenario lasted.
        seconds: how long the app took, on the wall clock; None if that was not measured.
        faults: what is wrong in the answer.
    """

    at: float
    call: str
    label: str
    request: str
    name: str
    fields: Mapping[str, str]
    answer: AnswerRecord | None
    seconds: float | None
    faults: tuple[ProblemRecord, ...]


def exchanges(scenario: ScenarioRecord) -> list[Exchange]:
    """Every request of a scenario with its answer, in the order asked."""
    transcript = scenario.transcript
    if transcript is None:
        return []
    answers, faults, seconds = _answers(scenario), _faults(scenario), _seconds(scenario.latencies)
    found = []
    for entry in transcript.entries:
        if entry.event not in ("NotificationSent", "RequestSent"):
            continue
        url = str(entry.fields.get("url", ""))
        name = str(entry.fields.get("name" if entry.event == "NotificationSent" else "method", ""))
        fields = entry.fields.get("fields")
        waiting = answers[entry.call, url]
        number, answer = waiting.popleft() if waiting else (-1, None)
        took = _taken(seconds[name, url], entry.at, entry.at if answer is None else answer.at)
        found.append(
            Exchange(
                at=entry.at,
                call=entry.call,
                label=label_of(transcript, entry.call),
                request=f"POST {url} {name}" if entry.event == "NotificationSent" else f"{name} {url}",
                name=name,
                fields={key: str(value) for key, value in fields.items()} if isinstance(fields, Mapping) else {},
                answer=answer,
                seconds=took,
                faults=tuple(faults[number]),
            )
        )
    return found


def label_of(transcript: TranscriptRecord, call: str) -> str:
    """What tells a call from the others; empty for the first one, and for one that is not known."""
    thread = transcript.calls.get(call)
    return thread.label if thread else ""


# -- inside ----------------------------------------------------------------------------------------------------------


def _answers(scenario: ScenarioRecord) -> defaultdict[tuple[str, str], deque[tuple[int, AnswerRecord]]]:
    """The answers, numbered, by what they are about and who gave them."""
    found: defaultdict[tuple[str, str], deque[tuple[int, AnswerRecord]]] = defaultdict(deque)
    for number, answer in enumerate(scenario.answers):
        found[answer.call, answer.url].append((number, answer))
    return found


def _faults(scenario: ScenarioRecord) -> defaultdict[int, list[ProblemRecord]]:
    """The mistakes, by the number of the answer they stand in: the last one of that address before they were found."""
    found: defaultdict[int, list[ProblemRecord]] = defaultdict(list)
    for problem in scenario.problems:
        same = [at for at, one in enumerate(scenario.answers) if one.url == problem.source and one.at <= problem.at]
        about = [at for at in same if scenario.answers[at].call == problem.call]
        if same:
            found[(about or same)[-1]].append(problem)
    return found


def _seconds(latencies: tuple[LatencyRecord, ...]) -> defaultdict[tuple[str, str], list[LatencyRecord]]:
    found: defaultdict[tuple[str, str], list[LatencyRecord]] = defaultdict(list)
    for one in latencies:
        found[one.name, one.url].append(one)
    return found


def _taken(latencies: list[LatencyRecord], first: float, last: float) -> float | None:
    """Take the first of some measurements that was made between two instants: a fault may have held a request up."""
    found = next((one for one in latencies if first <= one.at <= last), None)
    if found is None:
        return None
    latencies.remove(found)
    return found.seconds
