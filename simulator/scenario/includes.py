"""What a scenario takes over from others: from the files that it includes, and from the defaults before it.

A scenario takes the keys that it does not have itself. Settings, the office, the call, variables, arrays, parameters
and fragments are merged key by key, phones number by number; expectations are added, those of others first. What is a
parameter as a whole, or has one among its keys, is put together once that has been filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from simulator.scenario.document import REFERENCE, ListNode, MappingNode, Node, TextNode
from simulator.scenario.filling import Filling
from simulator.scenario.fragments import Fragments
from simulator.scenario.parameters import GivenParameters, Scope, parameters_in
from simulator.scenario.reading import mistaken, one_or_more
from simulator.scenario.written_files import WrittenFiles
from simulator.telephony.phone import folded_number

EXPECTED: Final = "the name of a file such as common.yaml, or a list of them"

_MERGED: Final[Mapping[str, Callable[[str], str]]] = {
    **dict.fromkeys(("arrays", "call", "fragments", "office", "parameters", "settings", "variables"), str),
    "phones": folded_number,
}
"""Keys whose values are merged, and what makes two keys in them the same one."""

_ADDED: Final = ("expects", "never")
"""Keys whose lists are added."""

_FILLED_FIRST: Final = {*_MERGED, *_ADDED} - {"fragments", "parameters"}
"""Keys of which a value may be a parameter; parameters and fragments are what others are filled in with."""

_NOT_TAKEN: Final = ("name", "include")


class Includes:
    """Puts together what stands in several files.

    Args:
        files: where they are read.
        given: the parameters that hold over the heads of all.
    """

    def __init__(self, files: WrittenFiles, given: GivenParameters) -> None:
        self._files = files
        self._given = given

    def whole(self, document: MappingNode, chain: tuple[Path, ...] = ()) -> MappingNode:
        """A document with everything that it includes.

        Raises:
            MisreadError: a file cannot be included, or includes itself.
        """
        node = document.get("include")
        if node is None:
            return document
        here = chain or (Path(document.place.source),)
        scope = Scope(parameters_in(document.get("parameters"), "parameters"), given=self._given)
        names = Filling(scope, Fragments(), self._files).node(node)
        for base in one_or_more(names, lambda name: self._included(name, here), EXPECTED):
            document = merged(document, base)
        return document

    def _included(self, name: Node, chain: tuple[Path, ...]) -> MappingNode:
        path = self._files.path(name, EXPECTED)
        if path in chain:
            shown = " -> ".join(one.as_posix() for one in (*chain[chain.index(path) :], path))
            raise mistaken(name, f"{path.as_posix()!r} includes itself: {shown}")
        document = self._files.document(name, EXPECTED)
        if not isinstance(document, MappingNode):
            hint = "a list of steps is included by the step `- include: ...`"
            raise mistaken(name, f"expected keys of a scenario in {path.as_posix()!r}; {hint}")
        return self.whole(document, (*chain, path))


def merged(document: MappingNode, base: MappingNode) -> MappingNode:
    """A document with what it does not have itself.

    Where a value has to be filled in before it can be merged, its key stands there more than once, the document's own
    first; `together` makes one of them.
    """
    entries = list(document.entries)
    for key, value in base.entries:
        mine = [position for position, (name, _) in enumerate(entries) if name.text == key.text]
        if not mine:
            if key.text not in _NOT_TAKEN:
                entries.append((key, value))
        elif key.text in _FILLED_FIRST and (len(mine) > 1 or _is_open(entries[mine[0]][1]) or _is_open(value)):
            entries.append((key, value))
        else:
            name, own = entries[mine[0]]
            entries[mine[0]] = name, together(key.text, own, value)
    return replace(document, entries=tuple(entries))


def _is_open(node: Node) -> bool:
    """Whether it shows only once parameters are filled in what a value is, or which keys it has."""
    match node:
        case TextNode(text):
            return REFERENCE in text
        case MappingNode(entries):
            return any(REFERENCE in key.text for key, _ in entries)
        case ListNode():
            return False


def together(key: str, own: Node, other: Node) -> Node:
    """What a key has of a document, and of what that includes. What does not fit stays, to be told where it is read."""
    if key in _ADDED:
        return _added(own, other)
    if key not in _MERGED or not isinstance(own, MappingNode):
        return own
    if not isinstance(other, MappingNode):
        return other
    same = _MERGED[key]
    known = {same(name.text) for name, _ in own.entries}
    return replace(own, entries=own.entries + tuple(one for one in other.entries if same(one[0].text) not in known))


def _added(own: Node, other: Node) -> Node:
    mine, theirs = _as_list(own), _as_list(other)
    if mine is None or theirs is None:
        return own if mine is None else other
    return ListNode((*theirs, *mine), own.place)


def _as_list(node: Node) -> tuple[Node, ...] | None:
    """The items of a list; of a mapping each entry as one."""
    match node:
        case ListNode(items):
            return items
        case MappingNode(entries):
            return tuple(MappingNode((entry,), entry[0].place) for entry in entries)
        case TextNode():
            return None
