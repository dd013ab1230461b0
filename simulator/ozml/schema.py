"""What an OzML command is: the declarations from which binding, the reference table and the linter work.

A command is a class in a file of its own in `simulator/ozml/commands/`; `@command` turns it into a frozen dataclass and
registers it. Its fields are declared with `attribute`, `block` and `choices`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, ClassVar, Final, TypeVar, dataclass_transform
from urllib.parse import urljoin

from simulator.ozml.block import Block
from simulator.telephony.call import Call, CallState
from simulator.telephony.effects import Response
from simulator.telephony.kernel import Steps, Unwind
from simulator.telephony.problem import Place


class ScriptReplaced(Unwind):
    """Leaves a script: another answer takes the place of the whole of it."""

    def __init__(self, response: Response) -> None:
        super().__init__(response)
        self.response = response


class Family(StrEnum):
    """The sets of commands; which one counts depends on the notification that is answered (section 1.6)."""

    EXTENSION = "API extension control"
    THIRD_PARTY = "third-party call control"
    ROUTING = "call routing"


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


@dataclass(frozen=True, slots=True)
class BlockSpec:
    """A child element that holds commands; with `key`, its children do, each under a key of its own."""

    name: str
    item: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command with its parameters, ready to run."""

    place: Place
    spec: ClassVar[CommandSpec]

    def run(self, call: Call) -> Steps[None]:
        """Do it, for as long as it takes."""
        raise NotImplementedError

    @property
    def endless(self) -> bool:
        """Whether it never ends by itself."""
        return False

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
    ignored: frozenset[str]
    """Parameters that count in another family only, in lower case."""
    fields_by_name: Mapping[str, str]
    """Canonical names and aliases of attributes, in lower case -> name of the dataclass field."""
    body_field: str | None
    """The field that the element's own text may give."""
    blocks_by_name: Mapping[str, str]
    """Names of child elements in lower case -> name of the dataclass field."""


_METADATA_KEY: Final = "ozml"


def attribute(
    name: str,
    convert: Callable[[str], Any],
    *,
    default: Any = REQUIRED,  # noqa: ANN401 - a value of any type that the converter may return
    body: bool = False,
    aliases: tuple[str, ...] = (),
) -> Any:  # noqa: ANN401 - it is dataclasses.field, which stands for a value of the field's type
    """Declare a parameter.

    Args:
        name: its canonical spelling; matched without regard to case.
        convert: text -> value; raises ValueError with what it expected.
        default: what holds if it is not given; without a default the parameter is mandatory.
        body: whether the element's text may give it (section 1.4).
        aliases: legacy names and published slips (section 1.3); accepted with a warning.
    """
    spec = Attribute(name, convert, default, body, aliases)
    if default is REQUIRED:
        return dataclasses.field(metadata={_METADATA_KEY: spec})
    return dataclasses.field(default=default, metadata={_METADATA_KEY: spec})


def block(name: str) -> Any:  # noqa: ANN401 - as `attribute`
    """Declare a child element whose children are commands; the field's value is a `Block`."""
    return dataclasses.field(metadata={_METADATA_KEY: BlockSpec(name)})


def choices(name: str, item: str, key: str) -> Any:  # noqa: ANN401 - as `attribute`
    """Declare a child element with one block of commands for each key; the field's value is a tuple of `Choice`."""
    return dataclasses.field(metadata={_METADATA_KEY: BlockSpec(name, item, key)})


@dataclass(frozen=True, slots=True)
class Choice:
    """The commands that stand under one key."""

    key: str
    block: Block


COMMANDS: Final[dict[tuple[str, Family], CommandSpec]] = {}
"""Every command, by its name in lower case and its family. Filled by importing `simulator.ozml.commands`."""

_C = TypeVar("_C", bound=Command)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(attribute, block, choices))
def command(
    name: str, *, family: Family, source: str, needs: CallState | None, ignored: tuple[str, ...] = ()
) -> Callable[[type[_C]], type[_C]]:
    """Register a command.

    Args:
        name: its canonical spelling; matched without regard to case.
        family: in answers to which notifications it is understood.
        source: the page that documents it, as the protocol page abbreviates it.
        needs: the state that the call must be in, or None if the command also runs without a call.
        ignored: parameters that count in another family only, and so are no mistake.
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
            attributes=attributes,
            blocks=blocks,
            ignored=frozenset(one.lower() for one in ignored),
            fields_by_name=dict(_names(attributes)),
            body_field=next((field for field, spec in attributes.items() if spec.body), None),
            blocks_by_name={spec.name.lower(): field for field, spec in blocks.items()},
        )
        COMMANDS[name.lower(), family] = made.spec
        return made

    return register


def _names(attributes: Mapping[str, Attribute]) -> Iterator[tuple[str, str]]:
    for field, spec in attributes.items():
        for name in (spec.name, *spec.aliases):
            yield name.lower(), field


NOT_SIMULATED: Final[Mapping[str, str]] = {
    "Array": "P5404",
    "BlindTransfer": "P4617",
    "Call": "P4588",
    "DeleteFile": "P4254",
    "ForEach": "P5403",
    "MoveFile": "P5401",
    "ReceiveAlarmNotification": "P5556",
    "SendAlarmNotification": "P5554",
    "SendEmail": "P4254",
    "SendSms": "P4589",
    "SQL": "P5404",
}
"""Commands of API extension control that are recognised and skipped with a warning, and where they are documented."""

OTHER_FAMILIES: Final[Mapping[str, Family]] = {
    "AttendedTransfer": Family.THIRD_PARTY,
    "Forward": Family.THIRD_PARTY,
    "Hold": Family.THIRD_PARTY,
    "Route": Family.ROUTING,
    "SendDTMF": Family.THIRD_PARTY,
    "Unhold": Family.THIRD_PARTY,
}
"""Commands that answer other notifications only (sections 5 and 6)."""
