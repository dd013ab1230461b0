"""Why a scenario did not pass, for people: the reasons, the last answer, the conversation, and how to run it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from simulator.drivers.call_result import CallResult
from simulator.report.app_said import write_app_said
from simulator.report.baseline import SlowerPace
from simulator.report.comparison import nearest
from simulator.report.conversation import Conversation
from simulator.report.hints import hint_of_company, hints
from simulator.report.last_request import last_request, request_behind, write_excerpt
from simulator.report.page import Page, printable
from simulator.report.place import place_text
from simulator.report.reasons import MOST_REASONS, write_reasons
from simulator.report.repeat import repeat_of
from simulator.report.terminal import MARKS
from simulator.report.wrong import Mistake, Unheard, UnmetStep, WrongThing, first_wrong_entry, wrong_things
from simulator.scenario.golden import OtherConversation
from simulator.scenario.run import Outcome, ScenarioRun
from simulator.telephony.problem import Place, Severity
from simulator.telephony.script_events import ProblemFound, PromptStarted
from simulator.telephony.transcript import Entry, Transcript

_MOST_PLACES: Final = 3
"""Places in answers that are shown."""


@dataclass(frozen=True)
class Failure:
    """Everything that there is to tell of a scenario that did not pass, as wide as the console.

    Args:
        run: the scenario.
        whole: show the conversation whole, with every detail and with what was posted and answered.
        options: words of the command that repeats it, such as `--clock real`.
        repeat: that command, if another program shows this, which has headings of its own.
        kept: it goes into a file, whose readers are not told which option shows more.
    """

    run: ScenarioRun
    whole: bool = False
    options: Sequence[str] = ()
    repeat: str = ""
    kept: bool = False

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        page = Page(console, options.max_width, kept=self.kept)
        self.write(page)
        yield page

    def write(self, page: Page) -> None:
        """Add it to a page."""
        things = wrong_things(self.run)
        if not self.repeat:
            _write_heading(page, self.run)
        write_reasons(page, things, most=None if self.whole else MOST_REASONS)
        if self.run.result is not None:
            for line in [*self._also(self.run.result, page.advice), *hints(self.run, self.run.result)]:
                page.write(Text(printable(line), "yellow"), 2, 4)
            if self.whole or not things or not all(isinstance(one, OtherConversation | SlowerPace) for one in things):
                self._write_story(page, self.run.result, things)
            write_app_said(page, self.run.app_said)
            self._write_hints(page, things)
        page.blank()

    def _also(self, result: CallResult, advice: str) -> list[str]:
        """The app's errors that failed nothing; of too many the first ones."""
        lines = list(_unstressed(self.run, result))
        more = 0 if self.whole else len(lines) - MOST_REASONS
        return [*lines[:MOST_REASONS], f"also: {more:,} more{advice}"] if more > 0 else lines

    def _write_story(self, page: Page, result: CallResult, things: Sequence[WrongThing]) -> None:
        """Add what the app answered, and what happened; a difference between files needs none of it."""
        wrong = first_wrong_entry(things, result.transcript)
        if self.run.outcome is not Outcome.PASSED:
            write_answers(page, result.transcript, things, wrong)
        page.blank()
        Conversation(result.transcript, self.whole, wrong, indent=2).write(page)

    def _write_hints(self, page: Page, things: Sequence[WrongThing]) -> None:
        again = self.repeat or repeat_of(self.run, self.options)
        page.whole(Text(f"repeat: {printable(again)}", "dim"), 2)
        hint = hint_of_company(self.run)
        if hint and self.run.outcome is Outcome.FAILED and _may_be_mixed_up(things):
            page.write(Text(printable(hint), "yellow"), 2, 4)


def failure(
    run: ScenarioRun, *, whole: bool = False, options: Sequence[str] = (), repeat: str = "", kept: bool = False
) -> Failure:
    """Why a scenario did not pass: see `Failure`. `print_whole` keeps its long lines copyable."""
    return Failure(run, whole, options, repeat, kept)


def print_whole(console: Console, thing: Failure) -> None:
    """Print something whose lines are folded already; a longer one, such as a command, stays whole."""
    console.print(thing, crop=False, soft_wrap=False, end="")


# -- inside ----------------------------------------------------------------------------------------------------------


def _may_be_mixed_up(things: Sequence[WrongThing]) -> bool:
    """Whether an app that mixes up its callers may be behind it: no plain mistake is there, and no file differs."""
    return not any(isinstance(one, Mistake | OtherConversation | SlowerPace) for one in things)


def _write_heading(page: Page, run: ScenarioRun) -> None:
    word, style = MARKS[run.outcome]
    scenario = run.scenario
    where = f"  {place_text(scenario.file.as_posix(), scenario.line)}  seed {scenario.seed}"
    page.write(Text.assemble((word, style), " ", (printable(scenario.name), "bold"), printable(where)), 0, 2)


def write_answers(page: Page, transcript: Transcript, things: Sequence[WrongThing], wrong: Entry | None) -> None:
    """Add the request before it went wrong, with its answer, and the lines of other answers that are wrong."""
    near = _near_miss(things, wrong)
    behind = request_behind(near, transcript) if near is not None else None
    last = last_request(transcript, wrong)
    latest = last.request if last is not None else None
    if behind is not None and last is not None and last.answer is not None:
        last = behind
    if last is not None:
        heading = "the last request" if wrong is None else "the last request before that"
        if last is behind and (wrong is None or last.request is not latest):
            which = "that" if wrong is not None and isinstance(wrong.event, PromptStarted) else "the nearest"
            heading = f"the request that led to {which} text"
        last.write(page, transcript, heading)
    shown = set(last.faults if last else ())
    mistakes: dict[Place, Entry] = {}
    for entry in transcript:
        if isinstance(entry.event, ProblemFound) and entry.event.problem.severity is Severity.ERROR:
            mistakes.setdefault(entry.event.problem.place, entry)
    for entry in [entry for place, entry in mistakes.items() if place not in shown][:_MOST_PLACES]:
        write_excerpt(page, entry, transcript)


def _near_miss(things: Sequence[WrongThing], wrong: Entry | None) -> str | None:
    """The prompt that was nearest to what was to be heard, or should not have been, where that is what went wrong."""
    for one in things:
        if isinstance(one, Unheard) and wrong is None:
            return nearest(one.wanted, one.heard)
        if isinstance(one, UnmetStep) and one.entry is wrong and one.wanted is not None:
            return nearest(one.wanted, one.heard)
    return wrong.event.text if wrong is not None and isinstance(wrong.event, PromptStarted) else None


def _unstressed(run: ScenarioRun, result: CallResult) -> Iterable[str]:
    """The app's errors that failed nothing, because the run is lenient or the scenario expects them; each once."""
    lines = (result.transcript.shortened(str(one)) for one in result.problems if one.severity is Severity.ERROR)
    for line, times in Counter(lines).items():
        if line not in run.reasons:
            yield f"also: {line}" + (f" ({times} times)" if times > 1 else "")
