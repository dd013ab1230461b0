"""The JSON file of a run: written, and read again, whole or not at all."""

from __future__ import annotations

import json
from math import isfinite
from pathlib import Path
from typing import Final, NoReturn

from simulator.errors import ScenarioError
from simulator.report.record import VERSION, RunRecord
from simulator.report.shape import ShapeError, plain, schema_of, shaped

_LONGEST_NUMBER: Final = 300
"""Digits of a whole number; one of more is no number of seconds any more."""


def json_text(record: RunRecord) -> str:
    """A record as JSON, as people can read it."""
    return json.dumps(plain(record), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def json_schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of such files."""
    return schema_of(RunRecord, title="A run of scenarios with ozeki-simulator", version=VERSION)


def read_run(path: Path) -> RunRecord:
    """Read the record that `run --json` has written.

    Raises:
        ScenarioError: the file cannot be read, is damaged, or is that of another version.
    """
    try:
        data = json.loads(path.read_bytes(), parse_constant=_refused, parse_float=_finite, parse_int=_whole)
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be read: {error.strerror}") from None
    except json.JSONDecodeError as error:
        raise ScenarioError(
            f"{path}:{error.lineno}:{error.colno}: is no JSON, or only a part of it: {error.msg}"
        ) from None
    except (ValueError, RecursionError) as error:
        raise ScenarioError(f"{path}: is no JSON that can be read: {error}") from None
    if not isinstance(data, dict) or "version" not in data or "scenarios" not in data:
        raise ScenarioError(f"{path}: is no record of a run; `ozeki-simulator run --json FILE` writes one")
    if data["version"] != VERSION:
        raise ScenarioError(
            f"{path}: is a record of version {data['version']!r}; this ozeki-simulator reads version {VERSION}, "
            "so look at it with the one that wrote it, or run the scenarios again"
        )
    try:
        return shaped(RunRecord, data)
    except ShapeError as error:
        raise ScenarioError(f"{path}: is damaged: {error}") from None


# -- inside ----------------------------------------------------------------------------------------------------------


def _refused(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _finite(text: str) -> float:
    return number if isfinite(number := float(text)) else _refused(text[:20])


def _whole(text: str) -> int:
    return int(text) if len(text) <= _LONGEST_NUMBER else _refused(f"{text[:20]}... ({len(text)} digits)")
