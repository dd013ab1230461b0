"""Every request and every answer that the protocol page shows, byte for byte (http-api sections 2 to 4).

The namespaces of a root element, which pages leave out or abbreviate, are there in all answers but that of GetConfig.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from simulator.http_api.request import FORM, CommandRequest
from simulator.http_api.schema import COMMANDS
from simulator.telephony.office import ApiExtension, Office
from tests.http_api.conftest import PATIENT

HEAD = (
    '<?xml version="1.0"?>\r\n<Response xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\r\n'
)
SUCCESS = f"{HEAD}  <Code>200</Code>\r\n  <Message>Command successfully executed</Message>\r\n"


def document(*lines):
    return (SUCCESS + "".join(f"{line}\r\n" for line in lines) + "</Response>").encode()


# -- requests --------------------------------------------------------------------------------------------------------


def test_hangup_as_get_and_as_post(talking):
    """http-api section 2.1; the Content-Length of the POST is 27."""
    body = b"command=Hangup&CallId=1aB3x"
    by_get = talking().ask(body)
    by_post = talking().begin(CommandRequest(method="POST", body=body, content_type=FORM)).reply

    assert len(body) == 27
    assert by_get == by_post
    assert by_get.message == "Call not found with ID '1aB3x'"


def test_a_call_by_an_extension_that_there_is_not(world):
    """p_694: 263 bytes, 401 although there is no Url."""
    made = world(office=Office(extensions={"8000": ApiExtension()}))
    reply = made.ask("command=Call&dialed=2001&apiextension=9000")

    assert (
        reply.body
        == (
            f"{HEAD}  <Code>401</Code>\r\n  <Message>API extension '9000' unavailable, please check configuration or"
            " permissions</Message>\r\n</Response>"
        ).encode()
    )
    assert len(reply.body) == 263


def test_a_reminder_that_names_no_extension(world):
    """Repo Reminder: a form without a Content-Type, to the bare address, with a query string in its Url."""
    made = world(phones={"2001": PATIENT})
    url = b"http%3A%2F%2Fapp%2Fup.php%3FAppLocation%3Dx%2526b%3D1"
    body = b"Command=Call&Dialed=2001&CallerDisplayName=Reminder&Url=" + url

    assert made.begin(CommandRequest(method="POST", body=body)).reply.body == document()
    made.finish()
    assert [path for path, _ in made.requests] == ["/up.php?AppLocation=x%26b=1"]


def test_users_who_say_who_they_are(world):
    """p_4705."""
    assert world().ask("command=ListActiveCalls&Username=user2000&Password=secret").code == 200


def test_a_path_without_a_question_mark(world):
    """p_4149."""
    reply = world().begin(CommandRequest(path=b"/command=ListActiveCalls")).reply

    assert reply.body == document("  <ActiveCalls />")


# -- answers ---------------------------------------------------------------------------------------------------------


def test_success(talking):
    """http-api section 2.3."""
    made = talking()

    assert made.send("Hold", CallId=made.observed[0].id).body == document()


def test_the_call_of_section_4_1(world):
    made = world(phones={"2001": PATIENT})

    assert made.ask(COMMANDS["call"].example).body == document()
    assert made.lines()[1] == "0.0 call from 2999 (Reminder) to 2001"


def test_a_short_message(world):
    """p_4591."""
    made = world()
    reply = made.ask(COMMANDS["sendsms"].example)

    assert reply.body == document(f"  <SmsId>{made.pbx.outbox.sms[0].id}</SmsId>")


def test_active_calls(world):
    """p_4149."""
    summer = timezone(timedelta(hours=2))
    made = world(
        phones={"2001": PATIENT},
        office=Office(extensions={"2000": ApiExtension()}),
        epoch=datetime(2024, 5, 2, 9, 15, 30, 123_400, tzinfo=summer),
        answers=lambda *_: "<Response><Delay>90</Delay></Response>",
    )
    made.ask("command=Call&Dialed=2001&CallerId=Anna+Kis&Url=http%3a%2f%2fapp%2f")
    reply = made.at(44.0).send("ListActiveCalls")

    assert reply.body == document(
        "  <ActiveCalls>",
        "    <CallInfo>",
        "      <CallState>InCall</CallState>",
        f"      <CallId>{made.observed[0].id}</CallId>",
        "      <Source>2000</Source>",
        "      <CallerId>Anna Kis</CallerId>",
        "      <Destination>2001</Destination>",
        "      <StartTime>2024-05-02T09:15:30.1234+02:00</StartTime>",
        "      <RingDuration>3</RingDuration>",
        "      <TalkDuration>41</TalkDuration>",
        "    </CallInfo>",
        "  </ActiveCalls>",
    )


def test_the_configuration_of_section_4_17(world):
    config = """<Config knownType="SIPExtensionInfo">
  <AuthorizationName>2100</AuthorizationName>
  <Password>p2100</Password>
  <Username>2100</Username>
  <Enabled>true</Enabled>
  <ID>2100</ID>
  <UserID>user2100</UserID>
</Config>"""

    assert world().send("AddConfig", ExtensionType="SIP", ConfigXML=config).body == document()


def test_a_security_token(world):
    """Repo JS."""
    reply = world().ask(COMMANDS["generatesecuritytoken"].example)

    assert reply.body == document(f"  <SecurityToken>{reply.text('SecurityToken')}</SecurityToken>")


# -- what the reference shows ----------------------------------------------------------------------------------------


def shape(document):
    return [line.split(">")[0] for line in document.decode().split("\r\n")]


@pytest.mark.parametrize(
    "name", ["sendsms", "listextensions", "listextensiontypes", "getconfig", "generatesecuritytoken"]
)
def test_what_the_reference_shows_has_the_shape_of_a_real_answer(world, name):
    made = world(phones={"2000": PATIENT})

    assert shape(made.ask(COMMANDS[name].example).body) == shape(COMMANDS[name].answered.as_bytes())


@pytest.mark.parametrize("name", ["listactivecalls", "getcallhistory"])
def test_so_have_lists_of_calls(talking, name):
    made = talking()
    if name == "getcallhistory":
        made.send("Hangup", CallId=made.observed[0].id)

    assert shape(made.ask(COMMANDS[name].example).body) == shape(COMMANDS[name].answered.as_bytes())
