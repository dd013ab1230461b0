"""A voicemail app: it greets the caller, records a message, and keeps what it downloads from the PBX.

Run ``uvicorn simulator.demo.voicemail:app``; IncomingCall goes to ``/incoming``, whose query varies the recording.
"""

import logging
import os
import tempfile
from http.client import HTTPException
from pathlib import Path
from typing import Annotated, Literal
from urllib.request import urlopen
from uuid import uuid4
from xml.sax.saxutils import escape, quoteattr

from fastapi import FastAPI, Form, Query, Request, Response
from pydantic import BaseModel

app = FastAPI(title="Voicemail")

RecordUrl = Annotated[str, Form(alias="RecordURL", pattern="^https?://")]


class Wishes(BaseModel):
    """What a query such as ``?format=wav&duration=30`` may ask for; lengths are whole seconds."""

    format: Literal["mp3", "wav"] = "mp3"
    duration: int = 60
    inactivity: int = 3
    digits: str = "1"
    messages: int = 1
    notify: bool = True


@app.post("/incoming")
def incoming(request: Request, wishes: Annotated[Wishes, Query()]) -> Response:
    """Answer IncomingCall: greet and record. Goodbye is for calls without a FinishedUrl, whose answer hangs up."""
    keys = f" Press {' or '.join(wishes.digits)} to stop." if wishes.digits else ""
    return ozml(speak(f"Hello. Leave a message after this prompt.{keys}"), record(request, wishes), speak("Goodbye."))


@app.post("/recorded")
def recorded(request: Request, wishes: Annotated[Wishes, Query()], record_url: RecordUrl) -> Response:
    """Answer RecordCompleted: keep the message, then thank the caller or ask for the next message."""
    try:
        keep(record_url, wishes.format)
    except (OSError, HTTPException) as error:
        logging.getLogger(__name__).info("cannot download %s: %s", record_url, error)
        return ozml(speak("Sorry, your message could not be saved."), "<Hangup/>")
    if wishes.messages > 1:
        rest = wishes.model_copy(update={"messages": wishes.messages - 1})
        return ozml(speak("Thank you. Leave another message."), record(request, rest))
    return ozml(speak("Thank you. Your message has been saved."), "<Hangup/>")


def keep(record_url: str, suffix: str) -> None:
    """Download a message into the folder for messages."""
    folder = Path(os.environ.get("VOICEMAIL_FOLDER") or Path(tempfile.gettempdir(), "voicemail-messages"))
    folder.mkdir(parents=True, exist_ok=True)
    with urlopen(record_url, timeout=10) as message:  # noqa: S310 - the form lets only http addresses through
        (folder / f"{uuid4().hex}.{suffix}").write_bytes(message.read())


def record(request: Request, wishes: Wishes) -> str:
    """The command that records; what the next answer has to know travels in the query of its FinishedUrl."""
    url = request.url_for("recorded").include_query_params(**wishes.model_dump(exclude_defaults=True))
    finished = f" FinishedUrl={quoteattr(str(url))}" if wishes.notify else ""
    limits = f'Duration="{wishes.duration}" Inactivity="{wishes.inactivity}" FinishDigits={quoteattr(wishes.digits)}'
    return f'<Record Format="{wishes.format}" {limits}{finished}/>'


def speak(text: str) -> str:
    """The command that says a text."""
    return f"<Speak>{escape(text)}</Speak>"


def ozml(*commands: str) -> Response:
    """An answer to the PBX."""
    return Response(f"<Response>{''.join(commands)}</Response>", media_type="text/xml")
