"""An OzML app that does everything wrong, one thing at each address."""

from __future__ import annotations

ANSWERS = {
    "/500": (500, "text/html", b"<h1>Internal Server Error</h1>"),
    "/html": (200, "text/html", b"<!DOCTYPE html>\n<html><body><p>Please log in<br></body></html>"),
    "/truncated": (200, "text/xml", b'<?xml version="1.0"?>\n<Response>\n  <Speak>Hello'),
    "/unknown": (200, "text/xml", b"<Response>\n  <Speak>Hello</Speak>\n  <Spaek>World</Spaek>\n</Response>"),
    "/attribute": (200, "text/xml", b'<Response>\n  <Record Inactivty="3" Duration="5"/>\n</Response>'),
    "/goto": (200, "text/xml", b"<Response><GoTo>/goto</GoTo></Response>"),
    "/ampersand": (200, "text/xml", b"<Response><Speak>Fish & chips</Speak></Response>"),
    "/json": (200, "application/json", b'{"Response": {"Speak": "Hello"}}'),
    "/empty": (200, "text/xml", b""),
    "/record": (200, "text/xml", b'<Response><Record Duration="1" FinishedUrl="/500"/></Response>'),
    "/endless-record": (200, "text/xml", b"<Response><Record/></Response>"),
}


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    status, content_type, body = ANSWERS[scope["path"]]
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", content_type.encode())]})
    await send({"type": "http.response.body", "body": body})
