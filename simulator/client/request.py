"""A request of the control API as data: what is asked, and how long its answer may take. Nothing is sent here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from urllib.parse import quote, urlsplit

from simulator.errors import ScenarioError

PREFIX: Final = "/control/v1"
"""Under which the API is found on its server."""

LONGEST_WAIT: Final = 600.0
"""Seconds that the server lets a request wait at most."""

Parameter: TypeAlias = str | int | float | bool
Parameters: TypeAlias = Mapping[str, Parameter | Sequence[str] | None]
Body: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the server.

    Attributes:
        method: of HTTP.
        path: behind the API's prefix; or a whole address, such as that of a recording.
        body: what is sent as JSON, if anything is.
        parameters: of the address; those that are None are left out.
        waits: seconds for which the server is asked to wait before it answers.
    """

    method: str
    path: str
    body: Body | None = None
    parameters: Parameters = field(default_factory=dict)
    waits: float = 0.0

    def __str__(self) -> str:
        return f"{self.method} {self.address('')}"

    def address(self, server: str) -> str:
        """Where it is sent, if the server is found at an address."""
        return self.path if "://" in self.path else f"{server}{PREFIX}{self.path}"

    @property
    def content(self) -> bytes | None:
        """The body as it is sent.

        Raises:
            ScenarioError: there is something in it that JSON does not have.
        """
        if self.body is None:
            return None
        try:
            return json.dumps(self.body, allow_nan=False).encode()
        except (TypeError, ValueError) as error:
            raise ScenarioError(f"{self}: cannot be written as JSON: {error}: {self.body!r}") from None

    @property
    def query(self) -> dict[str, Parameter | list[str]]:
        """The parameters that are given."""
        return {
            name: value if isinstance(value, str | int | float) else list(value)
            for name, value in self.parameters.items()
            if value is not None
        }


def part(name: str) -> str:
    """A name as a part of a path."""
    return quote(name, safe="")


def server_address(written: str) -> str:
    """The address of a server as a user has written it, with nothing behind it.

    Raises:
        ScenarioError: it is none.
    """
    try:
        parts = urlsplit(written)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except (ValueError, AttributeError):
        usable = False
    if not usable:
        raise ScenarioError(f"url: expected the address of a server such as 'http://127.0.0.1:7780', not {written!r}")
    return written.rstrip("/").removesuffix(PREFIX)
