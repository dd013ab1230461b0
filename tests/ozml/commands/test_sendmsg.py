"""<SendMsg>: a message to a connection (Ozeki 10, O7662)."""

from functools import partial

import pytest

from simulator.telephony.outbox import ChatMessage
from simulator.telephony.steps import HangsUp, Pauses
from simulator.telephony.variables import variables_from

MSG = "<SendMsg ToConnection='admin@localhost'>Somebody has called.</SendMsg>"


@pytest.fixture
def play(play):
    return partial(play, dialect="ozeki10")


def test_it_is_in_the_outbox_and_the_script_goes_on(play):
    played = play("<Delay>1</Delay>" + MSG + "<Speak>on</Speak>")

    assert played.pbx.outbox.messages == [ChatMessage(1.0, "admin@localhost", "", "Somebody has called.")]
    assert played.lines()[3:5] == [
        "1.0 message to admin@localhost: 'Somebody has called.'",
        "1.0 speaks 'on' (0.2 s)",
    ]


def test_a_stray_blank_in_the_connection_does_not_count(play):
    """Section 8, no. 20: as published."""
    played = play("<SendMsg ToConnection='admin @localhost' Text='x'/>")

    assert played.pbx.outbox.messages[0].connection == "admin@localhost"


def test_some_connections_need_an_address(play):
    played = play("<SendMsg ToConnection='mail@localhost' ToAddress='a@b.test'>\n x\n y\n</SendMsg>")

    assert played.pbx.outbox.messages == [ChatMessage(0.0, "mail@localhost", "a@b.test", "x\n y")]
    assert played.lines()[3] == "0.0 message to mail@localhost a@b.test: 'x\\n y'"


def test_variables_are_put_in(play):
    played = play("<SendMsg ToConnection='$to'>$x</SendMsg>", variables=variables_from({"to": "a@b", "x": "hi"}))

    assert played.pbx.outbox.messages == [ChatMessage(0.0, "a@b", "", "hi")]


def test_without_a_connection_it_is_skipped(play):
    played = play("<SendMsg>x</SendMsg><Speak>on</Speak>")

    assert (played.rules, played.pbx.outbox.sent, played.heard) == (["missing-parameter"], [], ["on"])


def test_it_needs_no_call(play):
    assert len(play(MSG, sms="hi").pbx.outbox.messages) == 1
    played = play(
        '<Record FinishedUrl="/done"/>',
        answers={"/done": f"<Response>{MSG}</Response>"},
        caller=[Pauses(1.0), HangsUp()],
    )
    assert len(played.pbx.outbox.messages) == 1


def test_phone_system_xe_does_not_know_it(play):
    assert play(MSG, dialect="xe").rules == ["other-dialect"]
