"""What a statement gives to a script, whoever runs it."""

from simulator.telephony.effects import SqlDone
from simulator.telephony.message_events import SqlRun
from simulator.telephony.steps import Presses

MENU = '<UserInput Timeout="3" ExecuteSQL="{}"><Inputs><Input Key="1"><Speak>one</Speak></Input></Inputs></UserInput>'


def ran(play, done, name="rows"):
    return play(f'<SQL ID="{name}">x</SQL>', results={"x": done})


def test_rows_are_an_array_of_values_with_fields(play):
    played = ran(play, SqlDone(("Name", "AGE"), (("Anna", "30"), ("Bela", ""))))

    assert [(one.text, dict(one.fields)) for one in played.call.variables.array("ROWS")] == [
        ("Anna", {"name": "Anna", "age": "30"}),
        ("Bela", {"name": "Bela", "age": ""}),
    ]
    assert played.call.variables.get("rows") == played.call.variables.array("rows")[0]


def test_no_rows_are_an_empty_array_and_an_empty_value_that_has_the_fields(play):
    played = ran(play, SqlDone(("name", "age")))

    assert played.call.variables.array("rows") == ()
    assert dict(played.call.variables.get("rows").fields) == {"name": "", "age": ""}
    assert played.call.variables.get("rows").text == ""


def test_columns_with_one_name_are_told_apart_by_numbers(play):
    played = ran(play, SqlDone(("n", "N", "m"), (("1", "2", "3"),)))

    assert dict(played.call.variables.get("rows").fields) == {"n": "1", "n_2": "2", "m": "3"}


def test_a_statement_without_a_result_leaves_older_values_alone(play):
    played = play(
        '<SQL ID="rows">read</SQL><SQL ID="rows">write</SQL><Speak>$rows</Speak>',
        results={"read": SqlDone(("n",), (("1",),)), "write": SqlDone(affected=0)},
    )

    assert played.heard == ["1"]


def test_a_failure_leaves_older_values_alone(play):
    played = play(
        '<SQL ID="rows">read</SQL><SQL ID="rows">broken</SQL><Speak>$rows</Speak>',
        results={"read": SqlDone(("n",), (("1",),))},
    )

    assert (played.heard, played.rules) == (["1"], ["database"])


def test_the_transcript_has_the_statement_and_what_came_of_it(play):
    statement = "SELECT " + "x, " * 50 + "y"
    played = play(f"<SQL>{statement}</SQL>", results={statement: SqlDone(("a", "b"), (("1", "2"),) * 3)})

    (run,) = played.transcript.of(SqlRun)
    assert run == SqlRun(statement, ("a", "b"), 3, 0)
    assert str(run) == f"SQL {statement[:80]!r}: 3 rows"


# -- UserInput (Ozeki 10, O7663) -------------------------------------------------------------------------------------


def test_a_menu_runs_its_statement_when_the_digits_have_been_entered(play):
    played = play(
        MENU.format("INSERT"), caller=[Presses("1")], results={"INSERT": SqlDone(affected=1)}, dialect="ozeki10"
    )

    assert played.lines()[4:7] == [
        "0.0 entered 1: an Input",
        "0.0 SQL 'INSERT': 1 rows changed",
        "0.0 speaks 'one' (0.3 s)",
    ]


def test_what_the_database_says_against_it_does_not_stop_the_menu(play):
    played = play(MENU.format("broken"), caller=[Presses("1")], dialect="ozeki10")

    assert (played.rules, played.heard) == (["database"], ["one"])


def test_a_menu_without_an_entry_runs_no_statement(play):
    assert play(MENU.format("broken"), dialect="ozeki10").rules == []


def test_phone_system_xe_does_not_know_it(play):
    played = play(MENU.format("broken"), caller=[Presses("1")])

    assert (played.rules, played.heard) == (["other-dialect"], ["one"])
