"""What an OzML command is: the declarations from which binding, the reference table and the linter work.

A command is a class in a file of its own in `simulator/ozml/commands/`; `@command` turns it into a frozen dataclass and
registers it. Its fields are declared with `attribute`, `block` and `choices`.
"""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Final, NamedTuple, TypeVar, dataclass_transform
from urllib.parse import urljoin

from simulator.ozml.block import Block
from simulator.settings import Dialect
from simulator.telephony.call import Call, CallState
from simulator.telephony.effects import Response
from simulator.telephony.family import Family as Family  # noqa: PLC0414 - for all commands
from simulator.telephony.kernel import Steps, Unwind
from simulator.telephony.problem import Place, Severity


class ScriptReplaced(Unwind):
    """Leaves a script: another answer takes the place of the whole of it."""

    def __init__(self, response: Response) -> None:
        super().__init__(response)
        self.response = response


class BlockLeft(Unwind):
    """Leaves the innermost UserInput or ForEach, or, outside of both, the script."""


REQUIRED: Final = object()
"""The default of a parameter without which a command cannot run."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A parameter of a command. `default` is REQUIRED, or what holds if it is not given."""

    name: str
    convert: Callable[[str], Any]
    default: Any
    body: bool
    aliases: tuple[str, ...]
    dialect: Dialect


@dataclass(frozen=True, slots=True)
class BlockSpec:
    """What stands inside of a command.

    With a `name`, a child element that holds commands; with an `item` too, its children do, each under its `key`.
    Without a name, the command's own children are the commands; with an `item` they are texts.
    """

    name: str = ""
    item: str = ""
    key: str = ""


class Mistake(NamedTuple):
    """What can be told about a command from its parameters alone."""

    rule: str
    message: str
    severity: Severity = Severity.WARNING
    place: Place | None = None
    """Where, if it is not the command's own place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(ABC):
    """A command with its parameters, ready to run."""

    place: Place
    spec: ClassVar[CommandSpec]

    @abstractmethod
    def run(self, call: Call, /) -> Steps[None]:
        """Do it, for as long as it takes. A command that needs no call takes an `Exchange`."""

    def mistakes(self) -> Iterable[Mistake]:
        """What is wrong with its parameters, taken together; it runs all the same."""
        return ()

    @property
    def last(self) -> str:
        """Why no command behind it can ever run, such as "ends the call"; empty if one can."""
        return ""

    def absolute(self, url: str) -> str:
        """An address as the command means it: relative ones count from the answer that holds the command."""
        # ASSUMPTION ozml section 4.7: relative addresses are not documented.
        return _joined(self.place.source, url)


@lru_cache(maxsize=1024)
def _joined(base: str, url: str) -> str:
    return urljoin(base, url)


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A registered command."""

    name: str
    family: Family
    source: str
    needs: CallState | None
    type: type[Command]
    attributes: Mapping[str, Attribute]
    """By the name of the dataclass field."""
    blocks: Mapping[str, BlockSpec]
    """By the name of the dataclass field."""
    dialect: Dialect
    """The oldest product that knows it."""
    example: str
    """How it is written, with what it usually has."""
    assumes: tuple[str, ...]
    """What about it is not documented: numbers of the open questions of `simulator.assumptions`."""
    ignored: frozenset[str]
    """Parameters that count in another family only, in lower case."""
    fields_by_name: Mapping[str, str]
    """Canonical names and aliases of attributes, in lower case -> name of the dataclass field."""
    body_field: str | None
    """The field that the element's own text may give."""
    blocks_by_name: Mapping[str, str]
    """Names of child elements in lower case -> name of the dataclass field."""
    inner_field: str | None
    """The field that the element's own children make."""


_METADATA_KEY: Final = "ozml"


def attribute(
    name: str,
    convert: Callable[[str], Any],
    *,
    default: Any = REQUIRED,  # noqa: ANN401 - a value of any type that the converter may return
    body: bool = False,
    aliases: tuple[str, ...] = (),
    dialect: Dialect = "xe",
) -> Any:  # noqa: ANN401 - it is dataclasses.field, which stands for a value of the field's type
    """Declare a parameter.

    Args:
        name: its canonical spelling; matched without regard to case.
        convert: text -> value; raises ValueError with what it expected.
        default: what holds if it is not given; without a default the parameter is mandatory.
        body: whether the element's text may give it (section 1.4).
        aliases: legacy names and published slips (section 1.3); accepted with a note.
        dialect: the oldest product that knows it.
    """
    spec = Attribute(name, convert, default, body, aliases, dialect)
    if default is REQUIRED:
        return dataclasses.field(metadata={_METADATA_KEY: spec})
    return dataclasses.field(default=default, metadata={_METADATA_KEY: spec})


