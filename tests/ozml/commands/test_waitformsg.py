"""<WaitForMsg>: a message from a connection (Ozeki 10, O6083; nothing of its parameters is published)."""

from __future__ import annotations

from functools import partial

import pytest

from simulator.telephony.phone import Phone
from simulator.telephony.steps import HangsUp, Pauses, Presses, SendsMessage, StaysSilent

WAIT = "<WaitForMsg FromConnection='admin@localhost' ID='answer' Timeout='5'/>"
FOR_EVER = "<WaitForMsg FromConnection='admin@localhost' ID='answer'/>"
GOT = "<Speak>got $answer</Speak>"


def sends(text, connection="admin@localhost"):
    return SendsMessage(connection, text)


@pytest.fixture
def play(play):
    return partial(play, dialect="ozeki10")


def test_the_text_of_the_message_is_in_a_variable(play):
    played = play(WAIT + GOT, caller=[Pauses(2.0), sends("yes")])

    assert played.lines()[3:] == [
        "2.0 message from admin@localhost: 'yes'",
        "2.0 speaks 'got yes' (0.7 s)",
        "2.7 call ended by pbx: normal clearing",
    ]


def test_a_message_that_came_before_anybody_waited_is_not_lost(play):
    played = play("<Delay>3</Delay>" + WAIT + GOT, caller=[Pauses(1.0), sends("yes")])

    assert played.at("speaks 'got yes'") == 3.0


def test_messages_are_taken_in_the_order_in_which_they_came(play):
    played = play((WAIT + GOT) * 3, caller=[sends("1"), sends("2"), Pauses(3.0), sends("3")])

    assert played.heard == ["got 1", "got 2", "got 3"]


def test_when_the_time_is_up_the_variable_is_empty(play):
    played = play("<Var ID='answer'>old</Var>" + WAIT + GOT)

    assert played.lines()[3:5] == ["5.0 speaks 'got' (0.3 s)", "5.3 call ended by pbx: normal clearing"]
    assert played.rules == []


def test_a_message_at_the_very_end_of_the_time_counts(play):
    """What people do comes before what times out."""
    assert play(WAIT + GOT, caller=[Pauses(5.0), sends("yes")]).heard == ["got yes"]


def test_messages_of_other_connections_do_not_count_and_do_not_restart_the_time(play):
    played = play(WAIT + GOT, caller=[Pauses(4.0), sends("no", "other@localhost"), Pauses(2.0), sends("yes")])

    assert played.at("speaks 'got'") == 5.0


@pytest.mark.parametrize("connection", ["admin@localhost", "admin @localhost", "ADMIN@LocalHost"])
def test_connections_are_compared_without_blanks_and_in_any_case(play, connection):
    """Section 8, no. 20."""
    played = play(f"<WaitForMsg FromConnection='{connection}' ID='answer'/>" + GOT, caller=[sends("yes")])

    assert played.heard == ["got yes"]


@pytest.mark.parametrize(
    "parameters", ["Connection='admin@localhost' ID='answer'", "FromConnection='admin@localhost' Variable='answer'"]
)
def test_its_parameters_may_have_other_names(play, parameters):
    played = play(f"<WaitForMsg {parameters}/>" + GOT, caller=[sends("yes")])

    assert (played.heard, played.rules) == (["got yes"], ["alias"])


@pytest.mark.parametrize("parameters", ["", "ID='answer'", "FromConnection='a'"])
def test_a_connection_and_a_name_are_needed(play, parameters):
    assert set(play(f"<WaitForMsg {parameters}/>").rules) == {"missing-parameter"}


def test_hanging_up_ends_the_wait(play):
    played = play(WAIT + GOT, caller=[Pauses(1.0), HangsUp()])

    assert played.lines()[-1] == "1.0 call ended by caller: normal clearing"
    assert played.call.variables.get("answer") is None


