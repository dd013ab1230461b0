"""<Var>: a value gets a name (P5405, O7664)."""

import pytest

from simulator.telephony.variables import variables_from


def test_a_value_has_a_name_from_where_it_is_reached(play):
    played = play('<Speak>$who</Speak><Var ID="who">Anna</Var><Speak>$who</Speak>')

    assert played.heard == ["$who", "Anna"]
    assert played.rules == ["unknown-variable"]


def test_the_value_may_be_an_attribute(play):
    assert play('<Var id="a" value="1"/><Speak>$a</Speak>').heard == ["1"]


def test_a_name_given_again_is_overwritten(play):
    assert play('<Var ID="a">1</Var><Var ID="A">2</Var><Speak>$a</Speak>').heard == ["2"]


def test_values_are_put_in_when_the_command_is_reached(play):
    assert play('<Var ID="a">1</Var><Var ID="b">$a</Var><Var ID="a">2</Var><Speak>$b</Speak>').heard == ["1"]


def test_a_variable_without_a_name_is_a_mistake(play):
    assert play('<Var ID="">1</Var>').rules == ["bad-value"]


def test_without_a_name_or_without_a_value_it_is_skipped(play):
    played = play('<Var>1</Var><Var ID="a"/><Speak>x$a</Speak>')

    assert played.rules == ["missing-parameter"]
    assert played.heard == ["x"]  # an empty value is one


def test_a_value_of_the_scenario_can_be_overwritten_and_others_stay(play):
    played = play('<Var ID="A">2</Var><Speak>$a $b</Speak>', variables=variables_from({"a": "1", "b": "3"}))

    assert played.heard == ["2 3"]


def test_the_variables_of_a_scenario_are_those_of_one_call(play):
    """ozml q39: each has a table of its own."""
    given = variables_from({"a": "1"}, {"list": ["x"]})
    first = play('<Var ID="a">2</Var><Array ID="list"/><Speak>$a</Speak>', variables=given)
    second = play("<Speak>$a</Speak>", variables=given)

    assert (first.heard, second.heard) == (["2"], ["1"])


def test_it_is_kept_across_every_answer_of_the_call(play):
    """ozml q39."""
    played = play(
        '<Var ID="a">1</Var><GoTo>/next</GoTo>',
        answers={
            "/next": '<Response><Record Duration="1" FinishedUrl="/done"/><Speak>$a</Speak></Response>',
            "/done": '<Response><Speak>$a</Speak><Var ID="a">2</Var></Response>',
        },
    )

    assert played.heard == ["1", "2"]


@pytest.mark.parametrize(
    ("value", "heard"),
    [("$b", "$c"), ("a$b.x", "a$c.x"), ("5 $", "5 $"), ("  spaces  ", "spaces"), ("\n two\n lines ", "two lines")],
)
def test_a_value_is_a_text_and_is_not_looked_through_again(play, value, heard):
    """Section 2.2: substitution is one pass."""
    played = play(f'<Var ID="a">{value}</Var><Speak>$a</Speak>', variables=variables_from({"b": "$c", "c": "never"}))

    assert played.heard == [heard]


def test_attribute_and_text_are_one_too_many_and_the_attribute_counts(play):
    """ozml q8."""
    played = play('<Var ID="a" Value="1">2</Var><Speak>$a</Speak>')

    assert (played.heard, played.rules) == (["1"], ["given-twice"])


def test_a_value_that_holds_itself_twice_and_twice_again_is_cut_off(play):
    played = play('<Var ID="a">0123456789</Var>' + '<Var ID="a">$a$a</Var>' * 20)

    assert len(played.call.variables.get("a").text) == 100_000
    assert set(played.rules) == {"too-long"}
    assert "a text of 163840 characters in <Var> was cut off" in played.lines()[3]


def test_a_long_text_without_a_variable_is_not_cut_off(play):
    played = play(f'<Var ID="a">{"x" * 150_000}</Var>')

    assert len(played.call.variables.get("a").text) == 150_000
    assert played.rules == []
