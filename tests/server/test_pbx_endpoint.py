"""The PBX's own HTTP API over real HTTP: what is on the wire, and commands that the app sends while it is asked."""

from __future__ import annotations

import re
import socket
from urllib.parse import quote, urlencode

import pytest
from lxml import etree


def code(answer):
    assert answer.status == 200
    return int(etree.fromstring(answer.body).findtext("Code"))


def test_a_command_is_answered_with_the_documented_bytes_and_headers(client):
    """The sample of p_694 has 263 bytes and these headers."""
    answer = client.get("/?command=Call&Dialed=2000&ApiExtension=9123456789012345")

    assert answer.status == 200
    assert answer.headers["content-type"] == "application/xml"
    assert answer.headers["server"] == "Microsoft-HTTPAPI/2.0"
    assert answer.headers["content-length"] == str(len(answer.body))
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", answer.headers["date"])
    assert answer.text.startswith('<?xml version="1.0"?>\r\n<Response xmlns:xsd="http://www.w3.org/2001/XMLSchema" ')
    assert "  <Code>401</Code>\r\n  <Message>API extension '9123456789012345' unavailable" in answer.text
    assert answer.text.endswith("\r\n</Response>")


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "PURGE"])
@pytest.mark.parametrize("path", ["/", "/sessions/default", "/sessions/default/", "/sessions/", "/any"])
def test_other_methods_are_refused_without_a_body(client, method, path):
    """http-api question 15."""
    answer = client.request(method, f"{path}?command=ListActiveCalls")

    assert (answer.status, answer.body, answer.headers["allow"]) == (405, b"", "GET, POST")


def test_get_and_post_are_equal_and_the_body_wins(client):
    form = {"Content_Type": "application/x-www-form-urlencoded"}

    assert code(client.get("/?command=ListActiveCalls")) == 200
    assert code(client.request("POST", "/", b"command=ListActiveCalls", **form)) == 200
    assert code(client.request("POST", "/?command=Nonsense", b"command=ListActiveCalls", **form)) == 200
    assert code(client.get("/")) == 302
    assert code(client.request("POST", "/", b"")) == 302


def test_the_path_of_a_post_does_not_matter_and_a_question_mark_may_be_missing(client):
    """http-api section 2.1: p_694 has a path of an app, p_4149 no question mark."""
    assert code(client.request("POST", "/some/app.php", b"command=ListActiveCalls", Content_Type="")) == 200
    assert code(client.get("/command=ListActiveCalls")) == 200
    assert code(client.get("/sessions/default/command=ListActiveCalls")) == 200
    assert client.get("/favicon.ico").status == 404


