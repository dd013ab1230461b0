"""An app that leaves people in silence."""

ANSWER = b"""
<Response>
  <Speak>I connect you.</Speak>
  <Delay Time="5"/>
  <Speak>All our lines are busy.</Speak>
</Response>"""


async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
        await send({"type": "http.response.body", "body": ANSWER})
