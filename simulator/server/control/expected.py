"""What is expected of a call, as the control API takes it: `expects` and `never` of scenario files, in JSON.

The same readers read both. Here it is only known where in the JSON something stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, TypeAlias

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_plain_validator_function

from simulator.errors import suggestion
from simulator.scenario.expect import EXCLUSIONS, EXPECTATIONS, read_exclusions, read_expectations
from simulator.scenario.expect_calls import ExcludedCalls, ExpectedCalls
from simulator.scenario.expect_conversation import ExpectedConversation
from simulator.scenario.expect_files import ExpectedFile
from simulator.scenario.expect_recording import ExcludedRecording, ExpectedRecording
from simulator.scenario.expectation import Expectation
from simulator.scenario.mistakes import MisreadError, Mistake
from simulator.scenario.python_data import node_from
from simulator.scenario.sounds import ClipFolders
from simulator.server.control.written import Parts, Written, mistake, mistakes, pointer_part, with_example
from simulator.server.judgement import Check
from simulator.telephony.problem import Place

Kind: TypeAlias = Literal["expects", "never"]

MOST_CHECKS: Final = 1_000
"""Expectations of one call."""

_READERS: Final = {"expects": (EXPECTATIONS, read_expectations), "never": (EXCLUSIONS, read_exclusions)}


def _read(kind: Kind, written: object) -> tuple[Check, ...]:
    """Read expectations: a list of objects with one name each, or one object.

    Raises:
        PydanticCustomError: something is wrong, with all places where.
    """
    checks: list[Check] = []
    found: list[tuple[Parts, str]] = []
    for within, one in _items(written):
        try:
            checks.append(_check(kind, within, one))
        except MisreadError as error:
            places = dict(_places(one, kind, within))
            found += ((places.get(each.place.source, within), each.message) for each in error.mistakes)
        except RecursionError:
            found.append((within, "it is nested too deeply"))
    if found:
        raise mistakes(found)
    return tuple(checks)


def _items(written: object) -> Iterator[tuple[Parts, object]]:
    """What should be an object with one name each, and where that stands."""
    match written:
        case Mapping():
            yield from (((), {name: value}) for name, value in written.items())
        case list() if len(written) <= MOST_CHECKS:
            yield from (((number,), one) for number, one in enumerate(written))
        case list():
            raise mistake(f"expected at most {MOST_CHECKS} objects, not {len(written)}")
        case _:
            raise mistake("expected a list of objects such as {'recordings': 1}, or one object")


def _check(kind: Kind, within: Parts, written: object) -> Check:
    """Read one expectation.

    Raises:
        MisreadError: it is none.
    """
    known, reader = _READERS[kind]
    if not isinstance(written, Mapping) or len(written) != 1:
        raise MisreadError(Mistake(Place(kind), _not_one_name(written, known)))
    (name,) = written
    (read,) = reader(node_from(written, kind), ClipFolders([Path()]))
    if isinstance(read, ExpectedFile) and read.leaves_the_folder:
        raise MisreadError(Mistake(read.place or Place(kind), "expected a path in the data folder, without '..'"))
    return Check(kind, name.replace("_", " "), _pointer(kind, (*within, name)), read)


def _not_one_name(written: object, known: Collection[str]) -> str:
    match written:
        case Mapping() if written:
            return f"{' and '.join(map(repr, written))} are in one object; write an object for each"
        case str() if written in known:
            return f"{written!r} needs a value, in an object with the name {written!r}"
        case str():
            return f"expected an object with one name, not {written!r}{suggestion(written, known)}"
        case _:
            return f"expected an object with one name, such as {{'recordings': 1}}, not {written!r}"


def _places(value: object, name: str, parts: Parts) -> Iterator[tuple[str, Parts]]:
    """Where everything stands in the JSON, by what `node_from` calls it."""
    yield name, parts
    match value:
        case Mapping():
            for key, one in value.items():
                yield from _places(one, f'{name}["{key}"]', (*parts, key))
        case list():
            for index, one in enumerate(value):
                yield from _places(one, f"{name}[{index}]", (*parts, index))


def _names_a_file(expectation: Expectation) -> bool:
    """Whether it holds something against a file of the server's computer."""
    match expectation:
        case ExpectedConversation():
            return True
        case ExpectedRecording(wanted=wanted) | ExcludedRecording(like=ExpectedRecording(wanted=wanted)):
            return "contains" in wanted
        case ExpectedCalls(calls=calls) | ExcludedCalls(calls=calls):
            return any(_names_a_file(one) for call in calls for one in call.checks)
        case _:
            return False


def _pointer(kind: Kind, parts: Parts) -> str:
    return "".join(["#", *(f"/{pointer_part(part)}" for part in (kind, *parts))])


# -- what clients write ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _ReadAs:
    """How pydantic reads a value, and what it tells of that in the documentation."""

    kind: Kind

    def __get_pydantic_core_schema__(self, _: object, __: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_plain_validator_function(partial(_read, self.kind))

    def __get_pydantic_json_schema__(self, _: CoreSchema, __: GetJsonSchemaHandler) -> dict[str, Any]:
        known = _READERS[self.kind][0]
        names = {"enum": sorted({*known, *(name.replace(" ", "_") for name in known)})}
        one: dict[str, Any] = {"type": "object", "propertyNames": names}
        single = {**one, "minProperties": 1, "maxProperties": 1}
        return {"anyOf": [{"type": "array", "maxItems": MOST_CHECKS, "items": single}, one]}


Expects = Annotated[tuple[Check, ...], _ReadAs("expects")]
Never = Annotated[tuple[Check, ...], _ReadAs("never")]


class Expecting(Written):
    """What is expected of a call, or of a short message."""

    expects: Expects = Field(
        (),
        description="What is expected, in the words of scenario files: a list of objects with one name each, or one "
        "object. `ozeki-simulator reference expectations` tells all of them.",
        examples=[[{"recordings": 1}, {"call": {"ended_by": "pbx"}}]],
    )
    never: Never = Field((), description="What must never have happened, likewise.", examples=[[{"hears": "error"}]])

    @property
    def checks(self) -> list[Check]:
        """All of it."""
        return [*self.expects, *self.never]

    @property
    def files(self) -> list[str]:
        """Where files of the server's computer are named, of whose content a difference would tell something."""
        return [one.pointer for one in self.checks if _names_a_file(one.expectation)]


class ExpectOrder(Expecting):
    """What is to be judged of a call as it stands."""

    model_config = with_example(
        {
            "expects": [{"recording": {"ended_by": "final-timeout", "length": "at least 2s"}}, {"hears": "Thank you"}],
            "never": [{"notifications": "Error"}],
        }
    )

    @model_validator(mode="after")
    def _something_is_expected(self) -> Self:
        if not (self.expects or self.never):
            raise mistake("nothing is expected; say something in 'expects' or 'never'")
        return self
