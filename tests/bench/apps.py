"""Small apps: one that answers from a table, one that commands the PBX from a thread of its own."""

from __future__ import annotations

import inspect
import threading
import urllib.parse
import urllib.request


def answering(answers, *, status=200):
    """An app that answers with OzML by path; `answers` may be one text, or be called with the path and the fields."""

    async def app(scope, receive, send):
        if scope["type"] != "http":
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        fields = dict(urllib.parse.parse_qsl(body.decode()))
        answer = answers(scope["path"], fields) if callable(answers) else answers
        if inspect.isawaitable(answer):
            answer = await answer
        if isinstance(answer, dict):
            answer = answer.get(scope["path"], "")
        headers = [(b"content-type", b"text/xml")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": f"<Response>{answer}</Response>".encode()})

    return app


def commands(pbx_url, command, **fields):
    """Send a command to the PBX; its answer."""
    query = urllib.parse.urlencode({"command": command, **fields})
    with urllib.request.urlopen(f"{pbx_url}/?{query}", timeout=10) as answer:
        return answer.read().decode()


def later(start, action):
    """Do something in a thread as soon as `start` is set."""
    thread = threading.Thread(target=lambda: (start.wait(10), action()), daemon=True)
    thread.start()
    return thread
