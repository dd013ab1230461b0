"""Which entries of a journal somebody wants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias, TypedDict

from simulator.errors import suggestion


class HasId(Protocol):
    """A call, or a short message."""

    @property
    def id(self) -> str:
        """Its ID in its session."""
        ...


CallLike: TypeAlias = HasId | str
"""A call or a short message, or the ID of one."""


class EntryFilter(TypedDict, total=False):
    """Which entries are meant: those for which everything is true that is said here."""

    event: str | Sequence[str] | None
    """What happened: the event's name, such as "RecordingFinished", or one of several."""
    call: CallLike | None
    """The call or the message that it is about."""
    notification: str | None
    """The app was sent this notification, such as "RecordCompleted"."""
    command: str | None
    """The app has sent this command of the HTTP API; case does not matter."""
    text: str | None
    """Found anywhere in the entry's text; case does not matter."""


def written_filter(wanted: EntryFilter) -> dict[str, str | Sequence[str]]:
    """A filter as the control API has it.

    Raises:
        TypeError: something is said that no filter says.
    """
    for name in wanted:
        if name not in EntryFilter.__annotations__:
            raise TypeError(f"unexpected argument {name!r}{suggestion(name, EntryFilter.__annotations__)}")
    call, event = wanted.get("call"), wanted.get("event")
    said: dict[str, str | Sequence[str] | None] = {
        "event": event if event is None or isinstance(event, str) else list(event),
        "call": None if call is None else id_of(call),
        "notification": wanted.get("notification"),
        "command": wanted.get("command"),
        "text": wanted.get("text"),
    }
    return {name: value for name, value in said.items() if value is not None}


def id_of(call: CallLike) -> str:
    """The ID of a call or of a short message."""
    return call if isinstance(call, str) else call.id
