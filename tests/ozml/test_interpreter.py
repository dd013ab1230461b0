"""Whole scripts: envelopes, answers that cannot be used, and what runs when."""

from __future__ import annotations

import pytest

from simulator.ozml.schema import COMMANDS, Family
from simulator.telephony.call import CallState
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.effects import Response
from simulator.telephony.office import Office
from simulator.telephony.phone import Phone
from simulator.telephony.steps import HangsUp, Hears, Pauses, Presses

HELLO = "<Speak>Hello</Speak>"


def problems(played):
    return [str(problem).removeprefix("http://app") for problem in played.transcript.problems()]


def answered(text, status=200, content_type="text/xml", **more):
    return {"/": Response("", status, text.encode(), content_type, **more)}


# -- envelopes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("root", ["Response", "response", "OzML", "ozml", "RESPONSE"])
def test_these_roots_are_understood(play, root):
    """Section 1.1."""
    played = play(answers={"/": f"<{root}>{HELLO}</{root}>"})

    assert (played.heard, played.rules) == (["Hello"], [])


def test_commands_run_one_after_the_other(play):
    assert play("<Speak>One</Speak><Delay>1</Delay><Speak>Two</Speak>").lines()[3:] == [
        "0.0 speaks 'One' (0.3 s)",
        "1.3 speaks 'Two' (0.3 s)",
        "1.6 call ended by pbx: normal clearing",
    ]


def test_commands_leave_their_parameters_and_their_outcome_in_the_transcript(play):
    """Section 10.3."""
    lines = play('<Record FORMAT="wav" Duration="1234567" FinishDigits="#"/>', caller=[Presses("#")]).lines(detail=True)

    assert [line for line in lines if "<Record>" in line] == [
        "0.0 <Record> Duration='1234567' FinishDigits='#' Format='wav' at /:1:11",
        "0.0 <Record> done",
    ]


@pytest.mark.parametrize(
    "content_type", ["text/html", "text/xml", "application/xml", "APPLICATION/soap+XML", "text/plain", ""]
)
def test_the_content_type_does_not_matter(play, content_type):
    """ozml q53."""
    played = play(answers=answered(f"<Response>{HELLO}</Response>", content_type=content_type))

    assert (played.heard, played.rules) == (["Hello"], [])


def test_a_strange_content_type_is_worth_a_warning(play):
    played = play(answers=answered(f"<Response>{HELLO}</Response>", content_type="application/json"))

    assert played.heard == ["Hello"]
    assert played.lines()[2] == (
        "0.0 warning: /: the answer's Content-Type is 'application/json', expected XML or text"
    )


def test_text_between_commands_is_ignored(play):
    """ozml q9."""
    played = play(answers={"/": f"<Response>Now say: {HELLO} please</Response>"})

    assert played.heard == ["Hello"]
    assert problems(played) == ["/:1:1: text between commands is ignored: 'Now say:  please'"]


def test_the_charset_of_the_answer_counts(play):
    body = "<Response><Speak>Olá</Speak></Response>".encode("iso-8859-1")
    played = play(answers={"/": Response("", 200, body, "text/xml", charset="iso-8859-1")})

    assert played.heard == ["Olá"]


# -- answers that cannot be used -------------------------------------------------------------------------------------

UNUSABLE = [
    pytest.param(
        Response("", 0, failure="connection refused"),
        "no-answer",
        "no answer from the app: connection refused",
        id="no answer",
    ),
    pytest.param(
        Response("", 500, b"<html><body>Internal\n error</body></html>", "text/html"),
        "http-status",
        "the app answered 500 Internal Server Error, expected 200 with OzML; "
        "it begins '<html><body>Internal error</body></html>'",
        id="500",
    ),
    pytest.param(
        Response("", 404),
        "http-status",
        "the app answered 404 Not Found, expected 200 with OzML",
        id="404 without a body",
    ),
    pytest.param(
        Response("", 799, b"what"),
        "http-status",
        "the app answered 799, expected 200 with OzML; it begins 'what'",
        id="a status that HTTP has not",
    ),
    pytest.param(
        Response("", 302, b""), "http-status", "the app answered 302 Found, expected 200 with OzML", id="redirect"
    ),
    pytest.param(
        "", "unusable-answer", "the answer is empty, expected OzML such as <Response></Response>", id="empty body"
    ),
    pytest.param(
        '{"ok": true}',
        "unusable-answer",
        "the answer is not XML, it begins '{\"ok\": true}'",
        id="JSON",
    ),
    pytest.param(
        "<Response><Speak>",
        "unusable-answer",
        None,
        id="truncated",
    ),
    pytest.param(
        "<html><body/></html>",
        "unknown-root",
        "the root element is <html>, expected <Response>; an HTML page?",
        id="well-formed HTML",
    ),
    pytest.param(
        "<Respnse/>",
        "unknown-root",
        "the root element is <Respnse>, expected <Response>; did you mean 'Response'?",
        id="misspelt root",
    ),
    pytest.param(
        "<Request/>",
        "unknown-root",
        None,
        id="another root",
    ),
]


