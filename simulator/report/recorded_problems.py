"""The mistakes of the app as a record has them: with short addresses, and columns that count in what it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, cast

from simulator.report.answer_lines import lines_of, shifted_column
from simulator.report.record import ProblemRecord
from simulator.telephony.events import AnswerReceived
from simulator.telephony.problem import Place
from simulator.telephony.script_events import ProblemFound
from simulator.telephony.transcript import Transcript


def problem_records(transcript: Transcript) -> Iterator[ProblemRecord]:
    """Every mistake that was found, in order."""
    short = transcript.shortened
    answers: dict[str, Sequence[str]] = {}
    for entry in transcript:
        if isinstance(event := entry.event, AnswerReceived):
            answers[event.url] = lines_of(event.body.decode("utf-8", errors="replace"))
        elif isinstance(event, ProblemFound):
            problem = event.problem
            yield ProblemRecord(
                at=entry.at,
                call=entry.call_id,
                rule=problem.rule,
                severity=cast("Literal['error', 'warning', 'note']", str(problem.severity)),
                message=short(problem.message),
                source=short(problem.place.source),
                line=problem.place.line,
                column=_column(problem.place, answers.get(problem.place.source, ()), transcript),
            )


# -- inside ----------------------------------------------------------------------------------------------------------


def _column(place: Place, lines: Sequence[str], transcript: Transcript) -> int:
    """The column of a mistake in the line as the record has it: the addresses before it have become shorter."""
    if not 0 < place.line <= len(lines):
        return place.column
    return shifted_column(lines[place.line - 1], place.column, transcript.shortened)
