"""What `--seed` says: a number, and, for one of several scenarios of one name, which of them it is."""

from __future__ import annotations

import re
from typing import Annotated, NamedTuple

import typer

SeedText = Annotated[
    str | None,
    typer.Option(
        "--seed",
        help="Seed of everything drawn by chance, such as call IDs. 0:2 is that of the second scenario of one name, "
        "where files in several folders have one name.",
        metavar="NUMBER",
    ),
]


class GivenSeed(NamedTuple):
    """A seed, None if none is given, and what the first scenario of a name is counted as."""

    number: int | None = None
    nth: int = 1


def seed_from(text: str | None) -> GivenSeed:
    """Read what stands behind `--seed`.

    Raises:
        typer.BadParameter: it is no seed.
    """
    if text is None:
        return GivenSeed()
    written = re.fullmatch(r"\s*([+-]?\d{1,300})(?::0*([1-9]\d{0,8}))?\s*", text, re.ASCII)
    if not written:
        raise typer.BadParameter(f"{text!r} is no seed, which is a whole number such as 7, or 7:2", param_hint="--seed")
    return GivenSeed(int(written[1]), int(written[2] or 1))
