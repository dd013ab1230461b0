"""<Exit>: the innermost block is left (Ozeki 10; section 9)."""

from functools import partial

import pytest

from simulator.telephony.script_events import CommandFinished, CommandOutcome
from simulator.telephony.steps import Hears, Pauses, Presses

LIST = '<Array ID="a"><item>1</item><item>2</item></Array>'


@pytest.fixture
def play(play):
    return partial(play, dialect="ozeki10")


def menu(prompt, *, key="", **attributes):
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f"<UserInput{written}><InitialCommands>{prompt}</InitialCommands><Inputs>"
        f"<Input Key='1'>{key}</Input></Inputs></UserInput>"
    )


def test_outside_of_any_block_it_ends_the_script(play):
    played = play("<Speak>a</Speak><Exit/><Speak>never</Speak>")

    assert played.heard == ["a"]
    assert played.rules == ["never-run"]
    assert played.lines()[-1] == "0.1 call ended by pbx: normal clearing"


def test_in_a_foreach_it_leaves_the_remaining_items(play):
    played = play(LIST + '<ForEach Source="a"><Speak>$item</Speak><Exit/></ForEach><Speak>behind</Speak>')

    assert played.heard == ["1", "behind"]


def test_in_a_foreach_within_a_foreach_it_leaves_the_inner_one(play):
    inner = '<ForEach Source="a"><Speak>in $item</Speak><Exit/></ForEach>'
    played = play(LIST + f'<ForEach Source="a"><Speak>$item</Speak>{inner}</ForEach>')

    assert played.heard == ["1", "in 1", "2", "in 1"]


def test_in_an_input_it_leaves_the_menu_although_that_repeats(play):
    played = play(
        menu("<Speak>menu</Speak>", key="<Exit/>", Timeout=3, Repeat="true") + "<Speak>behind</Speak>",
        caller=[Hears("menu"), Presses("1")],
    )

    assert played.heard == ["menu", "behind"]
    assert played.call.menu_depth == 0


def test_in_a_prompt_it_leaves_the_menu_before_any_key(play):
    played = play(menu("<Exit/>", Timeout=3, Repeat="true") + "<Speak>behind</Speak>", caller=[Pauses(5.0)])

    assert played.heard == ["behind"]
    assert played.call.ended_at == 0.6


def test_in_a_menu_within_a_menu_it_leaves_the_inner_one(play):
    inner = menu("<Speak>inner</Speak>", key="<Exit/>", Timeout=3)
    played = play(
        menu("<Speak>outer</Speak>", key=inner + "<Speak>back</Speak>", Timeout=3),
        caller=[Hears("outer"), Presses("1"), Hears("inner"), Presses("1")],
    )

    assert played.heard == ["outer", "inner", "back"]


def test_in_a_foreach_within_a_menu_it_leaves_the_foreach(play):
    played = play(
        LIST
        + menu(
            "<Speak>menu</Speak>",
            key='<ForEach Source="a"><Speak>$item</Speak><Exit/></ForEach><Speak>still here</Speak>',
            Timeout=3,
        ),
        caller=[Hears("menu"), Presses("1")],
    )

    assert played.heard == ["menu", "1", "still here"]


def test_in_the_answer_to_dtmf_entered_it_leaves_the_menu(play):
    played = play(
        '<UserInput Timeout="3" Repeat="true" ForwardToUrl="/keys"/><Speak>behind</Speak>',
        caller=[Presses("5")],
        answers={"/keys": "<Response><Exit/><Speak>never</Speak></Response>"},
    )

    assert played.heard == ["behind"]


def test_in_the_answer_to_a_recording_it_leaves_what_is_around_the_record(play):
    done = {"/done": "<Response><Exit/></Response>"}
    record = '<Record Duration="1" FinishedUrl="/done"/>'

    assert play(record + "<Speak>never</Speak>", answers=done).heard == []
    played = play(
        LIST + f'<ForEach Source="a"><Speak>$item</Speak>{record}</ForEach><Speak>behind</Speak>', answers=done
    )
    assert played.heard == ["1", "behind"]


def test_in_the_answer_to_a_goto_it_ends_that_script(play):
    played = play(
        LIST + '<ForEach Source="a"><GoTo>/next</GoTo></ForEach><Speak>never</Speak>',
        answers={"/next": "<Response><Speak>next</Speak><Exit/><Speak>never</Speak></Response>"},
    )

    assert played.heard == ["next"]


def test_in_an_answer_about_a_message_it_ends_the_script(play):
    played = play('<SendSms Recipient="1">x</SendSms><Exit/><SendSms Recipient="2">y</SendSms>', sms="hi")

    assert [sms.recipient for sms in played.pbx.outbox.sms] == ["1"]


def test_commands_that_are_left_say_so(play):
    played = play(LIST + '<ForEach Source="a"><Exit/></ForEach>')

    assert [(one.name, one.outcome) for one in played.transcript.of(CommandFinished)] == [
        ("Array", CommandOutcome.DONE),
        ("Exit", CommandOutcome.LEFT),
        ("ForEach", CommandOutcome.DONE),
    ]


def test_phone_system_xe_does_not_know_it(play):
    played = play("<Exit/><Speak>on</Speak>", dialect="xe")

    assert (played.rules, played.heard) == (["other-dialect"], ["on"])
