"""A RELAX NG schema of OzML for editors, generated from the declarations of the commands.

XML is particular about case and OzML is not, so each name is allowed as documented, in lower case, and with a small
first letter. A value is what its converter takes, or anything with a `$reference` in it. The schema knows no script:
what it accepts may still have problems that the linter finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final
from xml.etree.ElementTree import Element, indent, tostring

import simulator.ozml.commands  # noqa: F401 - registers the commands
from simulator.ozml import convert
from simulator.ozml.binding import spoken
from simulator.ozml.reference import default_text, description, type_text
from simulator.ozml.schema import COMMANDS, REQUIRED, ROOTS, Attribute, BlockSpec, CommandSpec, Family
from simulator.settings import Dialect

_NAMESPACES: Final = {
    "xmlns": "http://relaxng.org/ns/structure/1.0",
    "xmlns:a": "http://relaxng.org/ns/compatibility/annotations/1.0",
    "datatypeLibrary": "http://www.w3.org/2001/XMLSchema-datatypes",
}

_BLANKS: Final = r"\s*"
_CALLER: Final = "[Cc][Aa][Ll][Ll][Ee][Rr]"
_CALLEE: Final = "[Cc][Aa][Ll][Ll][Ee][Ee]"
REFERENCE: Final = r"[\s\S]*\$[A-Za-z_][\s\S]*"
"""A value with a variable in it."""

PATTERNS: Final[Mapping[Callable[[str], Any], str]] = {
    convert.filled: r"[\s\S]*\S[\s\S]*",
    convert.address: r"[\s\S]*\S[\s\S]*",
    convert.whole: rf"{_BLANKS}[0-9]{{1,9}}{_BLANKS}",
    convert.seconds: rf"{_BLANKS}[0-9]{{1,9}}{_BLANKS}",
    convert.whole_seconds: rf"{_BLANKS}-?[0-9]{{1,9}}{_BLANKS}",
    convert.boolean: rf"{_BLANKS}([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]){_BLANKS}",
    convert.digits: rf"{_BLANKS}[0-9*#A-Da-d]*{_BLANKS}",
    convert.some_digits: rf"{_BLANKS}[0-9*#A-Da-d]+{_BLANKS}",
    convert.key: rf"{_BLANKS}[0-9*#A-Da-d]{_BLANKS}",
    convert.audio_format: rf"{_BLANKS}([Mm][Pp]3|[Ww][Aa][Vv]){_BLANKS}",
    convert.party: rf"{_BLANKS}({_CALLER}|{_CALLEE}){_BLANKS}",
    convert.parties: rf"{_BLANKS}({_CALLER}|{_CALLEE}|[Aa][Ll][Ll]){_BLANKS}",
}
"""Converter -> the texts that it takes; where there is none, any text will do."""


def schema_for(dialect: Dialect = "xe") -> str:
    """The schema as a document, in RELAX NG's XML syntax.

    Args:
        dialect: the product whose commands and parameters it knows.
    """
    grammar = Element("grammar", _NAMESPACES)
    grammar.append(_made("start", _root()))
    for family in Family:
        specs = [spec for spec in COMMANDS.values() if spec.family is family and spoken(spec.dialect, dialect)]
        specs.sort(key=lambda spec: spec.name.lower())
        commands = _made("choice", *(_made("ref", name=_define(spec)) for spec in specs))
        grammar.append(_made("define", _made("zeroOrMore", commands), name=_rows_of(family)))
        grammar.extend(_made("define", _command(spec, dialect), name=_define(spec)) for spec in specs)
    indent(grammar)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(grammar, encoding="unicode")}\n'


def _rows_of(family: Family) -> str:
    """The name of what stands in an answer of a family."""
    return f"{family.short}-commands"


def _define(spec: CommandSpec) -> str:
    return f"{spec.family.short}-{spec.name}"


# -- elements --------------------------------------------------------------------------------------------------------


def _root() -> Element:
    """The envelope. Attributes of it do not matter, such as those that name a schema."""
    anything = _made("zeroOrMore", _made("attribute", _made("anyName")))
    rows = _made("choice", *(_commands(family) for family in Family))
    return _made("element", _names(ROOTS), _documentation("An answer of the app."), anything, rows)


def _command(spec: CommandSpec, dialect: Dialect) -> Element:
    parameters = [one for one in spec.attributes.values() if spoken(one.dialect, dialect)]
    body = next((one for one in parameters if one.body), None)
    element = _made("element", _names([spec.name]), _documentation(f"{description(spec)} ({spec.source})"))
    element.extend(_parameter(one) for one in parameters if one is not body)
    element.extend(_optional(_bare_attribute(one)) for one in _ignored(spec))
    element.extend(_content(spec, body))
    return element


def _ignored(spec: CommandSpec) -> Iterable[Attribute]:
    """The parameters that count in other families only, as they are there: nonsense is right nowhere."""
    found: dict[str, Attribute] = {}
    for name in sorted(spec.ignored):
        elsewhere = [one for one in COMMANDS.values() if one.family is not spec.family and name in one.fields_by_name]
        closest = min(elsewhere, key=lambda one: one.name != spec.name)
        attribute = closest.attributes[closest.fields_by_name[name]]
        found[attribute.name] = attribute
    return found.values()


def _content(spec: CommandSpec, body: Attribute | None) -> Iterator[Element]:
    """What stands between the tags."""
    if body is not None:
        given = _made("group", _attribute(body), _made("empty"))
        alone = _value(body)
        yield _made("choice", given, alone if body.default is REQUIRED else _optional(alone))
    elif (inner := spec.inner_field) is not None:
        yield _rows(spec.blocks[inner], spec.family)
    elif spec.blocks:
        blocks = spec.blocks.values()
        elements = [_optional(_made("element", _names([block.name]), _rows(block, spec.family))) for block in blocks]
        yield _made("interleave", *elements)
    else:
        yield _made("empty")


def _rows(block: BlockSpec, family: Family) -> Element:
    """What an element holds in which commands, or items, stand."""
    if not block.item:
        return _commands(family)
    item = _made("element", _names([block.item]))
    if block.key:
        item.extend([_made("attribute", _names([block.key]), _made("text")), _commands(family)])
    else:
        item.append(_made("text"))
    return _made("zeroOrMore", item)


def _commands(family: Family) -> Element:
    return _made("ref", name=_rows_of(family))


# -- parameters ------------------------------------------------------------------------------------------------------


def _parameter(attribute: Attribute) -> Element:
    made = _attribute(attribute)
    return made if attribute.default is REQUIRED else _optional(made)


def _attribute(attribute: Attribute) -> Element:
    default = default_text(attribute)
    words = type_text(attribute) + (f"; {default} if it is not given" if default else "")
    made = _bare_attribute(attribute)
    made.insert(1, _documentation(words[:1].upper() + words[1:] + "."))
    return made


def _bare_attribute(attribute: Attribute) -> Element:
    return _made("attribute", _names([attribute.name, *attribute.aliases]), _value(attribute))


def _value(attribute: Attribute) -> Element:
    pattern = PATTERNS.get(attribute.convert)
    if pattern is None:
        return _made("text")
    return _made("data", _made("param", f"({pattern})|({REFERENCE})", name="pattern"), type="string")


# -- small things ----------------------------------------------------------------------------------------------------


def _optional(element: Element) -> Element:
    return _made("optional", element)


def _names(names: Iterable[str]) -> Element:
    """A choice of names, each in its usual spellings."""
    spellings = {spelling: None for name in names for spelling in (name, name.lower(), name[:1].lower() + name[1:])}
    return _made("choice", *(_made("name", spelling) for spelling in spellings))


def _documentation(text: str) -> Element:
    return _made("a:documentation", text)


def _made(tag: str, *inside: Element | str, **attributes: str) -> Element:
    element = Element(tag, attributes)
    for one in inside:
        if isinstance(one, str):
            element.text = one
        else:
            element.append(one)
    return element
