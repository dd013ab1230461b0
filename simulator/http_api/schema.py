"""What a command of the HTTP API is: the declarations from which binding, the reference and the tests work.

A command is a class in a file of its own in `simulator/http_api/commands/`; `@http_command` turns it into a frozen
dataclass and registers it. Its fields are declared with `parameter`.
"""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, ClassVar, Final, TypeVar, dataclass_transform

from simulator.http_api.answer import Answer
from simulator.http_api.codes import Code, Refused
from simulator.http_api.request import Form
from simulator.ozml.schema import REQUIRED
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.problem import Place

Converter = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a command. `default` is REQUIRED, or what holds if it is not given."""

    name: str
    convert: Converter
    default: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpCommand(ABC):
    """A command with its parameters, ready to be carried out."""

    spec: ClassVar[HttpCommandSpec]

    @abstractmethod
    def run(self, exchange: Exchange, /) -> Steps[Answer]:
        """Do it, for as long as it takes, and say what to answer.

        Raises:
            Refused: it cannot be done.
        """

    @property
    def place(self) -> Place:
        """What problems name that come of it later."""
        return Place(f"HTTP API {self.spec.name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptCommand(HttpCommand):
    """A command that takes no time, as most do."""

    def run(self, exchange: Exchange, /) -> Steps[Answer]:
        """Do it at once."""
        yield from ()
        return self.answer(exchange)

    @abstractmethod
    def answer(self, exchange: Exchange, /) -> Answer:
        """Do it, and say what to answer; as `run`."""


@dataclass(frozen=True, slots=True)
class HttpCommandSpec:
    """A registered command."""

    name: str
    source: str
    type: type[HttpCommand]
    codes: tuple[Code, ...]
    """What it can answer besides what every command can (`EVERY_COMMAND`)."""
    example: str
    """A query string."""
    answered: Answer
    """What the example may be answered."""
    parameters: Mapping[str, Parameter]
    """By the name of the dataclass field, in the order of the documented table."""
    assumes: tuple[str, ...]
    """What about it is not documented: numbers of the open questions of `simulator.assumptions`."""

    def bind(self, form: Form) -> HttpCommand:
        """Take the parameters of a command out of a form.

        ASSUMPTION http-api q9: others are ignored. ASSUMPTION http-api section 2.1: one that is empty counts as not
        given.

        Raises:
            Refused: 302, a parameter is missing or cannot be used; the first one of the table is named.
        """
        return self.type(**{field: self._value(one, form) for field, one in self.parameters.items()})

    def _value(self, parameter: Parameter, form: Form) -> object:
        written = form.get(parameter.name)
        if not written:
            if parameter.default is REQUIRED:
                reason = f"it is missing{self._misspelt(parameter.name, form)}"
                raise Refused(Code.INVALID_PARAMETER, parameter.name, self.name, reason=reason)
            return parameter.default
        try:
            return parameter.convert(written)
        except ValueError as error:
            # ASSUMPTION http-api q11: a value that cannot be used is told in the same way.
            raise Refused(Code.INVALID_PARAMETER, parameter.name, self.name, reason=f"expected {error}") from None

    def _misspelt(self, name: str, form: Form) -> str:
        """Which parameter that the command does not have may be meant for one that is missing."""
        known = {parameter.name.lower() for parameter in self.parameters.values()}
        others = {one.lower(): one for one in form.written if one.lower() not in known}
        near = get_close_matches(name.lower(), others, n=1)
        return f"; is it meant by {others[near[0]]!r}?" if near else ""


EVERY_COMMAND: Final = (
    Code.OK,
    Code.PARSE_ERROR,
    Code.NOT_IMPLEMENTED_COMMAND,
    Code.INVALID_PARAMETER,
    Code.INAPPROPRIATE_COMMAND,
    Code.AUTHENTICATION_REQUIRED,
    Code.AUTHENTICATION_FAILED,
    Code.FORBIDDEN_USER,
    Code.FORBIDDEN_ADDRESS,
)
"""The codes that stand on the page of every command, and those of the settings, which may come from any of them."""

COMMANDS: Final[dict[str, HttpCommandSpec]] = {}
"""Every command, by its name in lower case. Filled by importing `simulator.http_api.commands`."""

_METADATA_KEY: Final = "http_api"
_C = TypeVar("_C", bound=HttpCommand)


def parameter(
    name: str,
    convert: Converter,
    *,
    default: Any = REQUIRED,  # noqa: ANN401 - a value of any type that the converter may return
) -> Any:  # noqa: ANN401 - it is dataclasses.field, which stands for a value of the field's type
    """Declare a parameter.

    Args:
        name: its documented spelling; matched without regard to case.
        convert: text -> value; raises ValueError with what it expected.
        default: what holds if it is not given; without a default the parameter is mandatory.
    """
    metadata = {_METADATA_KEY: Parameter(name, convert, default)}
    if default is REQUIRED:
        return dataclasses.field(metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(parameter,))
def http_command(
    name: str,
    *,
    source: str,
    codes: tuple[Code, ...] = (),
    example: str,
    answered: Answer | None = None,
    assumes: tuple[str, ...] = (),
) -> Callable[[type[_C]], type[_C]]:
    """Register a command.

    Args:
        name: its documented spelling; matched without regard to case.
        source: the page that documents it, as the protocol page abbreviates it.
        codes: what it can answer besides what every command can.
        example: a query string, as in the documentation.
        answered: what the example may be answered; "successfully executed" and no more, if not given.
        assumes: the open questions that its behaviour answers, as `simulator.assumptions` numbers them.
    """

    def register(cls: type[_C]) -> type[_C]:
        made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        made.spec = HttpCommandSpec(
            name=name,
            source=source,
            type=made,
            codes=codes,
            example=example,
            answered=answered or Answer(),
            parameters={one.name: one.metadata[_METADATA_KEY] for one in dataclasses.fields(made)},
            assumes=assumes,
        )
        COMMANDS[name.lower()] = made.spec
        return made

    return register
