"""From the documents of a file to its scenarios: what they share is put in place, each row is a scenario of its own.

All of it happens on nodes, before anything is read: first defaults and included files, then rows, then parameters and
fragments. A document that uses none of that stays the node that it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from simulator.scenario.document import MappingNode, Node, TextNode
from simulator.scenario.examples import Row, rows_of
from simulator.scenario.filling import Filling, is_plain
from simulator.scenario.fragments import Fragments
from simulator.scenario.includes import Includes, merged, together
from simulator.scenario.mistakes import MisreadError, Mistakes
from simulator.scenario.parameters import GivenParameters, Parameter, Scope, parameters_in
from simulator.scenario.reading import mistaken, refused
from simulator.scenario.references import names_in
from simulator.scenario.written_files import WrittenFiles

DEFAULTS: Final = "defaults"

SHARED: Final = ("examples", "fragments", "include", "matrix", "parameters")
"""Keys of which nothing is left in what is read."""

_HOLD_STEPS: Final = ("caller", "further calls", "phones")
"""Keys below which lists are of steps, so that fragments may stand there."""

_LONGEST_VALUE: Final = 40
"""Characters of a value in the name of a row."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A scenario that is to be read. `name` is that of a row, or the default; None where the document has one."""

    document: Node
    filling: Filling
    name: str | None = None

    @property
    def shares(self) -> bool:
        """Whether the document has keys of which nothing is left in the end."""
        return isinstance(self.document, MappingNode) and any(key.text in SHARED for key, _ in self.document.entries)

    def filled(self) -> Node:
        """The document with all parameters and fragments in place.

        Raises:
            MisreadError: some are not known, or do not fit.
        """
        if not isinstance(self.document, MappingNode) or (not self.shares and is_plain(self.document)):
            return self.document
        mistakes = Mistakes()
        entries: dict[str, tuple[TextNode, Node]] = {}
        try:
            for key, value in self.document.entries:
                if key.text not in SHARED:
                    with mistakes.noted():
                        filled = self.filling.node(value, steps=key.text in _HOLD_STEPS)
                        name, own = entries.get(key.text, (key, None))
                        entries[key.text] = name, filled if own is None else together(key.text, own, filled)
        except RecursionError:
            raise mistaken(self.document, "parameters and fragments are nested too deeply here") from None
        mistakes.check()
        return replace(self.document, entries=tuple(entries.values()))


class Expansion:
    """Expands the documents of one file, one after the other.

    Args:
        stem: the name of the file, for scenarios without a name.
        given: the parameters that hold over the heads of all.
    """

    def __init__(self, stem: str, given: GivenParameters) -> None:
        self._stem = stem
        self._given = given
        self._files = WrittenFiles()
        self._includes = Includes(self._files, given)
        self._defaults: MappingNode | None = None
        self._number = 0

    def variants(self, document: Node) -> list[Variant]:
        """The scenarios of a document: one, one for each row, or none if it has the defaults of those behind it.

        Raises:
            MisreadError: what it shares cannot be put together.
        """
        if isinstance(document, MappingNode) and document.get(DEFAULTS) is not None:
            self._take_defaults(document)
            return []
        self._number += 1
        name = self._stem if self._number == 1 else f"{self._stem} {self._number}"
        if not isinstance(document, MappingNode):
            return [Variant(document, self._filling({}, Fragments()), name)]
        whole = self._includes.whole(document)
        if self._defaults is not None:
            whole = merged(whole, self._defaults)
        parameters = parameters_in(whole.get("parameters"), "parameters")
        fragments = Fragments(whole.get("fragments"))
        rows = self._rows(whole, parameters)
        written = whole.get("name")
        if rows is None:
            return [Variant(whole, self._filling(parameters, fragments), name if written is None else None)]
        fillings = [self._filling(row.parameters, fragments, parameters) for row in rows]
        names = row_names(written or TextNode(name, whole.place), rows, fillings)
        return [Variant(whole, *one) for one in zip(fillings, names, strict=True)]

    def _take_defaults(self, document: MappingNode) -> None:
        for key, value in document.entries:
            if key.text != DEFAULTS:
                raise mistaken(key, f"{key.text!r} stands beside 'defaults', which stands alone; write '---' below it")
            if not isinstance(value, MappingNode):
                raise refused(value, "keys of scenarios such as `{app: package.module:app}`")
            for name, _ in value.entries:
                if name.text == "name":
                    raise mistaken(name, "a name cannot be a default; each scenario has its own")
            defaults = self._includes.whole(value)
            self._defaults = merged(defaults, self._defaults) if self._defaults else defaults

    def _filling(self, first: Mapping[str, Parameter], fragments: Fragments, *more: Mapping[str, Parameter]) -> Filling:
        return Filling(Scope(first, *more, given=self._given), fragments, self._files)

    def _rows(self, document: MappingNode, parameters: Mapping[str, Parameter]) -> list[Row] | None:
        """The rows of a document; where they come from may be a parameter."""
        fill = self._filling(parameters, Fragments()).node
        return rows_of(document.get("examples"), document.get("matrix"), self._files, fill)


def expanded_alone(document: Node, stem: str) -> Node:
    """The document of a file that holds one thing, with everything that it shares in place.

    Raises:
        MisreadError: what it shares cannot be put together, or it has rows or defaults.
    """
    if isinstance(document, MappingNode):
        for key, _ in document.entries:
            if key.text in (DEFAULTS, "examples", "matrix"):
                raise mistaken(key, f"{key.text!r} belongs to scenarios")
    (variant,) = Expansion(stem, GivenParameters()).variants(document)
    return variant.filled()


# -- names of rows ---------------------------------------------------------------------------------------------------


def row_names(name: Node, rows: Sequence[Row], fillings: Sequence[Filling]) -> list[str]:
    """The names of rows, no two the same: as the template says, or `name [pin=0000, verdict=wrong]`.

    Args:
        name: the name of the scenario; a template if it asks for a parameter of the rows.
        rows: their parameters.
        fillings: what fills the template in for each.
    """
    names = [_text(name, filling) for filling in fillings]
    counts = Counter(names)
    if any(one in rows[0].parameters for one in names_in(name)):
        needed = [counts[one] > 1 for one in names]
    else:
        needed = [True] * len(names)
    labels = [_label(*one) for one in zip(range(1, len(rows) + 1), rows, fillings, strict=True)]
    return list(
        _numbered(f"{one} [{label}]" if need else one for one, label, need in zip(names, labels, needed, strict=True))
    )


def _label(number: int, row: Row, filling: Filling) -> str:
    """What tells a row from others: its id, or else its values, those aside that are lists or mappings."""
    shown = {name: _text(row.parameters[name].value, filling) for name in row.told if _is_text(row.parameters[name])}
    values = [f"{name}={_shortened(text)}" for name, text in shown.items()]
    return ", ".join([row.id, *values] if row.id else values) or f"row {number}"


def _is_text(parameter: Parameter) -> bool:
    return isinstance(parameter.value, TextNode)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}..."


def _numbered(names: Iterable[str]) -> Iterator[str]:
    """Names, of which the second one of the same is `#2`."""
    counts: Counter[str] = Counter()
    for name in names:
        counts[name] += 1
        yield name if counts[name] == 1 else f"{name} #{counts[name]}"


def _text(node: Node, filling: Filling) -> str:
    """A text in one line; what is wrong with it is told where it is read."""
    with suppress(MisreadError):
        node = filling.node(node)
    return " ".join(node.text.split()) if isinstance(node, TextNode) else ""
