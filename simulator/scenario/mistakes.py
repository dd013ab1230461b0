"""Mistakes of a scenario's author: all of a file are found and told at once, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from simulator.errors import ScenarioError
from simulator.telephony.problem import Place


@dataclass(frozen=True, slots=True)
class TracedPlace(Place):
    """A place, and how what stands there has come to be used; `trail` has the nearest step first."""

    trail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that cannot be understood; `message` says what was expected and, if it can, what was meant."""

    place: Place
    message: str

    def __str__(self) -> str:
        trail = "; ".join(self.place.trail) if isinstance(self.place, TracedPlace) else ""
        return f"{self.place}: {self.message}{f' ({trail})' if trail else ''}"


class MisreadError(ScenarioError):
    """A file, or a part of it, holds mistakes, each told once. As text: a line each, in the order of the file."""

    def __init__(self, *mistakes: Mistake) -> None:
        files = list(dict.fromkeys(mistake.place.source for mistake in mistakes))
        order = {source: number for number, source in enumerate(files)}
        self.mistakes = sorted(
            dict.fromkeys(mistakes), key=lambda one: (order[one.place.source], one.place.line, one.place.column)
        )
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[str]]:
        """So that it can be told in another process."""
        return ScenarioError, (str(self),)


# What writes the name of an error in front of it, as pytest does, writes the one that authors know.
MisreadError.__name__ = MisreadError.__qualname__ = ScenarioError.__name__
MisreadError.__module__ = ScenarioError.__module__


class Mistakes:
    """Collects mistakes, so that whoever reads a list or a mapping can go on behind the first one."""

    def __init__(self) -> None:
        self._found: list[Mistake] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Remember the mistakes of what is read inside, and go on behind it."""
        try:
            yield
        except MisreadError as error:
            self._found += error.mistakes

    def note(self, place: Place, message: str) -> None:
        """Remember a mistake."""
        self._found.append(Mistake(place, message))

    def check(self) -> None:
        """Raise what was found, if anything.

        Raises:
            MisreadError: there were mistakes.
        """
        if self._found:
            raise MisreadError(*self._found)
