"""Element + variables -> command, at the moment when the command is reached.

Whatever is wrong with an element becomes a problem: an unknown name, an unknown or unusable or missing parameter. What
can be repaired by a default is repaired; otherwise there is no command, and the script goes on behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from simulator.errors import suggestion
from simulator.ozml.block import Block
from simulator.ozml.schema import (
    COMMANDS,
    REQUIRED,
    Attribute,
    BlockSpec,
    Choice,
    Command,
    CommandSpec,
    Family,
)
from simulator.ozml.script import Element, Script
from simulator.ozml.variables import known_references, substituted
from simulator.settings import Dialect
from simulator.telephony.problem import Place, Severity
from simulator.telephony.variables import Variables

Report = Callable[[str, str, Place, Severity], None]
"""Takes a rule, a message, a place and a severity."""


LONGEST_VALUE: Final = 100_000
"""Characters that a text with variables in it may have: a variable that holds itself twice grows very fast."""


@dataclass(frozen=True, slots=True)
class Binder:
    """Makes commands out of the elements of one script."""

    script: Script
    family: Family
    dialect: Dialect
    variables: Variables
    report: Report
    make_block: Callable[[Script, tuple[Element, ...]], Block]
    mixed: bool = False
    """Whether commands of other families that need no call are bound too."""

    def bind(self, element: Element) -> Command | None:
        """The command that an element stands for; None, and a problem, if it cannot be run."""
        spec = self.spec_of(element)
        if spec is None:
            self._unknown_command(element)
            return None
        if not spoken(spec.dialect, self.dialect):
            self._error("other-dialect", f"<{spec.name}> is a command of Ozeki 10, and was skipped{_SWITCH}", element)
            return None
        values = self._attributes(element, spec)
        if values is None:
            return None
        return spec.type(place=self.script.place(element), **values, **self._blocks(element, spec))

    def spec_of(self, element: Element) -> CommandSpec | None:
        """What an element is in answers of this family, by its name; None if it is no command there."""
        return understood(element.name, self.family, mixed=self.mixed)

    # -- attributes --------------------------------------------------------------------------------------------------

    def _attributes(self, element: Element, spec: CommandSpec) -> dict[str, Any] | None:
        """Values by field; None if one that is mandatory is missing."""
        written = self._written(element, spec)
        values: dict[str, Any] = {}
        for field, text in written.items():
            attribute = spec.attributes[field]
            try:
                values[field] = self._converted(attribute.convert, text, element)
            except ValueError as error:
                self._error("bad-value", f"<{element.name}> {attribute.name}={text!r}: expected {error}", element)
        missing = [
            attribute
            for field, attribute in spec.attributes.items()
            if attribute.default is REQUIRED and field not in values
        ]
        for attribute in missing:
            if not any(spec.attributes[field] is attribute for field in written):
                self._error("missing-parameter", f"<{element.name}> needs {_way_to_give(attribute)}", element)
        return None if missing else values

    def _written(self, element: Element, spec: CommandSpec) -> dict[str, str]:
        """The text of each parameter that was given, by field; unknown ones are reported."""
        written: dict[str, str] = {}
        for name, value in _canonical_first(element, spec):
            field = spec.fields_by_name.get(name.lower())
            if field is None:
                if name.lower() not in spec.ignored:
                    known = [attribute.name for attribute in spec.attributes.values()]
                    hint = suggestion(name, known) if known else "; it takes none"
                    self._error("unknown-attribute", f"<{element.name}> has no attribute {name!r}{hint}", element)
                continue
            attribute = spec.attributes[field]
            if not spoken(attribute.dialect, self.dialect):
                message = f"<{element.name}> {attribute.name!r} is a parameter of Ozeki 10, and is ignored{_SWITCH}"
                self._error("other-dialect", message, element)
                continue
            if name.lower() != attribute.name.lower():
                message = f"<{element.name}> {name!r} is an old or misspelt name; write {attribute.name!r}"
                self.report("alias", message, self.script.place(element), Severity.NOTE)
            if field in written:
                self._warn("given-twice", f"<{element.name}> {attribute.name!r} is given twice", element)
            else:
                written[field] = value.strip()
        self._add_body(element, spec, written)
        return written

    def _add_body(self, element: Element, spec: CommandSpec, written: dict[str, str]) -> None:
        field = spec.body_field
        if field is None:
            if element.text:
                self._warn("stray-text", f"text in <{element.name}> is ignored: {element.text[:40]!r}", element)
        elif field not in written:
            if element.text or (spec.attributes[field].default is REQUIRED and _may_be_blank(spec.attributes[field])):
                written[field] = element.text
        elif element.text and element.text != written[field]:
            # ASSUMPTION ozml q8: the attribute wins over the body.
            message = (
                f"<{element.name}> has {spec.attributes[field].name!r} as attribute and as text; the attribute counts"
            )
            self._warn("given-twice", message, element)

    def _converted(self, convert: Callable[[str], Any], text: str, element: Element) -> Any:  # noqa: ANN401 - of any type
        """What a text stands for when its variables have their values."""
        return convert(self._substituted(text, element))

    def _substituted(self, text: str, element: Element) -> str:
        value, unknown = substituted(text, self.variables)
        for name in unknown:
            known = ["$" + one for one in known_references(self.variables)]
            hint = suggestion("$" + name, known) if known else "; none is set"
            self._warn("unknown-variable", f"no variable {'$' + name!r}{hint}", element)
        if len(value) > max(LONGEST_VALUE, len(text)):
            self._error("too-long", f"a text of {len(value)} characters in <{element.name}> was cut off", element)
            return value[:LONGEST_VALUE]
        return value

    # -- children ----------------------------------------------------------------------------------------------------

    def _blocks(self, element: Element, spec: CommandSpec) -> dict[str, Any]:
        """Values of the fields that hold what stands inside; children that have no place here are reported."""
        if (inner := spec.inner_field) is not None:
            return {inner: self._value(spec.blocks[inner], element, element.children)}
        values: dict[str, Any] = {}
        for child in element.children:
            field = spec.blocks_by_name.get(child.name.lower())
            if field is None:
                known = [block.name for block in spec.blocks.values()]
                hint = suggestion(child.name, known) if known else "; it holds no elements"
                self._misplaced(child, element.name, hint)
                continue
            if child.text:
                self._warn("stray-text", f"text in <{child.name}> is ignored: {child.text[:40]!r}", child)
            if field in values:
                self._warn("given-twice", f"<{child.name}> stands twice in <{element.name}>; the first counts", child)
            else:
                values[field] = self._value(spec.blocks[field], child, child.children)
        for field, block in spec.blocks.items():
            if field not in values:
                values[field] = self._value(block, element, ())
        return values

    def _value(self, block: BlockSpec, parent: Element, elements: tuple[Element, ...]) -> object:
        if not block.item:
            return self.make_block(self.script, elements)
        if not block.name:
            return tuple(self._texts(block, parent, elements))
        return tuple(self._choices(block, elements))

    def _texts(self, block: BlockSpec, parent: Element, elements: Iterable[Element]) -> Iterator[str]:
        for element in elements:
            if element.name.lower() != block.item.lower():
                self._misplaced(element, parent.name, suggestion(element.name, [block.item]))
            else:
                yield self._converted(str, element.text, element)

    def _choices(self, block: BlockSpec, elements: tuple[Element, ...]) -> Iterator[Choice]:
        for element in elements:
            keys = [value for name, value in element.attributes if name.lower() == block.key.lower()]
            if element.name.lower() != block.item.lower():
                self._misplaced(element, block.name, suggestion(element.name, [block.item]))
            elif not keys:
                self._error("missing-parameter", f"<{element.name}> needs an attribute {block.key!r}", element)
            else:
                key = self._converted(str.upper, keys[0].strip(), element)
                yield Choice(key, self.make_block(self.script, element.children), self.script.place(element))

    # -- problems ----------------------------------------------------------------------------------------------------

    def _misplaced(self, element: Element, parent: str, hint: str) -> None:
        """Report a child that a command has no use for; if another command has, where it belongs."""
        belongs = _homes(self.family).get(element.name.lower())
        self._error("unknown-element", belongs or f"<{element.name}> cannot stand in <{parent}>{hint}", element)

    def _unknown_command(self, element: Element) -> None:
        name = element.name.lower()
        elsewhere = [spec for (its_name, _), spec in COMMANDS.items() if its_name == name]
        if elsewhere:
            families = " and ".join(family for family in Family if any(spec.family is family for spec in elsewhere))
            message = f"<{elsewhere[0].name}> is a command of {families}, not of {self.family}"
            self._error("wrong-family", message, element)
        elif belongs := _homes(self.family).get(name):
            self._error("unknown-element", belongs, element)
        else:
            known = [
                spec.name
                for (_, family), spec in COMMANDS.items()
                if family is self.family and spoken(spec.dialect, self.dialect)
            ]
            hint = suggestion(element.name, known)
            self._error("unknown-element", f"<{element.name}> is not an OzML command{hint}", element)

    def _error(self, rule: str, message: str, element: Element) -> None:
        self.report(rule, message, self.script.place(element), Severity.ERROR)

    def _warn(self, rule: str, message: str, element: Element) -> None:
        self.report(rule, message, self.script.place(element), Severity.WARNING)


_SWITCH: Final = '; the setting dialect = "ozeki10" switches it on'


def understood(name: str, family: Family, *, mixed: bool = False) -> CommandSpec | None:
    """What a name stands for in answers of a family.

    Args:
        name: that of an element, in any case.
        family: what is answered.
        mixed: whether commands of other families that need no call count too (ASSUMPTION ozml q44: a setting).

    Returns:
        The command; None if there is none of that name there.
    """
    spec = COMMANDS.get((name.lower(), family))
    if spec is not None or not mixed:
        return spec
    borrowed = (COMMANDS.get((name.lower(), other)) for other in (Family.EXTENSION, Family.THIRD_PARTY))
    return next((spec for spec in borrowed if spec is not None and spec.needs is None), None)


@cache
def _homes(family: Family) -> Mapping[str, str]:
    """The elements that stand in commands, in lower case, and where each belongs; ask when all are registered."""
    homes: dict[str, str] = {}
    for spec in (spec for (_, its_family), spec in COMMANDS.items() if its_family is family):
        for block in spec.blocks.values():
            if block.name:
                homes[block.name.lower()] = f"<{block.name}> belongs into <{spec.name}>"
            if block.item:
                inside = f"<{block.name}> of <{spec.name}>" if block.name else f"<{spec.name}>"
                homes[block.item.lower()] = f"<{block.item}> belongs into {inside}"
    return homes


def _canonical_first(element: Element, spec: CommandSpec) -> Iterable[tuple[str, str]]:
    """The attributes of an element: if one has two names, the present one counts (section 10.2)."""
    if len(spec.fields_by_name) == len(spec.attributes):
        return element.attributes
    canonical = {attribute.name.lower() for attribute in spec.attributes.values()}
    return sorted(element.attributes, key=lambda written: written[0].lower() not in canonical)


def spoken(needed: Dialect, dialect: Dialect) -> bool:
    """Whether a dialect has what needs another one."""
    return needed == "xe" or dialect == "ozeki10"


def _may_be_blank(attribute: Attribute) -> bool:
    """Whether an empty element is a value: <Speak></Speak> says nothing, which is allowed (section 8, #10)."""
    try:
        attribute.convert("")
    except ValueError:
        return False
    return True


def _way_to_give(attribute: Attribute) -> str:
    return f"an attribute {attribute.name!r}" + (" or a text" if attribute.body else "")
