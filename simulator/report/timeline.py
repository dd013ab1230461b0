"""Who did what when: lanes of bars and points in seconds, made from a record. This file does not know about pixels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from simulator.report.exchanges import Exchange, exchanges
from simulator.report.mark import Mark, MarkKind, in_order
from simulator.report.message_marks import MESSAGES, delivery_reports, message_marks
from simulator.report.record import EntryRecord, ScenarioRecord, ThreadRecord
from simulator.report.record_rows import severity_of

MOST_GROUPS: Final = 12
"""Calls that a timeline shows."""

MOST_MARKS: Final = 250
"""Bars and points of a lane; where there are more, neighbours are drawn as one."""


@dataclass(frozen=True, slots=True)
class Lane:
    """What one does, in order. `merged` is how many marks were drawn as one with others."""

    name: str
    marks: tuple[Mark, ...]
    merged: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """The lanes of a call, a message, or of the commands of the app."""

    name: str
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything from `start` to `end`, in seconds. `left_out` is how many calls and messages are not shown."""

    end: float
    groups: tuple[Group, ...]
    left_out: int
    start: float = 0.0

    @property
    def merged(self) -> int:
        """How many marks were drawn as one with others."""
        return sum(lane.merged for group in self.groups for lane in group.lanes)

    @property
    def messages(self) -> list[Mark]:
        """The messages in it, in and out, in order."""
        marks = [mark for group in self.groups for lane in group.lanes for mark in lane.marks]
        return in_order([mark for mark in marks if mark.kind in MESSAGES])


def timeline(scenario: ScenarioRecord) -> Timeline | None:
    """The timeline of a scenario; None if nothing happened."""
    transcript = scenario.transcript
    if transcript is None or not transcript.entries:
        return None
    by_call: defaultdict[str, list[EntryRecord]] = defaultdict(list)
    for entry in transcript.entries:
        by_call[entry.call].append(entry)
    asked: defaultdict[str, list[Exchange]] = defaultdict(list)
    for one in exchanges(scenario):
        asked[one.call].append(one)
    ended = {call.id: call.ended_at for call in scenario.calls}
    end = max(entry.at for entry in transcript.entries)
    reports = delivery_reports(transcript.entries)
    groups = []
    for call, entries in by_call.items():
        thread = transcript.calls.get(call, ThreadRecord("call", "", ""))
        lanes = [*_lanes(entries, min(end, ended.get(call, end))), Lane("messages", message_marks(entries, reports))]
        lanes += [_asked(asked[call]), _wrong(entries)]
        shown = tuple(_thinned(lane) for lane in lanes if lane.marks)
        if shown:
            groups.append(Group(_group_name(thread), shown))
    start = transcript.entries[0].at
    return Timeline(end, tuple(groups[:MOST_GROUPS]), max(0, len(groups) - MOST_GROUPS), start)


# -- inside ----------------------------------------------------------------------------------------------------------


def _group_name(thread: ThreadRecord) -> str:
    match thread.kind:
        case "call":
            return thread.label or thread.number
        case "HTTP":
            return "app's commands"
        case "request":
            return "request to app"
        case _:
            return f"{thread.kind} {thread.number}"


def _lanes(entries: Sequence[EntryRecord], end: float) -> Iterator[Lane]:
    yield Lane("speaks", tuple(in_order([*_ringing(entries), *_sounds(entries, end), *_voice(entries, end)])))
    yield Lane("presses", tuple(_keys(entries)))
    yield Lane("hears", tuple(_prompts(entries, end)))
    yield Lane("recorded", tuple(_recordings(entries, end)))
    yield Lane("OzML", tuple(_commands(entries, end)))
    yield Lane("HTTP API", tuple(_api(entries)))


def _ringing(entries: Sequence[EntryRecord]) -> Iterator[Mark]:
    """From the first ring to picking up, and the end of the call."""
    offered = next((one for one in entries if one.event == "CallOffered"), None)
    ended = next((one for one in entries if one.event == "CallEnded"), None)
    answered = next((one for one in entries if one.event == "CallAnswered"), None)
    until = answered or ended
    if offered and until and until.at > offered.at:
        yield Mark(MarkKind.RINGING, offered.at, until.at, "rings", offered.text)
    if ended:
        yield Mark(MarkKind.END, ended.at, ended.at, "", ended.text)


def _sounds(entries: Sequence[EntryRecord], end: float) -> Iterator[Mark]:
    for one in entries:
        if one.event == "CallerSounded":
            seconds = one.fields.get("seconds")
            until = min(end, one.at + seconds) if isinstance(seconds, int | float) else end
            yield Mark(MarkKind.SOUND, one.at, until, str(one.fields.get("label", "")), one.text)


def _voice(entries: Sequence[EntryRecord], end: float) -> Iterator[Mark]:
    began: float | None = None
    for one in entries:
        if one.event == "VoiceStarted":
            began = one.at
        elif one.event == "VoiceStopped" and began is not None:
            yield Mark(MarkKind.VOICE, began, one.at, "", "voice")
            began = None
    if began is not None:
        yield Mark(MarkKind.VOICE, began, max(began, end), "", "voice")


