"""Writes what is expected of a call as the control API has it: as JSON, which has no paths and no patterns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any, TypeAlias

from simulator.errors import ScenarioError
from simulator.telephony.text_match import pattern_text

Checks: TypeAlias = Mapping[str, object] | Sequence[Mapping[str, object]]
"""What stands behind `expects` or `never` in a scenario, as Python data: a mapping, or a list of mappings."""


def written_checks(checks: Checks) -> object:
    """Expectations as the control API has them.

    Raises:
        ScenarioError: there is something in them that is no text, number, list, mapping, path or regular expression.
    """
    return _written(checks)


def _written(value: object) -> object:
    match value:
        case None | bool() | int() | str():
            return value
        case float() if isfinite(value):
            return value
        case Path():
            return str(value)
        case re.Pattern():
            return _pattern_text(value)
        case Mapping():
            return {_key(key): _written(one) for key, one in value.items()}
        case list() | tuple():
            return [_written(one) for one in value]
        case _:
            raise ScenarioError(f"expected a text, a number, a list or a mapping, not {value!r}")


def _pattern_text(pattern: re.Pattern[Any]) -> str:
    try:
        return pattern_text(pattern)
    except ValueError as error:
        raise ScenarioError(f"expected {error}") from None


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise ScenarioError(f"expected texts as keys, not {key!r}")
    return key
