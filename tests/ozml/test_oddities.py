"""Oddities of published and of hand-made OzML, row by row of ozml-commands.md section 8.

Rows 1 to 24 are well-formed and accepted silently. Rows 25 to 34 are told, with their place where they have one, and
survived: strictly, and with the setting that repairs answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from simulator.ozml.parser import parse
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.effects import Response
from simulator.telephony.events import CallAnswered
from simulator.telephony.media import Clip
from simulator.telephony.problem import Severity
from simulator.telephony.recording import RecordEnd
from simulator.telephony.script_events import CommandStarted
from simulator.telephony.step import Step
from simulator.telephony.steps import Pauses, Presses

CLIPS = {"welcome.wav": Clip("welcome", "welcome", 2.0)}
HELLO = "<Speak>Hello</Speak>"
APP_SPEAKS = "<Response><Speak>app</Speak></Response>"


def complaints(played) -> list[str]:
    """The kinds of problems that are more than a note."""
    return [one.rule for one in played.transcript.problems() if one.severity is not Severity.NOTE]


def notes(played) -> list[str]:
    return [one.rule for one in played.transcript.problems() if one.severity is Severity.NOTE]


def commands(played) -> list[str]:
    """The commands that ran, in order."""
    return [one.name for one in played.transcript.of(CommandStarted)]


def ended_well(played) -> bool:
    return played.call.cleared and played.pbx.idle and not played.call.stalled


# -- well-formed, and accepted silently ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Accepted:
    """An answer to IncomingCall, what the caller does, and what he hears."""

    answer: str | bytes
    heard: Sequence[str]
    caller: Sequence[Step] = ()
    answers: Mapping[str, str] = field(default_factory=dict)


MENU = "<InitialCommands><Speak>Which key?</Speak></InitialCommands>"
KEY = (Pauses(2.0), Presses("1"))

ACCEPTED = {
    "#1: no declaration": Accepted(f"<Response>{HELLO}</Response>", ["Hello"]),
    "#2: a declaration without an encoding": Accepted(
        f'<?xml version="1.0"?>\n<Response>{HELLO}</Response>', ["Hello"]
    ),
    "#2: a declaration with an encoding": Accepted(
        '<?xml version="1.0" encoding="iso-8859-1"?>\n<Response><Speak>Olá</Speak></Response>'.encode("iso-8859-1"),
        ["Olá"],
    ),
    "#3: the root Response": Accepted(f"<Response>{HELLO}</Response>", ["Hello"]),
    "#3: the root response": Accepted(f"<response>{HELLO}</response>", ["Hello"]),
    "#3: the root OzML": Accepted(f"<OzML>{HELLO}</OzML>", ["Hello"]),
    "#4: names in any case within one document": Accepted(
        "<Response><array id='colours'><Item>red</Item><item>blue</item></array>"
        "<ForEach source='colours'><speak>$ITEM</speak></ForEach></Response>",
        ["red", "blue"],
    ),
    "#5: Userinput": Accepted(
        f"<Response><Userinput timeout='5'>{MENU}<inputs><input key='1'><Speak>one</Speak></input></inputs>"
        "</Userinput></Response>",
        ["Which key?", "one"],
        KEY,
    ),
    "#6: single quotation marks": Accepted("<Response><Speak Text='Say \"hello\"'/></Response>", ['Say "hello"']),
    "#7: a blank before the equals sign": Accepted(
        f"<Response><UserInput repeat ='false' timeout ='2'>{MENU}</UserInput><Speak Text = 'behind'/></Response>",
        ["Which key?", "behind"],
    ),
    "#9: a text over several indented lines": Accepted(
        "<Response>\n\t<Speak>\n\t\tThe first sentence.\n\t\tThe second,\n\t\t\tlonger one.\n\t</Speak>\n</Response>",
        ["The first sentence. The second, longer one."],
    ),
    "#10: texts that are empty": Accepted(
        f"<Response><Speak></Speak><Speak> \n\t</Speak><Speak/><Speak Text=''/>{HELLO}</Response>", ["Hello"]
    ),
    "#11: Portuguese without an encoding": Accepted(
        "<Response><Speak Language='pt-BR'>Não há ninguém aqui.</Speak></Response>".encode(), ["Não há ninguém aqui."]
    ),
    "#12: a menu with a prompt and without Inputs": Accepted(
        f"<Response><UserInput Timeout='5' ForwardToUrl='/keys'>{MENU}</UserInput></Response>",
        ["Which key?", "app"],
        KEY,
        {"/keys": APP_SPEAKS},
    ),
    "#13: Inputs without an address": Accepted(
        f"<Response><UserInput Timeout='5'>{MENU}<Inputs><Input key='1'>{HELLO}</Input></Inputs>"
        "</UserInput></Response>",
        ["Which key?", "Hello"],
        KEY,
    ),
    "#13: an address without Inputs": Accepted(
        "<Response><UserInput Timeout='5' ForwardToUrl='/keys'/></Response>", ["app"], KEY, {"/keys": APP_SPEAKS}
    ),
    "#19: an escaped ampersand in an attribute": Accepted(
        "<Response><UserInput Timeout='5' ForwardToUrl='/keys?user=7&amp;pin=yes'/></Response>",
        ["app"],
        KEY,
        {"/keys?user=7&pin=yes": APP_SPEAKS},
    ),
    "#19: an escaped ampersand in a body": Accepted(
        "<Response><GoTo>\n  /menu?level=2&amp;name=A&#66;\n</GoTo></Response>",
        ["app"],
        answers={"/menu?level=2&name=AB": APP_SPEAKS},
    ),
    "#21: namespaces that are declared and not used": Accepted(
        '<Response xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xmlns:xsd="http://www.w3.org/2001/XMLSchema">{HELLO}</Response>',
        ["Hello"],
    ),
    "#22: blank lines behind the root": Accepted(f"<Response>{HELLO}</Response>\n\n  \t\r\n", ["Hello"]),
    "#23: CR LF and tabs": Accepted(
        "<?xml version='1.0'?>\r\n<Response>\r\n\t<Speak\tLanguage='en-UK'>\r\n\tHello\r\n\tagain\r\n\t</Speak>\r\n"
        "</Response>\r\n",
        ["Hello again"],
    ),
    "#24: comments and CDATA sections": Accepted(
        "<!-- first --><Response><!-- <Speak>never</Speak> -->"
        "<Speak>Salt <!-- or --><![CDATA[& <b>pepper</b>]]></Speak>"
        "</Response><!-- last -->",
        ["Salt & <b>pepper</b>"],
    ),
}


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in ACCEPTED.items()])
def test_it_is_accepted_silently(play, case):
    played = play(answers={"/": case.answer, **case.answers}, caller=case.caller)

    assert (played.heard, played.rules) == (list(case.heard), [])
    assert ended_well(played)


@pytest.mark.parametrize(
    ("element", "ran"),
    [
        pytest.param("<Hangup></Hangup>", "Hangup", id="#8: open and close"),
        pytest.param("<Hangup/>", "Hangup", id="#8: self-closing"),
        pytest.param("<Record Duration='2'>\n  </Record>", "Record", id="#8: white space inside a Record"),
        pytest.param("<Record Duration='2' />", "Record", id="#8: a self-closing Record"),
        pytest.param("<UserInput>\n</UserInput>", "UserInput", id="#8: white space inside a UserInput"),
        pytest.param("<Play AudioFile='welcome.wav'> </Play>", "Play", id="#8: white space inside a Play"),
    ],
)
def test_an_empty_element_is_accepted_however_it_is_closed(play, element, ran):
    played = play(element, clips=CLIPS)

    assert (commands(played), played.rules) == ([ran], [])
    assert ended_well(played)


@pytest.mark.parametrize(
    ("element", "name"),
    [
        pytest.param("<Hold></Hold>", "Hold", id="#8: Hold"),
        pytest.param("<Unhold/>", "Unhold", id="#8: Unhold"),
        pytest.param("<SendDTMF Party='all' Keys='12'></SendDTMF>", "SendDTMF", id="#8: SendDTMF"),
        pytest.param("<Route Destination='9001'/>", "Route", id="#8: Route"),
        pytest.param(
            "<AttendedTransfer TransferorParty='caller' TargetCallId='2'/>",
            "AttendedTransfer",
            id="#15: TransferorParty on AttendedTransfer",
        ),
    ],
)
def test_a_command_of_another_family_is_known_by_name_and_skipped(play, element, name):
    """These answer other notifications: what stands in them is not looked at, and the script goes on."""
    played = play(element + HELLO)

    (problem,) = played.transcript.problems()
    assert (problem.rule, problem.severity) == ("wrong-family", Severity.ERROR)
    assert problem.message.startswith(f"<{name}> is a command of ")
    assert played.heard == ["Hello"]


@pytest.mark.parametrize("name", [pytest.param("enteredUrl", id="#14: enteredUrl")])
def test_the_old_name_of_forward_to_url_is_worth_a_note(play, name):
    played = play(f"<UserInput Timeout='5' {name}='/keys'/>", caller=KEY, answers={"/keys": APP_SPEAKS})

    assert (played.heard, complaints(played), notes(played)) == (["app"], [], ["alias"])


@pytest.mark.parametrize(
    ("element", "sent"),
    [
        pytest.param("<SendSms Recipient='+3611111'>Hi</SendSms>", [("9000", "+3611111", "Hi")], id="#16: SendSms"),
        pytest.param(
            "<SendEmail Recipient='anna@example.com' Subject='Hi' Message='Hello Anna'/>",
            [("pbx@localhost", "anna@example.com", "Hello Anna")],
            id="#16: SendEmail",
        ),
    ],
)
def test_a_message_without_an_api_extension_is_that_of_the_extension_that_answers(play, element, sent):
    played = play(element)

    assert [(one.sender, one.recipient, one.text) for one in played.pbx.outbox.sent] == sent
    assert played.rules == []


@pytest.mark.parametrize("element", [pytest.param("<Call Url='/up'>4711</Call>", id="#16: Call")])
def test_a_call_without_an_api_extension_is_that_of_the_extension_that_answers(play, element):
    played = play(element, answers={"/up": APP_SPEAKS})

    (placed,) = played.calls
    assert (placed.extension, placed.caller_id, placed.dialled) == ("9000", "9000", "4711")
    assert [prompt.text for prompt in placed.prompts] == ["app"]
    assert played.rules == []


@pytest.mark.parametrize("rounds", [pytest.param(3, id="#17: an address that leads to itself for a while")])
def test_a_page_may_lead_to_itself(play, rounds):
    def page(path, fields):
        turn = int(path.partition("=")[2] or 0)
        goto = f"<GoTo>/?turn={turn + 1}</GoTo>" if turn < rounds else ""
        return f"<Response><Speak>turn {turn}</Speak>{goto}</Response>"

    played = play(answers=page)

    assert played.heard == ["turn 0", "turn 1", "turn 2", "turn 3"]
    assert [path for path, _ in played.requests] == ["/", "/?turn=1", "/?turn=2", "/?turn=3"]
    assert played.rules == []


@pytest.mark.parametrize("path", [pytest.param("/?again=yes", id="#17: an address that leads to itself for ever")])
def test_a_page_that_only_leads_to_itself_is_stopped(play, path):
    """ozml q17: after 100 in a row without anything that takes time."""
    played = play(answers=lambda *_: f"<Response><GoTo>{path}</GoTo></Response>")

    assert complaints(played) == ["endless-goto"]
    assert len(played.requests) == 1 + 100
    assert (played.call.ended_by, played.call.cause) == (Side.PBX, HangupCause.INTERWORKING)
    assert ended_well(played)


@pytest.mark.parametrize("page", [pytest.param("/pin", id="#18: one page for GoTo and for DtmfEntered")])
def test_a_page_may_answer_with_and_without_digits(play, page):
    """Before anything has been entered there is no DtmfDigits."""

    def app(path, fields):
        if path == "/":
            return f"<Response><GoTo>{page}</GoTo></Response>"
        if "DtmfDigits" not in fields:
            return f"<Response><Speak>PIN?</Speak><UserInput Timeout='5' Digits='2' ForwardToUrl='{page}'/></Response>"
        return f"<Response><Speak>Welcome, {fields['DtmfDigits']}</Speak></Response>"

    played = play(answers=app, caller=[Pauses(2.0), Presses("42")])

    assert [fields["NotificationName"] for _, fields in played.requests] == ["IncomingCall", "GoTo", "DtmfEntered"]
    assert ["DtmfDigits" in fields for _, fields in played.requests] == [False, False, True]
    assert (played.heard, played.rules) == (["PIN?", "Welcome, 42"], [])


@pytest.mark.parametrize("connection", [pytest.param("admin @localhost", id="#20: a stray blank in a connection")])
def test_a_stray_blank_in_the_name_of_a_connection_is_left_out(play, connection):
    played = play(f"<SendMsg ToConnection='{connection}'>Hi</SendMsg>", dialect="ozeki10")

    assert [(one.connection, one.text) for one in played.pbx.outbox.messages] == [("admin@localhost", "Hi")]
    assert played.rules == []


# -- not well-formed -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Malformed:
    """An answer with slips, where each begins, and what the caller hears once they are repaired."""

    answer: str
    slips: Sequence[tuple[int, int]]
    says: str
    """What the first one is."""
    heard: Sequence[str]
    caller: Sequence[Step] = ()
    also: Sequence[str] = ()
    """Other problems, once it is repaired."""


MALFORMED = {
    "#26: no blank between two attributes": Malformed(
        "<Response>\n"
        "  <UserInput timeout='5' repeat ='true'digits ='1'>\n"
        f"    {MENU}\n"
        "    <Inputs><Input key='1'><Hangup/></Input></Inputs>\n"
        "  </UserInput>\n"
        "</Response>",
        [(2, 40)],
        "no blank between two attributes",
        ["Which key?"],
        KEY,
    ),
    "#27: a value without quotation marks": Malformed(
        "<Response>\n  <Speak>Bye</Speak>\n  <Hangup CallId=1234/>\n</Response>",
        [(3, 18)],
        "the value of attribute 'CallId' must stand in quotes",
        ["Bye"],
    ),
    "#27: a file without quotation marks": Malformed(
        "<Response>\n<Play AudioFile=welcome.wav Repeat=false></Play>\n</Response>",
        [(2, 17), (2, 36)],
        "the value of attribute 'AudioFile' must stand in quotes",
        ["welcome"],
    ),
    "#28: a closing tag without its slash": Malformed(
        '<Response>\n  <SendDTMF Keys="12">1<SendDTMF>\n  <Speak>Hello</Speak>\n</Response>',
        [(2, 24)],
        "<SendDTMF> is opened twice; write </SendDTMF>",
        ["Hello"],
        also=["wrong-family"],
    ),
    "#28: a Speak that is closed without its slash": Malformed(
        "<Response>\n<Speak>Hello<Speak>\n<Speak>again</Speak>\n</Response>",
        [(2, 13)],
        "<Speak> is opened twice; write </Speak>",
        ["Hello", "again"],
    ),
    "#29: no blank between a name and an attribute": Malformed(
        '<Response>\n<arrayid="letters"><item>a</item><item>b</item></array>\n'
        '<ForEach source="letters"><Speak>$item</Speak></ForEach>\n</Response>',
        [(2, 7)],
        "no blank between <array and its attribute 'id'",
        ["a", "b"],
    ),
    "#29: no equals sign": Malformed(
        '<Response>\n<array id="letters"><item>a</item></array>\n'
        "<ForEach source'letters'><Speak>$item</Speak></ForEach>\n</Response>",
        [(3, 16)],
        "no '=' between attribute 'source' and its value",
        ["a"],
    ),
    "#30: prose between commands, with an ampersand in it": Malformed(
        "<Response>\nFirst R & D speaks:\n<Speak>Hello</Speak>\n</Response>",
        [(2, 9)],
        "a bare '&'; write '&amp;'",
        ["Hello"],
        also=["stray-text"],
    ),
    "#31: a bare ampersand": Malformed(
        "<Response>\n<Speak>Salt & pepper</Speak>\n</Response>",
        [(2, 13)],
        "a bare '&'; write '&amp;'",
        ["Salt & pepper"],
    ),
    "#31: an ampersand within a word": Malformed(
        "<Response>\n<Speak>AT&T calls</Speak>\n</Response>",
        [(2, 10)],
        "a bare '&', or an entity without its ';'; write '&amp;'",
        ["AT&T calls"],
    ),
    "#31: an address with a query in an attribute": Malformed(
        '<Response>\n<Play AudioFile="http://x/y?a=1&b=2"/>\n<Speak>Hello</Speak></Response>',
        [(2, 32)],
        "a bare '&', or an entity without its ';'; write '&amp;'",
        ["Hello"],
        also=["sound"],
    ),
    "#31: a bare less-than sign": Malformed(
        "<Response>\n<Speak>1 < 2</Speak>\n</Response>",
        [(2, 10)],
        "a bare '<', or an element without a name; write '&lt;'",
        ["1 < 2"],
    ),
    "#32: a warning of PHP in front of the declaration": Malformed(
        "\nWarning: Undefined index: user in <b>/srv/call.php</b> on line <b>7</b>\n"
        "<?xml version='1.0'?>\n<Response><Speak>Hello</Speak></Response>",
        [(1, 1)],
        "Warning: Undefined index: user",
        ["Hello"],
    ),
    "#32: a warning of PHP in HTML in front of the root": Malformed(
        "<br />\n<b>Notice</b>: Undefined index: user in <b>/srv/call.php</b><br />\n"
        "<Response><Speak>Hello</Speak></Response>",
        [(1, 1)],
        "text before the XML",
        ["Hello"],
    ),
}

malformed = pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in MALFORMED.items()])


@malformed
def test_strictly_it_is_told_with_its_place_and_the_call_ends(play, case):
    """ozml q2, q3: nothing of the answer runs."""
    played = play(answers={"/": case.answer}, clips=CLIPS)

    (problem,) = played.transcript.problems()
    assert (problem.rule, problem.severity) == ("unusable-answer", Severity.ERROR)
    assert (problem.place.source, problem.place.line, problem.place.column) == ("http://app/", *case.slips[0])
    assert case.says in problem.message
    assert (played.heard, commands(played)) == ([], [])
    assert played.transcript.of(CallAnswered) == []
    assert (played.call.ended_by, played.call.cause) == (Side.PBX, HangupCause.TEMPORARY_FAILURE)
    assert ended_well(played)


@malformed
def test_strictly_it_ends_a_call_in_the_middle_too(play, case):
    played = play(HELLO + "<GoTo>/next</GoTo>", answers={"/next": case.answer}, clips=CLIPS)

    assert played.rules == ["unusable-answer"]
    assert played.heard == ["Hello"]
    assert played.lines()[-1] == "0.5 call ended by pbx: temporary failure"
    assert ended_well(played)


@malformed
def test_leniently_it_is_repaired_with_a_warning_for_each_slip_and_runs(play, case):
    played = play(answers={"/": case.answer}, caller=case.caller, clips=CLIPS, repair_answers=True)

    told = [one for one in played.transcript.problems() if one.rule == "repaired"]
    assert [(one.place.line, one.place.column) for one in told] == list(case.slips)
    assert {one.severity for one in told} == {Severity.WARNING}
    assert case.says in told[0].message
    assert [rule for rule in played.rules if rule != "repaired"] == list(case.also)
    assert played.heard == list(case.heard)
    assert played.call.cause is HangupCause.NORMAL_CLEARING
    assert ended_well(played)


@pytest.mark.parametrize("repair_answers", [False, True], ids=["strictly", "leniently"])
@pytest.mark.parametrize(
    ("answer", "place"),
    [
        pytest.param(f"\n<?xml version='1.0'?>\n<Response>{HELLO}</Response>".encode(), (2, 1), id="#25: a blank line"),
        pytest.param(f"\r\n \t<?xml version='1.0'?><OzML>{HELLO}</OzML>".encode(), (2, 3), id="#25: CR LF and blanks"),
        pytest.param(
            f"\N{BYTE ORDER MARK}<?xml version='1.0'?><Response>{HELLO}</Response>".encode(),
            (1, 1),
            id="#33: a byte order mark before the declaration",
        ),
        pytest.param(
            f"\N{BYTE ORDER MARK}<Response>{HELLO}</Response>".encode(),
            (1, 1),
            id="#33: a byte order mark before the root",
        ),
    ],
)
def test_what_the_pbx_trims_is_accepted_with_a_note(play, answer, place, repair_answers):
    """#25 is published as a working program (ozml q2)."""
    played = play(answers={"/": answer}, repair_answers=repair_answers)

    (note,) = parse(answer, "http://app/", repair=repair_answers).notes
    assert (note.line, note.column) == place
    assert (played.heard, complaints(played)) == (["Hello"], [])
    assert ended_well(played)


