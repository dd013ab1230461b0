"""Python data as nodes, so that what YAML says and what Python says is read by the same readers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

from simulator.scenario.document import ListNode, MappingNode, Node, TextNode
from simulator.scenario.mistakes import MisreadError, Mistake
from simulator.telephony.problem import Place
from simulator.telephony.text_match import pattern_text


def node_from(value: object, name: str) -> Node:
    """Make a node of texts, numbers, True and False, paths, regular expressions, lists and mappings; None is nothing.

    Args:
        value: the data.
        name: what errors call it, such as `waits_for`; what is within has `["key"]` or `[0]` behind it.

    Raises:
        MisreadError: there is something else in it.
    """
    place = Place(name)
    match value:
        case str():
            return TextNode(str(value), place)
        case bool():
            return TextNode(str(value).lower(), place)
        case int():
            return TextNode(str(value), place)
        case float() if isfinite(value):
            return TextNode(f"{Decimal(repr(float(value))):f}", place)
        case None:
            return TextNode("", place, bare=True)
        case Path():
            return TextNode(str(value), place)
        case re.Pattern():
            return TextNode(_pattern_text(value, place), place)
        case Mapping():
            entries = [(_key(one, name), node_from(value[one], f'{name}["{one}"]')) for one in value]
            return MappingNode(tuple(entries), place)
        case list() | tuple():
            return ListNode(tuple(node_from(one, f"{name}[{index}]") for index, one in enumerate(value)), place)
        case _:
            raise MisreadError(Mistake(place, f"expected a text, a number, a list or a mapping, not {value!r}"))


def _pattern_text(pattern: re.Pattern[Any], place: Place) -> str:
    try:
        return pattern_text(pattern)
    except ValueError as error:
        raise MisreadError(Mistake(place, f"expected {error}")) from None


def _key(key: object, name: str) -> TextNode:
    if not isinstance(key, str):
        raise MisreadError(Mistake(Place(name), f"expected texts as keys, not {key!r}"))
    return TextNode(key, Place(f'{name}["{key}"]'))