@pytest.mark.parametrize(("answer", "rule", "message"), UNUSABLE)
def test_an_unusable_answer_ends_the_call(play, answer, rule, message):
    """ozml q3, q4; it is never picked up."""
    played = play(answers={"/": answer})

    (problem,) = played.transcript.problems()
    assert problem.rule == rule
    assert message in (None, problem.message)
    assert (played.call.ended_by, played.call.cause) == (Side.PBX, HangupCause.TEMPORARY_FAILURE)
    assert "call answered" not in played.lines()


@pytest.mark.parametrize(("answer", "rule", "message"), UNUSABLE)
@pytest.mark.parametrize(
    "commands",
    [
        "<GoTo>/bad</GoTo>",
        '<Record Duration="1" FinishedUrl="/bad"/><Speak>never</Speak>',
        '<UserInput Timeout="5" ForwardToUrl="/bad"/><Speak>never</Speak>',
    ],
    ids=["GoTo", "RecordCompleted", "DtmfEntered"],
)
def test_an_unusable_answer_to_any_notification_ends_the_call(play, commands, answer, rule, message):
    played = play(commands, answers={"/bad": answer}, caller=[Presses("1")])

    assert rule in played.rules
    assert played.call.cause is HangupCause.TEMPORARY_FAILURE
    assert played.heard == []
    assert played.call.cleared


def test_an_unusable_answer_after_the_call_is_only_told(play):
    played = play('<Record FinishedUrl="/bad"/>', answers={"/bad": Response("", 500)}, caller=[Pauses(1.0), HangsUp()])

    assert played.rules == ["http-status"]
    assert (played.call.ended_by, played.call.cause) == (Side.CALLER, HangupCause.NORMAL_CLEARING)


def test_limits_on_answers_are_settings(play):
    assert play(HELLO, max_answer_bytes=10).rules == ["unusable-answer"]
    assert play(HELLO, max_answer_depth=1).rules == ["unusable-answer"]


# -- elements that are no commands -----------------------------------------------------------------------------------


def test_an_unknown_element_is_skipped_with_its_children(play):
    """ozml q5."""
    played = play(f"<If><Hangup/></If>{HELLO}")

    assert played.heard == ["Hello"]
    assert problems(played)[0].startswith("/:1:11: <If> is not an OzML command")


OF_OTHERS = sorted(
    {
        spec.name: spec.family for spec in COMMANDS.values() if (spec.name.lower(), Family.EXTENSION) not in COMMANDS
    }.items()
)


@pytest.mark.parametrize(("name", "family"), OF_OTHERS, ids=[name for name, _ in OF_OTHERS])
def test_a_command_of_another_family_is_skipped_by_name_and_line(play, name, family):
    """ozml q44."""
    played = play(f"\n<{name}/>{HELLO}")

    assert played.heard == ["Hello"]
    assert problems(played) == [f"/:2:1: <{name}> is a command of {family}, not of API extension control"]


# -- picking up, replacing, running in place -------------------------------------------------------------------------


def test_the_call_is_picked_up_before_the_first_command(play):
    assert play(HELLO).lines()[2:4] == ["0.0 call answered", "0.0 speaks 'Hello' (0.5 s)"]


def test_a_script_that_replaces_another_may_replace_itself_again(play):
    played = play(
        "<Speak>a</Speak><GoTo>/b</GoTo><Speak>never</Speak>",
        answers={
            "/b": "<Response><Speak>b</Speak><GoTo>c</GoTo></Response>",
            "/c": "<Response><Speak>c</Speak></Response>",
        },
    )

    assert played.heard == ["a", "b", "c"]
    assert [path for path, _ in played.requests] == ["/", "/b", "/c"]


