"""What arrived as a command, and the form in it. This file does not know the commands.

A command is a GET with a query string or a POST with a form body (p_694); both are read in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from simulator.http_api.codes import Code, Refused

FORM: Final = "application/x-www-form-urlencoded"

SLIP: Final = b"command="
"""What a path begins with if somebody forgot the question mark, as one published page did (p_4149)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRequest:
    """A request as it came off the network.

    `path` and `query` are still percent-encoded, without the "?" between them. `content_type` is the header, empty if
    there is none. `client` is the address of the sender, without a port.
    """

    method: str = "GET"
    path: bytes = b"/"
    query: bytes = b""
    body: bytes = b""
    content_type: str = ""
    client: str = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Form:
    """The parameters of a command. `written` maps names as they were sent to decoded values, in order."""

    written: Mapping[str, str]
    values: Mapping[str, str]
    """By the name in lower case."""

    def get(self, name: str) -> str:
        """The value of a parameter, whose name matches without regard to case; empty if it is not given."""
        return self.values.get(name.lower(), "")


EMPTY_FORM: Final = Form({}, {})


def form_from(request: CommandRequest) -> Form:
    """Read the parameters of a request.

    ASSUMPTION http-api q10: the first value of a repeated parameter counts. ASSUMPTION http-api section 2.1: of a
    parameter in the body and in the query string, the one in the body does; the body of a GET is not read.

    Raises:
        Refused: 300, the request cannot be read as a form of UTF-8 text.
    """
    written: dict[str, str] = {}
    values: dict[str, str] = {}
    for source in _sources(request):
        for name, value in _pairs(source):
            if name.lower() not in values:
                written[name] = values[name.lower()] = value
    return Form(written, values)


def _sources(request: CommandRequest) -> Iterator[bytes]:
    """What holds parameters, the most important first."""
    if request.method.upper() != "GET" and request.body:
        kind = request.content_type.partition(";")[0].strip()
        # PHP's fopen is seen to send a form without saying so (repo Reminder).
        if kind and kind.lower() != FORM:
            # ASSUMPTION http-api q8: what cannot be decoded as a form is not parsed at all.
            raise Refused(Code.PARSE_ERROR, f"Content-Type is {kind}, expected {FORM}")
        yield request.body
    yield request.query
    path = request.path.lstrip(b"/")
    if path[: len(SLIP)].lower() == SLIP:
        yield path


def _pairs(source: bytes) -> Iterator[tuple[str, str]]:
    """Decode a form, once: what is encoded twice comes out encoded."""
    for field in source.split(b"&"):
        name, _, value = field.partition(b"=")
        if name:
            yield _decoded(name), _decoded(value)


def _decoded(written: bytes) -> str:
    try:
        # ASSUMPTION http-api q26: UTF-8, as in the forms that the PBX sends.
        return unquote_to_bytes(written.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(Code.PARSE_ERROR, f"not UTF-8 text: {error.reason} at byte {error.start} of a value") from None
