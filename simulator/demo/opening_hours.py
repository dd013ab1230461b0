"""An opening hours line: it plays a jingle, says when the shop is open, and refuses callers who are a nuisance.

A plain WSGI application: any WSGI server runs ``simulator.demo.opening_hours:app``, and IncomingCall may go to any
address of it. It is asked once in a call, as its answer holds everything; the jingle lies in the content folder of
the PBX.
"""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

NUISANCES = ("+36 90 555 0100",)
JINGLE = "jingle.wav"
HOURS = ("Monday to Friday from 9 to 5", "Saturday from 10 to 2")


def app(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answer IncomingCall, the only notification that this app asks for."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
    caller = parse_qs(body).get("CallerID", [""])[0]
    start_response("200 OK", [("Content-Type", "text/xml")])
    return [f"<Response>{commands(caller)}</Response>".encode()]


def commands(caller: str) -> str:
    """What the PBX does with a caller."""
    if caller in NUISANCES:
        return "<Reject/>"
    days = "".join(f"<item>{escape(day)}</item>" for day in HOURS)
    return f"""
        <Array ID="hours">{days}</Array>
        <Play>{escape(JINGLE)}</Play>
        <Speak>We are open</Speak>
        <ForEach Source="hours"><Speak>$item.</Speak><Delay>1</Delay></ForEach>
        <Speak>Goodbye.</Speak>
        <Hangup/>"""