def block(name: str) -> Any:  # noqa: ANN401 - as `attribute`
    """Declare a child element whose children are commands; the field's value is a `Block`."""
    return dataclasses.field(metadata={_METADATA_KEY: BlockSpec(name)})


def choices(name: str, item: str, key: str) -> Any:  # noqa: ANN401 - as `attribute`
    """Declare a child element with one block of commands for each key; the field's value is a tuple of `Choice`."""
    return dataclasses.field(metadata={_METADATA_KEY: BlockSpec(name, item, key)})


def inner_block() -> Any:  # noqa: ANN401 - as `attribute`
    """Declare that the element's own children are commands; the field's value is a `Block`."""
    return dataclasses.field(metadata={_METADATA_KEY: BlockSpec()})


def texts(item: str) -> Any:  # noqa: ANN401 - as `attribute`
    """Declare that the element's children are texts; the field's value is a tuple of them."""
    return dataclasses.field(metadata={_METADATA_KEY: BlockSpec(item=item)})


@dataclass(frozen=True, slots=True)
class Choice:
    """The commands that stand under one key, and where."""

    key: str
    block: Block
    place: Place


COMMANDS: Final[dict[tuple[str, Family], CommandSpec]] = {}
"""Every command, by its name in lower case and its family. Filled by importing `simulator.ozml.commands`."""

_C = TypeVar("_C", bound=Command)


@dataclass_transform(
    kw_only_default=True, frozen_default=True, field_specifiers=(attribute, block, choices, inner_block, texts)
)
def command(
    name: str,
    *,
    family: Family,
    source: str,
    needs: CallState | None,
    example: str,
    ignored: tuple[str, ...] = (),
    dialect: Dialect = "xe",
    assumes: tuple[str, ...] = (),
) -> Callable[[type[_C]], type[_C]]:
    """Register a command.

    Args:
        name: its canonical spelling; matched without regard to case.
        family: in answers to which notifications it is understood.
        source: the page that documents it, as the protocol page abbreviates it.
        needs: the state that the call must be in, or None if the command also runs without a call.
        example: how it is written, as in the documentation.
        ignored: parameters that count in another family only, and so are no mistake.
        dialect: the oldest product that knows it.
        assumes: the open questions that its behaviour answers, as `simulator.assumptions` numbers them.
    """

    def register(cls: type[_C]) -> type[_C]:
        made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        declared = {
            one.name: one.metadata[_METADATA_KEY] for one in dataclasses.fields(made) if _METADATA_KEY in one.metadata
        }
        attributes = {field: spec for field, spec in declared.items() if isinstance(spec, Attribute)}
        blocks = {field: spec for field, spec in declared.items() if isinstance(spec, BlockSpec)}
        made.spec = CommandSpec(
            name=name,
            family=family,
            source=source,
            needs=needs,
            type=made,
            dialect=dialect,
            example=example,
            assumes=assumes,
            attributes=attributes,
            blocks=blocks,
            ignored=frozenset(one.lower() for one in ignored),
            fields_by_name=dict(_names(attributes)),
            body_field=next((field for field, spec in attributes.items() if spec.body), None),
            blocks_by_name={spec.name.lower(): field for field, spec in blocks.items() if spec.name},
            inner_field=next((field for field, spec in blocks.items() if not spec.name), None),
        )
        COMMANDS[name.lower(), family] = made.spec
        return made

    return register


def _names(attributes: Mapping[str, Attribute]) -> Iterator[tuple[str, str]]:
    for field, spec in attributes.items():
        for name in (spec.name, *spec.aliases):
            yield name.lower(), field


ROOTS: Final = ("Response", "OzML")
"""Root elements of an answer (section 1.1), in any case."""


@lru_cache(maxsize=1)
def element_names() -> frozenset[str]:
    """Every element that can stand in an answer, for the repair of malformed ones; ask when all are registered."""
    blocks = [block for spec in COMMANDS.values() for block in spec.blocks.values()]
    inside = [name for block in blocks for name in (block.name, block.item) if name]
    return frozenset([*ROOTS, *(spec.name for spec in COMMANDS.values()), *inside])
