"""Server-sent events (WHATWG HTML, section 9.2).

FastAPI has its own, which as of 0.165 write a traceback into the log whenever a client goes away early.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import StreamingResponse


class EventStream(StreamingResponse):
    """An answer that goes on for as long as something happens."""

    media_type = "text/event-stream"

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        """Keep caches and proxies from holding events back."""
        super().init_headers({"cache-control": "no-cache", "x-accel-buffering": "no", **(headers or {})})


def event_bytes(data: str, *, kind: str = "", number: int | str | None = None) -> bytes:
    """An event on the wire.

    Args:
        data: one line; JSON has no others.
        kind: what a browser dispatches on; "message" if not given.
        number: what a client that was cut off says, to go on behind it.
    """
    lines = [f"data: {data}"]
    if kind:
        lines.insert(0, f"event: {kind}")
    if number is not None:
        lines.insert(0, f"id: {number}")
    return "".join(f"{line}\n" for line in (*lines, "")).encode()
