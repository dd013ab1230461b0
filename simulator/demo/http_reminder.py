"""A reminder by telephone that begins by itself: it commands the PBX over its HTTP API, by query strings.

Run ``uvicorn simulator.demo.http_reminder:app`` and open ``/remind?number=4711&text=Feed+the+cat``. The address of the
PBX is its usual one, or what the query says.
"""

import re
from typing import Annotated
from urllib.parse import urlencode
from urllib.request import urlopen
from xml.sax.saxutils import escape

from fastapi import FastAPI, HTTPException, Query, Request, Response
from pydantic import BaseModel

app = FastAPI(title="Reminder over HTTP")

EXTENSION = "9000"


class Reminder(BaseModel):
    """Who is to be reminded of what, and which PBX can do it."""

    number: str
    text: str
    pbx: str = "http://127.0.0.1:7780"


Asked = Annotated[Reminder, Query()]


@app.get("/remind")
def remind(request: Request, reminder: Asked) -> dict[str, str]:
    """Have somebody called, now. The PBX says at once whether it does that; the call comes about by itself."""
    url, error_url = address(request, "connected", reminder), address(request, "failed", reminder)
    code, message = send(
        reminder.pbx, "Call", Dialed=reminder.number, ApiExtension=EXTENSION, Url=url, ErrorUrl=error_url
    )
    if code != 200:
        raise HTTPException(502, f"the PBX says {code}: {message}")
    return {"calling": reminder.number}


@app.post("/connected")
def connected(reminder: Asked) -> Response:
    """Answer CallConnected: somebody has picked up."""
    return ozml(f"<Speak>{escape(reminder.text)}</Speak>")


@app.post("/failed")
def failed(reminder: Asked) -> Response:
    """Answer Error: nobody has. What stands in this answer is not run, so a command over HTTP sends the message."""
    send(reminder.pbx, "SendSms", ApiExtension=EXTENSION, Recipient=reminder.number, Message=reminder.text)
    return ozml()


def send(pbx: str, command: str, **parameters: str) -> tuple[int, str]:
    """Send the PBX a command; its code and its message."""
    query = urlencode({"command": command, **parameters})
    with urlopen(f"{pbx}/?{query}", timeout=10) as answer:  # noqa: S310 - whoever runs the app says where the PBX is
        text = answer.read().decode()
    found = re.search(r"<Code>(\d+)</Code>\s*<Message>(.*?)</Message>", text, re.DOTALL)
    return (int(found[1]), found[2]) if found else (0, text)


def address(request: Request, name: str, reminder: Reminder) -> str:
    """Where the app is asked next, with all that it has to know there."""
    return str(request.url_for(name).include_query_params(**reminder.model_dump()))


def ozml(*commands: str) -> Response:
    """An answer to the PBX."""
    return Response(f"<Response>{''.join(commands)}</Response>", media_type="text/xml")
