"""The public members of a class, in the order and the groups of its source, with what their docstrings say."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from itertools import groupby
from typing import Any, Final

from simulator.reference.docstrings import Docstring, docstring_of

_GROUP: Final = re.compile(r"^    # -- (.+?) -+$")


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a class.

    Attributes:
        name: what it is called.
        written: how it is used: a name, or a name with arguments and what comes of it.
        kind: the type of a value, as far as it is said.
        told: its docstring.
        group: the heading under which it stands in the source; empty if there is none.
        is_method: whether it is called.
    """

    name: str
    written: str
    kind: str
    told: Docstring
    group: str = ""
    is_method: bool = False


def members_of(kind: type, without: Collection[str] = ()) -> list[Member]:
    """The public members that a class defines itself: what its instances hold, then the rest, as the source has it.

    Args:
        kind: the class.
        without: names of those that are for others than its users.
    """
    groups = _groups(kind)
    found = [*_values(kind), *(_member(name, one, groups.get(name, "")) for name, one in vars(kind).items())]
    return [one for one in found if one is not None and not one.name.startswith("_") and one.name not in without]


def grouped(members: Iterable[Member]) -> Iterator[tuple[str, list[Member]]]:
    """Members by their groups, in the same order."""
    for group, inside in groupby(members, lambda one: one.group):
        yield group, [*inside]


def signature_of(function: Callable[..., object], name: str) -> str:
    """How a function is called: its name, with the types and defaults of its arguments, and the type of the result."""
    signature = inspect.signature(function)
    given = [one for one in signature.parameters.values() if one.name != "self" and not one.name.startswith("_")]
    words = []
    for before, one in zip([None, *given], given, strict=False):
        if one.kind is one.KEYWORD_ONLY and (before is None or before.kind is one.POSITIONAL_OR_KEYWORD):
            words.append("*")
        words.append(_argument(one))
    result = "" if signature.return_annotation in ("None", None) else f" -> {signature.return_annotation}"
    return f"{name}({', '.join(words)}){result}"


def _argument(one: inspect.Parameter) -> str:
    stars = "*" if one.kind is one.VAR_POSITIONAL else "**" if one.kind is one.VAR_KEYWORD else ""
    default = "" if one.default is one.empty else f" = {_written(one.default)}"
    kind = "" if one.kind is one.VAR_KEYWORD else ": " + str(one.annotation).replace("'", '"')
    return f"{stars}{one.name}{kind}{default}"


def _written(default: object) -> str:
    """A default as the source has it."""
    if default is ...:
        return "..."
    return f'"{default}"' if isinstance(default, str) else repr(default)


def _values(kind: type) -> Iterator[Member]:
    """What instances hold, as far as the class tells of it."""
    told = docstring_of(kind).attributes
    types = {one.name: str(one.type) for one in fields(kind)} if is_dataclass(kind) else dict.fromkeys(told, "")
    for name, written in types.items():
        text = told.get(name, "")
        yield Member(name, name, written, Docstring(text[:1].upper() + text[1:], {}, {}, "", {}))


def _member(name: str, one: Any, group: str) -> Member | None:  # noqa: ANN401 - whatever a class may have
    if inspect.isfunction(one):
        return Member(name, signature_of(one, name), "", docstring_of(one), group, is_method=True)
    if isinstance(one, property) and one.fget is not None:
        return Member(name, name, str(inspect.signature(one.fget).return_annotation), docstring_of(one), group)
    return None


def _groups(kind: type) -> dict[str, str]:
    """The heading above each function in the source of a class."""
    group, found = "", {}
    try:
        source = inspect.getsource(kind)
    except OSError:
        return {}  # it is shown under another module than its own
    for line in source.splitlines():
        if heading := _GROUP.match(line):
            group = heading[1]
        elif function := re.match(r"^    (?:async )?def (\w+)\(", line):
            found[function[1]] = group
    return found