def test_a_form_without_a_type_is_read_as_php_sends_it(client):
    """PHP's fopen posts to `/` without a Content-Type (repo Reminder)."""
    host, port = client.server.removeprefix("http://").split(":")
    body = b"command=ListActiveCalls"
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(b"POST / HTTP/1.0\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        answer = b""
        while piece := line.recv(65536):
            answer += piece

    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"<Code>200</Code>" in answer


def test_a_body_without_end_is_not_read(client):
    answer = client.request("POST", "/", b"command=" + b"x" * 1024 * 1024)

    assert answer.status == 413


def test_a_session_that_nobody_made_has_no_pbx(client):
    answer = client.get("/sessions/nobody?command=ListActiveCalls")

    assert (answer.status, answer.text) == (404, "there is no session 'nobody' here\n")


@pytest.mark.parametrize("path", ["/sessions", "/sessions/", "/sessions//", "/sessions//x", "/sessions/%2F"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_below_sessions_and_names_none_is_no_command_for_another_one(client, method, path):
    answer = client.request(method, f"{path}?command=ListActiveCalls")

    assert (answer.status, answer.text) == (404, f"{path.replace('%2F', '/')} names no session\n")
    assert client.control("/sessions/default/journal")["entries"] == []


def test_access_rules_see_the_address_of_the_client(client):
    session = client.session(office={"access": {"denied": ["127.0.0.1"]}})

    assert code(session.command("ListActiveCalls")) == 307
    assert code(client.get("/?command=ListActiveCalls")) == 200


# -- commands in the midst of a notification --------------------------------------------------------------------------

CLOCKS = [
    pytest.param("virtual", id="virtual"),
    pytest.param("x50", id="x50", marks=pytest.mark.wall_clock),
]


@pytest.mark.parametrize("clock", CLOCKS)
def test_an_app_sends_commands_while_the_pbx_waits_for_its_answer(client, talking_app, clock):
    session = client.session(clock=clock)
    codes = {}
    seen = []

    def incoming(fields):
        codes["SendSms"] = code(session.command("SendSms", ApiExtension="9000", Recipient="4711", Message="Hi"))
        active = session.command("ListActiveCalls")
        codes["ListActiveCalls"] = code(active)
        seen.extend(one.text for one in etree.fromstring(active.body).iter("CallId"))
        for command, more in (("Speak", {"Party": "caller", "Text": "Wait"}), ("Hold", {}), ("Unhold", {})):
            codes[command] = code(session.command(command, CallId=fields["CallID"], **more))
        return "<Speak>Hello.</Speak>"

    talking_app.answers["/incoming"] = incoming

    call = session.place(f"{talking_app.url}/incoming", steps=[{"hears": "Hello"}, "stays_silent"])

    assert call["failures"] == []
    assert codes == {"SendSms": 200, "ListActiveCalls": 200, "Speak": 303, "Hold": 303, "Unhold": 303}
    assert seen == [call["id"]]
    assert [one["text"] for one in session.control("/outbox")["sms"]] == ["Hi"]


@pytest.mark.parametrize("clock", CLOCKS)
def test_an_app_hangs_its_own_call_up_while_it_is_asked(client, talking_app, clock):
    session = client.session(clock=clock)
    codes = []

    def incoming(fields):
        codes.append(code(session.command("Hangup", CallId=fields["CallID"])))
        codes.append(code(session.command("Hangup", CallId=fields["CallID"])))
        return "<Speak>Nobody hears this.</Speak>"

    talking_app.answers["/incoming"] = incoming

    call = session.place(f"{talking_app.url}/incoming", steps=["stays_silent"])

    assert codes == [200, 601]
    assert (call["over"], call["ended_by"], call["heard"]) == (True, "pbx", [])


@pytest.mark.parametrize("clock", CLOCKS)
def test_an_app_calls_somebody_and_waits_for_the_result_while_it_is_asked(client, talking_app, clock):
    """The answer to Call comes when the phone has been picked up, so time passes although a request is in flight."""
    session = client.session(
        clock=clock, phones={"4711": {"answers": 3}, "4712": "busy"}, settings={"call_waits_for_result": True}
    )
    codes = []

    def incoming(_):
        for dialled in ("4711", "4712"):
            url = f"{talking_app.url}/up"
            codes.append(code(session.command("Call", Dialed=dialled, ApiExtension="9000", Url=url)))
        return "<Speak>Done.</Speak>"

    talking_app.answers |= {"/incoming": incoming, "/up": lambda _: "<Speak>It is me.</Speak>"}

    call = session.place(f"{talking_app.url}/incoming", steps=[{"hears": "Done"}])

    assert call["failures"] == []
    assert codes == [200, 402]


def test_an_app_that_is_told_of_a_call_between_people_steers_it_at_once(client, talking_app):
    session = client.session(office={"call_changed_url": f"{talking_app.url}/changed"}, phones={"2001": {"answers": 2}})
    codes = []

    def changed(fields):
        if fields["CallState"] == "InCall" and not codes:
            call_id = fields["CallID"]
            codes.append(code(session.command("Speak", CallId=call_id, Party="all", Text="You are recorded")))
            codes.append(code(session.command("Hold", CallId=call_id)))
            codes.append(code(session.command("Unhold", CallId=call_id)))
            codes.append(code(session.command("Hangup", CallId=call_id)))
        return ""

    talking_app.answers["/changed"] = changed

    call = session.place(None, to="2001", **{"from": "2000"}, steps=[{"pauses": 60}])

    session.run("idle")  # the app has answered too
    assert codes == [200, 200, 200, 200]
    assert call["over"]
    states = [one["data"]["state"] for one in session.journal(event="StateChanged")]
    assert states == ["Ringing", "Answered", "InCall", "Hold", "InCall", "Completed"]


def test_a_reminder_is_placed_with_the_documented_api_alone(client, talking_app):
    """As repo Reminder does: a form in a query, whose Url holds a query of its own with an encoded ampersand."""
    asked = []

    def connected(fields):
        asked.append(fields)
        return f"<Speak>Dear {fields['name']}, you are expected at {fields['time']}.</Speak>"

    talking_app.answers["/callconnected.php"] = connected
    session = client.session(phones={"+36301234567": [{"hears": "expected"}]})
    url = f"{talking_app.url}/callconnected.php?name=Anna%26time=nine"

    answer = client.get(
        f"{session.pbx_url}?Command=Call&Dialed=%2b36301234567&CallerDisplayName=Practice&Url={quote(url, safe='')}"
    )

    assert code(answer) == 200
    session.run("idle")
    (call,) = session.control("/calls")["calls"]
    assert (call["placed"], call["to"], call["person"]) == (False, "+36301234567", "+36301234567")
    heard = session.control(f"/calls/{call['id']}")["heard"]
    assert [one["text"] for one in heard] == ["Dear Anna, you are expected at nine."]
    assert asked[0]["NotificationName"] == "CallConnected"


def test_commands_stand_in_the_journal_without_their_secrets(client):
    session = client.session(office={"access": {"authentication": True, "users": {"anna": {"password": "s3cret"}}}})

    answer = session.command("ListActiveCalls", Username="anna", Password="s3cret")  # noqa: S106 - it is one

    assert code(answer) == 200
    received, answered = session.journal()
    assert (received["call"], received["event"], answered["event"]) == ("HTTP", "CommandReceived", "CommandAnswered")
    assert received["data"]["fields"] == {"Username": "anna", "Password": "***"}


def test_a_pbx_has_a_port_of_its_own_if_somebody_wants_one(client, talking_app):
    session = client.session(pbx_port=0)
    talking_app.answers["/incoming"] = lambda _: '<Record Duration="1" Format="wav"/>'

    call = session.place(f"{talking_app.url}/incoming", steps=[{"says": "Hello"}])

    assert session.pbx_url != client.server
    assert code(client.get(f"{session.pbx_url}/?command=ListActiveCalls")) == 200
    assert code(client.get(f"{session.pbx_url}/any/path?{urlencode({'command': 'ListActiveCalls'})}")) == 200
    (recording,) = call["recordings"]
    assert recording["url"].startswith(f"{session.pbx_url}/HttpRecordings/")
    assert client.get(recording["url"]).body[:4] == b"RIFF"
    assert client.get(f"{session.pbx_url}/{session.id}/HttpRecordings/{recording['name']}").status == 404
    session.remove()
    with pytest.raises(OSError, match="refused"):
        client.get(f"{session.pbx_url}/?command=ListActiveCalls")


def test_a_port_that_is_in_use_is_refused(client):
    port = int(client.server.rpartition(":")[2])

    answer = client.request("POST", "/control/v1/sessions", {"pbx_port": port})

    assert (answer.status, answer.json["type"]) == (409, "urn:ozeki-simulator:taken")
    assert f"port {port} is in use" in answer.json["detail"]


def test_a_session_that_is_removed_answers_commands_that_wait(client, talking_app):
    session = client.session(frozen=True, settings={"call_waits_for_result": True})
    with client.at_once(
        lambda: session.command("Call", Dialed="4711", ApiExtension="9000", Url="http://x/")
    ) as waiting:
        session.wait({"command": "Call"})
        session.remove()

        answer = waiting.result(timeout=10)

    assert answer.status == 503
    assert "closed" in answer.text