@pytest.mark.parametrize("repair_answers", [False, True], ids=["strictly", "leniently"])
@pytest.mark.parametrize(
    ("answer", "says"),
    [
        pytest.param(
            f"<Response>\nFirst say hello:\n{HELLO}\nand no more.</Response>",
            "text between commands is ignored: 'First say hello:",
            id="#30: prose",
        ),
        pytest.param(
            f"<Response>{HELLO}<!-- -->5 &gt; 4</Response>",
            "text between commands is ignored: '5 > 4'",
            id="#30: a sum",
        ),
    ],
)
def test_prose_between_commands_is_ignored_with_a_warning(play, answer, says, repair_answers):
    """ozml q9: it is well-formed, so that nothing has to be repaired."""
    played = play(answers={"/": answer}, repair_answers=repair_answers)

    (problem,) = played.transcript.problems()
    assert (problem.rule, problem.severity) == ("stray-text", Severity.WARNING)
    assert (problem.place.line, problem.place.column) == (1, 1)
    assert problem.message.startswith(says)
    assert played.heard == ["Hello"]
    assert ended_well(played)


HTML = "<html><head><title>Oops</title></head><body>Something went wrong</body></html>"


@pytest.mark.parametrize("repair_answers", [False, True], ids=["strictly", "leniently"])
@pytest.mark.parametrize(
    ("answer", "rule", "place", "says"),
    [
        pytest.param(f"<!DOCTYPE html>\n{HTML}", "unusable-answer", (1, 1), "an HTML page", id="#32: an HTML page"),
        pytest.param(
            "<html>\n<body>Oops<br>\n</body></html>", "unusable-answer", (1, 1), "an HTML page", id="#32: HTML, no XML"
        ),
        pytest.param(HTML, "unknown-root", (1, 1), "an HTML page?", id="#32: HTML that is well-formed"),
        pytest.param("", "unusable-answer", (1, 1), "the answer is empty", id="#32: an empty body"),
        pytest.param(" \r\n\t", "unusable-answer", (1, 1), "the answer is empty", id="#32: only blank space"),
        pytest.param(
            "Fatal error: out of memory", "unusable-answer", (1, 1), "begins 'Fatal error:", id="#32: only a warning"
        ),
        pytest.param(
            Response("", 500, HTML.encode(), "text/html"),
            "http-status",
            (0, 0),
            "the app answered 500 Internal Server Error, expected 200 with OzML; its title is 'Oops'",
            id="#32: an HTTP error with an HTML page",
        ),
        pytest.param(
            Response("", 404), "http-status", (0, 0), "the app answered 404 Not Found", id="#32: an HTTP error"
        ),
        pytest.param(
            Response("", 403, f"<Response>{HELLO}</Response>".encode(), "text/xml"),
            "http-status",
            (0, 0),
            "the app answered 403 Forbidden",
            id="#32: an HTTP error with OzML",
        ),
        pytest.param('{"Response": []}', "unusable-answer", (1, 1), "it begins '{", id="#34: JSON"),
        pytest.param('"Response"', "unusable-answer", (1, 1), "it begins '\"Response\"'", id="#34: JSON, a word"),
        pytest.param("Response", "unusable-answer", (1, 1), "it begins 'Response'", id="#34: plain text"),
    ],
)
def test_what_cannot_be_used_is_told_and_ends_the_call(play, answer, rule, place, says, repair_answers):
    """ozml q3: no repair makes OzML of it."""
    played = play(HELLO + "<GoTo>/next</GoTo>", answers={"/next": answer}, repair_answers=repair_answers)

    (problem,) = played.transcript.problems()
    assert (problem.rule, problem.severity) == (rule, Severity.ERROR)
    assert (problem.place.source, problem.place.line, problem.place.column) == ("http://app/next", *place)
    assert says in problem.message
    assert played.heard == ["Hello"]
    assert (played.call.ended_by, played.call.cause) == (Side.PBX, HangupCause.TEMPORARY_FAILURE)
    assert ended_well(played)


