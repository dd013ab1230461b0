"""The app reads a field under a name that it does not have."""

from typing import Annotated

from fastapi import FastAPI, Form, Response

app = FastAPI()


@app.post("/")
def incoming() -> Response:
    return ozml("<Speak>Please leave a message.</Speak>", '<Record Inactivity="3" FinishedUrl="/recorded"/>')


@app.post("/recorded")
def recorded(url: Annotated[str, Form(alias="RecordingUrl")]) -> Response:
    return ozml(f"<Speak>Thank you.</Speak><Play>{url}</Play>")


def ozml(*commands: str) -> Response:
    return Response(f"<Response>{''.join(commands)}</Response>", media_type="text/xml")
