"""What apps say beside their answers while scenarios run: of most of it people only hear if they want to."""

from __future__ import annotations

import threading
from collections.abc import Callable

from simulator.drivers.raised import Raised


class AppVoice:
    """The voice of all apps of a run. May be used from any thread.

    Args:
        tell: takes what people hear, a line or a traceback at a time.
        loud: whether they hear everything, or only what reports cannot tell.
    """

    def __init__(self, tell: Callable[[str], None], *, loud: bool = False) -> None:
        self._tell = tell
        self._loud = loud
        self._told: set[str] = set()
        self._turn = threading.Lock()

    def printed(self, program: str, line: str) -> None:
        """Pass on a line that a command has printed, behind the name of its program."""
        if self._loud:
            with self._turn:
                self._tell(f"{program}: {line}")

    def raised(self, request: str, raised: Raised, *, late: bool) -> None:
        """Pass on an exception, of those that are alike the first one.

        Args:
            request: what the app was asked: ``POST /incoming``, or to start up.
            raised: the exception.
            late: whether it came behind an answer without fault, so that no report tells of it.
        """
        self._pass_on(f"{'after its answer to' if late else 'when it was asked'} {request}", raised, heard=late)

    def raised_in_import(self, raised: Raised) -> None:
        """Pass on an exception because of which an app cannot be imported, as reports tell too."""
        self._pass_on("while it was imported", raised, heard=False)

    def ended(self, app: str, how: str) -> None:
        """Pass on that an app which is a command has ended by itself, and is started again."""
        with self._turn:
            self._tell(f"the app {app!r} {how}; it is started again")

    def _pass_on(self, when: str, raised: Raised, *, heard: bool) -> None:
        with self._turn:
            if raised.traceback in self._told or not (self._loud or heard):
                return
            self._told.add(raised.traceback)
            if self._loud:
                self._tell(f"the app raised, {when}:\n{raised.traceback.rstrip()}")
            else:
                self._tell(f"the app raised {raised.words} {when}; -v shows more")
