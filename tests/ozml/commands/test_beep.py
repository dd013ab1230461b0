"""<Beep>: a tone (Ozeki 10, O6083; section 9)."""

from functools import partial

import pytest

from simulator.telephony.steps import HangsUp, Hears, Pauses, Presses


@pytest.fixture
def play(play):
    return partial(play, dialect="ozeki10")


def test_it_is_heard_for_half_a_second(play):
    played = play("<Beep/><Speak>Hi</Speak>")

    assert played.lines()[3:] == [
        "0.0 plays 'beep' (0.5 s)",
        "0.5 speaks 'Hi' (0.2 s)",
        "0.7 call ended by pbx: normal clearing",
    ]


def test_it_can_be_waited_for(play):
    played = play("<Beep/><Delay>5</Delay>", caller=[Hears("beep"), HangsUp()])

    assert played.call.ended_at == 0.5


def test_hanging_up_cuts_it_short(play):
    played = play("<Beep/>", caller=[Pauses(0.2), HangsUp()])

    assert played.lines()[-1] == "0.2 interrupted after 0.2 s: 'beep'"


def test_a_key_in_a_menu_cuts_it_short(play):
    played = play(
        "<UserInput><InitialCommands><Beep/><Beep/></InitialCommands><Inputs><Input Key='1'><Speak>one</Speak></Input>"
        "</Inputs></UserInput>",
        caller=[Pauses(0.7), Presses("1")],
    )

    assert played.heard == ["beep", "beep", "one"]
    assert played.call.prompts[1].interrupted


def test_it_takes_no_parameters(play):
    played = play('<Beep Time="3">x</Beep>')

    assert played.rules == ["unknown-attribute", "stray-text"]
    assert played.heard == ["beep"]


def test_it_needs_a_call(play):
    assert play("<Beep/>", sms="hi").rules == ["needs-call"]


def test_phone_system_xe_does_not_know_it(play):
    played = play("<Beep/>", dialect="xe")

    assert (played.rules, played.heard) == (["other-dialect"], [])
