"""What can be told of an answer without a call, and that a call tells nothing else."""

from __future__ import annotations

import pytest

from simulator.ozml.lint import FOUND, lint, lint_response
from simulator.ozml.parser import parse
from simulator.ozml.schema import COMMANDS, element_names
from simulator.ozml.unresolved import NAMES_INSIDE, SETS_ARRAY, SETS_VARIABLE
from simulator.settings import Settings
from simulator.telephony.effects import Response
from simulator.telephony.family import Family
from simulator.telephony.notifications import NotificationName
from simulator.telephony.office import Office
from simulator.telephony.phone import Phone
from simulator.telephony.problem import RULES, Place, Problem, Severity
from simulator.telephony.script_events import NoteFound, ProblemFound
from simulator.telephony.steps import HangsUp, Pauses
from tests.conftest import ozml
from tests.test_properties import CLIPS, World

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
SWITCH = 'the setting dialect = "ozeki10" switches it on'


def found_in(text, answer_to=None, family=None, **options):
    """The problems of commands in an answer of one line."""
    body = f"<Response>{text}</Response>".encode()
    return lint(body, "a.xml", Settings(**options), answer_to=answer_to, family=family)


def linted(text, answer_to=None, family=None, **options):
    """Problems as (severity, column, message)."""
    found = found_in(text, answer_to, family, **options)
    return [(one.severity, one.place.column, one.message) for one in found]


def rules(text, answer_to=None, family=None, **options):
    return [one.rule for one in found_in(text, answer_to, family, **options)]


def test_an_answer_without_mistakes_has_no_problems():
    assert rules('<Speak>Hello</Speak><Record Duration="60"/><Hangup/>') == []


def test_problems_are_told_with_rule_place_and_severity():
    (problem,) = lint(b"<Response>\n  <Spaek/>\n</Response>", "a.xml", Settings())

    assert problem == Problem(
        "unknown-element", "<Spaek> is not an OzML command; did you mean 'Speak'?", Place("a.xml", 2, 3), ERROR
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hello", [(WARNING, 1, "text between commands is ignored: 'hello'")]),
        ("<Hold/>", [(ERROR, 11, "<Hold> is a command of third-party call control, not of API extension control")]),
        ('<Speak Party="all" CallId="1">a</Speak>', []),
        ('<Record Duration="0"/>', [(WARNING, 11, "<Record> Duration='0' counts as not given")]),
        ("<Delay/>", [(ERROR, 11, "<Delay> needs an attribute 'Time' or a text")]),
        ('<Play AudoFile="a"/>', None),
        (
            '<Call Url="/x" Dialed="1"/>',
            [(NOTE, 11, "<Call> 'Dialed' is an old or misspelt name; write 'Dialled'")],
        ),
        (
            "<Beep/>",
            [(ERROR, 11, f"<Beep> is a command of Ozeki 10, and was skipped; {SWITCH}")],
        ),
    ],
)
def test_problems_of_commands_are_those_of_a_call(play, text, expected):
    found = linted(text, NotificationName.INCOMING_CALL)

    called = play(text, answers={"/x": "<Response/>"}).transcript
    assert expected is None or found == expected
    assert set(found) == {
        (one.problem.severity, one.problem.place.column, one.problem.message)
        for one in [*called.of(NoteFound), *called.of(ProblemFound)]
    }


def test_each_problem_is_told_once_and_in_the_order_of_the_document():
    found = linted("<Spaek/><UserInput><Inputs><Input Key='1'><Foo/></Input></Inputs></UserInput><Bar/>")

    assert [message.split()[0] for _, _, message in found] == ["<Spaek>", "<Foo>", "<Bar>"]
    assert len(linted("<Speak>$x $x</Speak>")) == 1


# -- what is unusable ------------------------------------------------------------------------------------------------


def test_a_malformed_answer_is_one_problem():
    (problem,) = lint(b"<Response><Speak>Tom & Anna</Speak></Response>", "a.xml", Settings())

    assert (problem.rule, problem.place) == ("unusable-answer", Place("a.xml", 1, 22))


def test_lenient_settings_repair_with_a_warning_and_look_on():
    found = linted("<Speak>Tom & Anna</Speak><Spaek/>", repair_answers=True)

    assert [(severity, column) for severity, column, _ in found] == [(WARNING, 22), (ERROR, 36)]


def test_what_other_parsers_refuse_in_front_of_the_document_is_a_note():
    (problem,) = lint(b"\n<?xml version='1.0'?><Response/>", "a.xml", Settings())

    assert (problem.rule, problem.severity, problem.place.line) == ("prologue", NOTE, 2)


