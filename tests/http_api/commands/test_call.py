"""Call: an API extension dials a number (p_4571)."""

from __future__ import annotations

import pytest

from simulator.http_api.request import CommandRequest
from simulator.telephony.office import ApiExtension, Office
from simulator.telephony.phone import Phone, PhoneOutcome
from tests.conftest import APP
from tests.http_api.conftest import PATIENT

SAMPLE = {"dialed": "2001", "apiextension": "9000", "url": f"{APP}/connected", "errorurl": f"{APP}/error"}


def test_it_is_answered_at_once_and_the_app_is_asked_when_the_phone_is_picked_up(world):
    """http-api q3."""
    made = world(phones={"2001": PATIENT}, answers=lambda *_: "<Response><Speak>Hello.</Speak></Response>")
    assert made.send("Call", **SAMPLE).code == 200
    made.finish()

    assert made.requests == [
        (
            "/connected",
            {
                "NotificationName": "CallConnected",
                "CallID": made.observed[0].id,
                "CallerID": "9000",
                "Dialed": "2001",
                "ApiExtension": "9000",
            },
        )
    ]
    assert made.lines() == [
        "0.0 [HTTP] command Call dialed='2001' apiextension='9000' url='/connected' errorurl='/error'",
        "0.0 call from 9000 to 2001",
        "0.0 [HTTP] answered 200: Command successfully executed",
        "3.0 call answered",
        "3.0 POST /connected CallConnected",
        "3.0 speaks 'Hello.' (0.6 s)",
        "3.6 call ended by pbx: normal clearing",
    ]


def test_the_callee_sees_the_number_and_the_name_that_are_given(world):
    made = world(phones={"2001": PATIENT})
    made.send("Call", **SAMPLE, CallerId="2999", CallerDisplayName="Reminder")

    assert "0.0 call from 2999 (Reminder) to 2001" in made.lines()
    assert (made.observed[0].source, made.observed[0].caller_id) == ("9000", "2999")


def test_without_an_extension_the_first_one_calls(world):
    """http-api section 4.1: a published sample names none."""
    office = Office(extensions={"8000": ApiExtension(), "9000": ApiExtension()})
    made = world(phones={"2001": PATIENT}, office=office)
    made.send("Call", Dialed="2001", Url=f"{APP}/")

    assert made.observed[0].source == "8000"


@pytest.mark.parametrize("number", ["9000", "2000", "7777"])
def test_an_extension_that_cannot_be_used_is_told_before_a_missing_url(world, number):
    """p_694; http-api section 4.1."""
    made = world(phones={"2000": PATIENT}, office=Office(extensions={"8000": ApiExtension()}), call_needs_url=True)
    reply = made.send("Call", dialed="2001", apiextension=number)

    assert (reply.code, reply.message) == (
        401,
        f"API extension '{number}' unavailable, please check configuration or permissions",
    )
    assert made.observed == []


def test_an_extension_that_is_switched_off_cannot_call(world):
    made = world()
    made.send("ModifyConfig", ExtensionType="API", ConfigXML="<Config><ID>9000</ID><Enabled>false</Enabled></Config>")

    assert made.send("Call", **SAMPLE).code == 401
    assert "(it is switched off)" in made.lines()[-1]


def test_without_an_address_the_call_is_hung_up_when_it_is_picked_up(world):
    """p_4571, http-api q12."""
    made = world(phones={"2001": PATIENT})
    assert made.send("Call", Dialed="2001", ApiExtension="9000").code == 200
    made.finish()

    assert made.lines()[-2:] == ["3.0 call answered", "3.0 call ended by pbx: normal clearing"]
    assert made.requests == []


def test_a_setting_has_a_missing_address_refused(world):
    """http-api q12."""
    made = world(call_needs_url=True)
    reply = made.send("Call", Dialed="2001", ApiExtension="9000")

    assert reply.message == "Missing or invalid parameter 'Url' for command 'Call'"
    assert (reply.code, made.observed) == (302, [])


@pytest.mark.parametrize(("name", "value"), [("Dialed", "?"), ("Url", "connected.php"), ("ErrorUrl", "http://")])
def test_what_cannot_be_dialled_or_asked_is_refused(world, name, value):
    """http-api q11."""
    reply = world().send("Call", **{**SAMPLE, name.lower(): value})

    assert reply.message == f"Missing or invalid parameter '{name}' for command 'Call'"


def test_the_address_is_asked_exactly_as_it_was_written(world):
    """http-api section 4.1: its own query string is kept, and decoded only once."""
    made = world(phones={"2001": PATIENT})
    made.ask(f"command=Call&Dialed=2001&Url={APP}/up%3fAppLocation%3dx%2526y%253d1")
    made.finish()

    assert [path for path, _ in made.requests] == ["/up?AppLocation=x%26y%3d1"]


