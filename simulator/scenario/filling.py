"""Fills parameters in, and puts the steps of fragments and of other files in their place.

It works on nodes: what comes out is a scenario as somebody would have written it by hand, with places that tell where
everything stands that has come from elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from simulator.scenario.document import REFERENCE, ListNode, MappingNode, Node, TextNode
from simulator.scenario.fragments import EXPECTED, Fragments
from simulator.scenario.mistakes import Mistakes
from simulator.scenario.parameters import Parameter, Scope
from simulator.scenario.reading import mistaken, only_entry, refused
from simulator.scenario.references import Reference, parts_of
from simulator.scenario.traced import traced, traced_place, trail_of
from simulator.scenario.written_files import WrittenFiles

DO: Final = "do"
INCLUDE: Final = "include"

MOST_STEPS: Final = 10_000
"""Steps that the fragments of one scenario may come to."""


MOST_NODES: Final = 100_000
MOST_CHARACTERS: Final = 10_000_000
"""Texts, lists and mappings that parameters may come to in one scenario, and the length of all their texts."""


@dataclass(slots=True)
class _Budget:
    """How many more steps fragments may come to; below 0 it has been told that they are too many. Likewise the rest."""

    left: int = MOST_STEPS
    nodes: int = MOST_NODES
    characters: int = MOST_CHARACTERS
    spent_at: TextNode | None = None
    """Where too much of them was asked for: told once, however much of it there is."""

    def spend(self, node: TextNode, value: Node) -> None:
        """Pay for what stands in place of a reference.

        Raises:
            MisreadError: it is too much, here or before.
        """
        self.nodes -= size_of(value)
        self.characters -= len(value.text) if isinstance(value, TextNode) else 0
        if self.spent_at is None and min(self.nodes, self.characters) < 0:
            self.spent_at = node
        self.check()

    def check(self) -> None:
        """See that it has not been told that it is too much: nothing more is filled in then.

        Raises:
            MisreadError: it has.
        """
        if self.spent_at is not None:
            most = f"{MOST_NODES:,} values or {MOST_CHARACTERS:,} characters"
            raise mistaken(self.spent_at, f"the parameters come to more than {most} here")


@dataclass(frozen=True, slots=True)
class Filling:
    """Fills nodes with what holds at their place.

    Args:
        scope: the parameters.
        fragments: steps by name.
        files: whence steps can be included.
        trail: how the nodes have come to be used.
        chain: the fragments and files that are under way; none of them may be used again.
    """

    scope: Scope
    fragments: Fragments
    files: WrittenFiles
    trail: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()
    budget: _Budget = field(default_factory=_Budget)

    def node(self, node: Node, *, steps: bool = False) -> Node:
        """A node with all parameters filled in; the same one if there was nothing to do.

        Args:
            node: what is filled.
            steps: whether the lists in it are of steps, among which those of fragments are put.

        Raises:
            MisreadError: parameters or fragments are not known, need themselves, or do not fit.
        """
        match node:
            case TextNode(text):
                return self._text(node, steps=steps) if REFERENCE in text else self._placed(node)
            case ListNode():
                return self._list(node, steps=steps)
            case MappingNode():
                return self._mapping(node, steps=steps)

    def _placed(self, node: TextNode, *steps: str) -> TextNode:
        """A text with its trail: steps of its own, then those of everything here."""
        trail = (*steps, *self.trail)
        return replace(node, place=traced_place(node.place, trail)) if trail else node

    def _list(self, node: ListNode, *, steps: bool) -> Node:
        mistakes = Mistakes()
        items: list[Node] = []
        for item in node.items:
            with mistakes.noted():
                items += self._steps(item) if steps else (self.node(item),)
        mistakes.check()
        if not self.trail and _same(items, node.items):
            return node
        return ListNode(tuple(items), traced_place(node.place, self.trail))

    def _mapping(self, node: MappingNode, *, steps: bool) -> Node:
        mistakes = Mistakes()
        keys: dict[str, TextNode] = {}
        values: list[Node] = []
        for key, value in node.entries:
            with mistakes.noted():
                name = self._key(key)
                values.append(self.node(value, steps=steps))
                if keys.setdefault(name.text, name) is not name:
                    raise mistaken(name, f"the key {name.text!r} stands here twice, once its parameters are filled in")
        mistakes.check()
        entries = tuple(zip(keys.values(), values, strict=True))
        old = [one for entry in node.entries for one in entry]
        if not self.trail and _same([one for entry in entries for one in entry], old):
            return node
        return replace(node, entries=entries, place=traced_place(node.place, self.trail))

    def _key(self, key: TextNode) -> TextNode:
        filled = self.node(key)
        if not isinstance(filled, TextNode):
            raise mistaken(self._placed(key), f"{key.text!r} is a key here, so it has to be a text")
        return filled

    # -- texts -------------------------------------------------------------------------------------------------------

    def _text(self, node: TextNode, *, steps: bool) -> Node:
        """What a text comes to: a text; or, if it is nothing but one reference, whatever the parameter is."""
        try:
            parts = parts_of(node.text)
        except ValueError as error:
            raise mistaken(self._placed(node), str(error)) from None
        if len(parts) == 1 and isinstance(parts[0], Reference):
            return self._value(parts[0], node, steps=steps)
        texts: list[str] = []
        trail: list[str] = []
        for part in parts:
            if isinstance(part, str):
                texts.append(part)
                continue
            value = self._value(part, node)
            if not isinstance(value, TextNode):
                kind = "list" if isinstance(value, ListNode) else "mapping"
                raise mistaken(
                    self._placed(node), f"the parameter {part.name!r} is a {kind}, which cannot stand within a text"
                )
            texts.append(value.text)
            trail += trail_of(value.place)
        return replace(node, text="".join(texts), place=traced_place(node.place, (*trail, *self.trail)))

    def _value(self, reference: Reference, node: TextNode, *, steps: bool = False) -> Node:
        """What stands in place of a reference: a text at the place of its use, or a list or a mapping at its own."""
        self.budget.check()
        parameter = self.scope.parameter(reference, self._placed(node))
        if parameter is not None:
            value = self._filled(reference.name, parameter, node, steps=steps)
            self.budget.spend(node, value)
            if not isinstance(value, TextNode):
                return value
            if value.text or reference.default is None:
                used = self._placed(node, parameter.origin, *trail_of(value.place))
                return replace(used, text=value.text, bare=node.bare and value.bare, comment=value.comment)
        return self.node(replace(node, text=reference.default or ""), steps=steps)

    def _filled(self, name: str, parameter: Parameter, node: TextNode, *, steps: bool) -> Node:
        """The value of a parameter, which may ask for other parameters itself."""
        is_text = isinstance(parameter.value, TextNode)
        trail = () if is_text else (f"used as ${{{name}}} at {node.place}", *self.trail)
        if parameter.literal:
            return traced(parameter.value, trail)
        with self.scope.opened(name, self._placed(node)):
            return replace(self, trail=trail).node(parameter.value, steps=steps)

    # -- steps that stand for others ---------------------------------------------------------------------------------

    def _steps(self, item: Node) -> Sequence[Node]:
        """The steps that an item of a list of steps comes to."""
        if isinstance(item, TextNode) and item.text in (DO, INCLUDE):
            raise mistaken(self._placed(item), f"{item.text!r} needs a value: `{item.text}: ...`")
        if self.chain and not self._affordable(item):
            return ()
        if not isinstance(item, MappingNode) or not any(key.text in (DO, INCLUDE) for key, _ in item.entries):
            return (self.node(item, steps=True),)
        key, value = only_entry(item, "step")
        return self._of_fragment(value) if key.text == DO else self._of_file(value)

    def _affordable(self, item: Node) -> bool:
        """Whether there may be one step more."""
        self.budget.left -= 1
        if self.budget.left == -1:
            raise mistaken(item, f"the steps of fragments come to more than {MOST_STEPS:,} here")
        return self.budget.left >= 0

    def _of_fragment(self, node: Node) -> Sequence[Node]:
        """The steps of `do: name`, or of `do: {name: {parameter: value}}`."""
        if isinstance(node, ListNode) or (isinstance(node, MappingNode) and not node.entries):
            raise refused(node, EXPECTED)
        written, values = (node, None) if isinstance(node, TextNode) else only_entry(node, "fragment")
        name = self._key(written)
        fragment = self.fragments.named(name)
        arguments: dict[str, Parameter] = {}
        if isinstance(values, MappingNode):
            fragment.check_arguments(key for key, _ in values.entries)
            arguments = {key.text: self._argument(key, value) for key, value in values.entries}
        elif values is not None and not (isinstance(values, TextNode) and values.empty):
            raise refused(values, "parameters such as `{pin: 1234}`")
        inner = self._entered("fragment", name.text, name)
        return _items(replace(inner, scope=self.scope.within(arguments)).node(fragment.steps, steps=True))

    def _argument(self, key: TextNode, value: Node) -> Parameter:
        return Parameter(self.node(value, steps=True), f"{key.text} at {value.place}", literal=True)

    def _of_file(self, node: Node) -> Sequence[Node]:
        """The steps of `include: steps.yaml`."""
        name = self.node(node)
        expected = "the name of a file of steps such as steps.yaml"
        path = self.files.path(name, expected)
        steps = self.files.document(name, expected)
        if not isinstance(steps, ListNode):
            raise mistaken(name, f"expected a list of steps in {path.as_posix()!r}; keys are included at the top level")
        return _items(self._entered("file", path.as_posix(), name).node(steps, steps=True))

    def _entered(self, kind: str, name: str, node: Node) -> Filling:
        """The filling of what a fragment or a file holds."""
        what = f"the {kind} {name!r}"
        if name in self.chain:
            raise mistaken(node, f"{what} needs itself: {' -> '.join([*self.chain[self.chain.index(name) :], name])}")
        return replace(self, trail=(f"in {what}, used at {node.place}", *self.trail), chain=(*self.chain, name))


def size_of(node: Node) -> int:
    """How many texts, lists and mappings a node is made of."""
    match node:
        case TextNode():
            return 1
        case ListNode(items):
            return 1 + sum(map(size_of, items))
        case MappingNode(entries):
            return 1 + sum(size_of(value) for _, value in entries)


def is_plain(node: Node) -> bool:
    """Whether nothing in a node has to be filled in; most have nothing, and this is told quickly."""
    if isinstance(node, TextNode):
        return REFERENCE not in node.text and node.text not in (DO, INCLUDE)
    if isinstance(node, ListNode):
        return all(map(is_plain, node.items))
    return all(is_plain(key) and is_plain(value) for key, value in node.entries)


def _same(new: Sequence[Node], old: Sequence[Node]) -> bool:
    return len(new) == len(old) and all(one is other for one, other in zip(new, old, strict=True))


def _items(node: Node) -> Sequence[Node]:
    return node.items if isinstance(node, ListNode) else (node,)
