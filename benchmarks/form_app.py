"""The app of bar 2 as somebody would write it: FastAPI, and a form whose fields are checked."""

from typing import Annotated

from fastapi import FastAPI, Form, Response

from benchmarks.apps import ALL_ANSWERS

app = FastAPI()


@app.post("/{path:path}")
async def answer(path: str, call_id: Annotated[str, Form(alias="CallID")]) -> Response:
    """Answer by the path."""
    assert call_id
    return Response(ALL_ANSWERS[f"/{path}"], media_type="text/xml")
