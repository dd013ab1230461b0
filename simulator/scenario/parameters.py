"""The parameters that hold where something is read: their values, where each comes from, and which wins."""

from __future__ import annotations

import os
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from simulator.errors import ScenarioError, suggestion
from simulator.scenario.document import MappingNode, Node, TextNode
from simulator.scenario.mistakes import MisreadError, Mistakes
from simulator.scenario.reading import mistaken, refused
from simulator.scenario.references import NAMES, Reference, is_name
from simulator.telephony.problem import Place

_IN_BRACES_ONLY: Final = ("pbx", "port")
"""What stands in scenarios as `{pbx}`, without a `$`."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value. `origin` says where it comes from; a `literal` one holds no references."""

    value: Node
    origin: str
    literal: bool = False


class GivenParameters:
    """What somebody has set for all scenarios, over their heads; it knows what scenarios have asked for.

    Args:
        values: texts by name.
        origin: how they were given, for errors.

    Raises:
        ScenarioError: a name is none that a parameter can have.
    """

    def __init__(self, values: Mapping[str, str] | None = None, origin: str = "--set") -> None:
        self.asked: set[str] = set()
        self.origin = origin
        self.values: dict[str, Parameter] = {}
        for name, value in (values or {}).items():
            if not is_name(name):
                raise ScenarioError(f"{origin}: {name!r} is no name of a parameter; expected {NAMES}")
            node = TextNode(value, Place(f"{origin} {name}={value}"), bare=True)
            self.values[name] = Parameter(node, f"{origin} {name}={value}", literal=True)

    @classmethod
    def from_texts(cls, texts: Iterable[str], origin: str = "--set") -> GivenParameters:
        """Read texts such as `pin=1234`; the last one of a name counts.

        Raises:
            ScenarioError: a text is something else.
        """
        values: dict[str, str] = {}
        for written in texts:
            name, equals, value = written.partition("=")
            if not equals:
                raise ScenarioError(f"{origin} {written}: expected a name and a value such as pin=1234")
            values[name.strip()] = value
        return cls(values, origin)

    def check_asked(self) -> None:
        """See that every name was asked for by some scenario, once all have been read.

        Raises:
            ScenarioError: nobody has asked for a name.
        """
        for name in self.values:
            if name not in self.asked:
                known = suggestion(name, self.asked) if self.asked else "; no scenario has any"
                raise ScenarioError(f"{self.origin} {name}: no scenario has a parameter {name!r}{known}")


class Scope:
    """The parameters that hold at a place.

    Args:
        layers: parameters by name, the strongest first.
        given: what holds over the heads of all layers.
        arguments: what a fragment is given, which wins over everything.
    """

    def __init__(
        self, *layers: Mapping[str, Parameter], given: GivenParameters, arguments: Mapping[str, Parameter] | None = None
    ) -> None:
        self._layers = layers
        self._given = given
        self._known = ChainMap(*map(dict, (arguments or {}, given.values, *layers)))
        self._open: list[str] = []

    def within(self, arguments: Mapping[str, Parameter]) -> Scope:
        """The scope of a fragment: its arguments win over everything."""
        return Scope(*self._layers, given=self._given, arguments=arguments)

    def parameter(self, reference: Reference, node: Node) -> Parameter | None:
        """The parameter that is asked for at a node; None if its default has to do.

        Raises:
            MisreadError: it is not known, and has no default.
        """
        self._given.asked.add(reference.name)
        known = self._variable(reference.variable) if reference.variable else self._known.get(reference.name)
        if known is None and reference.default is None:
            raise mistaken(node, self._unknown(reference))
        return known

    @contextmanager
    def opened(self, name: str, node: Node) -> Iterator[None]:
        """Fill in the value of a parameter; nobody who does that may need the value itself.

        Raises:
            MisreadError: it does.
        """
        if name in self._open:
            chain = " -> ".join([*self._open[self._open.index(name) :], name])
            raise mistaken(node, f"the parameter {name!r} needs itself: {chain}")
        self._open.append(name)
        try:
            yield
        finally:
            self._open.pop()

    @staticmethod
    def _variable(name: str) -> Parameter | None:
        if name not in os.environ:
            return None
        origin = f"the environment variable {name}"
        return Parameter(TextNode(os.environ[name], Place(origin), bare=True), origin, literal=True)

    def _unknown(self, reference: Reference) -> str:
        name = reference.name
        if reference.variable:
            near = suggestion(reference.variable, os.environ)
            hint = near if "did you mean" in near else f"; a default is `${{{name}:-...}}`"
            return f"the environment variable {reference.variable!r} is not set{hint}"
        if name in _IN_BRACES_ONLY:
            return f"unknown parameter {name!r}; the simulator itself fills in {{{name}}}, without '$'"
        if self._known:
            return f"unknown parameter {name!r}{suggestion(name, self._known)}"
        if name in os.environ:
            return f"unknown parameter {name!r}; an environment variable is `${{env.{name}}}`"
        return f"unknown parameter {name!r}; none is given, as in `parameters: {{{name}: ...}}`"


def parameters_in(node: Node | None, origin: str) -> dict[str, Parameter]:
    """The parameters of a mapping.

    Raises:
        MisreadError: it is no mapping, or has names that parameters cannot have.
    """
    if node is None:
        return {}
    if not isinstance(node, MappingNode):
        raise refused(node, "a mapping of names and values such as `{pin: 1234}`")
    mistakes = Mistakes()
    for key, _ in node.entries:
        with mistakes.noted():
            check_name(key)
    mistakes.check()
    return {key.text: Parameter(value, f"{key.text} of {origin}, {value.place}") for key, value in node.entries}


def check_name(key: TextNode) -> None:
    """See that a parameter can have this name.

    Raises:
        MisreadError: it cannot.
    """
    if not is_name(key.text):
        raise _no_name(key)


def _no_name(key: TextNode) -> MisreadError:
    if key.text.startswith("$"):
        return mistaken(key, f"write the name without '$': {key.text.strip('${}')!r}")
    return mistaken(key, f"{key.text!r} is no name of a parameter; expected {NAMES}")