def test_an_answer_is_run_in_place_and_the_script_goes_on_behind_it(play):
    """ozml q35."""
    played = play(
        '<Record Duration="1" FinishedUrl="/done"/><Speak>after</Speak>',
        answers={"/done": "<Response><Speak>in place</Speak></Response>"},
    )

    assert played.heard == ["in place", "after"]


def test_a_goto_in_an_answer_that_is_run_in_place_replaces_everything(play):
    """ozml q16."""
    played = play(
        '<Record Duration="1" FinishedUrl="/done"/><Speak>never</Speak>',
        answers={"/done": "<Response><GoTo>/new</GoTo></Response>", "/new": f"<Response>{HELLO}</Response>"},
    )

    assert played.heard == ["Hello"]


def test_variables_live_as_long_as_the_call(play):
    """Section 2.4."""
    played = play(
        '<Var ID="who">Anna</Var><Record Duration="1" FinishedUrl="/done"/><GoTo>/new</GoTo>',
        answers={
            "/done": '<Response><Speak>$who</Speak><Var ID="WHO">Bela</Var></Response>',
            "/new": "<Response><Speak>Bye $Who</Speak></Response>",
        },
    )

    assert played.heard == ["Anna", "Bye Bela"]


# -- after the call --------------------------------------------------------------------------------------------------


def test_commands_that_need_a_call_are_skipped_when_it_is_over(play):
    played = play(
        '<Record FinishedUrl="/done"/>',
        answers={"/done": '<Response><Var ID="x">1</Var><Speak>Thanks</Speak><Record/></Response>'},
        caller=[Pauses(1.0), HangsUp()],
    )

    assert played.lines()[-4:] == [
        "1.0 recording finished: hang-up, 1.0 s",
        "1.0 POST /done RecordCompleted",
        "1.0 <Speak> skipped: the call has ended",
        "1.0 <Record> skipped: the call has ended",
    ]
    assert played.call.variables.get("x").text == "1"


def test_a_goto_after_the_call_is_still_followed(play):
    played = play(
        '<Record FinishedUrl="/done"/>',
        answers={
            "/done": "<Response><GoTo>/more</GoTo></Response>",
            "/more": '<Response><Var ID="x">1</Var><Hangup/></Response>',
        },
        caller=[Pauses(1.0), HangsUp()],
    )

    assert [path for path, _ in played.requests] == ["/", "/done", "/more"]
    assert played.lines()[-1] == "1.0 <Hangup> skipped: the call has ended"
    assert played.call.state is CallState.ENDED


def test_gotos_after_the_call_end_too(play):
    played = play(
        '<Record FinishedUrl="/loop"/>',
        answers={"/loop": "<Response><GoTo>/loop</GoTo></Response>"},
        caller=[Pauses(1.0), HangsUp()],
    )

    assert played.rules == ["endless-goto"]
    assert len(played.requests) == 1 + 1 + 100


def test_nothing_of_the_answer_is_run_when_the_caller_has_given_up_ringing(play, request):
    played = play("<Reject/>", caller=[Hears("x")], latency=20.0, max_call_duration=10.0)

    assert played.rules == []
    assert played.call.ended_by is Side.CALLER


# -- without end -----------------------------------------------------------------------------------------------------


def test_commands_that_take_no_time_are_counted_until_some_passes(play):
    """ozml q17."""
    played = play("<Var ID='a'>1</Var>" * 3 + "<Delay>1</Delay>" + "<Var ID='a'>1</Var>" * 4, command_limit=4)

    assert played.rules == []
    played = play("<Var ID='a'>1</Var>" * 5, command_limit=4)
    assert played.rules == ["endless-script"]
    assert played.lines()[-2:] == [
        "0.0 error: /:1:87: 4 commands have run and no time has passed; the script ends",
        "0.0 call ended by pbx: interworking",
    ]


def test_each_call_has_a_count_of_its_own(play):
    played = play(
        '<Call Url="/up">1</Call><Delay>2</Delay><Var ID="a">1</Var><Var ID="a">1</Var>',
        answers={"/up": "<Response><Var ID='a'>1</Var><Var ID='a'>1</Var><Var ID='a'>1</Var></Response>"},
        command_limit=3,
    )

    assert played.rules == []