def test_another_root_is_all_that_is_told():
    assert [one.rule for one in lint(b"<html><Foo/></html>", "a.xml", Settings())] == ["unknown-root"]
    assert "did you mean 'Response'" in lint(b"<Respnse/>", "a.xml", Settings())[0].message


def test_the_charset_of_the_header_is_heeded():
    assert lint("<Response><Speak>é</Speak></Response>".encode("latin-1"), "a.xml", Settings(), "latin-1") == []


@pytest.mark.parametrize(
    ("response", "rule", "message"),
    [
        (Response("u", 0, failure="connection refused"), "no-answer", "no answer from the app: connection refused"),
        (
            Response("u", 500, b"oh  no"),
            "http-status",
            "the app answered 500 Internal Server Error, expected 200 with OzML; it begins 'oh no'",
        ),
        (Response("u", 299, b"<Response/>", "image/png"), "content-type", None),
        (Response("u", 699), "http-status", "the app answered 699, expected 200 with OzML"),
    ],
)
def test_answers_over_http_have_problems_of_their_own(play, response, rule, message):
    (problem,) = lint_response(response, Settings())

    (called,) = play(answers={"/": response}).transcript.problems()
    assert (problem.rule, problem.severity) == (rule, called.severity)
    assert problem.message == called.message
    assert message in {None, problem.message}


# -- what never runs -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("<Hangup/><Speak/>", 20),
        ("<GoTo>/x</GoTo><Speak/>", 26),
        ('<Play Repeat="true">a</Play><Speak/><Delay>1</Delay>', 39),
        ("<Reject/><Speak/>", 20),
        ("<Hangup/><Hangup/><Speak/>", 20),
        ("<ForEach Source='$x'><Var ID='$y'>1</Var><Hangup/><Speak/></ForEach>", 61),
    ],
)
def test_what_stands_behind_an_end_is_told_once_a_block(text, column):
    body = f"<Response>{text}</Response>".encode()
    found = [one for one in lint(body, "a.xml", Settings()) if one.rule == "never-run"]

    assert [one.place.column for one in found] == [column]


def test_what_can_never_run_is_looked_at_all_the_same():
    assert rules("<Hangup/><Spaek/>") == ["never-run", "unknown-element"]


def test_what_is_in_a_command_that_lacks_a_parameter_is_looked_at_and_in_an_unknown_one_it_is_not():
    assert rules("<ForEach><Spaek/></ForEach>") == ["missing-parameter", "unknown-element"]
    assert rules("<Foo><Spaek/></Foo>") == ["unknown-element"]
    assert rules("<Beep><Spaek/></Beep>") == ["other-dialect"]


def test_menus_are_looked_into():
    menu = (
        "<UserInput><InitialCommands><UserInput/></InitialCommands>"
        "<Inputs><Input Key='x'/><Input Key='1'><Delay>soon</Delay></Input></Inputs></UserInput>"
    )

    assert rules(menu) == ["nested-prompt", "dead-input", "bad-value"]


# -- what is answered ------------------------------------------------------------------------------------------------


def test_reject_counts_only_as_the_first_command_of_an_answer_that_may_be_to_incoming_call():
    assert rules("<Reject/>") == rules("<Reject/>", NotificationName.INCOMING_CALL) == []
    assert rules("<Reject/>", NotificationName.GO_TO) == ["misplaced"]
    assert rules("<Delay>1</Delay><Reject/><Speak/>") == ["misplaced"]
    assert rules("<UserInput><InitialCommands><Reject/></InitialCommands></UserInput>") == ["misplaced"]


@pytest.mark.parametrize("name", [NotificationName.INCOMING_SMS, NotificationName.SMS_DELIVERY_REPORT])
def test_in_answers_about_messages_commands_that_need_a_call_are_errors(name):
    """ozml q38."""
    assert rules("<Var ID='a'>1</Var><Speak>Hello</Speak><UserInput><Inputs/></UserInput>", name) == ["needs-call"] * 2
    assert rules("<Hangup/><Delay>1</Delay><Reject/>", name) == ["needs-call"] * 2


def test_the_answer_to_a_message_has_the_problems_that_it_has_in_the_simulator(play):
    script = "<Speak>Hello</Speak><Reject/><SendSms/>"

    told = [one.message for one in play(script, sms="hi").transcript.problems()]
    assert [message for _, _, message in linted(script, NotificationName.INCOMING_SMS)] == told


