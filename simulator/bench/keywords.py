"""What a test gives to `expects`, `never` and `ends`: checked before anything is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from simulator.errors import ScenarioError, suggestion
from simulator.settings import Settings
from simulator.telephony.causes import Side
from simulator.telephony.phone import CAUSES

if TYPE_CHECKING:
    from simulator.scenario.expectation import Expectation


def checks_of(
    function: Literal["expects", "never"],
    written: Mapping[str, object],
    misplaced: Sequence[object],
    settings: Settings | None,
) -> tuple[Expectation, ...]:
    """Read the keywords of `expects` or `never`; `misplaced` was given without any.

    Raises:
        ScenarioError: something was, or that cannot be expected.
    """
    from simulator.expecting import keyword_checks  # most tests assert by themselves

    if misplaced:
        one = misplaced[0]
        raise ScenarioError(f"{function}({one!r}): expected names and values; {_named(function, one)}")
    return keyword_checks(function, written, settings.data_folder if settings else "")


def expected_end(by: str | None, cause: str | None) -> dict[str, str]:
    """How a call is to have ended, as `expects(call=...)` has it.

    Raises:
        ScenarioError: there is no such side, or no such cause.
    """
    for name, value, known in (("by", by, [*map(str, Side)]), ("cause", cause, [*CAUSES])):
        if value is not None and value not in known:
            raise ScenarioError(f"ends({name}={value!r}): no such `{name}`{suggestion(str(value), known)}")
    return {name: value for name, value in (("ended_by", by), ("cause", cause)) if value is not None}


def _named(function: str, written: object) -> str:
    """How to give something by name."""
    if isinstance(written, Mapping) and written:
        named = {str(name).replace(" ", "_"): value for name, value in written.items()}
        if all(map(str.isidentifier, named)):
            return f"write {function}({', '.join(f'{name}={value!r}' for name, value in named.items())})"
    return f"such as {function}(hears='Thank you')"
