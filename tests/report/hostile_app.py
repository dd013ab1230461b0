"""An app that makes mistakes, and whose texts want to be more than texts."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"

ANSWERS = {
    "/incoming": f"""<?xml version="1.0"?>
<Response>
  <Speak>Welcome {EVIL.replace("<", "&lt;")} \N{RIGHT-TO-LEFT OVERRIDE}enter your PIN.</Speak>
  <Spaek>Bye</Spaek>
  <UserInput Timeout="5" MaxDigits="2" ForwardToUrl="/pin"/>
</Response>""",
    "/pin": '<Response><Record Inactivity="2" Format="wav" FinishedUrl="/done"/></Response>',
    "/done": '<Response><SendSms Recipient="4711">A &lt;b&gt;message&lt;/b&gt;</SendSms><Hangup/></Response>',
    "/page": f"<html>{EVIL}</html>",
    "/endless": """<Response><UserInput Repeat="true" Timeout="4" MaxDigits="1">
<InitialCommands><Speak>Press one for sales, two for support.</Speak></InitialCommands>
<Inputs><Input Key="1"><Speak>Sales.</Speak></Input></Inputs></UserInput></Response>""",
}


async def answer(request: Request) -> Response:
    return Response(ANSWERS[request.url.path], 500 if request.url.path == "/page" else 200, media_type="text/xml")


app = Starlette(routes=[Route(path, answer, methods=["POST"]) for path in ANSWERS])
