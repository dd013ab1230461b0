"""A switchboard: the buttons of an operator who holds callers, records them, and puts them through to colleagues.

Run ``uvicorn simulator.demo.switchboard:app``. Each button is a page that is opened with the operator's number and the
address of the PBX in its query; what it does is a command over the PBX's HTTP API.
"""

from typing import Annotated
from urllib.parse import urlencode
from urllib.request import urlopen
from xml.etree import ElementTree

from fastapi import FastAPI, Form, HTTPException, Query, Request, Response
from pydantic import BaseModel

app = FastAPI(title="Switchboard")

recordings: list[str] = []
"""Where the recordings are that operators have asked for."""


class Button(BaseModel):
    """Who has pressed it, and which PBX is to do something."""

    operator: str
    pbx: str = "http://127.0.0.1:7780"


Pressed = Annotated[Button, Query()]


@app.get("/transfer")
def transfer(button: Pressed, to: str) -> str:
    """Put the caller through to a colleague, unannounced."""
    call = the_call(button, Destination=button.operator)
    send(button.pbx, "BlindTransfer", CallId=call, TransferorParty="callee", Target=to)
    return f"transferred to {to}"


@app.get("/hold")
def hold(button: Pressed) -> str:
    """Put the caller on hold, to ask a colleague first."""
    send(button.pbx, "Hold", CallId=the_call(button, Destination=button.operator))
    return "on hold"


@app.get("/connect")
def connect(button: Pressed) -> str:
    """Connect the caller who is on hold with the colleague whom the operator is talking to."""
    held = the_call(button, Destination=button.operator, CallState="Hold")
    asked = the_call(button, Source=button.operator, CallState="InCall")
    send(button.pbx, "AttendedTransfer", TransferredCallId=held, TargetCallId=asked)
    return "connected"


@app.get("/back")
def back(button: Pressed) -> str:
    """Go back to the caller who is on hold."""
    send(button.pbx, "Unhold", CallId=the_call(button, Destination=button.operator, CallState="Hold"))
    return "back"


@app.get("/decline")
def decline(button: Pressed, to: str) -> str:
    """Send a caller on whose call still rings."""
    call = the_call(button, Destination=button.operator, CallState="Ringing")
    send(button.pbx, "Forward", CallId=call, Destination=to)
    return f"forwarded to {to}"


@app.get("/hang-up")
def hang_up(button: Pressed) -> str:
    """End the call."""
    send(button.pbx, "Hangup", CallId=the_call(button, Destination=button.operator))
    return "hung up"


@app.get("/say")
def say(button: Pressed, text: str) -> str:
    """Say something to the caller by the PBX's voice."""
    send(button.pbx, "Speak", CallId=the_call(button, Destination=button.operator), Party="caller", Text=text)
    return "said"


@app.get("/play")
def play(button: Pressed, file: str) -> str:
    """Let both hear a sound of the PBX."""
    send(button.pbx, "Play", CallId=the_call(button, Destination=button.operator), Party="all", AudioFile=file)
    return "played"


@app.get("/keys")
def keys(button: Pressed, keys: str) -> str:
    """Press keys for the operator, whose telephone has none: the machine at the other end hears them."""
    send(button.pbx, "SendDTMF", CallId=the_call(button, Source=button.operator), Party="callee", Keys=keys)
    return "pressed"


@app.get("/record")
def record(request: Request, button: Pressed) -> str:
    """Record the call from now on, to its end."""
    call = the_call(button, Destination=button.operator)
    send(button.pbx, "Record", CallId=call, Format="wav", FinishedURL=str(request.url_for("recorded")))
    return "recording"


@app.post("/recorded")
def recorded(record_url: Annotated[str, Form(alias="RecordURL")]) -> Response:
    """Answer RecordCompleted."""
    recordings.append(record_url)
    return Response("<Response/>", media_type="text/xml")


def the_call(button: Button, **wanted: str) -> str:
    """The ID of the call of which the PBX says so."""
    for call in send(button.pbx, "ListActiveCalls").iter("CallInfo"):
        if all(call.findtext(name) == value for name, value in wanted.items()):
            return call.findtext("CallId", "")
    raise HTTPException(404, f"there is no call with {wanted}")


def send(pbx: str, command: str, **parameters: str) -> ElementTree.Element:
    """Send the PBX a command; its answer."""
    query = urlencode({"command": command, **parameters})
    with urlopen(f"{pbx}/?{query}", timeout=10) as answer:  # noqa: S310 - whoever runs the app says where the PBX is
        response = ElementTree.fromstring(answer.read())  # noqa: S314 - it is the PBX's
    if response.findtext("Code") != "200":
        raise HTTPException(409, response.findtext("Message", ""))
    return response