def test_a_key_ends_the_wait_in_the_prompt_of_a_menu(play):
    played = play(
        f"<UserInput Timeout='1'><InitialCommands>{FOR_EVER}</InitialCommands><Inputs>"
        "<Input Key='1'><Speak>one</Speak></Input></Inputs></UserInput>" + WAIT + GOT,
        caller=[Pauses(1.0), Presses("1"), Pauses(1.0), sends("yes")],
    )

    assert played.heard == ["one", "got yes"]


def test_a_message_is_taken_by_one_script_only(play):
    """Whoever waited first has it."""
    played = play(
        '<Call Url="/up">1</Call>' + "<WaitForMsg FromConnection='admin@localhost' ID='answer' Timeout='20'/>" + GOT,
        answers={"/up": f"<Response>{WAIT}{GOT}</Response>"},
        caller=[Pauses(4.0), sends("yes"), StaysSilent()],
        phones={"1": Phone(steps=(StaysSilent(),))},
    )

    assert played.heard == ["got yes"]
    assert [(prompt.text, prompt.started_at) for prompt in played.calls[0].prompts] == [("got", 7.0)]


def test_a_wait_without_an_end_is_given_up_with_the_reason(play):
    played = play(FOR_EVER + GOT)

    assert played.lines()[-2:] == [
        "0.0 stalled: nothing can happen any more: the app's script waits for the end of the call or a message; "
        "the caller waits for the end of the call",
        "0.0 call ended by caller: recovery on timer expiry",
    ]


def test_a_wait_without_an_end_in_an_answer_about_a_message_is_given_up_too(play):
    played = play(FOR_EVER + '<SendSms Recipient="1">never</SendSms>', sms="hi")

    assert played.lines()[-1] == "0.0 stalled: nothing can happen any more: the app's script waits for a message"
    assert (played.call.cleared, played.pbx.outbox.sent) == (True, [])


def test_it_does_not_keep_the_others_from_going_on(play):
    """Only when nothing else can happen, what waits for ever is given up."""
    played = play(
        '<SendSms Recipient="1" DeliveryReportURL="/report">x</SendSms><Delay>9</Delay>',
        answers={"/report": f"<Response>{FOR_EVER}</Response>"},
    )

    assert played.call.cause.title == "normal clearing"
    assert played.lines()[-1] == "9.0 [SMS] stalled: nothing can happen any more: SMS to 1 waits for a message"


def test_it_works_after_the_call_as_well(play):
    """Section 1.6: it needs none (ozml q35)."""
    played = play(
        '<Call Url="/up">1</Call><Record FinishedUrl="/done"/>',
        answers={
            "/done": f"<Response>{WAIT}<SendSms Recipient='2'>$answer</SendSms></Response>",
            "/up": "<Response><Delay>60</Delay></Response>",
        },
        caller=[Pauses(1.0), HangsUp()],
        phones={"1": Phone(steps=(Pauses(2.0), sends("yes"), HangsUp()))},
    )

    assert [(sms.sent_at, sms.text) for sms in played.pbx.outbox.sms] == [(4.0, "yes")]


def test_after_the_call_the_time_is_up_too(play):
    played = play(
        '<Record FinishedUrl="/done"/>',
        answers={"/done": f"<Response>{WAIT}<SendSms Recipient='2'>x$answer</SendSms></Response>"},
        caller=[Pauses(1.0), HangsUp()],
    )

    assert [(sms.sent_at, sms.text) for sms in played.pbx.outbox.sms] == [(6.0, "x")]


def test_after_the_call_a_wait_without_an_end_is_given_up(play):
    played = play(
        '<Record FinishedUrl="/done"/>',
        answers={"/done": f"<Response>{FOR_EVER}<SendSms Recipient='2'>never</SendSms></Response>"},
        caller=[Pauses(1.0), HangsUp()],
    )

    assert played.lines()[-1] == (
        "1.0 stalled: nothing can happen any more: the answer to RecordCompleted waits for a message"
    )
    assert (played.call.cleared, played.pbx.outbox.sent) == (True, [])


def test_phone_system_xe_does_not_know_it(play):
    assert play(WAIT, dialect="xe").rules == ["other-dialect"]
