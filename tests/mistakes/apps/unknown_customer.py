"""A function behind a handler fails for a caller whom nobody knows."""

from typing import Annotated

from fastapi import FastAPI, Form, Response

app = FastAPI()
names = {"+36 1 555 0100": "Anna"}


@app.post("/incoming")
def incoming(number: Annotated[str, Form(alias="CallerID")]) -> Response:
    return Response(f"<Response><Speak>{greeting(number)}</Speak></Response>", media_type="text/xml")


def greeting(number: str) -> str:
    return f"Good morning, {names[number]}."
