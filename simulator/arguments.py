"""What functions are given with which a test is written: checked, and told as it stands in the test if it is wrong.

`function` and `name` are those of the function and of its parameter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import inf
from typing import Final, TypeGuard

from simulator.errors import ScenarioError, suggestion

_LONGEST: Final = 1e12
"""Seconds that somebody may ask for who does not mean for ever."""

_SECONDS: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?) *s?")

_FIRST: Final = ("hears text", "holds seconds", "pauses seconds", "sends_sms text", "stays_silent seconds")
"""Parameters that nobody writes by name."""


def check_text(function: str, name: str, value: object) -> None:
    """Check a text.

    Raises:
        ScenarioError: it is none.
    """
    if not isinstance(value, str):
        raise ScenarioError(f"{_written(function, name, value)}: `{name}` must be a text")


def check_seconds(function: str, name: str, value: object, *, endless: bool = False) -> None:
    """Check a length of time; `endless` if it may be infinite.

    Raises:
        ScenarioError: it is none.
    """
    if is_number(value) and _LONGEST < value < inf:
        raise ScenarioError(f"{function}({name}=...): `{name}` must be at most {_LONGEST:g} seconds")
    if not is_number(value) or not value >= 0 or (value == inf and not endless):
        kind = "a number" if endless else "a finite number"
        hint = f"; in seconds, such as {_such_as(function, name, value)}" if isinstance(value, str) else ""
        raise ScenarioError(f"{_written(function, name, value)}: `{name}` must be {kind}, not negative{hint}")


def check_count(function: str, name: str, value: object) -> None:
    """Check a whole number, not negative.

    Raises:
        ScenarioError: it is none.
    """
    if isinstance(value, int) and abs(value) > _LONGEST:
        raise ScenarioError(f"{function}({name}=...): `{name}` must be at most {_LONGEST:g}")
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ScenarioError(f"{function}({name}={value!r}): `{name}` must be a whole number, not negative")


def one_of(function: str, name: str, value: object, known: Iterable[str]) -> str:
    """Check one of some words, and give it back.

    Raises:
        ScenarioError: it is none of them.
    """
    if not isinstance(value, str) or value not in known:
        raise ScenarioError(f"{function}({name}={value!r}): unknown {name}{suggestion(str(value), known)}")
    return value


def is_number(value: object) -> TypeGuard[float]:
    """Whether something is a number; True and False are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _such_as(function: str, name: str, written: str) -> str:
    """How a length of time is written in Python that somebody has written as a scenario has it."""
    seconds = _SECONDS.fullmatch(written.strip())
    value = seconds[1] if seconds else "5"
    return f"{function}({value})" if f"{function} {name}" in _FIRST else f"{name}={value}"


def _written(function: str, name: str, value: object) -> str:
    """A call of a function as it stands in a test."""
    return f"{function}({value!r})" if f"{function} {name}" in _FIRST else f"{function}({name}={value!r})"