def test_commands_within_answers_are_counted_with_the_script_around_them(play):
    played = play(
        "<GoTo>/next</GoTo>",
        answers={"/next": "<Response><Var ID='a'>1</Var><Var ID='a'>1</Var><GoTo>/next</GoTo></Response>"},
        command_limit=8,
    )

    assert played.rules == ["endless-script"]
    assert len(played.requests) == 1 + 3


# -- about a message -------------------------------------------------------------------------------------------------


def test_a_command_that_needs_a_call_is_an_error_where_there_is_none(play):
    """ozml q38."""
    played = play("<Speak>Hi</Speak><Reject/><SendSms Recipient='1'>x</SendSms>", sms="hello")

    assert played.lines()[2:4] == [
        "0.0 error: /:1:11: <Speak> needs a call, and there is none in the answer to a notification about a message",
        "0.0 error: /:1:28: <Reject> needs a call, and there is none in the answer to a notification about a message",
    ]
    assert len(played.pbx.outbox.sms) == 1


def test_a_script_of_which_nothing_can_be_run_is_over_at_once(play):
    played = play("<Speak>Hi</Speak>" * 3, sms="hello")

    assert played.rules == ["needs-call"] * 3
    assert played.call.cleared


# -- picking up ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "dialect"),
    [('<ForwardCall Destination="1"/>', "xe"), ("<ForwardCall/>", "ozeki10")],
    ids=["of another dialect", "without its parameter"],
)
def test_a_first_command_that_is_skipped_does_not_keep_the_call_ringing(play, first, dialect):
    played = play(f"{first}<Speak>Hello</Speak><Reject/>", dialect=dialect)

    assert "0.0 call answered" in played.lines()
    assert played.heard == ["Hello"]
    assert "misplaced" in played.rules
    assert str(played.call.cause) == "normal clearing"


# -- what an app may use up ------------------------------------------------------------------------------------------


def test_the_commands_of_a_call_are_counted_in_all(play):
    script = "<Array id='a'>" + "<item/>" * 90 + "</Array><ForEach source='a'><Var id='q'>1</Var></ForEach>"
    played = play(f"{script}<Delay>1</Delay><GoTo>/</GoTo>", max_commands=500)

    assert played.rules == ["endless-script"]
    assert played.transcript.problems()[0].message == "500 commands have run in all; the script ends"
    assert str(played.call.cause) == "interworking"


def test_what_an_app_wrote_is_kept_as_long_as_one_wants_to_read_it(play):
    played = play(f'<Delay Time="{"x" * 50_000}"/><Record {"a" * 30_000}="1"/>')

    assert played.rules == ["bad-value", "unknown-attribute"]
    assert all(len(problem.message) < 1_100 for problem in played.transcript.problems())


def test_variables_may_not_grow_without_end(play):
    script = (
        f"<Var id='v'>{'x' * 90_000}</Var><Array id='a'>{'<item>y</item>' * 300}</Array>"
        "<ForEach source='a'><Var id='w$item'>$v</Var></ForEach>"
    )
    played = play(script)

    assert set(played.rules) == {"too-long"}
    assert played.call.remembered > 20_000_000


# -- about calls between others --------------------------------------------------------------------------------------

WATCHED = Office(call_changed_url="http://app/changed")
ROUTED = Office(routing_url="http://app/routing")
TO_ALL = '<Speak Party="all">Hello</Speak>'


def watching(script):
    """An app that answers with a script when two people are connected, and with nothing else."""
    return lambda _, fields: f"<Response>{script if fields.get('CallState') == 'InCall' else ''}</Response>"


@pytest.fixture
def play_watched(play):
    def play_watched(script, **options):
        options = {"caller": [Pauses(60.0), HangsUp()], "phones": {"2001": Phone()}, **options}
        return play(answers=watching(script), dials=("2001",), office=WATCHED, **options)

    return play_watched


@pytest.fixture
def play_routed(play):
    def play_routed(script, **options):
        answers = {"/routing": f"<Response>{script}</Response>"}
        phones = {"2001": Phone(), "2002": Phone()}
        caller = [Pauses(5.0), HangsUp()]
        return play(answers=answers, dials=("2001",), office=ROUTED, caller=caller, phones=phones, **options)

    return play_routed


def test_the_answer_to_call_changed_has_commands_of_third_party_control(play_watched):
    played = play_watched(TO_ALL)

    assert (played.heard, played.rules) == (["Hello"], [])


def test_the_answer_to_routing_interception_has_commands_of_routing(play_routed):
    played = play_routed("<Route>2002</Route>")

    assert played.rules == []
    assert "connected with 2002" in "\n".join(played.lines())


