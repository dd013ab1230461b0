"""What the apps here are made of: their answers, by path."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qs


@dataclass(frozen=True)
class Other:
    """An answer that is not OzML with status 200."""

    status: int = 200
    content_type: str = "text/html"
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)


class App:
    """An ASGI app. An answer is a text, bytes, an `Other`, or a function that makes one of the fields of a form."""

    def __init__(self, answers):
        self.answers = answers

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return
        form, more = b"", True
        while more:
            message = await receive()
            form += message["body"]
            more = message["more_body"]
        fields = {name: texts[0] for name, texts in parse_qs((form or scope["query_string"]).decode()).items()}
        answer = self.answers.get(scope["path"], NOT_FOUND)
        answer = answer(fields) if callable(answer) else answer
        if isinstance(answer, str | bytes):
            answer = Other(200, "text/xml", answer)
        body = answer.body if isinstance(answer.body, bytes) else answer.body.encode()
        headers = {"Content-Type": answer.content_type, **answer.headers}
        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": raw})
        await send({"type": "http.response.body", "body": body})


NOT_FOUND = Other(404, body="<!doctype html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n")
