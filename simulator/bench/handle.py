"""What a test holds of a bench, the bench itself and the people on it: it is told what it has misspelt or forgotten."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from functools import wraps
from types import CoroutineType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from simulator.scenario.synonyms import suggestion_of_key

if TYPE_CHECKING:
    from simulator.bench.board import BenchBoard

TAKEN: Final = {
    "fault": ("suffers", "simulator.reactions"),
    "receives_alarm": ("receives_alarm", "simulator.steps"),
    "repeats": ("repeats", "simulator"),
    "sends_alarm": ("sends_alarm", "simulator.steps"),
    "sends_message": ("sends_message", "simulator.steps"),
    "sends_sms": ("sends_sms", "simulator.steps"),
    "suffers": ("suffers", "simulator.reactions"),
    "when": ("when", "simulator"),
}
"""Steps for which people on a bench have no method: the function that makes each, and where it is."""

_Begins: TypeAlias = "Callable[..., CoroutineType[Any, Any, Any]]"
"""A method that is a coroutine."""


class Handle:
    """Has members whose misspelt names are told with what was meant: pytest itself tells no near name."""

    if not TYPE_CHECKING:  # checkers of types tell it themselves, and would take any name then

        def __getattr__(self, name: str) -> object:
            __tracebackhide__ = True
            if hasattr(type(self), name):  # a property that has failed inside: that is told, not its name
                return object.__getattribute__(self, name)
            meant = "" if name.startswith("_") else self._meant(name)
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}{meant}")

    def _meant(self, name: str) -> str:
        if name in TAKEN and hasattr(type(self), "takes"):
            step, module = TAKEN[name]
            return f"; write takes({step}(...)), with `from {module} import {step}`"
        return suggestion_of_key(name, [one for one in dir(self) if not one.startswith("_")])


class AsyncHandle(Handle):
    """Has methods that are coroutines: its board takes note of each that is made, until it is awaited."""

    _board: BenchBoard

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name, method in list(vars(cls).items()):
            if not name.startswith("_") and inspect.iscoroutinefunction(method):
                setattr(cls, name, _noted(method))


def _noted(method: _Begins) -> _Begins:
    """A method whose coroutines are noted when they are made; they themselves are the same."""

    @wraps(method)
    def noted(self: AsyncHandle, /, *given: object, **named: object) -> CoroutineType[Any, Any, Any]:
        __tracebackhide__ = True
        made = method(self, *given, **named)
        self._board.unawaited.note(made, sys._getframe(1))  # noqa: SLF001 - documented; `inspect` has it with a None
        return made

    mark: Callable[[_Begins], _Begins] = getattr(inspect, "markcoroutinefunction", lambda one: one)  # from 3.12 on
    return mark(noted)