def test_a_call_that_fails_later_is_told_at_the_error_address(world):
    """http-api q3."""
    made = world(phones={"2001": Phone(PhoneOutcome.BUSY)})
    assert made.send("Call", **SAMPLE).code == 200
    made.finish()

    ((path, fields),) = made.requests
    assert (path, fields["ErrorCode"], fields["ErrorMessage"]) == (
        "/error",
        "402",
        "Call connect to '2001' failed with result state 'Busy'",
    )


# -- settings --------------------------------------------------------------------------------------------------------


def test_a_setting_has_the_answer_wait_for_the_callee(world):
    """http-api q3."""
    made = world(phones={"2001": PATIENT}, call_waits_for_result=True)
    sending = made.begin(CommandRequest(query=b"command=Call&Dialed=2001"))
    made.at(2.9)
    assert not sending.answered

    made.at(3.0)
    assert sending.reply.code == 200


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (PhoneOutcome.BUSY, "Busy"),
        (PhoneOutcome.REFUSES, "Busy"),
        (PhoneOutcome.NO_ANSWER, "NoAnswer"),
        (PhoneOutcome.UNKNOWN, "NotFound"),
    ],
)
def test_then_a_call_that_fails_is_the_answer(world, outcome, state):
    """http-api q3, q4."""
    made = world(phones={"2001": Phone(outcome)}, call_waits_for_result=True, ring_time=20.0)
    sending = made.begin(CommandRequest(query=b"command=Call&Dialed=2001"))
    made.at(20.0)

    assert sending.reply.code == 402
    assert sending.reply.message == f"Call connect to '2001' failed with result state '{state}'"


def test_a_call_that_is_hung_up_while_somebody_waits_for_it_was_cancelled(world):
    """http-api q4."""
    made = world(phones={"2001": PATIENT}, call_waits_for_result=True)
    sending = made.begin(CommandRequest(query=b"command=Call&Dialed=2001"))
    made.at(1.0)
    made.send("Hangup", CallId=made.observed[0].id)

    assert sending.reply.message == "Call connect to '2001' failed with result state 'Cancelled'"


def forwarded(world, **options):
    """A call to 2001 that somebody waits for; after a second it is forwarded to 2002."""
    made = world(call_waits_for_result=True, call_answer_has_id=True, **options)
    sending = made.begin(CommandRequest(query=b"command=Call&Dialed=2001"))
    made.at(1.0)
    assert made.send("Forward", CallId=made.observed[0].id, Destination="2002").code == 200
    return made, sending


def test_a_call_that_is_forwarded_is_waited_for_at_the_other_phone(world):
    made, sending = forwarded(world, phones={"2001": PATIENT, "2002": PATIENT})
    made.at(3.9)
    assert not sending.answered
    made.at(4.0)

    assert (sending.reply.code, sending.reply.text("CallId")) == (200, made.observed[1].id)


def test_a_call_that_fails_at_the_other_phone_is_told_with_its_number(world):
    made, sending = forwarded(world, phones={"2001": PATIENT, "2002": Phone(PhoneOutcome.BUSY)})
    made.at(4.0)

    assert sending.reply.message == "Call connect to '2002' failed with result state 'Busy'"


def test_a_call_that_nobody_may_place_any_more_at_the_other_phone_has_failed(world):
    made, sending = forwarded(world, phones={"2001": PATIENT}, order_limit=1)
    made.at(4.0)

    assert (sending.reply.code, len(made.observed)) == (402, 1)


# -- API extensions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["9000", "90 00", "8000"])
def test_an_api_extension_cannot_call_another_one(world, number):
    """Two apps that talk to each other are not simulated, and no person picks up in the place of one."""
    made = world(office=Office(extensions={"8000": ApiExtension(), "9000": ApiExtension()}))
    reply = made.send("Call", Dialed=number, ApiExtension="9000", Url=f"{APP}/")

    assert reply.message == f"Call connect to '{number}' failed with result state 'NotFound'"
    assert made.lines()[-1].endswith("(calls between two API extensions are not simulated)")
    assert made.observed == []


# -- what the answer holds -------------------------------------------------------------------------------------------


def test_a_setting_adds_the_id_of_the_call_to_the_answer(world):
    """http-api q5."""
    made = world(call_answer_has_id=True)
    reply = made.send("Call", Dialed="2001")

    assert reply.lines[3:] == [
        "  <Message>Command successfully executed</Message>",
        f"  <CallId>{made.observed[0].id}</CallId>",
        "</Response>",
    ]
    assert world().send("Call", Dialed="2001").texts("CallId") == []