def test_nothing_is_hung_up_at_the_end_of_a_third_party_script(play_watched):
    """Section 3.2."""
    assert play_watched(TO_ALL).call.ended_by is Side.CALLER


@pytest.mark.parametrize("answer", [Response("", 500), "<html/>", "not XML"], ids=["500", "another root", "no XML"])
def test_a_call_between_others_goes_on_if_the_answer_cannot_be_used(play, answer):
    """ozml q3."""
    played = play(
        answers=lambda *_: answer,
        dials=("2001",),
        office=WATCHED,
        phones={"2001": Phone()},
        caller=[Pauses(5.0), HangsUp()],
    )

    assert set(played.rules) <= {"http-status", "unknown-root", "unusable-answer"}
    assert played.rules
    assert played.call.ended_by is Side.CALLER


def test_a_command_of_an_extension_is_skipped_in_a_third_party_script(play_watched):
    """ozml q44."""
    played = play_watched(f"<Delay>5</Delay>{TO_ALL}")

    assert problems(played) == [
        "/changed:1:11: <Delay> is a command of API extension control, not of third-party call control"
    ]
    assert played.heard == ["Hello"]


def test_a_command_of_two_families_is_told_with_both_where_neither_counts(play_routed):
    """ozml q44."""
    played = play_routed("<Speak>Hello</Speak><Route>2002</Route>")

    assert problems(played) == [
        "/routing:1:11: <Speak> is a command of API extension control and third-party call control, not of call routing"
    ]
    assert "connected with 2002" in "\n".join(played.lines())


# -- commands of all families, if a setting says so ------------------------------------------------------------------


def test_commands_of_extensions_that_need_no_call_run_in_a_third_party_script(play_watched):
    """ozml q44: variables, loops and messages too; what stands in a loop is of the family of the answer."""
    script = (
        '<Delay>5</Delay><Var ID="who">Anna</Var><Array ID="all"><item>x</item><item>y</item></Array>'
        '<ForEach Source="all"><Speak Party="caller">$who $item</Speak></ForEach>'
        '<SendSms Recipient="4711">$who</SendSms>'
    )
    played = play_watched(script, mixed_families=True)

    assert (played.heard, played.rules) == (["Anna x", "Anna y"], [])
    assert played.at("speaks 'Anna x'") == played.at("state InCall") + 5.0
    assert [one.text for one in played.pbx.outbox.sms] == ["Anna"]


def test_a_goto_takes_over_in_a_third_party_script(play):
    """ozml q44."""
    answers = {"/more": f"<Response>{TO_ALL}</Response>"}
    first = watching("<GoTo>/more</GoTo>")
    played = play(
        answers=lambda path, fields: answers.get(path) or first(path, fields),
        dials=("2001",),
        office=WATCHED,
        phones={"2001": Phone()},
        caller=[Pauses(60.0), HangsUp()],
        mixed_families=True,
    )

    assert (played.heard, played.rules) == (["Hello"], [])


def test_commands_that_need_the_call_of_an_extension_are_skipped_all_the_same(play_watched):
    played = play_watched(f"<UserInput/><Reject/>{TO_ALL}", mixed_families=True)

    assert played.rules == ["wrong-family", "wrong-family"]
    assert played.heard == ["Hello"]


def test_third_party_commands_run_in_the_script_of_an_extension(play):
    """ozml q44: here about the caller's own call, of which the extension is the other end."""
    script = '<SendDTMF Party="caller" Keys="12"/><Unhold/><Delay>5</Delay>'

    assert play(script).rules == ["wrong-family", "wrong-family"]
    played = play(script, mixed_families=True)
    assert played.heard == ["1", "2"]
    assert played.rules == ["wrong-state"]


def test_commands_of_extensions_run_in_a_routing_script(play_routed):
    """ozml q44."""
    played = play_routed('<Var ID="to">2002</Var><Route>$to</Route>', mixed_families=True)

    assert played.rules == []
    assert "connected with 2002" in "\n".join(played.lines())


def test_route_counts_where_calls_are_routed_only(play_watched, play):
    played = play_watched(f"<Route>2002</Route>{TO_ALL}", mixed_families=True)

    assert (played.heard, played.rules) == (["Hello"], ["wrong-family"])
    assert play("<Route>2002</Route>", mixed_families=True).rules == ["wrong-family"]
