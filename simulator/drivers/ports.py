"""Ports for programs that are told where to listen."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from random import SystemRandom
from typing import Final

_RANGE: Final = range(20_000, 32_768)
"""Below those that systems give to whoever asks for any (from 32768 on Linux, from 49152 elsewhere: RFC 6335, 6).

One of those might be given away again before the program has taken it.
"""

_TRIES: Final = 100


def free_port(wanted: int | None = None) -> int:
    """A port of 127.0.0.1 that nobody has; the one that is wanted, if that is so.

    Nobody holds it: it is free until somebody takes it.
    """
    for port in _candidates(wanted):
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            found: int = listener.getsockname()[1]
            return found
    raise OSError("there is no free port")


def _candidates(wanted: int | None) -> Iterator[int]:
    """Ports to try; 0 is whichever the system gives."""
    if wanted is not None:
        yield wanted
    yield from SystemRandom().sample(_RANGE, _TRIES)  # others may have seeded the random numbers of this process
    yield 0
