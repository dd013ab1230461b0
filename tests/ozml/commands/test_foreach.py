"""<ForEach>: the same commands for every item of an array (P5403)."""

from __future__ import annotations

import pytest

from simulator.telephony.causes import HangupCause
from simulator.telephony.effects import SqlDone
from simulator.telephony.script_events import CommandStarted
from simulator.telephony.steps import HangsUp, Hears, Pauses, Presses
from simulator.telephony.variables import variables_from

AB = '<Array ID="a"><item>1</item><item>2</item></Array>'
MAILS = variables_from(
    {},
    {
        "voicemails": [
            {"message": "1.wav", "date": "Monday", "from": "Anna"},
            {"message": "2.wav", "date": "Friday", "from": "Bela"},
        ]
    },
)


def each(body, source="a"):
    return f'<ForEach Source="{source}">{body}</ForEach>'


def test_the_next_command_runs_behind_the_last_item(play):
    played = play(AB + each("<Speak>$item</Speak><Speak>and</Speak>") + "<Speak>done</Speak>")

    assert played.heard == ["1", "and", "2", "and", "done"]


def test_items_may_have_fields(play):
    """P5403; a full stop stands apart, because a dot behind the name begins a field (section 2.2)."""
    played = play(each("<Speak>$item.from . $item.DATE</Speak><Speak>$item</Speak>", "voicemails"), variables=MAILS)

    assert played.heard == ["Anna . Monday", "1.wav", "Bela . Friday", "2.wav"]


def test_a_field_that_an_item_does_not_have_stays_as_it_is_written(play):
    """ozml q40."""
    played = play(each("<Speak>$item.form</Speak>", "voicemails"), variables=MAILS)

    assert played.heard == ["$item.form"] * 2
    assert played.lines()[3] == ("0.0 warning: /:1:40: no variable '$item.form'; did you mean '$item.from'?")


def test_a_dot_behind_an_item_without_fields_is_a_full_stop(play):
    assert play(AB + each("<Speak>$item.from</Speak>")).heard == ["1.from", "2.from"]


def test_the_item_is_known_in_the_block_only(play):
    """ozml q39, s2.2."""
    played = play(AB + each("<Var ID='b'>$item</Var>") + "<Speak>$item $b</Speak>")

    assert (played.heard, played.rules) == (["$item 2"], ["unknown-variable"])


def test_the_inner_item_hides_the_outer_one_until_the_inner_block_ends(play):
    """ozml q43."""
    played = play(
        AB
        + '<Array ID="b"><item>x</item><item>y</item></Array>'
        + each("<Speak>$item</Speak>" + each("<Speak>$item</Speak>", "b") + "<Speak>$item</Speak>")
    )

    assert played.heard == ["1", "x", "y", "1", "2", "x", "y", "2"]


def test_a_variable_called_item_comes_back_behind_the_block(play):
    played = play("<Var ID='item'>mine</Var>" + AB + each("<Speak>$item</Speak>") + "<Speak>$item</Speak>")

    assert played.heard == ["1", "2", "mine"]


def test_setting_item_within_the_block_shows_behind_it(play):
    """The innermost name counts, and Var sets that of the call."""
    played = play(AB + each("<Var ID='item'>x</Var><Speak>$item</Speak>") + "<Speak>$item</Speak>")

    assert played.heard == ["1", "2", "x"]


def test_an_array_that_changes_in_the_block_is_gone_through_as_it_was(play):
    played = play(
        AB + each('<Array ID="a"><item>new</item></Array><Speak>$item</Speak>') + each("<Speak>$item</Speak>")
    )

    assert played.heard == ["1", "2", "new"]


def test_the_same_array_may_be_gone_through_within_itself(play):
    assert play(AB + each(each("<Speak>$item</Speak>"))).heard == ["1", "2", "1", "2"]


def test_the_name_of_the_array_may_come_from_a_variable(play):
    assert play(AB + '<Var ID="which">a</Var>' + each("<Speak>$item</Speak>", "$which")).heard == ["1", "2"]


@pytest.mark.parametrize(
    ("array", "hint"),
    [("", "; none is set"), ('<Array ID="colours"/>', "; did you mean 'colours'?")],
)
def test_an_array_that_is_not_set_runs_nothing_and_is_a_warning(play, array, hint):
    """ozml q41."""
    played = play(array + each("<Speak>x</Speak>", "colors") + "<Speak>on</Speak>")

    assert [str(problem.message) for problem in played.transcript.problems()] == [f"no array 'colors'{hint}"]
    assert (played.rules, played.heard) == (["unknown-array"], ["on"])


@pytest.mark.parametrize("start", ["<ForEach>", '<ForEach Source="">'])
def test_without_a_source_it_is_skipped_with_its_commands(play, start):
    played = play(f"{start}<Speak>x</Speak></ForEach><Speak>on</Speak>")

    assert played.heard == ["on"]
    assert played.rules in (["missing-parameter"], ["bad-value"])


