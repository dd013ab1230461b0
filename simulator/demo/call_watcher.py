"""A call watcher: it tells both people on a call that they are recorded, records them, and keeps what it is told of.

Run ``uvicorn simulator.demo.call_watcher:app``; CallChanged goes to ``/changed``. Nobody calls the app itself: it
watches the calls between other people, and its answers act on them.
"""

from typing import Annotated
from xml.sax.saxutils import quoteattr

from fastapi import FastAPI, Form, Request, Response

app = FastAPI(title="Call watcher")

ANNOUNCEMENT = "This call is recorded."

recordings: dict[str, str] = {}
"""Where the recording of a call is, by the call's ID."""


@app.post("/changed")
def changed(request: Request, state: Annotated[str, Form(alias="CallState")]) -> Response:
    """Answer CallChanged: act when somebody has picked up, which happens once in a call."""
    if state != "Answered":
        return ozml()
    url = quoteattr(str(request.url_for("recorded")))
    return ozml(f"<Record FinishedUrl={url}/>", f'<Speak Party="all">{ANNOUNCEMENT}</Speak>')


@app.post("/recorded")
def recorded(
    call_id: Annotated[str, Form(alias="CallID")], record_url: Annotated[str, Form(alias="RecordURL")]
) -> Response:
    """Answer RecordCompleted: the recording ends with the call."""
    recordings[call_id] = record_url
    return ozml()


def ozml(*commands: str) -> Response:
    """An answer to the PBX."""
    return Response(f"<Response>{''.join(commands)}</Response>", media_type="text/xml")
