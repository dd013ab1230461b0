"""<SQL>: a statement on the database (section 4.18: no page about it is known)."""

import pytest

from simulator.telephony.effects import SqlDone
from simulator.telephony.steps import HangsUp, Pauses
from simulator.telephony.variables import variables_from

PEOPLE = {"SELECT": SqlDone(("Name", "age"), (("Anna", "30"), ("Bela", "40")))}


def test_a_statement_runs_takes_no_time_and_the_script_goes_on(play):
    played = play("<SQL>UPDATE x</SQL><Speak>on</Speak>", results={"UPDATE x": SqlDone(affected=3)})

    assert played.lines()[3:5] == ["0.0 SQL 'UPDATE x': 3 rows changed", "0.0 speaks 'on' (0.2 s)"]


def test_rows_become_an_array_and_the_first_of_them_a_variable(play):
    played = play(
        '<SQL ID="people">SELECT</SQL><Speak>$people.age</Speak><Speak>$people</Speak>'
        '<ForEach Source="people"><Speak>$item.name $item.AGE</Speak></ForEach>',
        results=PEOPLE,
    )

    assert played.lines()[3] == "0.0 SQL 'SELECT': 2 rows"
    assert played.heard == ["30", "Anna", "Anna 30", "Bela 40"]


def test_without_rows_the_fields_are_empty_and_the_array_too(play):
    played = play(
        '<SQL ID="people">none</SQL><Speak>x$people.age</Speak><ForEach Source="people"><Speak>no</Speak></ForEach>',
        results={"none": SqlDone(("name", "age"), ())},
    )

    assert (played.heard, played.rules) == (["x"], [])


def test_a_statement_without_a_result_names_nothing(play):
    played = play('<SQL ID="people">UPDATE x</SQL><Speak>$people</Speak>', results={"UPDATE x": SqlDone(affected=1)})

    assert (played.heard, played.rules) == (["$people"], ["unknown-variable"])


def test_without_an_id_the_rows_are_lost(play):
    played = play("<SQL>SELECT</SQL><Speak>$people</Speak>", results=PEOPLE)

    assert played.rules == ["unknown-variable"]
    assert played.call.variables.arrays == {}


def test_a_later_result_takes_the_place_of_an_earlier_one(play):
    played = play(
        '<SQL ID="a">SELECT</SQL><SQL ID="A">other</SQL><Speak>$a</Speak>',
        results={**PEOPLE, "other": SqlDone(("x",), (("1",),))},
    )

    assert played.heard == ["1"]


def test_what_the_database_says_against_it_is_an_error_and_the_script_goes_on(play):
    played = play('<SQL ID="a">SELECT 1</SQL><Speak>on$a</Speak>')

    assert played.lines()[3] == "0.0 error: /:1:11: no such table: SELECT 1"
    assert (played.rules, played.heard) == (["database", "unknown-variable"], ["on$a"])
    assert not [line for line in played.lines() if "SQL" in line]


def test_too_many_rows_are_a_warning_and_those_that_came_count(play):
    played = play(
        '<SQL ID="a">many</SQL><Speak>$a</Speak>',
        results={"many": SqlDone(("n",), (("1",),), problem="there are more rows than 1")},
    )

    assert played.lines()[3:5] == [
        "0.0 warning: /:1:11: there are more rows than 1",
        "0.0 SQL 'many': 1 rows",
    ]
    assert played.heard == ["1"]


@pytest.mark.parametrize("name", ["Query", "query", "Command", "Sql", "Statement"])
def test_the_statement_may_be_an_attribute_under_several_names(play, name):
    played = play(f'<sql id="people" {name}="SELECT"/><Speak>$people</Speak>', results=PEOPLE)

    assert played.heard == ["Anna"]


def test_variables_are_put_in_and_several_lines_are_shown_as_one(play):
    played = play(
        "<SQL>\n UPDATE x\n SET n = $n\n</SQL>",
        variables=variables_from({"n": "7"}),
        results={"UPDATE x\n SET n = 7": SqlDone(affected=1)},
    )

    assert played.lines()[3] == "0.0 SQL 'UPDATE x SET n = 7': 1 rows changed"


@pytest.mark.parametrize(("sql", "rule"), [("<SQL/>", "missing-parameter"), ('<SQL Query=""/>', "bad-value")])
def test_without_a_statement_it_is_skipped(play, sql, rule):
    assert play(sql).rules == [rule]


def test_it_needs_no_call(play):
    sql = '<SQL ID="p">SELECT</SQL><SendSms Recipient="1">$p</SendSms>'
    assert [one.text for one in play(sql, sms="hi", results=PEOPLE).pbx.outbox.sms] == ["Anna"]
    played = play(
        '<Record FinishedUrl="/done"/>',
        answers={"/done": f"<Response>{sql}</Response>"},
        caller=[Pauses(1.0), HangsUp()],
        results=PEOPLE,
    )
    assert [one.text for one in played.pbx.outbox.sms] == ["Anna"]
