"""Who waits for whom among the workers of pytest-xdist: for a port, or to run alone. Other tests wait for nobody.

Whatever is waited for is an empty SQLite file that all workers of a run see: SQLite can lock one for many at once or
for one alone on every system, and the system itself lets go of what a worker held that has died.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3

_PATIENCE: Final = 1.0
"""Seconds of the wall clock that SQLite waits at a time; whoever presses Ctrl-C waits for as long."""

_PAUSE: Final = 0.02
"""Seconds between two looks at a port, where nothing else in the process may be held up."""

_SHARED: Final = "SELECT * FROM sqlite_master"
"""What takes the lock that many have at once, within a transaction."""

_ALONE: Final = "BEGIN EXCLUSIVE"
"""What takes the lock that one has; as long as somebody waits for it, nobody else gets the other one."""


class Turns:
    """What one worker waits for.

    Args:
        place: how the paths of the files begin that the workers of the run share; None if there are no others.
    """

    def __init__(self, place: Path | None = None) -> None:
        self._place = place
        self._ports: list[int] = []

    @contextmanager
    def scenario(self, *, alone: bool, port: int | None = None) -> Iterator[None]:
        """The turn of a scenario: beside those that are not alone either, or, if it is, beside none; begun by waiting.

        Args:
            alone: whether no other scenario may run meanwhile.
            port: the one at which its PBX takes commands, which tests may have too.
        """
        with ExitStack() as held:
            if self._place is not None:
                held.enter_context(self._held("scenarios", _ALONE if alone else _SHARED))
                if port is not None:
                    held.enter_context(self._held(f"port-{port}", _ALONE))
            yield

    @asynccontextmanager
    async def port(self, number: int) -> AsyncIterator[None]:
        """A port that nobody else in the run has; a test that has one waits for higher ones only.

        So two tests cannot wait for each other. Who does not wait finds out that a port is in use.
        """
        if self._place is None:
            yield
            return
        waits = number > max(self._ports, default=0)
        with closing(self._opened(f"port-{number}", patience=0.0)) as file:
            while not _taken(file, _ALONE) and waits:  # noqa: ASYNC110 - another process lets go of it
                await asyncio.sleep(_PAUSE)
            self._ports.append(number)
            try:
                yield
            finally:
                self._ports.remove(number)

    # -- inside ------------------------------------------------------------------------------------------------------

    @contextmanager
    def _held(self, name: str, how: str) -> Iterator[None]:
        with closing(self._opened(name, _PATIENCE)) as file:
            if how == _SHARED:
                file.execute("BEGIN")
            while not _taken(file, how):
                pass  # it has waited
            yield

    def _opened(self, name: str, patience: float) -> sqlite3.Connection:
        import sqlite3  # only where there are workers

        return sqlite3.connect(f"{self._place}-{name}.lock", timeout=patience, isolation_level=None)


def _taken(file: sqlite3.Connection, how: str) -> bool:
    """Whether a lock could be taken; it is let go of when the file is closed."""
    import sqlite3

    try:
        file.execute(how).fetchall()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
