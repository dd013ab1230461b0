"""<SendSms>: a short message, and the report of its delivery (P4589)."""

from __future__ import annotations

from math import inf

import pytest

from simulator.telephony.effects import Response
from simulator.telephony.outbox import DeliveryState, Sms
from simulator.telephony.phone import Phone, PhoneOutcome, SmsDelivery
from simulator.telephony.steps import HangsUp, Pauses
from simulator.telephony.variables import variables_from

SMS = '<SendSms Recipient="+3611111" DeliveryReportURL="/report">Your code is 1234</SendSms>'
EMPTY = {"/report": "<Response/>"}


def reported(**delivery):
    return {"+36 1 1111": Phone(sms=SmsDelivery(**delivery))}


def the_report(played):
    (fields,) = [fields for path, fields in played.requests if path == "/report"]
    return fields


# -- sending ---------------------------------------------------------------------------------------------------------


def test_a_message_leaves_at_once_and_the_script_goes_on(play):
    """P4589: the longer example speaks "has been sent" directly behind it."""
    played = play(SMS + "<Speak>It has been sent</Speak>", answers=EMPTY)

    assert played.lines() == [
        "0.0 call from +3612345678 to 9000",
        "0.0 POST / IncomingCall",
        "0.0 call answered",
        "0.0 SMS to +3611111: 'Your code is 1234'",
        "0.0 speaks 'It has been sent' (1.6 s)",
        "1.0 [SMS] SMS to +3611111: delivered",
        "1.0 [SMS] POST /report SMSDeliveryReport",
        "1.6 call ended by pbx: normal clearing",
    ]


def test_it_is_in_the_outbox_with_everything_about_it(play):
    played = play("<Delay>2</Delay>" + SMS, answers=EMPTY)

    (sms,) = played.pbx.outbox.sms
    assert sms == Sms(sms.id, 2.0, "9000", "+3611111", "Your code is 1234", DeliveryState.DELIVERED)
    assert len(sms.id) == 36


@pytest.mark.parametrize(
    ("attributes", "settings", "sender"),
    [
        ("", {}, "9000"),
        ("", {"sms_sender": "+3620"}, "+3620"),
        ('Sender="77"', {"sms_sender": "+3620"}, "77"),
        ('Sender=""', {"sms_sender": "+3620"}, "+3620"),
        ('ApiExtension="8000"', {}, "8000"),
        ('ApiExtension="8000"', {"sms_sender": "+3620"}, "+3620"),
        ('ApiExtension="8000" Sender="77"', {}, "77"),
    ],
)
def test_the_sender_is_the_one_that_is_given_or_the_configured_one_or_the_extension(play, attributes, settings, sender):
    """P4589; ozml q23."""
    played = play(f'<SendSms Recipient="1" {attributes}>Hi</SendSms>', **settings)

    assert [sms.sender for sms in played.pbx.outbox.sms] == [sender]


def test_the_text_may_be_an_attribute_or_the_body_whose_ends_are_trimmed(play):
    """Section 1.4."""
    played = play('<SendSms Recipient="1" Message="a  b"/><SendSms Recipient="1">\n\tc\n\td\n</SendSms>')

    assert [sms.text for sms in played.pbx.outbox.sms] == ["a  b", "c\n\td"]


def test_variables_are_put_in_everywhere(play):
    played = play(
        '<SendSms Recipient="$to" Sender="$from" DeliveryReportURL="/report?id=$id">Hi $name</SendSms>',
        variables=variables_from({"to": "1", "from": "2", "id": "3", "name": "Anna"}),
        answers={"/report?id=3": "<Response/>"},
    )

    (sms,) = played.pbx.outbox.sms
    assert (sms.recipient, sms.sender, sms.text) == ("1", "2", "Hi Anna")
    assert played.requests[-1][0] == "/report?id=3"


@pytest.mark.parametrize(
    ("sms", "rule"), [("<SendSms>Hi</SendSms>", "missing-parameter"), ('<SendSms Recipient=""/>', "bad-value")]
)
def test_without_a_recipient_it_is_skipped(play, sms, rule):
    played = play(sms + "<Speak>on</Speak>")

    assert (played.rules, played.pbx.outbox.sent, played.heard) == ([rule], [], ["on"])


def test_an_empty_message_is_sent(play):
    """As an empty Speak is no mistake (section 8, no. 10)."""
    played = play('<SendSms Recipient="1"/>')

    assert ([sms.text for sms in played.pbx.outbox.sms], played.rules) == ([""], [])


@pytest.mark.parametrize("name", ["DeliveryReportURL", "deliveryreporturl", "DeliveryReportUrl"])
def test_the_address_of_the_report_matches_in_any_case(play, name):
    played = play(f'<SendSms Recipient="1" {name}="/report">x</SendSms>', answers=EMPTY)

    assert (len(played.requests), played.rules) == (2, [])


