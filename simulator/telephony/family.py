"""The families of notifications: each may be answered by commands of its own."""

from __future__ import annotations

from enum import StrEnum


class Family(StrEnum):
    """The sets of commands; which one counts depends on the notification that is answered (section 1.6)."""

    EXTENSION = "API extension control"
    THIRD_PARTY = "third-party call control"
    ROUTING = "call routing"

    @property
    def short(self) -> str:
        """Its name on the command line and in data: "extension", "third-party" or "routing"."""
        return self.name.lower().replace("_", "-")
