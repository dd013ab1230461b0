"""Golden conversations: what a transcript is like in every run, kept in a file that people review.

`normalised` makes the text, `compare` holds it against a file. A difference is a value that knows how to be accepted,
so that a command line, a test or a plugin may decide what it means:

    difference = compare(normalised(result.transcript, "A message"), Path("golden/message.txt"))
    if difference is not None and update:
        difference.accept()
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from difflib import unified_diff
from pathlib import Path
from typing import Final

from simulator.errors import ScenarioError
from simulator.scenario.expectation import Mismatch
from simulator.telephony.events import seconds_text
from simulator.telephony.problem import Place
from simulator.telephony.script_events import ProblemFound
from simulator.telephony.transcript import Kind, Transcript

_THIS_MACHINE: Final = re.compile(r"\b(127(?:\.\d{1,3}){3}|localhost|\[::1\]):\d{1,5}\b")
_DATE: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?")
_UUID: Final = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)

_OF_THE_APP: Final = re.compile(r"(\bthe app raised .*?) \([^()]*:\d+, in .*\)(?= and answered \d|; no answer from)")
"""Where an app has raised something: its lines move when it is worked at, and its folder is another one elsewhere."""

_NAMES: Final = {Kind.CALL: "CALL", Kind.SMS: "SMS", Kind.REQUEST: "REQUEST", Kind.COMMAND: "HTTP"}

_GAP_WIDTH: Final = 9
"""Of the column in front of what happened, where a call may be silent for hours."""

_EXACT: Final = 7
"""Decimals of a difference of instants that can be trusted; a sample lasts for six."""

_LINES_SHOWN: Final = 60
"""Of a difference."""


@dataclass(frozen=True, slots=True)
class OtherConversation(Mismatch):
    """A conversation that is not as a file has it.

    Attributes:
        path: the file.
        text: the conversation that there was.
        known: whether there is such a file.
        diff: from the file to the conversation, the lines of a unified diff; empty if there is no file.
        option: with which whoever compares accepts it, such as "--update"; empty if there is none.
    """

    path: Path = Path()
    text: str = ""
    known: bool = True
    diff: tuple[str, ...] = ()
    option: str = ""

    def __str__(self) -> str:
        return "\n".join([self.headline, *self.diff, self.advice])

    @property
    def headline(self) -> str:
        """What is wrong, in one line."""
        return f"conversation: {'differs from' if self.known else 'there is no'} {self.path.as_posix()}"

    @property
    def advice(self) -> str:
        """What to do if it is meant."""
        if not self.option:
            return f"if it is meant, {'change' if self.known else 'write'} the file"
        return f"if it is meant, run again with {self.option}, which {'changes' if self.known else 'writes'} the file"

    def accept(self) -> str:
        """Make the file say what there was; what was done, in words.

        Raises:
            ScenarioError: it cannot be written.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(self.text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise ScenarioError(f"{self.path}: cannot be written: {error.strerror or error}") from error
        return f"{'changed' if self.known else 'written'}: {self.path.as_posix()}"


def advised(mismatch: Mismatch, option: str) -> Mismatch:
    """The same; of a conversation with the option of whoever compares, for the author of the test to accept it."""
    return replace(mismatch, option=option) if isinstance(mismatch, OtherConversation) else mismatch


def normalised(transcript: Transcript, title: str) -> str:
    """A transcript as text that is the same in every run: a heading, then a line for each event.

    A line begins with the seconds since the one before it, `+1.5`, if there were any: whatever takes longer than before
    changes one line and not all that follow. IDs of calls and messages become `CALL-1`, `SMS-1`; others, ports of this
    machine and dates `ID`, `PORT`, `DATE`. The line in which an app has raised something is left out.
    """
    names = _names(transcript)
    lines = [f"# {title}", ""]
    before = 0.0
    for entry in transcript:
        if not entry.event.detail:
            text = transcript.text(entry)
            if isinstance(entry.event, ProblemFound):
                text = _OF_THE_APP.sub(r"\1", text)
            text = " ".join(_normalised(text, names).splitlines())
            lines.append(f"{_gap(before, entry.at):<{_GAP_WIDTH}}{text}".rstrip())
            before = entry.at
    return "\n".join(lines) + "\n"


def compare(text: str, path: Path, place: Place | None = None, *, headed: bool = True) -> OtherConversation | None:
    """Hold a conversation against a file.

    Args:
        text: the conversation, from `normalised`.
        path: the file.
        place: where somebody has written that they should be the same.
        headed: whether the headings have to be the same too; otherwise the file keeps its own.

    Returns:
        The difference; None if there is none.

    Raises:
        ScenarioError: the file is there and cannot be read.
    """
    try:
        kept = _kept(path)
    except FileNotFoundError:
        return OtherConversation("conversation", "", str(path), "not there", place, path=path, text=text, known=False)
    if not headed:
        text = kept.partition("\n")[0] + "\n" + text.partition("\n")[2]
    if kept == text:
        return None
    diff = tuple(_diff(kept, text, path))
    return OtherConversation("conversation", "", str(path), "another one", place, path=path, text=text, diff=diff)


# -- inside ----------------------------------------------------------------------------------------------------------


def _kept(path: Path) -> str:
    """The text of a file, which an editor may have saved in its own way.

    Raises:
        FileNotFoundError: there is none.
        ScenarioError: it cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        raise
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        found = f"byte 0x{error.object[error.start]:02x} is not UTF-8"
        raise ScenarioError(f"{path}:{line}: {found}; save the file as UTF-8") from None


def _names(transcript: Transcript) -> dict[str, str]:
    """A name for the ID of each call and message, in their order."""
    counts: Counter[Kind] = Counter()
    names: dict[str, str] = {}
    for call_id, thread in transcript.threads.items():
        counts[thread.kind] += 1
        names[call_id] = f"{_NAMES[thread.kind]}-{counts[thread.kind]}"
    return names


def _gap(before: float, at: float) -> str:
    """The milliseconds that have passed, the same whatever instants they lie between: those are no round numbers."""
    seconds = seconds_text(round(at - before, _EXACT))
    return "" if seconds == "0.0" else f"+{seconds}"


def _normalised(words: str, names: dict[str, str]) -> str:
    for call_id, name in names.items():
        if call_id in words:
            words = re.sub(rf"(?<![0-9A-Za-z]){re.escape(call_id)}(?![0-9A-Za-z])", name, words)
    words = _THIS_MACHINE.sub(r"\1:PORT", words)
    return _DATE.sub("DATE", _UUID.sub("ID", words))


def _diff(kept: str, text: str, path: Path) -> list[str]:
    names = path.as_posix(), "this run"
    lines = list(unified_diff(kept.splitlines(), text.splitlines(), *names, n=2, lineterm=""))
    more = len(lines) - _LINES_SHOWN
    return [*lines[:_LINES_SHOWN], f"... {more} more lines of differences"] if more > 0 else lines
