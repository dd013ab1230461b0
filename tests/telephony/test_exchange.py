"""What a script can do where there is no call: an exchange about a short message."""

from __future__ import annotations

from collections import deque

import pytest

from simulator.pbx import Pbx
from simulator.settings import Settings
from simulator.telephony.effects import Response
from simulator.telephony.steps import HangsUp, Pauses
from simulator.telephony.variables import variables_from

HI = "<Response><Speak>Hi</Speak></Response>"


class Desk:
    """A PBX that has got a short message and is stepped by hand."""

    def __init__(self, **settings):
        self.pbx = Pbx(Settings(**settings))
        self.exchange = self.pbx.receive_sms("http://app/", "hello")
        self.requests = deque()
        self.pbx.kernel.settle()
        self.look()

    def look(self):
        self.requests.extend(self.pbx.kernel.take_effects())

    def answer(self, commands, at=0.0):
        request = self.requests.popleft()
        body = f"<Response>{commands}</Response>".encode()
        self.pbx.kernel.reply(request.id, Response(request.effect.url, 200, body, "text/xml"), at)
        self.look()

    def lines(self):
        return self.pbx.transcript.lines()


# -- from beginning to end -------------------------------------------------------------------------------------------


def test_a_message_reaches_the_app_and_the_answer_is_run(play):
    played = play('<SendSms Recipient="2">Thank you</SendSms>', sms="hello")

    assert played.lines() == [
        "0.0 SMS from +3612345678 to 9000: 'hello'",
        "0.0 POST / IncomingSMS",
        "0.0 SMS to 2: 'Thank you'",
        "1.0 [SMS] SMS to 2: delivered",
    ]
    assert (played.call.cleared, played.call.ended, played.call.stalled) == (True, False, "")


def test_incoming_sms_tells_who_has_written_what(play):
    played = play("", sms="hello & goodbye")

    assert played.requests == [
        (
            "/",
            {
                "NotificationName": "IncomingSMS",
                "ApiExtension": "9000",
                "Sender": "+3612345678",
                "Recipient": "9000",
                "Message": "hello & goodbye",
                "SmsId": played.call.id,
            },
        )
    ]


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        ("nonsense", "unusable-answer"),
        ("<html/>", "unknown-root"),
        (Response("", 503), "http-status"),
        (Response("", 0, failure="connection refused"), "no-answer"),
    ],
)
def test_an_answer_that_cannot_be_used_is_reported_and_there_is_nothing_to_end(play, answer, rule):
    """ozml q3: nothing."""
    played = play(sms="hello", answers={"/": answer})

    assert played.rules == [rule]
    assert played.call.cleared


def test_a_goto_is_followed_without_the_fields_of_a_call(play):
    played = play(
        "<GoTo>/next</GoTo>", sms="hello", answers={"/next": '<Response><SendSms Recipient="2">x</SendSms></Response>'}
    )

    assert played.requests[1] == ("/next", {"NotificationName": "GoTo"})
    assert len(played.pbx.outbox.sms) == 1


def test_a_goto_without_end_is_stopped(play):
    """ozml q17."""
    played = play("<GoTo>/</GoTo>", sms="hello")

    assert (len(played.requests), played.rules) == (101, ["endless-goto"])
    assert played.call.cleared


def test_a_query_in_a_goto_ends_the_script(play):
    played = play("<GoTo>SELECT 1</GoTo>", sms="hello")

    assert played.rules == ["not-simulated"]
    assert played.call.cleared


def test_commands_without_end_are_stopped(play):
    array = '<Array ID="a">' + "<item/>" * 20 + "</Array>"
    played = play(array + '<ForEach Source="a">' * 5 + "<Var ID='b'>1</Var>" + "</ForEach>" * 5, sms="hello")

    assert played.rules == ["endless-script"]
    assert played.call.cleared


def test_requests_take_as_long_as_they_are_charged(play):
    played = play(
        "<GoTo>/next</GoTo>",
        sms="hello",
        answers={"/next": '<Response><SendSms Recipient="2">x</SendSms></Response>'},
        latency=0.5,
    )

    assert [one.sent_at for one in played.pbx.outbox.sms] == [1.0]


def test_what_a_scenario_has_set_is_known(play):
    given = variables_from({"a": "1"})
    played = play('<Var ID="a">2</Var><SendSms Recipient="2">$a</SendSms>', sms="hello", variables=given)

    assert [one.text for one in played.pbx.outbox.sms] == ["2"]
    assert given.get("a").text == "1"


# -- counting --------------------------------------------------------------------------------------------------------


def test_commands_are_counted_anew_when_time_has_passed(play):
    played = play("<Var ID='a'>1</Var><Delay>1</Delay>" * 10, sms="hello", command_limit=2)

    assert played.rules == []


def test_the_gotos_of_a_script_are_counted_anew_when_time_has_passed(play):
    played = play("<Delay>1</Delay><GoTo>/</GoTo>", caller=[Pauses(9.5), HangsUp()], goto_limit=1)

    assert played.rules == []


def test_gotos_after_the_call_are_counted_anew_when_time_has_passed(play):
    played = play(
        '<Record FinishedUrl="/wait"/>',
        answers={"/wait": "<Response><Delay>1</Delay><GoTo>/wait</GoTo></Response>"},
        caller=[HangsUp()],
        goto_limit=1,
        max_call_duration=20.0,
    )

    assert played.rules == []


# -- given up --------------------------------------------------------------------------------------------------------


def test_a_script_that_waits_when_it_is_given_up_is_left():
    desk = Desk()
    desk.answer("<Delay>5000</Delay><SendSms Recipient='1'>x</SendSms>")
    assert desk.pbx.patience.overdue(5000.0)
    desk.pbx.patience.give_up()

    assert desk.exchange.cleared
    assert desk.pbx.idle
    assert desk.lines()[-1] == "3600.0 stalled: the script still ran after 3600.0 s"
    assert desk.pbx.outbox.sent == []


def test_a_script_whose_app_answers_after_it_was_given_up_waits_for_nothing_more():
    """On a real clock requests are under way meanwhile."""
    desk = Desk()
    desk.pbx.patience.give_up()
    assert not desk.exchange.cleared

    desk.answer("<SendEmail Recipient='a@b.test'/><Delay>60</Delay><SendEmail Recipient='c@d.test'/>")
    assert desk.exchange.cleared
    assert [one.recipient for one in desk.pbx.outbox.emails] == ["a@b.test"]


def test_a_script_that_is_given_up_while_a_charge_runs_has_no_answer(play):
    played = play("<GoTo>/next</GoTo>", sms="hello", answers={"/next": HI}, latency=40.0, max_call_duration=60.0)

    assert played.lines(detail=True)[-4:] == [
        "40.0 POST /next GoTo",
        "60.0 stalled: the script still ran after 60.0 s",
        "60.0 no answer from /next: nobody waits for it any more",
        "60.0 <GoTo> interrupted",
    ]
    assert played.call.asking == 0
