"""What is told of a test that has passed, as a warning of pytest: what should be mended, and what was in vain."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from simulator.errors import PbxWarning
from simulator.telephony.problem import Place, Problem, Severity
from simulator.telephony.transcript import Transcript

_ORDERED: Final = "fault"
"""The kind of problem that a test has asked for."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence, and what it is about: a line of an answer of the app, or of a test."""

    text: str
    place: Place


def remarks_on(
    transcript: Transcript, problems: Iterable[Problem], in_vain: Iterable[str], place: Place
) -> list[Remark]:
    """What there is to say of a test that has passed, each thing once.

    Args:
        transcript: what has happened.
        problems: the mistakes of the app that have failed nothing, and that the test has not reckoned with.
        in_vain: a sentence for each part of the test that met nothing.
        place: where the test stands.
    """
    shortened = transcript.shortened
    found: list[Remark] = []
    for one in problems:
        if one.rule != _ORDERED:
            severity = "error: " if one.severity is Severity.ERROR else ""
            source = Place(shortened(one.place.source), one.place.line, one.place.column)
            found.append(Remark(shortened(f"{severity}{one.message}"), source))
    found += [Remark(shortened(one), place) for one in in_vain]
    return list(dict.fromkeys(found))


def warn(remarks: Iterable[Remark]) -> None:
    """Have pytest tell them, where they are: what is the same in several tests it tells once.

    Raises:
        pytest.fail.Exception: such warnings are errors here.
    """
    import pytest  # benches work without it

    errors: list[str] = []
    for one in remarks:
        try:
            warnings.warn_explicit(one.text, PbxWarning, one.place.source, one.place.line or 1)
        except PbxWarning:
            errors.append(f"PbxWarning: {one.place}: {one.text}")
    if errors:
        raise pytest.fail.Exception("\n".join(errors), pytrace=False)
