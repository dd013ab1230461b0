"""The night shift, with a PBX that lists the calls that a test wants."""

from __future__ import annotations

from urllib.error import HTTPError
from urllib.parse import parse_qs, quote
from urllib.request import urlopen

import pytest
from a2wsgi import WSGIMiddleware

from simulator.demo import night_shift

HISTORY = """<NumberOfCalls>1</NumberOfCalls>
<Calls><Call><Source>2000</Source><Destination>2001</Destination><State>Busy</State></Call></Calls>"""


class CannedPbx:
    """Notes the commands that it gets, and answers them with one code."""

    def __init__(self) -> None:
        self.commands: list[dict[str, str]] = []
        self.code = 200

    async def __call__(self, scope, _receive, send):
        command = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
        self.commands.append(command)
        content = HISTORY if command["command"] == "GetCallHistory" else ""
        body = f"<Response><Code>{self.code}</Code><Message>So be it</Message>{content}</Response>"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body.encode()})


@pytest.fixture(scope="module")
def app_url(serve) -> str:
    return serve(WSGIMiddleware(night_shift.app))


@pytest.fixture(scope="module")
def pbx(serve):
    canned = CannedPbx()
    canned.url = serve(canned)
    return canned


@pytest.fixture(autouse=True)
def nothing_was_sent(pbx):
    pbx.commands.clear()
    pbx.code = 200


def test_the_office_is_told_of_every_call(app_url, pbx):
    urlopen(f"{app_url}/report?pbx={pbx.url}").close()

    _, email = pbx.commands
    assert (email["command"], email["Message"]) == ("SendEmail", "1 calls\n2000 to 2001: Busy")


def test_a_test_says_where_its_result_is_wanted(app_url, pbx):
    urlopen(f"{app_url}/test?pbx={pbx.url}").close()

    (command,) = pbx.commands
    assert (command["command"], command["EventCode"]) == ("SendAlarmNotification", "602")
    assert command["ResultUrl"] == f"{app_url}/tested?pbx={quote(pbx.url, safe='')}"


@pytest.mark.parametrize(("result", "sent"), [("Success", []), ("Failed", ["SendSms"])])
def test_a_technician_hears_of_a_station_that_does_not_answer(app_url, post, pbx, result, sent):
    assert post(f"{app_url}/tested?pbx={pbx.url}", Result=result) == ()
    assert [one["command"] for one in pbx.commands] == sent


def test_what_the_pbx_refuses_is_an_error_of_the_app(app_url, pbx):
    pbx.code = 304

    with pytest.raises(HTTPError) as error:
        urlopen(f"{app_url}/report?pbx={pbx.url}")
    with error.value:
        assert error.value.status == 500
