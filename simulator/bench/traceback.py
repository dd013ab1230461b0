"""Errors of a test that come out of the simulator, shown where the test has called it."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Final

from simulator.errors import SimulatorError

if TYPE_CHECKING:
    import pytest

_NOT_OURS: Final = ("simulator.demo.", "simulator.pytest_plugin", "simulator.bench.item_benches")
"""Apps under test, and what calls tests."""


def cut(found: pytest.ExceptionInfo[BaseException]) -> bool:
    """Cut our own frames out of an error that pytest has caught; whether there were any."""
    if not without_our_frames(found.value):
        return False
    found.traceback = type(found.traceback)(found.tb)  # others may have looked at it before
    return True


def without_our_frames(error: BaseException) -> bool:
    """Cut the traceback of an error that is meant for the author of a test behind the line of the test.

    What has broken down stays whole: that is our mistake, and has a cause.

    Returns:
        Whether there was something to cut.
    """
    if isinstance(error, BaseExceptionGroup):
        return bool([one for one in error.exceptions if without_our_frames(one)])  # all of them
    if isinstance(error, AssertionError | SimulatorError) and error.__cause__ is None:
        return _cut(error.__traceback__)
    return False


def leaves(error: BaseException) -> list[BaseException]:
    """The errors in a group of errors, or the one that it is."""
    if isinstance(error, BaseExceptionGroup):
        return [leaf for one in error.exceptions for leaf in leaves(one)]
    return [error]


def _cut(trace: TracebackType | None) -> bool:
    """Cut a traceback before the first frame of ours that others have called; whether there is one."""
    before = None
    while trace is not None:
        if _is_ours(trace) and before is not None:
            before.tb_next = None
            return True
        if not _is_ours(trace):
            before = trace
        trace = trace.tb_next
    return False


def _is_ours(trace: TracebackType) -> bool:
    name = str(trace.tb_frame.f_globals.get("__name__", ""))
    return name.startswith("simulator.") and not name.startswith(_NOT_OURS)
