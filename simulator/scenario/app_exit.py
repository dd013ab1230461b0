"""What becomes of a run whose app ends this process, in which it runs too: it is told, and the run has failed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

from simulator.drivers.raised import Caller, caller_of
from simulator.status import ExitStatus


@contextmanager
def heeding_app_exit(before: Callable[[], None] = lambda: None) -> Iterator[None]:
    """While the body of the `with` runs, an app that calls `os._exit` is told of, and its status never counts.

    Python ends at once then, with the status of the app: nothing is written any more, and 0 would look like success.
    Children that the app has forked leave as they like.

    Args:
        before: done before it is told, in whichever thread of the app; what it raises changes nothing.
    """
    leave, process, heeding = os._exit, os.getpid(), True

    def tell_and_leave(status: int) -> NoReturn:
        if os.getpid() != process or not heeding:
            leave(status)
        caller = Caller(own=True, place="")
        with suppress(Exception):  # whatever cannot be told, the process ends
            caller = caller_of(sys._getframe(1))  # noqa: SLF001 - Python has no other name for it
        with suppress(BaseException):
            before()
        with suppress(BaseException):
            who = "the app" if caller.own else "a library"
            sys.stdout.flush()
            sys.stderr.write(
                f"{who} ended this process by os._exit({status}); what was under way is lost{caller.place}\n"
            )
            sys.stderr.flush()
        leave(ExitStatus.FAILED)

    os._exit = tell_and_leave
    try:
        yield
    finally:
        heeding = False
        if os._exit is tell_and_leave:  # otherwise another one that began later goes on, and comes here through it
            os._exit = leave
