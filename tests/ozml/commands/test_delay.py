"""<Delay>: a pause before the next command (P4688)."""

import pytest

from simulator.telephony.steps import HangsUp, Pauses, Presses, StaysSilent


def test_delay_postpones_the_next_command(play):
    assert play("<Speak>A</Speak><Delay>3</Delay><Speak>B</Speak>").at("speaks 'B'") == 3.1


def test_hanging_up_ends_a_delay(play):
    assert play("<Delay>3</Delay>", caller=[Pauses(1.0), HangsUp()]).lines()[-1] == (
        "1.0 call ended by caller: normal clearing"
    )


def test_a_delay_that_is_absurdly_long_is_a_mistake_of_the_app(play):
    played = play(f"<Delay>{'9' * 400}</Delay>")

    assert played.rules == ["bad-value"]
    assert played.lines()[-1] == "0.0 call ended by pbx: normal clearing"


@pytest.mark.parametrize("delay", ['<Delay Time="3"/>', '<delay time="3">3</delay>', "<Delay>\n 3 \n</Delay>"])
def test_the_time_may_be_an_attribute_or_the_text(play, delay):
    played = play(delay)

    assert (played.call.ended_at, played.rules) == (3.0, [])


@pytest.mark.parametrize(
    ("delay", "rule"),
    [("<Delay/>", "missing-parameter"), ("<Delay>-1</Delay>", "bad-value"), ("<Delay>1.5</Delay>", "bad-value")],
)
def test_without_a_number_of_seconds_it_is_skipped(play, delay, rule):
    played = play(delay + "<Speak>on</Speak>")

    assert (played.rules, played.heard, played.call.ended_at) == ([rule], ["on"], 0.2)


def test_a_delay_of_no_time_lets_the_next_command_run_at_once(play):
    assert play("<Delay>0</Delay><Speak>Hi</Speak>").at("speaks 'Hi'") == 0.0


def test_a_key_ends_a_delay_in_the_prompt_of_a_menu(play):
    played = play(
        "<UserInput><InitialCommands><Delay>60</Delay></InitialCommands><Inputs><Input Key='1'><Speak>one</Speak>"
        "</Input></Inputs></UserInput>",
        caller=[Pauses(2.0), Presses("1")],
    )

    assert played.at("speaks 'one'") == 2.0


def test_delays_of_no_time_in_a_loop_come_to_an_end(play):
    played = play("<Delay>0</Delay><GoTo>/</GoTo>")

    assert played.rules == ["endless-goto"]
    assert played.call.ended_at == 0.0


def test_it_needs_no_call(play):
    """Section 1.6."""
    played = play("<Delay>3</Delay><SendSms Recipient='1'>x</SendSms>", sms="hi")

    assert [one.sent_at for one in played.pbx.outbox.sms] == [3.0]


def test_delays_in_a_loop_without_a_call_are_given_up_at_the_limit(play):
    played = play("<Delay>1</Delay><GoTo>/</GoTo>", sms="hi", max_call_duration=150.0)

    assert played.rules == []
    assert len(played.requests) == 1 + 150
    assert played.lines()[-1] == "150.0 stalled: the script still ran after 150.0 s"
    assert played.call.cleared


def test_after_the_call_time_passes_too(play):
    """ozml q35: what needs no call is run."""
    played = play(
        '<Record FinishedUrl="/done"/>',
        answers={"/done": "<Response><Delay>3</Delay><SendSms Recipient='1'>x</SendSms></Response>"},
        caller=[Pauses(1.0), HangsUp()],
    )

    assert [one.sent_at for one in played.pbx.outbox.sms] == [4.0]


def test_delays_in_a_loop_after_the_call_are_given_up_at_the_limit(play):
    played = play(
        '<Record FinishedUrl="/loop"/>',
        answers={"/loop": "<Response><Delay>1</Delay><GoTo>/loop</GoTo></Response>"},
        caller=[Pauses(1.0), HangsUp()],
        max_call_duration=150.0,
    )

    assert played.rules == []
    assert len(played.requests) == 1 + 150
    assert played.lines()[-1] == "150.0 stalled: the script still ran after 150.0 s"
    assert (played.call.ended_at, played.call.cleared) == (1.0, True)


def test_nothing_is_waited_for_in_what_follows_a_call_that_was_given_up(play):
    """The rest of the script is left, so that it cannot go on for ever."""
    played = play(
        '<Record FinishedUrl="/done"/>',
        answers={
            "/done": "<Response><SendSms Recipient='1'>x</SendSms><Delay>5</Delay><SendSms Recipient='2'>y</SendSms>"
            "</Response>"
        },
        caller=[StaysSilent()],
    )

    assert [one.recipient for one in played.pbx.outbox.sms] == ["1"]
    assert played.call.cleared
