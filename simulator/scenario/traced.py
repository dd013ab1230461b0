"""Nodes that have come from elsewhere: out of another file, a table, a parameter, a fragment. Their places tell how."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from simulator.scenario.document import ListNode, MappingNode, Node, TextNode
from simulator.scenario.mistakes import TracedPlace
from simulator.telephony.problem import Place


def trail_of(place: Place) -> tuple[str, ...]:
    """How what stands at a place has come to be used; empty if it stands where it is used."""
    return place.trail if isinstance(place, TracedPlace) else ()


def traced_place(place: Place, trail: tuple[str, ...]) -> Place:
    """A place with further steps of its trail."""
    if not trail:
        return place
    steps = tuple(dict.fromkeys((*trail_of(place), *trail)))
    return TracedPlace(place.source, place.line, place.column, steps)


def traced(node: Node, trail: tuple[str, ...]) -> Node:
    """A node and all that is in it with further steps of their trail."""
    if not trail:
        return node
    place = traced_place(node.place, trail)
    match node:
        case TextNode():
            return replace(node, place=place)
        case ListNode(items):
            return ListNode(tuple(traced(item, trail) for item in items), place)
        case MappingNode(entries):
            pairs = (
                (replace(key, place=traced_place(key.place, trail)), traced(value, trail)) for key, value in entries
            )
            return replace(node, entries=tuple(pairs), place=place)


def folders_in(node: Node) -> dict[Path, None]:
    """The folders of the files in which a node and all that is in it stand, that of the node itself first."""
    folders = {folder_of(node): None}
    inner = node.items if isinstance(node, ListNode) else ()
    if isinstance(node, MappingNode):
        inner = tuple(value for _, value in node.entries)
    for one in inner:
        folders |= folders_in(one)
    return folders


def folder_of(node: Node) -> Path:
    """The folder of the file in which a node stands."""
    return Path(node.place.source).parent
