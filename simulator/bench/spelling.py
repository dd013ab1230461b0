"""What a bench and the people on it do where a test misspells what they have: pytest itself tells no near name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.errors import suggestion


class Spelled:
    """Has members whose misspelt names are told with what was meant."""

    if not TYPE_CHECKING:  # checkers of types tell it themselves, and would take any name then

        def __getattr__(self, name: str) -> object:
            __tracebackhide__ = True
            known = [one for one in dir(self) if not one.startswith("_")]
            meant = "" if name.startswith("_") else suggestion(name, known)
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}{meant}")
