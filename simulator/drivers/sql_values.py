"""Values that a database brings -> texts, as a person would write them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from datetime import time as time_of_day
from decimal import Decimal


def text(value: object) -> str:
    """A value as a person would write it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:.15g}"
        case Decimal():
            return f"{value:f}"
        case datetime() | time_of_day():
            return _iso(value)
        case date():
            return value.isoformat()
        case bytes() | bytearray() | memoryview():
            return value.hex()
        case dict():
            return json.dumps(value, ensure_ascii=False, default=str)
        case list() | tuple():
            return ", ".join(texts(value))
        case _:
            return str(value)


def _iso(value: datetime | time_of_day) -> str:
    return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()


def texts(values: Iterable[object]) -> list[str]:
    """The values of a row, or of an array in one."""
    return [text(value) for value in values]
