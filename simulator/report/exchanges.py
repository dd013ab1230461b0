"""What the app was asked and what it answered, side by side, with the lines that are at fault; made from a record."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from simulator.report.record import (
    AnswerRecord,
    EntryRecord,
    LatencyRecord,
    ProblemRecord,
    ScenarioRecord,
    TranscriptRecord,
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request to the app and its answer.

    Attributes:
        at: when it was asked, in seconds on the clock of calls.
        call: the ID of what it is about.
        label: what tells that from the others in texts; empty for the first one.
        request: ``POST http://app/incoming IncomingCall``.
        name: that of the notification, or the method of a request that is none.
        url: where it was asked; the answer has another one if the app has sent the PBX there.
        fields: what was posted.
        answer: what came back; None if nothing did while the scenario lasted.
        seconds: how long the app took, on the wall clock; None if that was not measured.
        faults: what is wrong in the answer.
        unused: what the app has answered besides, and a fault has kept from the PBX.
    """

    at: float
    call: str
    label: str
    request: str
    name: str
    url: str
    fields: Mapping[str, str]
    answer: AnswerRecord | None
    seconds: float | None
    faults: tuple[ProblemRecord, ...]
    unused: tuple[AnswerRecord, ...] = ()

    @property
    def redirected_to(self) -> str:
        """Where the app has sent the PBX, which had asked elsewhere; empty if it has not."""
        return self.answer.url if self.answer is not None and self.answer.url != self.url else ""


def exchanges(scenario: ScenarioRecord) -> list[Exchange]:
    """Every request of a scenario with its answer, in the order asked."""
    transcript = scenario.transcript
    if transcript is None:
        return []
    faults, seconds = _faults(scenario), _seconds(scenario.latencies)
    return [_exchange(one, scenario, transcript, faults, seconds) for one in _asked(transcript, len(scenario.answers))]


def label_of(transcript: TranscriptRecord, call: str) -> str:
    """What tells a call from the others; empty for the first one, and for one that is not known."""
    thread = transcript.calls.get(call)
    return thread.label if thread else ""


# -- inside ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Asked:
    """A request, and what came of it: the number of its answer, and the answers that were not used."""

    entry: EntryRecord
    number: int | None = None
    unused: list[EntryRecord] = field(default_factory=list)

    @property
    def url(self) -> str:
        return str(self.entry.fields.get("url", ""))


def _exchange(
    asked: _Asked,
    scenario: ScenarioRecord,
    transcript: TranscriptRecord,
    faults: Mapping[int, Sequence[ProblemRecord]],
    seconds: Mapping[tuple[str, str], list[LatencyRecord]],
) -> Exchange:
    entry, url = asked.entry, asked.url
    is_notification = entry.event == "NotificationSent"
    name = str(entry.fields.get("name" if is_notification else "method", ""))
    fields = entry.fields.get("fields")
    answer = None if asked.number is None else scenario.answers[asked.number]
    return Exchange(
        at=entry.at,
        call=entry.call,
        label=label_of(transcript, entry.call),
        request=f"POST {url} {name}" if is_notification else f"{name} {url}",
        name=name,
        url=url,
        fields={key: str(value) for key, value in fields.items()} if isinstance(fields, Mapping) else {},
        answer=answer,
        seconds=_taken(seconds.get((name, url), []), entry.at, entry.at if answer is None else answer.at),
        faults=() if asked.number is None else tuple(faults.get(asked.number, ())),
        unused=tuple(map(_unused, asked.unused)),
    )


def _asked(transcript: TranscriptRecord, answers: int) -> list[_Asked]:
    """The requests, in order; the answers that were received are numbered as the record has them."""
    found: list[_Asked] = []
    waiting: defaultdict[str, list[_Asked]] = defaultdict(list)
    latest: dict[tuple[str, str | None], _Asked] = {}
    number = 0
    for entry in transcript.entries:
        match entry.event:
            case "NotificationSent" | "RequestSent":
                found.append(_Asked(entry))
                waiting[entry.call].append(found[-1])
                latest[entry.call, found[-1].url] = latest[entry.call, None] = found[-1]
            case "AnswerUnused":  # before the answer that is used, or behind it
                asked = latest.get((entry.call, str(entry.fields.get("url")))) or latest.get((entry.call, None))
                if asked is not None:
                    asked.unused.append(entry)
            case "AnswerReceived":
                one = _answered(entry, waiting[entry.call])
                if one is not None and number < answers:
                    one.number = number
                    waiting[entry.call].remove(one)
                number += 1
    return found


def _answered(answer: EntryRecord, waiting: Sequence[_Asked]) -> _Asked | None:
    """The request to which an answer belongs: the first to its address, or, if the app sent the PBX on, the first."""
    url = answer.fields.get("url")
    return next((one for one in waiting if one.url == url), waiting[0] if waiting else None)


def _unused(entry: EntryRecord) -> AnswerRecord:
    said, status = entry.fields, entry.fields.get("status")
    texts = {name: str(said.get(name, "")) for name in ("url", "content_type", "body", "failure")}
    return AnswerRecord(entry.at, entry.call, status=status if isinstance(status, int) else 0, **texts)


def _faults(scenario: ScenarioRecord) -> Mapping[int, Sequence[ProblemRecord]]:
    """The mistakes, by the number of the answer they stand in: the last one of that address before they were found.

    One that is about the same call counts before the others.
    """
    given: defaultdict[tuple[str, str | None], list[tuple[float, int]]] = defaultdict(list)
    for number, answer in enumerate(scenario.answers):
        given[answer.url, answer.call].append((answer.at, number))
        given[answer.url, None].append((answer.at, number))
    found: defaultdict[int, list[ProblemRecord]] = defaultdict(list)
    for problem in scenario.problems:
        for about in (problem.call, None):
            answers = given.get((problem.source, about), [])
            if before := bisect_right(answers, problem.at, key=lambda one: one[0]):
                found[answers[before - 1][1]].append(problem)
                break
    return found


def _seconds(latencies: Sequence[LatencyRecord]) -> Mapping[tuple[str, str], list[LatencyRecord]]:
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
