"""Fragments: steps by name, which scenarios put among their own with the step `do`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from simulator.errors import suggestion
from simulator.scenario.document import ListNode, MappingNode, Node, TextNode
from simulator.scenario.mistakes import Mistakes
from simulator.scenario.reading import mistaken, refused
from simulator.scenario.references import ENVIRONMENT, names_in

EXPECTED: Final = "the name of a fragment, or its name with parameters such as `{log in: {pin: 1234}}`"


@dataclass(frozen=True, slots=True)
class Fragment:
    """Some steps. `names` are the parameters that they ask for."""

    name: str
    steps: ListNode
    names: frozenset[str]

    def check_arguments(self, keys: Iterable[TextNode]) -> None:
        """See that the fragment asks for every parameter that it is given.

        Raises:
            MisreadError: it does not.
        """
        mistakes = Mistakes()
        for key in keys:
            if key.text not in self.names:
                known = suggestion(key.text, self.names) if self.names else "; it has none"
                mistakes.note(key.place, f"the fragment {self.name!r} has no parameter {key.text!r}{known}")
        mistakes.check()


class Fragments:
    """The fragments of a scenario.

    Args:
        node: a mapping of names and lists of steps; None for none.

    Raises:
        MisreadError: it is something else.
    """

    def __init__(self, node: Node | None = None) -> None:
        self._fragments: dict[str, Fragment] = {}
        if node is None:
            return
        if not isinstance(node, MappingNode):
            raise refused(node, "a mapping of names and lists of steps")
        mistakes = Mistakes()
        for key, steps in node.entries:
            with mistakes.noted():
                if not isinstance(steps, ListNode):
                    raise refused(steps, "a list of steps, each behind '- '")
                names = frozenset(name for name in names_in(steps) if not name.startswith(ENVIRONMENT))
                self._fragments[key.text] = Fragment(key.text, steps, names)
        mistakes.check()

    def named(self, node: TextNode) -> Fragment:
        """The fragment that is named at a node.

        Raises:
            MisreadError: there is none of that name.
        """
        if node.empty:
            raise refused(node, EXPECTED)
        if node.text not in self._fragments:
            known = suggestion(node.text, self._fragments) if self._fragments else "; none is given under `fragments`"
            raise mistaken(node, f"unknown fragment {node.text!r}{known}")
        return self._fragments[node.text]
