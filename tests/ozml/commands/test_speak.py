"""<Speak>: text to speech (P4692). On the canned line ten characters take a second."""

import pytest

from simulator.telephony.effects import Given
from simulator.telephony.media import Clip


def test_speak_lasts_as_long_as_its_speech(play):
    assert play("<Speak>Hello</Speak>").lines()[3:] == [
        "0.0 speaks 'Hello' (0.5 s)",
        "0.5 call ended by pbx: normal clearing",
    ]


def test_text_over_several_lines_is_one_text(play):
    """Section 8, no. 9."""
    assert play("<Speak>\n\t\tGood morning.\n\t\tPlease wait.\n\t</Speak>").heard == ["Good morning. Please wait."]


@pytest.mark.parametrize("speak", ["<Speak/>", "<Speak>  \n </Speak>", "<Speak Text=''/>", "<Speak>$empty</Speak>"])
def test_nothing_to_speak_takes_no_time_and_is_no_mistake(play, speak):
    """Section 8, no. 10."""
    played = play(f"<Var ID='empty'></Var>{speak}")

    assert played.lines()[-1] == "0.0 call ended by pbx: normal clearing"
    assert (played.heard, played.rules) == ([], [])


def test_variables_are_spoken(play):
    assert play('<Var ID="who">Anna</Var><Speak Text="Hello $who"/>').heard == ["Hello Anna"]


def test_a_language_that_is_not_installed_is_spoken_anyway(play):
    """ozml q25."""
    played = play('<Speak Language="xx-XX">Hello</Speak>')

    assert played.heard == ["Hello"]
    assert played.lines()[3] == "0.0 warning: /:1:11: no voice for 'xx-XX'"


def test_sounds_with_which_nothing_was_said_are_labelled():
    assert str(Given(Clip("x", "x", 1.0))) == "audio segment"


def test_a_voice_is_known_in_ozeki_10_only(play):
    """O7644."""
    speak = '<Speak Voice="Anna">Hello</Speak>'

    assert play(speak, dialect="ozeki10").rules == []
    played = play(speak)
    assert (played.rules, played.heard) == (["other-dialect"], ["Hello"])


def test_parameters_of_third_party_control_are_no_mistake(play):
    """P4692: they are only considered there."""
    assert play('<Speak CallId="1" Party="caller">Hello</Speak>').rules == []


def test_the_text_may_be_an_attribute_and_holds_what_variables_are_then(play):
    played = play('<Var ID="a">1</Var><Speak Text="a is $a"/><Var ID="a">2</Var><Speak>a is $a</Speak>')

    assert played.heard == ["a is 1", "a is 2"]


def test_it_needs_a_call(play):
    assert play("<Speak>Hello</Speak>", sms="hi").rules == ["needs-call"]
