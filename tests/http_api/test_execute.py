"""From the request to the answer: the order of the checks, all codes, and what transcripts tell."""

from __future__ import annotations

import pytest

from simulator.http_api.codes import Code
from simulator.http_api.request import CommandRequest
from simulator.http_api.schema import COMMANDS
from simulator.telephony.command_events import CommandAnswered, CommandReceived
from simulator.telephony.office import Access, ApiExtension, Office, OfficeUser
from simulator.telephony.phone import Phone, PhoneOutcome
from tests.http_api.conftest import PATIENT
from tests.http_api.test_config_xml import config_xml

GUARDED = Office(
    access=Access(
        authentication=True,
        users={"anna": OfficeUser("secret"), "bela": OfficeUser("titok", api=False)},
        allowed=("127.0.0.1",),
    )
)


def message(reply):
    return f"{reply.code} {reply.message}"


# -- codes -----------------------------------------------------------------------------------------------------------

PROVOCATIONS = {
    200: "command=ListActiveCalls",
    300: "command=Hold&CallId=%ff",
    301: "command=StartCallSession",
    302: "command=Hold",
    303: "command=UserInput",
    304: "command=ListActiveCalls",
    305: "command=ListActiveCalls&Username=anna&Password=wrong",
    306: "command=ListActiveCalls&Username=bela&Password=titok",
    307: "command=ListActiveCalls",
    401: "command=Call&Dialed=2001&ApiExtension=8888",
    402: "command=Call&Dialed=2001",
    501: "command=SendSms&ApiExtension=9000&Recipient=1&Message=x",
    601: "command=Hangup&CallId=nobody",
    701: "command=GetConfig&ExtensionId=7777",
    702: "command=AddConfig&ExtensionType=SIP&ConfigXML=%3cx/%3e",
    703: f"command=AddConfig&ExtensionType=SIP&ConfigXML={config_xml(ID='2001').replace('=', '%3d')}",
}
"""A request for each code."""


@pytest.mark.parametrize("code", Code, ids=lambda code: str(code.number))
def test_every_code_can_come_about(world, code):
    guarded = code.number in (304, 305, 306, 307)
    made = world(
        phones={"2001": Phone(PhoneOutcome.BUSY)},
        office=GUARDED if guarded else Office(sms=("+36*",)),
        call_waits_for_result=code.number == 402,
    )
    client = "10.0.0.1" if code.number == 307 else "127.0.0.1"
    sending = made.begin(CommandRequest(query=PROVOCATIONS[code.number].encode(), client=client))
    made.at(1.0)

    assert sending.reply.code == code.number


# -- the order of the checks -----------------------------------------------------------------------------------------


def test_first_the_address_counts_then_whether_anything_can_be_read(world):
    """http-api section 2.2."""
    made = world(office=GUARDED)

    assert message(made.ask(b"x=%ff", client="10.0.0.1")) == "307 Use API from this address is forbidden"
    assert made.ask(b"x=%ff").code == 300


def test_then_the_user_counts_then_the_command(world):
    """http-api section 2.2."""
    made = world(office=GUARDED)
    login = "&Username=anna&Password=secret"

    assert message(made.ask("command=Nonsense")) == "304 Authentication required"
    assert message(made.ask("&Password=x&Username=y")) == "305 Authentication failed, bad username or password"
    assert message(made.ask("Username=bela&Password=titok")) == "306 User is not allowed to use API in ACL"
    assert message(made.ask(f"command=Nonsense{login}")) == "301 Not implemented command: 'Nonsense'"
    assert message(made.ask(f"command=ListActiveCalls{login}")) == "200 Command successfully executed"


def test_then_parameters_then_the_call_then_its_state(ringing):
    """http-api q12."""
    made = ringing()
    call_id = made.observed[0].id

    assert message(made.send("Play", CallId="nobody", Party="all")) == (
        "302 Missing or invalid parameter 'AudioFile' for command 'Play'"
    )
    assert message(made.send("Play", CallId="nobody", Party="all", AudioFile="x")) == (
        "601 Call not found with ID 'nobody'"
    )
    assert message(made.send("Play", CallId=call_id, Party="all", AudioFile="x")) == (
        "303 Command 'Play' cannot be used here"
    )


# -- which command ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "command=", "&", "CallId=1", "command"])
def test_a_request_without_a_command_lacks_a_parameter(world, query):
    """http-api q6."""
    assert message(world().ask(query)) == "302 Missing or invalid parameter 'command' for command ''"


@pytest.mark.parametrize("name", ["StartCallSession", "hold ", "'", "<Hold>", "Köszönöm", "x" * 5000])
def test_an_unknown_command_is_named_as_it_came(world, name):
    """http-api q7."""
    reply = world().send(name)

    assert message(reply) == f"301 Not implemented command: '{name}'"


