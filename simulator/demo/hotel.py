"""The telephones of a hotel: an app that watches the calls between people, and has a rule for each kind of call.

Run ``uvicorn simulator.demo.hotel:app``; CallChanged goes to ``/changed``. Rooms are numbers from 201 on.

- A guest who does not want to be disturbed is not: his calls go to the reception.
- The reception hears which room is calling, before the guest can be heard.
- Who calls the front door from a room opens it.
- The kitchen is closed: its calls are put through to the bar.
- The reception puts a caller on hold and calls a room: as soon as the guest picks up, the two are connected.
"""

from typing import Annotated
from xml.sax.saxutils import quoteattr

from fastapi import FastAPI, Form, Request, Response
from pydantic import BaseModel, Field

app = FastAPI(title="Hotel")

RECEPTION = "100"
KITCHEN = "110"
BAR = "111"
FRONT_DOOR = "120"
DOOR_KEY = "#"
CHIME = "chime.wav"

do_not_disturb = {"205"}
"""The rooms whose guests want to be left alone."""

announced: set[str] = set()
"""The calls of which the reception knows the room."""

waiting: list[str] = []
"""Calls to the reception whose callers are on hold, the last one at the end."""

talked: list[int] = []
"""How many seconds each talk with the bar has taken, for the bill."""


class Change(BaseModel):
    """What CallChanged says."""

    id: str = Field(alias="CallID")
    state: str = Field(alias="CallState")
    source: str = Field(alias="Source")
    destination: str = Field(alias="Destination")


@app.post("/changed")
def changed(request: Request, call: Annotated[Change, Form()]) -> Response:
    """Answer CallChanged: one rule at most is about a call."""
    match call:
        case Change(state="Ringing", destination=room) if room in do_not_disturb:
            return ozml(f'<Forward Destination="{RECEPTION}"/>')
        case Change(state="InCall", source=room, destination=place) if place == FRONT_DOOR and is_room(room):
            return ozml(
                f'<SendDTMF Party="callee" Keys="{DOOR_KEY}"/>', f'<Play Party="caller">{CHIME}</Play>', "<Hangup/>"
            )
        case Change(state="InCall", destination=place) if place == KITCHEN:
            url = quoteattr(str(request.url_for("transferred")))
            return ozml(
                '<Speak Party="caller">The kitchen is closed. We connect you with the bar.</Speak>',
                f'<BlindTransfer TransferorParty="callee" Target="{BAR}" FinishedUrl={url}/>',
            )
        case Change(destination=place) if place == RECEPTION:
            return ozml(*at_the_reception(call))
        case Change(state="InCall", source=place, destination=room) if place == RECEPTION and is_room(room) and waiting:
            return ozml(f'<AttendedTransfer TransferredCallId="{waiting.pop()}" TargetCallId="{call.id}"/>')
    return ozml()


@app.post("/transferred")
def transferred(seconds: Annotated[int, Form(alias="Duration")]) -> Response:
    """Answer BlindTransferCompleted: a talk with the bar is over."""
    talked.append(seconds)
    return ozml()


def at_the_reception(call: Change) -> tuple[str, ...]:
    """Say which room is calling, while it is on hold; or remember a caller from outside whom the reception holds."""
    if is_room(call.source):
        if call.state != "InCall" or call.id in announced:
            return ()
        announced.add(call.id)
        return "<Hold/>", f'<Speak Party="callee">Room {call.source}.</Speak>', "<Unhold/>"
    if call.id in waiting:
        waiting.remove(call.id)
    if call.state == "Hold":
        waiting.append(call.id)
    return ()


def is_room(number: str) -> bool:
    """Whether a number is that of a room."""
    return number.startswith("2") and len(number) == len(RECEPTION)


def ozml(*commands: str) -> Response:
    """An answer to the PBX."""
    return Response(f"<Response>{''.join(commands)}</Response>", media_type="text/xml")
