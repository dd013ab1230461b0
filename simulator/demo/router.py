"""A router: whoever calls the sales department is put through to one colleague after another.

Run ``uvicorn simulator.demo.router:app``; RoutingInterception goes to ``/route``, and IncomingCall of the extension
that takes the call in the end to ``/incoming``. The PBX asks again after each attempt and says who was tried last, so
the app keeps nothing.
"""

from typing import Annotated

from fastapi import FastAPI, Form, Response

app = FastAPI(title="Router")

SALES = "5000"
COLLEAGUES = ("2001", "2002", "2003")
RING_SECONDS = 30
LAST_RESORT = "9000"


@app.post("/route")
def route(
    dialled: Annotated[str, Form(alias="OriginalDialedNumber")],
    tried: Annotated[str, Form(alias="LastCalledExtension")],
) -> Response:
    """Answer RoutingInterception: the next colleague; an answer without a Route leaves it to the dial plan."""
    if dialled != SALES or tried == LAST_RESORT:
        return ozml()
    number = COLLEAGUES.index(tried) + 1 if tried in COLLEAGUES else 0
    destination = (*COLLEAGUES, LAST_RESORT)[number]
    return ozml(f'<Route Destination="{destination}" RingTime="{RING_SECONDS}"/>')


@app.post("/incoming")
def incoming() -> Response:
    """Answer IncomingCall: nobody was free."""
    return ozml("<Speak>Nobody is free at the moment. Please call again later.</Speak>")


def ozml(*commands: str) -> Response:
    """An answer to the PBX."""
    return Response(f"<Response>{''.join(commands)}</Response>", media_type="text/xml")