def test_the_dialect_decides_what_is_known():
    assert rules("<Beep/>") == ["other-dialect"]
    assert rules("<Beep/>", dialect="ozeki10") == []


def test_the_script_of_a_new_call_is_looked_into():
    script = "&lt;Response>&lt;Reject/>&lt;Delay/>&lt;/Response>"

    assert linted(f"<Delay>1</Delay><Call ResponseOzML='{script}'>1</Call>", dialect="ozeki10") == [
        (ERROR, 27, "ResponseOzML:1:11: <Reject> counts only as the first command of the answer to IncomingCall"),
        (ERROR, 27, "ResponseOzML:1:20: <Delay> needs an attribute 'Time' or a text"),
    ]
    assert rules("<Var ID='x'>1</Var><Call Url='/a' ResponseOzML='$x'>1</Call>", dialect="ozeki10") == []


# -- families --------------------------------------------------------------------------------------------------------


def test_a_third_party_answer_is_known_by_its_commands():
    assert rules('<Speak Party="all">Hello</Speak><Hold/><Unhold/>') == []
    assert linted("<Speak>Hello</Speak><Hold/>") == [(ERROR, 11, "<Speak> needs an attribute 'Party'")]
    assert rules('<Hold/><SendDTMF Party="both" Keys="x"/>') == ["bad-value", "bad-value"]


def test_a_routing_answer_is_known_by_its_command():
    assert rules('<Route RingTime="20" Destination="provider-a"/>') == []
    assert rules('<Route RingTime="soon">4711</Route>') == ["bad-value"]


def test_an_answer_of_commands_that_an_extension_has_is_one_of_an_extension():
    assert rules("<Speak>Hello</Speak><Record Duration='0'/>") == ["zero"]


def test_commands_of_several_families_are_told_by_the_likeliest_one():
    assert linted("<Hold/><UserInput><Inputs/></UserInput><Unhold/>") == [
        (ERROR, 18, "<UserInput> is a command of API extension control, not of third-party call control")
    ]
    assert linted("<UserInput/><Delay>1</Delay><Hold/><Route>1</Route>") == [
        (ERROR, 39, "<Hold> is a command of third-party call control, not of API extension control"),
        (ERROR, 46, "<Route> is a command of call routing, not of API extension control"),
    ]


def test_what_is_answered_decides_which_commands_count():
    speak = "<Speak>Hello</Speak>"

    assert rules(speak, NotificationName.INCOMING_CALL) == []
    assert rules(speak, NotificationName.CALL_CHANGED) == ["missing-parameter"]
    assert rules(speak, NotificationName.BLIND_TRANSFER_COMPLETED) == ["missing-parameter"]
    assert rules(speak, NotificationName.ROUTING_INTERCEPTION) == ["wrong-family"]


def test_the_answer_to_record_completed_may_be_of_the_two_families_that_record():
    assert rules("<Speak>Hello</Speak>", NotificationName.RECORD_COMPLETED) == []
    assert rules("<Unhold/>", NotificationName.RECORD_COMPLETED) == []
    assert rules("<Route>1</Route>", NotificationName.RECORD_COMPLETED) == ["wrong-family"]


def test_the_family_may_be_said():
    assert rules("<Speak>Hello</Speak>", family=Family.THIRD_PARTY) == ["missing-parameter"]
    assert rules("<Speak>Hello</Speak>", NotificationName.RECORD_COMPLETED, Family.THIRD_PARTY) == ["missing-parameter"]
    assert rules("<Hold/>", family=Family.EXTENSION) == ["wrong-family"]


def test_behind_a_hangup_of_another_call_commands_run():
    """ozml q15: in third-party call control."""
    assert rules('<Hangup CallId="1"/><Hangup CallId="2"/><Hold CallId="3"/>') == []


def test_a_second_route_has_no_effect():
    """ozml q48."""
    assert linted("<Route/><Route>1</Route><Route>2</Route>") == [
        (ERROR, 11, "<Route> needs an attribute 'Destination' or a text; the dial plan routes the call"),
        (WARNING, 35, "<Route> stands here twice; the first counts"),
    ]
    assert rules("<Route>$to</Route><Route RingTime='$seconds'>2</Route>") == [
        "unknown-variable",
        "unknown-variable",
        "given-twice",
    ]


