"""What apps in this process have raised, by request: written where they are served, read where their answers arrive.

A request is known by the two ends of its connection, on which there is but one at a time: nothing has to be put into
answers, and requests that are under way together are not mixed up. Only those are noted that do not go well.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from concurrent.futures import Future
from threading import Lock
from typing import Final, TypeAlias

from simulator.drivers.raised import Raised
from simulator.drivers.waiting import parts_of

Ends: TypeAlias = tuple[tuple[str, int], tuple[str, int]]
"""A connection: host and port of the server's end, and of the client's."""

Note: TypeAlias = Future[Raised | None]
"""What the app has raised, None for nothing; known when it is through with the request."""

_MOST: Final = 1000
"""Notes that wait for a reader; somebody else than the PBX, who reads none, may ask an app too."""

_PATIENCE: Final = 1.0
"""Seconds to wait for an app that has sent an error, and goes on. Most raise it anew at once."""

_notes: OrderedDict[Ends, Note] = OrderedDict()
_changing = Lock()


def begin_note(ends: Ends) -> Note:
    """Begin a note about a request, before anything of its answer can arrive."""
    note: Note = Future()
    with _changing:
        _notes[ends] = note
        if len(_notes) > _MOST:
            _notes.popitem(last=False)
    return note


def forget_note(ends: Ends) -> None:
    """Forget a note that nobody has read: another request comes on this connection, or on one with the same ends."""
    if ends in _notes:
        with _changing:
            _notes.pop(ends, None)


async def raised_on(ends: Ends) -> str:
    """What the app has raised in the last request on a connection, in words; empty if nothing is known of that."""
    with _changing:
        note = _notes.pop(ends, None)
    if note is None:
        return ""
    completed = asyncio.wrap_future(note)
    for part in parts_of(_PATIENCE):
        if not completed.done():
            await asyncio.wait({completed}, timeout=part)
    raised = note.result() if note.done() else None
    return raised.words if raised is not None else ""