def test_the_slip_in_the_published_table_is_known(play):
    """Section 1.3: O7649 writes DelivaryReportURL."""
    played = play('<SendSms Recipient="1" DelivaryReportURL="/report">x</SendSms>', answers=EMPTY)

    assert (len(played.requests), played.rules) == (2, ["alias"])


# -- what becomes of it ----------------------------------------------------------------------------------------------


def test_the_report_tells_which_message_it_is_about(play):
    played = play(SMS, answers=EMPTY)

    assert the_report(played) == {
        "NotificationName": "SMSDeliveryReport",
        "SmsId": played.pbx.outbox.sms[0].id,
        "Sender": "9000",
        "Recipient": "+3611111",
        "DeliveryState": "Delivered",
    }


@pytest.mark.parametrize("state", [DeliveryState.DELIVERED, DeliveryState.FAILED])
@pytest.mark.parametrize("after", [0.0, 0.5, 30.0])
def test_the_recipients_phone_decides_what_becomes_of_it_and_when(play, state, after):
    """ozml q37."""
    played = play(SMS, answers=EMPTY, phones=reported(state=state, after=after))

    assert the_report(played)["DeliveryState"] == str(state)
    assert played.pbx.outbox.sms[0].state is state
    assert f"{after} [SMS] SMS to +3611111: {state.lower()}" in played.lines()


def test_how_long_a_delivery_takes_where_nothing_is_said_is_a_setting(play):
    """ozml q37."""
    played = play(SMS, answers=EMPTY, phones=reported(state=DeliveryState.FAILED), sms_delivery_time=4.0)

    assert played.at("SMS to +3611111: failed") == 4.0


def test_a_message_that_is_never_reported_stays_pending_and_nobody_waits_for_it(play):
    played = play(SMS, phones=reported(after=inf))

    assert played.pbx.outbox.sms[0].state is DeliveryState.PENDING
    assert len(played.requests) == 1
    assert played.pbx.idle


@pytest.mark.parametrize(
    "sms", ['<SendSms Recipient="1">x</SendSms>', '<SendSms Recipient="1" DeliveryReportURL="">x</SendSms>']
)
def test_without_an_address_nobody_is_told_but_the_state_is_known(play, sms):
    """P4589: empty is none."""
    played = play(sms)

    assert len(played.requests) == 1
    assert played.lines()[-1] == "1.0 [SMS] SMS to 1: delivered"
    assert played.pbx.outbox.sms[0].state is DeliveryState.DELIVERED


@pytest.mark.parametrize("outcome", list(PhoneOutcome))
def test_a_phone_that_nobody_answers_takes_messages_all_the_same(play, outcome):
    played = play(SMS, answers=EMPTY, phones={"+3611111": Phone(outcome)}, unlisted_numbers="unknown")

    assert the_report(played)["DeliveryState"] == "Delivered"


def test_messages_to_a_number_with_several_behaviours_meet_them_in_turn_and_use_up_none_of_its_calls(play):
    lists = (Phone(PhoneOutcome.BUSY, sms=SmsDelivery(DeliveryState.FAILED)), Phone(sms=SmsDelivery(after=9.0)))
    played = play(
        '<SendSms Recipient="1">x</SendSms><SendSms Recipient="1">y</SendSms><BlindTransfer>1</BlindTransfer>',
        phones={"1": lists},
    )

    assert [sms.state for sms in played.pbx.outbox.sms] == [DeliveryState.FAILED, DeliveryState.DELIVERED]
    assert "0.0 transfer to 1 failed: user busy" in played.lines()


def test_a_number_with_no_behaviour_is_one_of_which_nothing_is_said(play):
    played = play(SMS, answers=EMPTY, phones={"+3611111": ()})

    assert the_report(played)["DeliveryState"] == "Delivered"


def test_reports_come_in_the_order_of_their_times(play):
    played = play(
        '<SendSms Recipient="1" DeliveryReportURL="/1">x</SendSms>'
        '<SendSms Recipient="2" DeliveryReportURL="/2">x</SendSms>',
        answers={"/1": "<Response/>", "/2": "<Response/>"},
        phones={"1": Phone(sms=SmsDelivery(after=5.0)), "2": Phone(sms=SmsDelivery(after=3.0))},
    )

    assert [path for path, _ in played.requests] == ["/", "/2", "/1"]


def test_the_report_comes_although_the_caller_has_hung_up(play):
    played = play(SMS + "<Delay>9</Delay>", answers=EMPTY, caller=[Pauses(0.5), HangsUp()])

    assert played.call.ended_at == 0.5
    assert the_report(played)["DeliveryState"] == "Delivered"


def test_a_report_may_come_long_after_the_call(play):
    """The limit is one of each call, and of each script that a report sets going."""
    played = play(SMS, answers=EMPTY, phones=reported(after=500.0), max_call_duration=60.0)

    assert played.lines()[-2:] == [
        "500.0 [SMS] SMS to +3611111: delivered",
        "500.0 [SMS] POST /report SMSDeliveryReport",
    ]
    assert played.pbx.outbox.sms[0].state is DeliveryState.DELIVERED


