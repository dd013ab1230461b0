"""The named values of a script: what `$name` stands for, and the lists that ForEach walks through.

Values and arrays have name spaces of their own (ASSUMPTION ozml q42). Names match without regard to case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

ArrayItem: TypeAlias = str | Mapping[str, str]
"""An item of an array as tests write it: a text, or texts with names (`$item` and `$item.from`)."""


@dataclass(frozen=True, slots=True)
class Value:
    """A text, and perhaps texts within it: `$item` is the text, `$item.from` the field "from"."""

    text: str
    fields: Mapping[str, str] = field(default_factory=dict)
    """By name in lower case."""


@dataclass(slots=True)
class Variables:
    """The table of one call (ASSUMPTION ozml q39), with the names that blocks add while they run."""

    values: dict[str, Value] = field(default_factory=dict)
    arrays: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    _blocks: list[Mapping[str, Value]] = field(default_factory=list)

    def assign(self, name: str, value: Value) -> None:
        """Give a value a name; an older one of that name is forgotten."""
        self.values[name.lower()] = value

    def assign_array(self, name: str, items: Iterable[Value]) -> None:
        """Give a list a name; an older one of that name is forgotten."""
        self.arrays[name.lower()] = tuple(items)

    def get(self, name: str) -> Value | None:
        """What a name stands for; names of the innermost block come first."""
        folded = name.lower()
        for names in reversed(self._blocks):
            if folded in names:
                return names[folded]
        return self.values.get(folded)

    def array(self, name: str) -> tuple[Value, ...] | None:
        """The list with a name."""
        return self.arrays.get(name.lower())

    def names(self) -> list[str]:
        """Every name that stands for something now, as `$` finds it."""
        return list(dict.fromkeys([*self.values, *(name for block in self._blocks for name in block)]))

    @contextmanager
    def within(self, names: Mapping[str, Value]) -> Iterator[None]:
        """Add names for as long as a block runs; they hide others (ASSUMPTION ozml q43)."""
        self._blocks.append(names)
        try:
            yield
        finally:
            self._blocks.remove(names)

    def copy(self) -> Variables:
        """The same values in a table of its own; names of blocks are left out."""
        return Variables(dict(self.values), dict(self.arrays))


def value_from_fields(fields: Mapping[str, str]) -> Value:
    """A value with fields; as a text it is the first of them."""
    return Value(next(iter(fields.values()), ""), {name.lower(): text for name, text in fields.items()})


def variables_from(values: Mapping[str, str], arrays: Mapping[str, Sequence[ArrayItem]] | None = None) -> Variables:
    """Variables that a scenario sets before the call; the items of an array are texts, or have fields."""
    made = Variables()
    for name, text in values.items():
        made.assign(name, Value(text))
    for name, items in (arrays or {}).items():
        made.assign_array(name, (Value(one) if isinstance(one, str) else value_from_fields(one) for one in items))
    return made