def test_variables_are_those_that_can_be_set_in_the_family():
    text = '<Var ID="who">Anna</Var><Hold/><Unhold/><Speak Party="all">$who $item $zone</Speak>'

    assert rules(text) == ["wrong-family", "unknown-variable", "unknown-variable", "unknown-variable"]
    assert rules(text, mixed_families=True, family=Family.THIRD_PARTY) == ["unknown-variable", "unknown-variable"]


def test_where_families_may_be_mixed_commands_that_need_no_call_are_understood():
    """ozml q44."""
    third_party = '<Array ID="a"/><ForEach Source="a"><Speak>$item</Speak></ForEach><GoTo>/x</GoTo><Hold/><UserInput/>'

    assert rules(third_party, family=Family.THIRD_PARTY, mixed_families=True) == [
        "missing-parameter",
        "never-run",
        "wrong-family",
    ]
    assert rules("<Unhold/><Route>1</Route>", family=Family.EXTENSION, mixed_families=True) == ["wrong-family"]


WATCHED = Office(call_changed_url="http://app/script", routing_url="http://app/script")

OF_OTHER_FAMILIES = [
    '<Speak>Hello</Speak><Speak Party="nobody"/><Play Party="all"/><SendDTMF Party="all" Keys="x"/>',
    '<BlindTransfer Target="1"/><BlindTransfer TransferorParty="all" Target="1"/><BlindTransfer Tarhet="1"/>',
    "<Hold>now</Hold><Unhold><Speak/></Unhold><UserInput><Inputs><Input/></Inputs></UserInput><Inputs/><Foo/>",
    '<Record Duration="0" Inactivity="x" Format="ogg" FinishedURL=""/><Record FinishedUrl="http://["/>',
    '<AttendedTransfer/><BlindTransfer TranferorParty="caller"/><Route>1</Route><Hangup Cause="1"/><Hold/>',
    "<Route/><Route RingTime='0'>1</Route><Route RingTime='x' Dialed='2'>2</Route><Hold/>",
    '<Route Destination="" DialledNumber="5">1</Route><Speak>Hello</Speak><Var ID="x">1</Var>',
]


@pytest.mark.parametrize("script", OF_OTHER_FAMILIES)
@pytest.mark.parametrize("mixed", [False, True], ids=["by family", "mixed"])
@pytest.mark.parametrize(
    ("name", "family"),
    [(NotificationName.CALL_CHANGED, Family.THIRD_PARTY), (NotificationName.ROUTING_INTERCEPTION, Family.ROUTING)],
)
def test_whatever_is_told_about_answers_of_other_families_is_found_without_a_call(play, script, mixed, name, family):
    answer = ozml(script)
    answers = iter([answer])
    called = play(
        answers=lambda _, fields: next(answers, ozml()) if is_about_people_who_talk(fields, name) else ozml(),
        dials=("2001",),
        office=WATCHED,
        phones={"2001": Phone()},
        caller=[Pauses(5.0), HangsUp()],
        mixed_families=mixed,
    ).transcript
    told = {one.problem for one in [*called.of(ProblemFound), *called.of(NoteFound)] if one.problem.rule in FOUND}

    settings = Settings(mixed_families=mixed)
    found = lint(answer.encode(), "http://app/script", settings, answer_to=name)
    assert told
    assert set(found) == told
    assert lint(answer.encode(), "http://app/script", settings, family=family) == found


def is_about_people_who_talk(fields, name):
    return fields["NotificationName"] == name and fields.get("CallState", "InCall") == "InCall"


# -- variables -------------------------------------------------------------------------------------------------------


def test_values_with_references_are_not_judged():
    known = "<Var ID='x'>5</Var>"

    assert rules(f"{known}<Delay>$x</Delay><Record Duration='$x' FinishDigits='$x' Format='$x'/>") == []
    assert rules(f"{known}<UserInput Digits='$x'><Inputs><Input Key='12'/></Inputs></UserInput>") == []
    assert rules(f"{known}<UserInput><Inputs><Input Key='$x'/><Input Key='$x'/></Inputs></UserInput>") == []
    assert rules(f"{known}<Play Repeat='$x'>a</Play><Speak/>") == []
    assert rules(f"{known}<Call Url='$x'>1</Call>") == []
    assert rules(f"{known}<Delay Time='$x' Tiem='5'/>") == ["unknown-attribute"]


def test_a_dollar_that_begins_no_reference_is_a_value_as_any_other():
    assert rules("<Delay>$5</Delay>") == ["bad-value"]


