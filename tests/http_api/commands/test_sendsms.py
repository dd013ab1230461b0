"""SendSms: a short message (p_4591)."""

from __future__ import annotations

import re

import pytest

from simulator.telephony.office import Office
from tests.conftest import APP

SAMPLE = {"ApiExtension": "9000", "Recipient": "+3611111", "Message": "Your code is 1234"}


def test_it_is_sent_and_its_id_is_told(world):
    made = world()
    reply = made.send("SendSms", **SAMPLE)

    (sms,) = made.pbx.outbox.sms
    assert (sms.sender, sms.recipient, sms.text) == ("9000", "+3611111", "Your code is 1234")
    assert reply.lines[3:] == [
        "  <Message>Command successfully executed</Message>",
        f"  <SmsId>{sms.id}</SmsId>",
        "</Response>",
    ]
    assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", sms.id)


def test_its_sender_may_be_given(world):
    made = world()
    made.send("SendSms", **SAMPLE, Sender="+3699999")

    assert made.pbx.outbox.sms[0].sender == "+3699999"


def test_what_became_of_it_is_told_where_the_app_wants_it(world):
    made = world()
    made.send("SendSms", **SAMPLE, DeliveryReportURL=f"{APP}/report?id=7")
    made.finish()

    ((path, fields),) = made.requests
    assert (path, fields["NotificationName"], fields["SmsId"], fields["DeliveryState"]) == (
        "/report?id=7",
        "SMSDeliveryReport",
        made.pbx.outbox.sms[0].id,
        "Delivered",
    )


def test_nobody_is_told_who_does_not_want_it(world):
    made = world()
    made.send("SendSms", **SAMPLE)
    made.finish()

    assert made.requests == []


@pytest.mark.parametrize(("recipient", "code"), [("+3611111", 200), ("+36 1 1111", 200), ("+4911111", 501)])
def test_there_has_to_be_a_way_to_the_recipient(world, recipient, code):
    made = world(office=Office(sms=("+36*",)))
    reply = made.send("SendSms", **{**SAMPLE, "Recipient": recipient})

    assert reply.code == code
    assert len(made.pbx.outbox.sms) == (code == 200)


def test_without_any_way_the_destination_is_not_found(world):
    assert world(office=Office(sms=())).send("SendSms", **SAMPLE).message == "Destination of the SMS is not found"


def test_the_extension_has_to_be_there(world):
    """http-api section 4.2."""
    assert world().send("SendSms", **{**SAMPLE, "ApiExtension": "9001"}).code == 401


@pytest.mark.parametrize("name", ["ApiExtension", "Recipient", "Message"])
def test_what_it_needs_must_not_be_empty(world, name):
    reply = world().send("SendSms", **{**SAMPLE, name: ""})

    assert reply.message == f"Missing or invalid parameter '{name}' for command 'SendSms'"
