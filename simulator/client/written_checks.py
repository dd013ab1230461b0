"""Writes what is expected of a call as the control API has it: as JSON, which has no paths and no patterns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from simulator.errors import ScenarioError

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
        case None | bool() | int() | float() | str():
            return value
        case Path():
            return str(value)
        case re.Pattern():
            return f"/{value.pattern}/{'' if value.flags & re.IGNORECASE else 'c'}"
        case Mapping():
            return {str(key): _written(one) for key, one in value.items()}
        case list() | tuple():
            return [_written(one) for one in value]
        case _:
            raise ScenarioError(f"expected a text, a number, a list or a mapping, not {value!r}")
