"""Why a test failed that has a bench, told so that nobody has to look further."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from simulator.report.app_said import write_app_said
from simulator.report.comparison import write_comparison
from simulator.report.conversation import Conversation
from simulator.report.failure import write_answers
from simulator.report.page import Page, printable
from simulator.report.plain import plain_text
from simulator.report.reasons import MOST_REASONS, write_reasons
from simulator.report.wrong import Unheard, UnmetStep, WrongThing, first_wrong_entry
from simulator.scenario.app_output import NOTHING_SAID, AppSaid
from simulator.scenario.expectation import Mismatch
from simulator.telephony.transcript import Transcript

WIDTH: Final = 100
"""Columns of what pytest shows as it is."""

ERROR_WIDTH: Final = 92
"""Columns of an error; pytest puts "E", and seven blanks, in front of each line."""

NOTHING_MORE: Final = "nothing can happen any more"


class StepFailedError(AssertionError):
    """A person on a bench could not take a step; as text: which and why, and the conversation so far.

    Attributes:
        step: what was to be done, such as "hears 'balance'".
        reason: why it could not.
    """

    def __init__(self, step: str, reason: str, story: str) -> None:
        self.step = step
        self.reason = reason
        self._story = story
        super().__init__(f"{step}: {reason}\n\n{story}")

    def __reduce__(self) -> tuple[type[StepFailedError], tuple[str, str, str]]:
        """So that it can be told in another process."""
        return type(self), (self.step, self.reason, self._story)


StepFailedError.__module__ = "simulator"  # where it is imported from, and what pytest writes before it


@dataclass(frozen=True)
class Story:
    """What happened on a bench, as wide as the console: what was wrong, the last answer, the conversation.

    Args:
        transcript: what happened.
        things: what was wrong, earliest first; what the heading of an error tells already is only marked.
        waiting: what everybody waits for, if nothing can happen any more.
        hints: what may lie behind it.
        said: what the app has said outside of its answers.
        again: the command that runs the test again.
        whole: show all of the conversation, with what was posted and answered.
    """

    transcript: Transcript
    things: Sequence[WrongThing] = ()
    waiting: Sequence[str] = ()
    hints: Sequence[str] = ()
    said: AppSaid = NOTHING_SAID
    again: str = ""
    whole: bool = False

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        page = Page(console, options.max_width)
        self._write_things(page)
        wrong = first_wrong_entry(self.things, self.transcript)
        if self.things:
            write_answers(page, self.transcript, self.things, wrong)
        if page.lines:
            page.blank()
        if len(self.transcript):
            Conversation(self.transcript, self.whole, wrong, indent=2).write(page)
        write_app_said(page, self.said)
        if self.again:
            page.blank()
            page.whole(Text(f"repeat: {self.again}"), 2)
        yield page

    def _write_things(self, page: Page) -> None:
        for thing in self.things:
            if isinstance(thing, UnmetStep) and thing.wanted is not None:
                write_comparison(page, thing.wanted, thing.heard, 2)
        differences = [one for one in self.things if isinstance(one, Mismatch | Unheard)]
        write_reasons(page, differences, most=None if self.whole else MOST_REASONS)
        for one in [*self.waiting, *self.hints]:
            page.write(Text(printable(one)), 2, 4)


def story_text(story: Story, width: int = WIDTH) -> str:
    """A story without colours."""
    return plain_text(story, width).lstrip("\n")


def not_as_expected(mismatches: Sequence[Mismatch]) -> str:
    """The heading of an error about what was not as expected."""
    subjects = dict.fromkeys(f"{one.subject} {one.field}".strip() for one in mismatches)
    return f"not as expected: {', '.join(subjects)}"