def test_a_variable_that_is_set_nowhere_in_the_answer_is_a_note():
    assert linted("<Var ID='who'>Anna</Var><Speak>Hello $whom, $who</Speak>") == [
        (NOTE, 35, "no variable '$whom' is set in this answer; did you mean '$who'?")
    ]
    assert linted("<Speak>$who</Speak>") == [(NOTE, 11, "no variable '$who' is set in this answer")]


def test_every_command_that_sets_a_variable_counts_wherever_it_stands():
    assert rules("<Speak>$a $b.name</Speak><Var id='A'>1</Var><sql ID='b'>SELECT 1</sql>") == []
    assert rules("<WaitForMsg ID='a' FromConnection='c'/><Speak>$a</Speak>", dialect="ozeki10") == []


def test_where_a_name_is_itself_a_value_anything_may_be_set():
    assert rules("<Var ID='n$x'>1</Var><Speak>$who</Speak><ForEach Source='all'/>") == []


def test_an_array_that_is_set_nowhere_in_the_answer_is_a_note():
    assert linted("<Array ID='cats'><item>a</item></Array><ForEach Source='cat'/>") == [
        (NOTE, 50, "no array 'cat' is set in this answer; did you mean 'cats'?")
    ]
    assert rules("<ForEach Source='all'/>") == ["unknown-array"]
    assert rules("<Var ID='x'>1</Var><ForEach Source='$x'/>") == []


def test_names_of_blocks_are_known_inside_of_them_only():
    """Sections 4.6 and 4.11."""
    loop = "<Array ID='a'/><ForEach Source='a'><Speak>$item $item.from</Speak></ForEach>"

    assert rules(loop) == []
    assert [message for _, _, message in linted(f"{loop}<Speak>$Item</Speak>")] == [
        "'$Item' stands for something only in <ForEach>"
    ]
    alarm = (
        "<ReceiveAlarmNotification><Received><Speak>$account $eventqualifier $eventcode $eventname $partition $zone"
        "</Speak></Received></ReceiveAlarmNotification>"
    )
    assert rules(alarm) == []
    assert rules("<Speak>$zone</Speak>") == ["unknown-variable"]


def test_every_command_with_an_id_is_known_to_set_something():
    with_id = {spec.name.lower() for spec in COMMANDS.values() if "id" in spec.attributes}

    assert with_id == SETS_VARIABLE | SETS_ARRAY
    assert {name for name, _ in COMMANDS} >= NAMES_INSIDE.keys()


# -- the same as in a call -------------------------------------------------------------------------------------------

RUN_TIME = RULES.keys() - FOUND.keys() | {"unknown-array", "unknown-variable", "not-simulated"}
"""What depends on what happens, or is said with less certainty."""


@pytest.mark.parametrize("dialect", ["xe", "ozeki10"])
@pytest.mark.parametrize("repair", [False, True])
def test_whatever_a_call_reports_about_an_answer_is_found_without_one(play, dialect, repair):
    for number in range(100):
        world = World(number)
        script = world.damaged(world.script()) if number % 4 == 0 else world.script()
        told = told_in_a_call(play, script, dialect=dialect, repair_answers=repair)

        found = lint(
            script.encode(),
            "http://app/",
            Settings(dialect=dialect, repair_answers=repair),
            answer_to=NotificationName.INCOMING_CALL,
        )

        judged = {
            one
            for one in told
            if one.rule not in RUN_TIME and one.place.source == "http://app/" and "responseozml" not in script.lower()
        }
        assert {one for one in judged if not holds_reference(script, one, repair)} <= set(found), world
        assert {one.rule for one in found} <= FOUND.keys()


def told_in_a_call(play, script, **how):
    """The problems that a call reports, whose first answer is the script and whose others are empty."""
    answers = iter([script])
    called = play(
        answers=lambda *_: next(answers, "<Response/>"),
        caller=[Pauses(60.0), HangsUp()],
        clips=CLIPS,
        max_call_duration=300.0,
        round_limit=30,
        goto_limit=10,
        order_limit=12,
        **how,
    )
    return {one.problem for one in [*called.transcript.of(ProblemFound), *called.transcript.of(NoteFound)]}


def holds_reference(script, problem, repair):
    """Whether a problem is that of an element with a "$" in it, about which only a call knows."""
    if problem.rule in {"unusable-answer", "repaired"}:
        return False
    parsed = parse(script.encode(), problem.place.source, repair=repair, names=element_names())
    at = {parsed.place(one): one for one in parsed.root.walk()}
    element = at.get(problem.place)
    values = [value for one in element.walk() for _, value in [*one.attributes, ("", one.text)]] if element else []
    return any("$" in value for value in values)