# -- what the app answers to the report ------------------------------------------------------------------------------


def test_the_answer_to_a_report_is_run_as_a_script_of_its_own(play):
    played = play(
        SMS,
        answers={
            "/report": '<Response><SendEmail Recipient="a@b.test"/><Delay>2</Delay><GoTo>next</GoTo></Response>',
            "/next": '<Response><SendSms Recipient="2">y</SendSms></Response>',
        },
    )

    assert [path for path, _ in played.requests] == ["/", "/report", "/next"]
    assert [(type(one).__name__, one.sent_at) for one in played.pbx.outbox.sent] == [
        ("Sms", 0.0),
        ("Email", 1.0),
        ("Sms", 3.0),
    ]


def test_a_notification_about_a_message_has_no_call(play):
    """HTTP API, section 6: fields that there are not are left out."""
    played = play(SMS, answers={"/report": "<Response><GoTo>next</GoTo></Response>", "/next": "<Response/>"})

    assert played.requests[-1] == ("/next", {"NotificationName": "GoTo"})


COMMANDS_OF_A_CALL = (
    "<Speak>x</Speak>",
    "<Play>a.wav</Play>",
    '<Record Duration="1"/>',
    "<UserInput/>",
    "<BlindTransfer>1</BlindTransfer>",
    "<Hangup/>",
    "<Reject/>",
    "<ReceiveAlarmNotification/>",
)


@pytest.mark.parametrize("command", COMMANDS_OF_A_CALL)
def test_commands_that_need_a_call_are_errors_there_and_the_next_one_runs(play, command):
    """ozml q38; section 1.6."""
    played = play(SMS, answers={"/report": f'<Response>{command}<SendSms Recipient="2">y</SendSms></Response>'})

    assert played.rules == ["needs-call"]
    assert [sms.recipient for sms in played.pbx.outbox.sms] == ["+3611111", "2"]
    assert played.calls == []


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        ("nonsense", "unusable-answer"),
        ("", "unusable-answer"),
        ("<html/>", "unknown-root"),
        (Response("", 500), "http-status"),
        (Response("", 0, failure="connection refused"), "no-answer"),
    ],
)
def test_an_answer_that_cannot_be_used_is_reported_and_nothing_else(play, answer, rule):
    """ozml q3."""
    played = play(SMS + "<Delay>5</Delay>", answers={"/report": answer})

    assert played.rules == [rule]
    assert played.call.ended_at == 5.0


def test_the_report_knows_the_variables_as_they_were_when_the_message_was_sent(play):
    """And what it sets is its own (ozml q39)."""
    played = play(
        '<Var ID="a">sent</Var><Array ID="list"><item>i</item></Array>'
        + SMS
        + '<Var ID="a">later</Var><Delay>3</Delay><SendSms Recipient="3">$a $b</SendSms>',
        answers={
            "/report": '<Response><Var ID="b">report</Var><SendSms Recipient="2">$a $b</SendSms>'
            '<ForEach Source="list"><SendSms Recipient="2">$item</SendSms></ForEach></Response>'
        },
    )

    assert [sms.text for sms in played.pbx.outbox.sms] == ["Your code is 1234", "sent report", "i", "later $b"]


def test_messages_that_answer_reports_without_end_are_stopped(play):
    played = play(SMS, answers={"/report": f"<Response>{SMS}</Response>"}, order_limit=4)

    assert played.lines()[-1] == (
        "4.0 [SMS #4] error: /report:1:11: scripts have set 4 calls and messages going already; no more are"
    )
    assert len(played.pbx.outbox.sms) == 4


def test_messages_that_answer_reports_at_the_same_instant_are_stopped_too(play):
    played = play(SMS, answers={"/report": f"<Response>{SMS}</Response>"}, sms_delivery_time=0.0)

    assert played.rules == ["too-many"]
    assert len(played.pbx.outbox.sms) == 1000
    assert played.transcript.entries[-1].at == 0.0


# -- from other scripts ----------------------------------------------------------------------------------------------


def test_a_message_can_be_answered_by_a_message(play):
    played = play('<SendSms Recipient="2">Thank you</SendSms>', sms="hello")

    assert played.lines() == [
        "0.0 SMS from +3612345678 to 9000: 'hello'",
        "0.0 POST / IncomingSMS",
        "0.0 SMS to 2: 'Thank you'",
        "1.0 [SMS] SMS to 2: delivered",
    ]
    assert [sms.sender for sms in played.pbx.outbox.sms] == ["9000"]


def test_a_recording_that_is_told_after_the_call_can_lead_to_a_message(play):
    played = play(
        '<Record FinishedUrl="/done"/>',
        answers={"/done": '<Response><SendSms Recipient="2">A message for you</SendSms></Response>'},
        caller=[Pauses(1.0), HangsUp()],
    )

    assert [(sms.sent_at, sms.text) for sms in played.pbx.outbox.sms] == [(1.0, "A message for you")]
