"""Errors of a test that come out of the simulator, shown where the test has called it."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Final

from simulator.errors import AppError, SimulatorError

if TYPE_CHECKING:
    import pytest

_NOT_OURS: Final = ("simulator.demo.", "simulator.pytest_plugin", "simulator.bench.item_benches")
"""Apps under test, and what calls tests."""

_STARTING: Final = frozenset({"simulator", "uvicorn", "importlib", "asyncio"})
"""Packages whose frames stand between a bench and the module of an app."""


def cut(found: pytest.ExceptionInfo[BaseException]) -> bool:
    """Cut our own frames out of an error that pytest has caught; whether there were any."""
    if not without_our_frames(found.value):
        return False
    found.traceback = type(found.traceback)(found.tb)  # others may have looked at it before
    return True


def without_our_frames(error: BaseException) -> bool:
    """Cut the traceback of an error that is meant for the author of a test behind the line of the test.

    What has broken down stays whole: that is our mistake, and has a cause. That of an `AppError` is what the app has
    raised: it is shown from the app's first frame on, or not at all if there is none.

    Returns:
        Whether there was something to cut.
    """
    if isinstance(error, BaseExceptionGroup):
        return bool([one for one in error.exceptions if without_our_frames(one)])  # all of them
    cause = error.__cause__
    if isinstance(error, AppError) and cause is not None:
        cause.__traceback__ = _of_the_app(cause.__traceback__)
        error.__cause__ = cause if cause.__traceback__ is not None else None
        return _cut(error.__traceback__)
    if isinstance(error, AssertionError | SimulatorError) and cause is None:
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


def _of_the_app(trace: TracebackType | None) -> TracebackType | None:
    """A traceback from the first frame of an app on; None if it has none, as with a file that is not Python."""
    while trace is not None and _module(trace).partition(".")[0] in _STARTING and not _is_foreign(trace):
        trace = trace.tb_next
    return trace


def _is_ours(trace: TracebackType) -> bool:
    return _module(trace).startswith("simulator.") and not _is_foreign(trace)


def _is_foreign(trace: TracebackType) -> bool:
    return _module(trace).startswith(_NOT_OURS)


def _module(trace: TracebackType) -> str:
    return str(trace.tb_frame.f_globals.get("__name__", ""))
