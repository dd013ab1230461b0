"""The benches of one test of pytest: judged at its end, let go of behind its fixtures, and noted for the reports."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from simulator.bench.board import BenchBoard
from simulator.bench.door import AsyncDoor, Door
from simulator.bench.remark import warn
from simulator.bench.scenario_items import ScenarioItem

if TYPE_CHECKING:
    from simulator.bench.ledger import Ledger

T = TypeVar("T")


class ItemBenches:
    """The benches of one test."""

    def __init__(self) -> None:
        self.boards: list[BenchBoard] = []
        self.passed = False
        """Whether the test itself has passed; its fixtures may still fail."""
        self.test_is_over = False
        """Whether nobody can await any more what the test has begun; a part of it may fail before."""
        self._warned = False
        self.errors: list[BaseException] = []
        """Why it has failed, first things first."""
        self.seconds = 0.0
        """How long it took."""

    def add_to(self, report: pytest.TestReport, call: pytest.CallInfo[None]) -> None:
        """Add what has happened to a report that tells of something else, and take note of what it reports."""
        error = call.excinfo.value if call.excinfo is not None else None
        if call.when == "call":
            self.seconds = max(self.seconds, call.duration)  # a part of a test is shorter than the whole
            self.passed = report.passed and not self.errors
        if not report.failed:
            return
        self.errors.append(error or AssertionError("the test has passed, and was to fail"))
        if (call.when != "call" or self.test_is_over) and (forgotten := self._forgotten()):
            report.sections.append(("the phone system", "\n".join(forgotten)))
        if error is not None and not isinstance(error, pytest.fail.Exception):
            stories = [board.story(error) for board in self.boards]
            report.sections += [("the phone system", story) for story in stories if story]

    # -- its end -----------------------------------------------------------------------------------------------------

    def verdict(self) -> str:
        """What was found wrong and was not told yet, on all benches; empty if nothing was."""
        return "\n\n".join(filter(None, ["\n".join(self._forgotten()), *self._each(lambda board: board.verdict())]))

    def finishing(self, test: Callable[..., Coroutine[Any, Any, T]]) -> Callable[..., Coroutine[Any, Any, T]]:
        """A test in a coroutine that lets its benches come to their end while its event loop still runs.

        An app that is served in that loop can only answer as long as it does.
        """

        @wraps(test)
        async def to_its_end(*given: object, **named: object) -> T:
            done = await test(*given, **named)
            for board in self.boards:
                await AsyncDoor(board.workshop).do(board.finish())
            return done

        return to_its_end

    def close(self) -> str:
        """Let go of all benches; what was found wrong since the test has passed, in its fixtures."""
        try:
            return self.verdict() if self.passed else ""
        finally:
            self._forgotten()  # what has failed is not failed for it, and Python does not warn of it
            self._each(lambda board: board.close())

    def warn(self) -> None:
        """Tell what should be mended of a test that has passed."""
        for remarks in self._each(lambda board: board.remarks()) if self.passed and not self._warned else ():
            self._warned = True
            warn(remarks)

    def note(self, ledger: Ledger, number: int) -> None:
        """Note what came of them, as test number `number`."""
        error = self.errors[0] if self.errors else None
        for board in self.boards:
            run = Door(board.workshop).do(board.run(error, self.seconds))
            if run is not None:
                ledger.note(number, run, board.judge.again, f"{board.plan.app_name} {board.plan.path}")

    # -- inside ------------------------------------------------------------------------------------------------------

    def _forgotten(self) -> list[str]:
        """A sentence for each step that the test has begun and not awaited; each is told once."""
        made = [(board.judge.origin, one) for board in self.boards for one in board.unawaited.take()]
        return list(dict.fromkeys(one.sentence(origin.beside(Path(one.file))) for origin, one in made))

    def _each(self, work: Callable[[BenchBoard], Coroutine[Any, Any, T]]) -> list[T]:
        """Do something with each bench, also behind one with which it fails.

        Raises:
            Exception: why it has failed; of several reasons the first one.
        """
        done: list[T] = []
        failures: list[Exception] = []
        for board in self.boards:
            try:
                done.append(Door(board.workshop).do(work(board)))
            except Exception as failure:  # noqa: BLE001 - raised below
                failures.append(failure)
        if failures:
            raise failures[0]
        return done


def note(item: pytest.Item, benches: ItemBenches | None, ledger: Ledger) -> None:
    """Note what came of a test that is over: of its benches, or of a scenario."""
    number = item.session.items.index(item)
    if isinstance(item, ScenarioItem) and item.run is not None:
        ledger.note(number, item.run, item.again)
    if benches is not None:
        benches.note(ledger, number)