@pytest.mark.parametrize("status", [pytest.param(500, id="#32: an HTTP error in answer to RecordCompleted")])
def test_an_error_behind_a_recording_costs_the_call_but_not_the_recording(play, status):
    played = play(
        "<Record FinishDigits='#' FinishedUrl='/rec'/>" + HELLO,
        answers={"/rec": Response("", status)},
        caller=[Pauses(2.0), Presses("#")],
    )

    assert [(one.end, one.duration) for one in played.recordings] == [(RecordEnd.FINISH_DIGIT, 2.0)]
    assert (played.heard, played.rules) == ([], ["http-status"])
    assert ended_well(played)


@pytest.mark.parametrize("repair_answers", [pytest.param(True, id="#26 to #29: many slips in one answer")])
def test_several_slips_in_one_answer_are_all_repaired(play, repair_answers):
    answer = (
        "\n<?xml version='1.0'?>\n"
        '<Response>Our colours: <arrayid="colours"><item>red</item><item>blue</item></array>\n'
        "<ForEach source'colours'><UserInput repeat ='false'timeout =1>\n"
        "<InitialCommands><Speak>$item & more<Speak></InitialCommands></UserInput></ForEach></Response>\n"
    )
    played = play(answers={"/": answer}, repair_answers=repair_answers)

    assert played.heard == ["red & more", "blue & more"]
    assert set(complaints(played)) == {"repaired", "stray-text"}
    assert complaints(played).count("repaired") == 6
    assert ended_well(played)
