"""SendEmail: an e-mail (p_4774)."""

from __future__ import annotations

from simulator.telephony.office import Office
from simulator.telephony.outbox import Email

SAMPLE = {"ApiExtension": "9000", "Recipient": "anna@b.test", "Subject": "A call", "Message": "Somebody has called."}


def test_it_is_in_the_outbox(world):
    made = world()

    assert made.at(2.0).send("SendEmail", **SAMPLE).code == 200
    assert made.pbx.outbox.sent == [Email(2.0, "pbx@localhost", "anna@b.test", "A call", "Somebody has called.")]


def test_subject_and_message_are_not_needed_and_the_sender_may_be_given(world):
    made = world()
    made.send("SendEmail", ApiExtension="9000", Recipient="a@b.test", Sender="bank@b.test")

    assert made.pbx.outbox.sent == [Email(0.0, "bank@b.test", "a@b.test", "", "")]


def test_there_has_to_be_a_way_to_the_recipient(world):
    """http-api section 4.3."""
    made = world(office=Office(email=("*@b.test",)))

    assert made.send("SendEmail", **{**SAMPLE, "Recipient": "Anna@B.TEST"}).code == 200
    refused = made.send("SendEmail", **{**SAMPLE, "Recipient": "anna@c.test"})
    assert (refused.code, refused.message) == (501, "Destination of the SMS is not found")
    assert len(made.pbx.outbox.emails) == 1


def test_an_address_that_is_none_is_refused(world):
    reply = world().send("SendEmail", **{**SAMPLE, "Recipient": "a@b.test\r\nBcc: c@d.test"})

    assert reply.message == "Missing or invalid parameter 'Recipient' for command 'SendEmail'"


def test_the_extension_has_to_be_there(world):
    made = world()

    assert made.send("SendEmail", **{**SAMPLE, "ApiExtension": "1"}).code == 401
    assert made.pbx.outbox.sent == []


def test_what_a_mail_server_says_against_it_is_told_later(world):
    made = world(problem="mailbox unknown", smtp_url="smtp://mail.test")
    assert made.send("SendEmail", **SAMPLE).code == 200
    made.finish()

    assert made.lines()[-1] == (
        "0.0 [HTTP] error: HTTP API SendEmail: the e-mail to anna@b.test was not relayed: mailbox unknown"
    )
