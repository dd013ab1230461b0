"""The test looks at nothing, so it would pass whatever the app answers."""

import pytest


async def app(scope, receive, send):
    """Answer with a misspelt command."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
        await send({"type": "http.response.body", "body": b"<Response><Spaek>Good morning.</Spaek></Response>"})


@pytest.mark.pbx(app=app)
def test_the_app_takes_a_call(pbx):
    call = pbx.call()
    call.hangs_up()