def test_text_in_it_is_ignored(play):
    assert play(AB + each("oh<Speak>$item</Speak>")).rules == ["stray-text"]


def test_mistakes_in_it_are_found_on_each_round(play):
    played = play(AB + each("<Spaek>x</Spaek>"))

    assert [(str(problem.place), problem.rule) for problem in played.transcript.problems()] == [
        ("http://app/:1:81", "unknown-element"),
        ("http://app/:1:81", "unknown-element"),
    ]


def test_rows_of_the_database_are_items(play):
    played = play(
        '<SQL ID="people">SELECT</SQL>' + each("<Speak>$item.name is $item.age</Speak>", "people"),
        results={"SELECT": SqlDone(("name", "age"), (("Anna", "30"), ("Bela", "")))},
    )

    assert played.heard == ["Anna is 30", "Bela is"]


# -- what may stand in it --------------------------------------------------------------------------------------------


def test_hanging_up_ends_it(play):
    played = play(AB + each("<Delay>3</Delay><Speak>$item</Speak>"), caller=[Pauses(4.0), HangsUp()])

    assert played.heard == ["1"]
    assert played.call.variables.get("item") is None


def test_a_goto_in_it_replaces_the_whole_script(play):
    """ozml q16."""
    played = play(
        AB + each("<GoTo>/next</GoTo>") + "<Speak>never</Speak>",
        answers={"/next": "<Response><Speak>next $item</Speak></Response>"},
    )

    assert played.heard == ["next $item"]


def test_a_menu_in_it_is_run_for_each_item(play):
    """P5401: a message is deleted by pressing a key."""
    played = play(
        each(
            "<UserInput Timeout='1'><InitialCommands><Speak>$item.from</Speak></InitialCommands><Inputs>"
            "<Input Key='1'><DeleteFile SourceFile='$item.message'/></Input></Inputs></UserInput>",
            "voicemails",
        ),
        caller=[Hears("Bela"), Presses("1")],
        variables=MAILS,
    )

    assert "1.8 deleted '2.wav'" in played.lines()
    assert played.heard == ["Anna", "Bela"]


def test_it_may_stand_in_a_menu(play):
    played = play(
        AB
        + "<UserInput Timeout='1'><InitialCommands>"
        + each("<Speak>$item</Speak><Delay>1</Delay>")
        + "</InitialCommands><Inputs><Input Key='1'>"
        + each("<Speak>in $item</Speak>")
        + "</Input></Inputs></UserInput>",
        caller=[Pauses(0.5), Presses("1")],
    )

    assert played.heard == ["1", "in 1", "in 2"]
    assert played.call.variables.get("item") is None


def test_an_answer_that_is_run_in_it_knows_the_item(play):
    played = play(
        AB + each('<Record Duration="1" FinishedUrl="/done"/>'),
        answers={"/done": "<Response><Speak>$item</Speak></Response>"},
    )

    assert played.heard == ["1", "2"]


def test_it_needs_no_call(play):
    played = play(AB + each('<SendSms Recipient="$item">x</SendSms>'), sms="hi")

    assert [sms.recipient for sms in played.pbx.outbox.sms] == ["1", "2"]


# -- without end -----------------------------------------------------------------------------------------------------


def test_rounds_within_rounds_within_rounds_come_to_an_end(play):
    """10 to the power of 40 rounds; ozml q17."""
    ten = '<Array ID="a">' + "<item>x</item>" * 10 + "</Array>"
    played = play(ten + '<ForEach Source="a">' * 40 + "<Var ID='b'>1</Var>" + "</ForEach>" * 40)

    assert played.rules == ["endless-script"]
    assert played.call.cause is HangupCause.INTERWORKING
    assert len(played.transcript.of(CommandStarted)) == 10_000


def test_rounds_without_a_command_in_them_are_not_gone_through(play):
    """A long array within a long array has a thousand million of them."""
    rows = tuple((str(number),) for number in range(100_000))
    played = play(
        '<SQL ID="a">many</SQL><Array ID="b">' + "<item/>" * 5000 + "</Array>" + each(each("", "a"), "b"),
        results={"many": SqlDone(("n",), rows)},
    )

    assert played.rules == []
    assert played.lines()[-1] == "0.0 call ended by pbx: normal clearing"


def test_rounds_that_take_time_are_none_of_our_business(play):
    played = play(AB + each("<Delay>1</Delay>") * 30, command_limit=10)

    assert played.rules == []
    assert played.call.ended_at == 60.0


def test_the_limit_is_a_setting_and_counts_what_was_skipped(play):
    played = play(AB + each("<Nonsense/>" * 10), command_limit=5)

    assert played.rules == ["unknown-element"] * 3 + ["endless-script"]
    assert played.lines()[-2] == ("0.0 error: /:1:114: 5 commands have run and no time has passed; the script ends")
