"""An app that takes its time."""

import asyncio


async def app(scope, receive, send):
    if scope["type"] == "http":
        await asyncio.sleep(0.05)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
        await send({"type": "http.response.body", "body": b"<Response><Speak>Good morning.</Speak></Response>"})
