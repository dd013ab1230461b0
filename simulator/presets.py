"""What scripts find set before they begin: variables and arrays, as users write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from simulator.errors import ScenarioError
from simulator.telephony.variables import ArrayItem, Variables, variables_from

_NAME: Final = re.compile("[A-Za-z_][A-Za-z0-9_]*")
"""What can stand behind a `$`."""


def preset_variables(
    values: Mapping[str, str] | None = None, arrays: Mapping[str, Sequence[ArrayItem]] | None = None
) -> Variables:
    """Make the variables of a call.

    Args:
        values: texts by name; `$name` stands for one.
        arrays: lists by name, for ForEach.

    Raises:
        ScenarioError: a name that no text could refer to, or a value that is no text.
    """
    _check_mapping(values, "variables", "{'name': 'Anna'}")
    _check_mapping(arrays, "arrays", "{'colours': ['red', 'green']}")
    _check_texts(values or {}, "variables")
    _check_names(arrays or {}, "arrays")
    for name, items in (arrays or {}).items():
        if isinstance(items, str) or not isinstance(items, Sequence):
            raise ScenarioError(f"arrays: {name!r}: expected a list, not {items!r}")
        for number, item in enumerate(items, start=1):
            _check_item(item, f"arrays: {name!r}: item {number}")
    return variables_from(values or {}, arrays)


def _check_mapping(written: object, where: str, example: str) -> None:
    if written is not None and not isinstance(written, Mapping):
        raise ScenarioError(f"{where}: expected values by name such as {example}, not {written!r}")


def _check_item(item: object, where: str) -> None:
    if isinstance(item, Mapping):
        if not item:
            raise ScenarioError(f"{where}: expected at least one field")
        _check_texts(item, where)
    elif not isinstance(item, str):
        raise ScenarioError(f"{where}: expected a text, or fields with their texts, not {item!r}")


def _check_texts(texts: Mapping[str, object], where: str) -> None:
    _check_names(texts, where)
    for name, text in texts.items():
        if not isinstance(text, str):
            raise ScenarioError(f"{where}: {name!r}: expected a text, not {text!r}")


def _check_names(names: Iterable[object], where: str) -> None:
    known: dict[str, str] = {}
    for name in names:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise ScenarioError(f"{where}: {name!r} is no name; expected letters, digits and _, no digit first")
        other = known.setdefault(name.lower(), name)
        if other is not name:
            raise ScenarioError(f"{where}: {other!r} and {name!r} are the same name")
