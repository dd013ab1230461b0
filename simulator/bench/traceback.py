"""Errors of a test that come out of the simulator, shown where the test has called it."""

from __future__ import annotations

from types import TracebackType
from typing import Final

from simulator.errors import SimulatorError

_NOT_OURS: Final = ("simulator.demo.", "simulator.pytest_plugin", "simulator.bench.item_benches")
"""Apps under test, and what calls tests."""


def without_our_frames(error: BaseException) -> None:
    """Cut the traceback of an error that is meant for the author of a test behind the line of the test.

    What has broken down stays whole: that is our mistake, and has a cause.
    """
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            without_our_frames(one)
    elif isinstance(error, AssertionError | SimulatorError) and error.__cause__ is None:
        _cut(error.__traceback__)


def leaves(error: BaseException) -> list[BaseException]:
    """The errors in a group of errors, or the one that it is."""
    if isinstance(error, BaseExceptionGroup):
        return [leaf for one in error.exceptions for leaf in leaves(one)]
    return [error]


def _cut(trace: TracebackType | None) -> None:
    """Cut a traceback before the first frame of ours that others have called."""
    before = None
    while trace is not None:
        if _is_ours(trace) and before is not None:
            before.tb_next = None
            return
        if not _is_ours(trace):
            before = trace
        trace = trace.tb_next


def _is_ours(trace: TracebackType) -> bool:
    name = str(trace.tb_frame.f_globals.get("__name__", ""))
    return name.startswith("simulator.") and not name.startswith(_NOT_OURS)