@pytest.mark.parametrize("name", ["ListExtensions", "listextensions", "LISTEXTENSIONS"])
def test_names_of_commands_match_in_any_case(world, name):
    """http-api section 2.1."""
    assert world().send(name).code == 200


@pytest.mark.parametrize("name", ["GoTo", "UserInput", "delay", "REJECT", "Var", "Route"])
def test_commands_that_only_stand_in_ozml_cannot_be_used_here(world, name):
    """http-api section 3."""
    reply = world().send(name)

    assert reply.code == 303
    assert reply.message.lower() == f"command '{name.lower()}' cannot be used here"


def test_commands_of_ozeki_10_are_known_where_that_is_spoken(world):
    assert world().send("Beep").code == 301
    assert message(world(dialect="ozeki10").send("beep")) == "303 Command 'Beep' cannot be used here"


def test_a_post_is_as_good_as_a_get(world):
    made = world(phones={"2000": PATIENT})
    sending = made.begin(CommandRequest(method="POST", body=b"command=ListExtensions"))

    assert sending.reply == made.send("ListExtensions")


# -- transcripts -----------------------------------------------------------------------------------------------------


def test_a_transcript_tells_what_came_and_what_was_answered(world):
    made = world()
    made.send("Hold", CallId="1kT9x")

    assert made.pbx.transcript.of(CommandReceived, CommandAnswered) == [
        CommandReceived("Hold", {"CallId": "1kT9x"}),
        CommandAnswered(601, "Call not found with ID '1kT9x'"),
    ]
    assert made.lines() == [
        "0.0 [HTTP] command Hold CallId='1kT9x'",
        "0.0 [HTTP] answered 601: Call not found with ID '1kT9x'",
    ]


def test_a_transcript_says_more_than_the_answer(talking):
    made = talking()
    made.send("Unhold", CallId=made.observed[0].id)
    made.send("Recrod")
    made.ask("")

    assert made.pbx.transcript.of(CommandAnswered) == [
        CommandAnswered(303, "Command 'Unhold' cannot be used here", "Unhold needs a call that Hold has put on hold"),
        CommandAnswered(301, "Not implemented command: 'Recrod'", "did you mean 'Record'?"),
        CommandAnswered(302, "Missing or invalid parameter 'command' for command ''", "it is missing"),
    ]
    assert made.lines()[-1] == (
        "10.0 [HTTP] answered 302: Missing or invalid parameter 'command' for command '' (it is missing)"
    )
    assert "10.0 [HTTP] command (none)" in made.lines()


@pytest.mark.parametrize("command", ["AddConfig", "AddCnfig", ""])
def test_a_transcript_tells_no_passwords(world, command):
    made = world()
    login = {"Username": "anna", "PASSWORD": "secret"}
    made.send(command, **login, configXML=config_xml(UserID="secret", ID=""))

    assert "secret" not in str(made.pbx.transcript.as_data())
    assert made.lines()[0].endswith("Username='anna' PASSWORD='***' configXML='***'")


def test_a_transcript_keeps_a_part_of_what_is_long(world):
    made = world()
    made.send("x" * 5000, **{"y" * 5000: "z" * 5000})
    made.send("Hold", **{f"field{number}": "" for number in range(1000)})

    assert all(len(line) < 4000 for line in made.lines())


def test_a_command_is_over_when_it_is_answered(world):
    made = world()
    made.send("Hold", CallId="x")

    assert made.pbx.idle


# -- order limit -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Call", "SendSms", "SendEmail", "SendAlarmNotification"])
def test_an_app_cannot_set_any_number_of_things_going(world, name):
    made = world(order_limit=1)
    example = COMMANDS[name.lower()].example
    assert made.ask(example).code == 200

    assert message(made.ask(example)) == f"303 Command '{name}' cannot be used here"
    assert made.pbx.transcript.of(CommandAnswered)[-1].reason == "1 calls and messages have been set going already"


def test_an_office_may_have_no_api_extension_left(world):
    made = world(office=Office(extensions={"8000": ApiExtension()}))
    made.send("RemoveConfig", ExtensionId="8000")

    assert message(made.send("Call", Dialed="1")) == (
        "401 API extension '' unavailable, please check configuration or permissions"
    )


def test_a_request_that_cannot_be_read_is_told_before_its_user_is_checked(world):
    """http-api section 2.2."""
    made = world(office=Office(access=Access(authentication=True)))

    assert [made.ask(b"command=Hold&CallId=%ff").code, made.ask(b"command=Hold&CallId=1").code] == [300, 304]
