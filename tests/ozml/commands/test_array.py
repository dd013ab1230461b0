"""<Array>: a list gets a name (P5404)."""

import pytest

from simulator.telephony.variables import variables_from

COLOURS = '<Array id="colours"><item>red</item><item>blue</item></Array>'
EACH = '<ForEach source="colours"><Speak>$item</Speak></ForEach>'


def test_foreach_goes_through_the_items_in_document_order(play):
    played = play(COLOURS + EACH)

    assert (played.heard, played.rules) == (["red", "blue"], [])


@pytest.mark.parametrize(
    "array",
    [
        "<array id='colours'><item>red</item></array>",
        '<ARRAY ID="Colours"><ITEM>red</ITEM></ARRAY>',
        '<Array id="colours">\n\t<item>\n red \n</item>\n</Array>',
    ],
)
def test_names_match_in_any_case_and_blanks_are_trimmed(play, array):
    """ozml q1; section 8, no. 4."""
    assert play(array + EACH).heard == ["red"]


def test_items_hold_what_variables_are_when_the_array_is_reached(play):
    """ozml q39."""
    played = play(
        '<Var ID="a">one</Var><Array ID="colours"><item>$a</item><item>$a $b</item></Array><Var ID="a">two</Var>' + EACH
    )

    assert played.heard == ["one", "one $b"]
    assert played.rules == ["unknown-variable"]


def test_an_array_that_has_not_been_reached_is_not_there_yet(play):
    assert play(EACH + COLOURS).rules == ["unknown-array"]


def test_an_array_given_again_is_another_one(play):
    assert play(COLOURS + '<Array id="COLOURS"><item>green</item></Array>' + EACH).heard == ["green"]


@pytest.mark.parametrize("array", ['<Array ID="colours"/>', '<Array ID="colours"></Array>'])
def test_an_array_may_be_empty(play, array):
    played = play(array + EACH + "<Speak>done</Speak>")

    assert (played.heard, played.rules) == (["done"], [])


def test_an_empty_item_is_an_item(play):
    assert play(
        '<Array ID="colours"><item/><item>b</item></Array><ForEach Source="colours"><Speak>x$item</Speak></ForEach>'
    ).heard == ["x", "xb"]


def test_a_variable_of_the_same_name_is_another_thing(play):
    """ozml q42."""
    played = play('<Var ID="colours">none</Var>' + COLOURS + "<Speak>$colours</Speak>" + EACH)

    assert played.heard == ["none", "red", "blue"]


def test_an_array_is_no_value(play):
    played = play(COLOURS + "<Speak>$colours</Speak>")

    assert (played.heard, played.rules) == (["$colours"], ["unknown-variable"])


def test_an_array_of_the_scenario_can_be_replaced(play):
    played = play(COLOURS + EACH, variables=variables_from({}, {"colours": ["black"]}))

    assert played.heard == ["red", "blue"]


@pytest.mark.parametrize("array", ["<Array><item>red</item></Array>", '<Array ID=""><item>red</item></Array>'])
def test_without_a_name_it_is_skipped(play, array):
    played = play(array + "<Speak>on</Speak>")

    assert played.rules in (["missing-parameter"], ["bad-value"])
    assert played.heard == ["on"]


def test_what_is_no_item_is_a_mistake_and_the_others_count(play):
    played = play('<Array ID="colours">red<items>x</items><item>blue</item></Array>' + EACH)

    assert played.rules == ["stray-text", "unknown-element"]
    assert played.lines()[4] == ("0.0 error: /:1:34: <items> cannot stand in <Array>; did you mean 'item'?")
    assert played.heard == ["blue"]


def test_it_lives_as_long_as_the_call(play):
    """ozml q39."""
    played = play(
        COLOURS + '<Record Duration="1" FinishedUrl="/done"/><GoTo>/more</GoTo>',
        answers={"/done": f"<Response>{EACH}</Response>", "/more": f"<Response>{EACH}</Response>"},
    )

    assert played.heard == ["red", "blue", "red", "blue"]


def test_it_takes_no_time_and_asks_nobody(play):
    played = play(COLOURS)

    assert played.lines()[-1] == "0.0 call ended by pbx: normal clearing"
    assert len(played.requests) == 1


def test_it_needs_no_call(play):
    played = play(COLOURS + '<ForEach Source="colours"><SendSms Recipient="1">$item</SendSms></ForEach>', sms="hi")

    assert [sms.text for sms in played.pbx.outbox.sms] == ["red", "blue"]