def _keys(entries: Sequence[EntryRecord]) -> Iterator[Mark]:
    for one in entries:
        if one.event == "DtmfReceived":
            yield Mark(MarkKind.KEY, one.at, one.at, str(one.fields.get("digit", "")), one.text)


def _prompts(entries: Sequence[EntryRecord], end: float) -> Iterator[Mark]:
    open_prompts: list[EntryRecord] = []
    for one in entries:
        if one.event == "PromptStarted":
            open_prompts.append(one)
        elif one.event in ("PromptFinished", "PromptInterrupted"):
            began = next((p for p in open_prompts if p.fields.get("text") == one.fields.get("text")), None)
            if began is not None:
                open_prompts.remove(began)
                yield _prompt(began, one.at, cut=one.event == "PromptInterrupted")
    for began in open_prompts:
        yield _prompt(began, max(began.at, end), cut=True)


def _prompt(began: EntryRecord, end: float, *, cut: bool) -> Mark:
    text = str(began.fields.get("text", ""))
    return Mark(MarkKind.PROMPT, began.at, end, text, began.text + (", interrupted" if cut else ""))


def _recordings(entries: Sequence[EntryRecord], end: float) -> Iterator[Mark]:
    under_way: dict[object, EntryRecord] = {}
    for one in entries:
        name = one.fields.get("name")
        if one.event == "RecordingStarted":
            under_way[name] = one
        elif one.event == "RecordingFinished" and (began := under_way.pop(name, None)) is not None:
            yield Mark(MarkKind.RECORDING, began.at, one.at, str(one.fields.get("end", "")), f"{one.text}: {name}")
    for name, began in under_way.items():
        yield Mark(MarkKind.RECORDING, began.at, max(began.at, end), "", f"recording: {name}")


def _commands(entries: Sequence[EntryRecord], end: float) -> list[Mark]:
    """The commands in the order in which they began, which is that of the XML: outer before inner.

    Commands stand in each other, so of those of a name the one that began last is the one that ends.
    """
    marks: list[Mark] = []
    running: list[tuple[object, int]] = []
    for one in entries:
        name = one.fields.get("name")
        if one.event == "CommandStarted":
            running.append((name, len(marks)))
            marks.append(Mark(MarkKind.COMMAND, one.at, max(one.at, end), f"<{name}>", one.text, len(running) - 1))
        elif one.event == "CommandFinished":
            began = next((it for it in reversed(running) if it[0] == name), None)
            if began is not None:
                running.remove(began)
                marks[began[1]] = replace(marks[began[1]], end=one.at)
    return marks


def _api(entries: Sequence[EntryRecord]) -> Iterator[Mark]:
    for one in entries:
        if one.event == "CommandReceived":
            yield Mark(MarkKind.API, one.at, one.at, str(one.fields.get("name", "")), one.text)


def _asked(asked: Sequence[Exchange]) -> Lane:
    marks = []
    for one in asked:
        took = "" if one.seconds is None else f" {milliseconds(one.seconds)}"
        end = one.at if one.answer is None else max(one.at, one.answer.at)
        answered = "no answer" if one.answer is None else one.answer.failure or str(one.answer.status)
        title = f"{one.request}: {answered}{f', the app took{took}' if took else ''}"
        marks.append(Mark(MarkKind.REQUEST, one.at, end, one.name + took, title))
    return Lane("app", tuple(marks))


def milliseconds(seconds: float) -> str:
    """How long the app took, for people."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _wrong(entries: Sequence[EntryRecord]) -> Lane:
    """What went wrong, without notes, and the faults that the test wanted."""
    kinds = {"error": MarkKind.ERROR, "warning": MarkKind.WARNING}
    bad = [(MarkKind.FAULT if one.event == "FaultMet" else kinds.get(severity_of(one)), one) for one in entries]
    return Lane("problems", tuple(Mark(kind, one.at, one.at, "", one.text) for kind, one in bad if kind))


def _thinned(lane: Lane) -> Lane:
    """A lane with not too many marks: of too many, neighbours become one that are alike."""
    together = -(-len(lane.marks) // MOST_MARKS)
    if together <= 1:
        return lane
    kept: list[Mark] = []
    alike: defaultdict[tuple[MarkKind, str], list[Mark]] = defaultdict(list)
    for mark in lane.marks:
        alike[mark.kind, mark.text if mark.kind is MarkKind.COMMAND else ""].append(mark)
    for same in alike.values():
        kept += [_merged(same[at : at + together]) for at in range(0, len(same), together)]
    return Lane(lane.name, tuple(in_order(kept)), len(lane.marks) - len(kept))


def _merged(marks: Sequence[Mark]) -> Mark:
    first, count = marks[0], len(marks)
    if count == 1:
        return first
    text = f"{count} x {first.text}" if first.text else ""
    return replace(first, end=max(one.end for one in marks), text=text, title=f"{count}, the first: {first.title}")
