"""What may lie behind a failure: what happened and fails nothing by itself, but is easily overlooked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Final
from urllib.parse import urljoin

from simulator.drivers.call_result import CallResult
from simulator.report.app_hints import answers_with_advice, refused_connection
from simulator.scenario.expectation import Mismatch
from simulator.scenario.phones import meant_number
from simulator.scenario.run import ScenarioRun
from simulator.telephony.command_events import CommandAnswered, CommandReceived
from simulator.telephony.events import (
    CallOffered,
    DtmfIgnored,
    NotificationSent,
    NumberUnlisted,
    Stalled,
    StepFailed,
    seconds_text,
)
from simulator.telephony.message_events import SmsSent
from simulator.telephony.notifications import NotificationName
from simulator.telephony.phone import folded_number
from simulator.telephony.problem import Severity
from simulator.telephony.recording import RecordEnd
from simulator.telephony.script_events import CommandStarted, ProblemFound, PromptStarted, RecordingFinished
from simulator.telephony.transcript import Entry, Transcript

_DONE: Final = 200
_LIMITS: Final = {
    RecordEnd.MAX_DURATION: "it had become as long as its Duration",
    RecordEnd.INITIAL_TIMEOUT: "nobody had said anything for the seconds of its Inactivity",
    RecordEnd.FINAL_TIMEOUT: "nobody had said anything more for the seconds of its Inactivity",
}
_MANY: Final = 20
"""Times that a prompt is heard before a call that never ended is said to go round."""


def hints(run: ScenarioRun, result: CallResult) -> list[str]:
    """Sentences about what deserves a look, each once; none that is a reason already."""
    found = faults_in_vain(result)
    if not any(problem.severity is Severity.ERROR for problem in result.problems):
        found += _never_called(run, result)
    found += _taken_along(run)
    if run.scenario.pbx_port is None:
        found += refused_connection(result.transcript, run.app_said.lines)
    found += unlisted_phones(result, run.mismatches)
    return hints_of(result.transcript, run.mismatches, run.reasons, found)


def unlisted_phones(result: CallResult, mismatches: Collection[Mismatch] = ()) -> list[str]:
    """A sentence for each number that was called of a test without phones, if anything has gone wrong since."""
    entries = result.transcript.entries
    rung = next((at for at, one in enumerate(entries) if _is_rung(one, result.transcript)), len(entries))
    wrong = mismatches or any(isinstance(one.event, Stalled | StepFailed) for one in entries[rung:])
    return [*result.unlisted] if wrong else []


def hint_of_company(run: ScenarioRun) -> str:
    """What to try if the app may have mixed scenarios up, or remember who has called it; empty if it cannot have.

    A command that was refused, or a number that is nobody's, is the same whoever else is there.
    """
    if run.result is not None and _went_wrong_alone(run.result):
        return ""
    if run.same_caller > 1:
        others = f"{run.same_caller} scenarios call this app from {run.scenario.caller}"
        try_too = "; or try -j 1" if run.company else ""
        return f"{others}; give each a number of its own: call: {{from: ...}}{try_too}"
    return "other scenarios used this app meanwhile; try -j 1" if run.company else ""


def letters_for_digits(run: ScenarioRun, result: CallResult) -> list[str]:
    """A sentence for each phone that nobody called or wrote to, and whose number has letters among its digits."""
    return [_in_vain(number) for number in _uncalled(run, result) if meant_number(number)]


def faults_in_vain(result: CallResult) -> list[str]:
    """A sentence for each fault that met nothing, and not by chance."""
    return [f"nothing came of the fault `{one}`: what it was to meet never happened" for one in result.unmet_faults]


def hints_of(
    transcript: Transcript, mismatches: Iterable[Mismatch] = (), reasons: Collection[str] = (), more: Iterable[str] = ()
) -> list[str]:
    """The same about what has happened so far, whether it is over or not.

    Args:
        transcript: everything that has happened.
        mismatches: what was expected and is not so.
        reasons: what is told anyway.
        more: further sentences.
    """
    found = [*_happened(transcript), *_led_astray(transcript), *_fell_silent(transcript), *_goes_round(transcript)]
    found += [*_went_past(transcript), *_not_stored(mismatches, transcript), *answers_with_advice(transcript), *more]
    counts = Counter(transcript.shortened(one) for one in found)
    return [
        ("" if text.startswith("warning: ") else "also: ") + text + (f" ({times} times)" if times > 1 else "")
        for text, times in counts.items()
        if text not in reasons
    ]


def _happened(transcript: Transcript) -> Iterator[str]:
    commands: dict[int, str] = {}
    ignored = [entry.event.digit for entry in transcript if isinstance(entry.event, DtmfIgnored)]
    for entry in transcript:
        match entry.event:
            case ProblemFound(problem) if problem.severity is Severity.WARNING:
                yield f"warning: {problem}"
            case NumberUnlisted():
                yield str(entry.event)
            case CommandReceived(name=name, number=number):
                commands[number] = name or "without a name"
            case CommandAnswered(code=code, number=number) if code != _DONE:
                yield f"the command {commands.get(number, '')} was {entry.event}"
            case DtmfIgnored() if ignored:
                keys, ignored = ignored, []
                what = f"the key {keys[0]} was" if len(keys) == 1 else f"the keys {' '.join(keys)} were"
                yield f"{what} ignored: no command was waiting for keys then"


def _led_astray(transcript: Transcript) -> Iterator[str]:
    """The parameters that led to addresses at which the app has nothing."""
    lost = {problem.place.source for problem in transcript.problems() if "404 Not Found" in problem.message}
    for event in transcript.of(CommandStarted):
        for name, value in event.parameters.items():
            address = urljoin(event.place.source, value) if name.lower().endswith("url") and value else ""
            if address in lost:
                yield f"{event.place}: {name} {value!r} stands for {address}"


def _fell_silent(transcript: Transcript) -> Iterator[str]:
    """The recording that was over before the caller went on."""
    for failed in transcript:
        if isinstance(failed.event, StepFailed) and failed.event.step.startswith(("says", "presses")):
            for one in transcript.of_call(failed.call_id):
                if one is failed:
                    break
                if isinstance(one.event, RecordingFinished) and one.event.end in _LIMITS:
                    yield f"the recording was over at {seconds_text(one.at)}: {_LIMITS[one.event.end]}"


def _goes_round(transcript: Transcript) -> Iterator[str]:
    if transcript.of(Stalled):
        counts = Counter(event.text for event in transcript.of(PromptStarted))
        for text, times in counts.most_common(1):
            if times >= _MANY:
                yield f"{text!r} was said {times} times: nothing ends that"


def _went_past(transcript: Transcript) -> Iterator[str]:
    """The call on which somebody waits for words of an app, and which no app was told of."""
    told = {entry.call_id for entry in transcript if isinstance(entry.event, NotificationSent)}
    for entry in transcript:
        waits = isinstance(entry.event, StepFailed) and entry.event.step.startswith("hears")
        if waits and entry.call_id not in told:
            offers = [one.event for one in transcript.of_call(entry.call_id) if isinstance(one.event, CallOffered)]
            number = transcript.threads[entry.call_id].number
            if offers and folded_number(offers[0].dialled) != folded_number(number):
                yield f"no app is told of calls to {offers[0].dialled}, which is no API extension"


def _not_stored(mismatches: Iterable[Mismatch], transcript: Transcript) -> Iterator[str]:
    """A recording of which the app is not told, where somebody expects that it is."""
    name = NotificationName.RECORD_COMPLETED
    if any(name in one.expected and name not in one.actual for one in mismatches):
        for event in transcript.of(CommandStarted):
            if event.name == "Record" and not event.parameters.get("FinishedUrl"):
                yield f"{event.place}: this <Record> has no FinishedUrl, so the app is not told of the recording"


def _taken_along(run: ScenarioRun) -> Iterator[str]:
    """That an app has ended while several called it: which of them it could not bear, nobody knows."""
    if run.app_said.end and run.company:
        how = run.app_said.end.removeprefix("ended with ")
        yield f"the app ended ({how}) while other calls were under way; try -j 1"


def _never_called(run: ScenarioRun, result: CallResult) -> Iterable[str]:
    """Phones that the scenario names and nobody calls or writes to, although others are called."""
    if any(one.subject == "calls" for one in run.mismatches):
        return
    meant = "".join(event.hint for event in result.transcript.of(NumberUnlisted))
    for number in _uncalled(run, result):
        if repr(number) not in meant or meant_number(number):
            yield _in_vain(number)


def _is_rung(entry: Entry, transcript: Transcript) -> bool:
    """Whether a call to a phone begins, rather than one of somebody who has dialled a number."""
    thread = transcript.threads.get(entry.call_id)
    dialled = entry.event.dialled if isinstance(entry.event, CallOffered) else ""
    return thread is not None and bool(dialled) and folded_number(thread.number) == folded_number(dialled)


def _went_wrong_alone(result: CallResult) -> bool:
    refused = any(one.code != _DONE for one in result.transcript.of(CommandAnswered))
    return refused or bool(result.transcript.of(NumberUnlisted) or unlisted_phones(result))


def _uncalled(run: ScenarioRun, result: CallResult) -> list[str]:
    reached = {folded_number(one.number) for one in (result, *result.calls, *result.further)}
    reached |= {folded_number(one.recipient) for one in result.transcript.of(SmsSent)}
    return [number for number in run.scenario.phones if folded_number(number) not in reached]


def _in_vain(number: str) -> str:
    meant = meant_number(number)
    doubt = f"; it has a letter that looks like a digit: did you mean {meant!r}?" if meant else ""
    return f"nobody called the phone {number}{doubt}"
