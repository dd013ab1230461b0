"""The linter on the command line: what it looks at, what it prints, and how it leaves."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs

import pytest
from lxml import etree
from typer.testing import CliRunner

from simulator.cli import app as command_line
from simulator.errors import ScenarioError
from simulator.ozml.families import ANSWERS
from simulator.telephony.notifications import FIELDS
from tests.command_line import run_cli

GOOD = "<Response><Speak>Hello</Speak></Response>"
ODD = '<Response>\n\t<Record Duration="0"/>\n</Response>'
BAD = "<Response>\n  <Spaek>é</Spaek>\n</Response>"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(**files):
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    return write


def lint(*arguments, stdin=None):
    """The exit code and the lines of the report."""
    done = CliRunner().invoke(command_line, ["lint", *map(str, arguments)], input=stdin)
    if isinstance(done.exception, ScenarioError):
        raise done.exception
    return done.exit_code, done.stdout.splitlines()


# -- what is no answer -----------------------------------------------------------------------------------------------

REPORT = '<?xml version="1.0"?>\n<!-- of pytest -->\n<testsuites/>'


def test_xml_of_something_else_is_passed_over_when_a_folder_is_searched(folder):
    folder(answers__a_xml=GOOD, answers__b_xml=REPORT, answers__c_xml='<!DOCTYPE p [<!ENTITY a "b">]>\n<p/>')

    assert lint("answers") == (0, ["no problems in 1 answer; 2 other XML files passed over"])
    assert lint("answers/b.xml")[1][0].startswith("answers/b.xml:3:1: error: the root element is <testsuites>")


def test_a_folder_with_nothing_but_other_xml_holds_no_answers(folder):
    folder(reports__b_xml=REPORT)

    assert lint("reports") == (5, ["no answers found; 1 other XML file passed over"])


@pytest.mark.parametrize(
    "text", ["<Respnse/>", "<Speak>Hello</Speak>", "<response/>", "hello", "<Response", "", "<!-- a"]
)
def test_what_may_have_been_meant_for_an_answer_is_looked_at(folder, text):
    folder(answers__a_xml=text)

    assert lint("answers")[1][-1].endswith(" in 1 answer")


def test_a_file_of_scenarios_is_told_as_one(folder):
    folder(calls__pin_yaml="app: a:b\n")

    assert lint("calls/pin.yaml")[1][0] == (
        "calls/pin.yaml: error: this is a file of scenarios, not an answer: `ozeki-simulator list calls/pin.yaml` "
        "reads it, `run` runs it [unusable-answer]"
    )


# -- what is printed -------------------------------------------------------------------------------------------------


def test_problems_are_printed_with_their_line_and_a_caret(folder):
    folder(a_xml=BAD, b_xml=ODD)

    assert lint("a.xml", "b.xml") == (
        1,
        [
            "a.xml:2:3: error: <Spaek> is not an OzML command; did you mean 'Speak'? [unknown-element]",
            "    2 |   <Spaek>é</Spaek>",
            "      |   ^",
            "b.xml:2:2: warning: <Record> Duration='0' counts as not given [zero]",
            '    2 |  <Record Duration="0"/>',
            "      |  ^",
            "1 error, 1 warning in 2 answers",
        ],
    )


def test_the_caret_stands_below_its_tag_behind_wide_characters_and_in_long_lines(folder):
    folder(a_xml="<Response><Speak>電話</Speak><Spaek/></Response>", b_xml=f"<Response>{' ' * 200}<Foo/></Response>")

    _, lines = lint("a.xml", "b.xml")
    wide, long = lines[1:3], lines[4:6]
    assert wide[1].index("^") == wide[0].index("<Spaek/>") + 2
    assert long[1].index("^") == long[0].index("<Foo/>")
    assert len(long[0]) < 110


def test_a_problem_without_a_line_has_no_excerpt(folder):
    folder(a_xml=" " * 30, s_toml="max_answer_bytes = 20")

    assert lint("a.xml", "--settings", "s.toml") == (
        1,
        [
            "a.xml: error: the answer is longer than 20 bytes [unusable-answer]",
            "1 error in 1 answer",
        ],
    )


def test_a_long_message_stays_on_one_line(folder):
    folder(a_xml="<Response><Xyzzy/></Response>")

    assert "; known: '" in lint("a.xml")[1][0]
    assert lint("a.xml")[1][0].endswith("[unknown-element]")


def test_json_has_a_version_the_problems_and_their_numbers(folder):
    folder(a_xml=BAD, b_xml=GOOD)

    code, lines = lint("a.xml", "b.xml", "--format", "json")
    assert code == 1
    assert json.loads("\n".join(lines)) == {
        "version": 1,
        "files": ["a.xml", "b.xml"],
        "problems": [
            {
                "rule": "unknown-element",
                "severity": "error",
                "message": "<Spaek> is not an OzML command; did you mean 'Speak'?",
                "source": "a.xml",
                "line": 2,
                "column": 3,
            }
        ],
        "summary": {"errors": 1, "warnings": 0, "notes": 0},
    }


def test_sarif_goes_into_a_file_and_the_summary_to_the_terminal(folder):
    folder(answers__a_xml=BAD)

    assert lint("answers", "--format", "sarif", "--output", "report.sarif") == (1, ["1 error in 1 answer"])
    log = json.loads(Path("report.sarif").read_text(encoding="utf-8"))
    location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "answers/a.xml"


def test_text_too_can_go_into_a_file(folder):
    folder(a_xml=BAD)

    lint("a.xml", "-o", "report.txt")
    assert "    2 |   <Spaek>é</Spaek>\n" in Path("report.txt").read_text(encoding="utf-8")


# -- how it leaves ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        (GOOD, [], 0),
        (ODD, [], 0),
        (ODD, ["--strict"], 1),
        (ODD, ["--fail-on", "warning"], 1),
        (BAD, [], 1),
        (BAD, ["--fail-on", "never"], 0),
        ("<Response><Speak>$x</Speak></Response>", ["--strict"], 0),
        ("<Response><Speak>$x</Speak></Response>", ["--fail-on", "note"], 1),
    ],
)
def test_what_is_found_decides_how_it_leaves(folder, text, options, code):
    folder(a_xml=text)

    assert lint("a.xml", *options)[0] == code


def test_nothing_to_look_at_leaves_with_5(folder):
    folder(a_txt=BAD)

    assert lint(".") == (5, ["no *.xml or *.ozml files found"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.xml"], "missing.xml: cannot be read: No such file or directory"),
        (["a.xml", "--answer-to", "IncommingCall"], "did you mean 'IncomingCall'?"),
        (
            ["a.xml", "--answer-to", "CallChanged", "--family", "routing"],
            "the answer to CallChanged has commands of third-party call control, not of call routing",
        ),
        (
            ["a.xml", "--answer-to", "RecordCompleted", "--family", "routing"],
            "commands of API extension control or third-party call control, not of call routing",
        ),
        (["a.xml", "--output", "no/such/folder"], "cannot be written: No such file or directory"),
    ],
)
def test_what_cannot_be_done_is_told(folder, arguments, message):
    folder(a_xml=GOOD)

    with pytest.raises(ScenarioError) as told:
        lint(*arguments)
    assert message in str(told.value)


def test_a_file_that_cannot_be_read_leaves_with_4(tmp_path):
    done = run_cli("lint", tmp_path / "missing.xml")

    assert (done.returncode, done.stdout) == (4, "")
    assert "missing.xml: cannot be read" in done.stderr


# -- what it looks at ------------------------------------------------------------------------------------------------


def test_folders_are_searched_for_xml_and_ozml_files(folder):
    folder(x__b_xml=GOOD, x__y__a_ozml=BAD, x__c_txt=BAD, x__d_XML=GOOD)

    code, lines = lint("x")
    assert (code, lines[0].split(":")[0], lines[-1]) == (1, "x/y/a.ozml", "1 error in 3 answers")


def test_standard_input_is_looked_at():
    code, lines = lint("-", stdin=BAD)

    assert (code, lines[0].split(" ")[0]) == (1, "stdin:2:3:")


@pytest.mark.parametrize(
    ("text", "kind", "mark"),
    [
        ("<Response>\n <?php echo $speak; ?>\n</Response>", "a PHP program", "<?php"),
        ("<Response>\n <?= $speak ?></Response>", "a PHP program", "<?="),
        ("<Response>\n <% speak %></Response>", "a template", "<%"),
        ("<Response>\n {% if speak %}<Speak/>{% endif %}</Response>", "a template", "{%"),
    ],
)
def test_a_program_that_makes_answers_is_no_answer(folder, text, kind, mark):
    folder(a_xml=text)

    code, lines = lint("a.xml")
    message = f"this is {kind}, which makes an answer ({mark!r}); lint what it answers, by its http:// address"
    assert (code, lines[0]) == (1, f"a.xml:2:2: error: {message} [unusable-answer]")


def test_a_mark_of_a_program_in_a_comment_means_nothing(folder):
    folder(a_xml="<Response><!-- <?php --><Speak><![CDATA[{% ]]></Speak></Response>")

    assert lint("a.xml")[0] == 0


def test_files_in_other_encodings_are_shown_as_they_are_meant(folder, tmp_path):
    folder()
    text = "<?xml version='1.0' encoding='iso-8859-1'?>\r\n<Response><Speak>é</Speak><Spaek/></Response>"
    (tmp_path / "a.xml").write_bytes(text.encode("latin-1"))

    _, lines = lint("a.xml")
    assert lines[1] == "    2 | <Response><Speak>é</Speak><Spaek/></Response>"
    assert lines[2].index("^") == lines[1].index("<Spaek/>")


# -- how it reads ----------------------------------------------------------------------------------------------------


def test_lenient_repairs_what_is_malformed(folder):
    folder(a_xml="<Response><Speak>Tom & Anna</Speak></Response>")

    assert lint("a.xml")[0] == 1
    assert lint("a.xml", "--lenient")[1][-1] == "1 warning in 1 answer"


def test_the_dialect_is_an_option_and_a_setting(folder):
    folder(a_xml="<Response><Beep/></Response>", s_toml='dialect = "ozeki10"')

    assert lint("a.xml")[0] == 1
    assert lint("a.xml", "--dialect", "ozeki10")[0] == 0
    assert lint("a.xml", "--settings", "s.toml")[0] == 0
    assert lint("a.xml", "--settings", "s.toml", "--dialect", "xe")[0] == 1


def test_what_is_answered_is_an_option(folder):
    folder(a_xml=GOOD)

    assert lint("a.xml", "--answer-to", "incomingsms")[1][0].endswith("[needs-call]")


def test_the_family_is_an_option(folder):
    folder(a_xml=GOOD, b_xml="<Response><Hold/></Response>")

    assert lint("a.xml", "b.xml")[0] == 0
    assert lint("a.xml", "--family", "third-party")[1][0].endswith("[missing-parameter]")
    assert lint("a.xml", "--family", "routing")[1][0].endswith("[wrong-family]")
    assert lint("b.xml", "--family", "extension")[1][0].endswith("[wrong-family]")
    assert lint("b.xml", "--family", "third-party", "--answer-to", "RecordCompleted")[0] == 0


# -- apps ------------------------------------------------------------------------------------------------------------


class App(BaseHTTPRequestHandler):
    """Answers, and remembers what it was asked."""

    asked: list[tuple[str, dict[str, list[str]]]]

    def do_GET(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.asked.append((self.command, parse_qs(self.rfile.read(length).decode())))
        status, kind, body = self.server.answer
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.do_GET()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def serve():
    App.asked = []
    with HTTPServer(("127.0.0.1", 0), App) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()

        def answering(text, status=200, kind="text/xml"):
            server.answer = status, kind, text.encode("latin-1")
            return f"http://127.0.0.1:{server.server_port}/"

        yield answering
        server.shutdown()
        thread.join()


def test_an_address_is_asked_for_its_answer(serve):
    url = serve("<Response><Speak>é</Speak>\n<Spaek/></Response>", kind="text/xml; charset=latin-1")

    code, lines = lint(url)
    assert (code, lines[0].split(" ")[0], lines[1]) == (1, f"{url}:2:1:", "    2 | <Spaek/></Response>")
    assert App.asked == [("GET", {})]


def test_an_app_can_be_sent_a_sample_of_a_notification(serve):
    url = serve("<Response><Reject/></Response>")

    assert lint(url, "--post")[0] == 0
    assert lint(url, "--post", "--answer-to", "DtmfEntered")[1][0].endswith("[misplaced]")
    (_, call), (_, digits) = App.asked
    assert (call["NotificationName"], call["Dialed"]) == (["IncomingCall"], ["9000"])
    assert (digits["NotificationName"], digits["DtmfDigits"]) == (["DtmfEntered"], ["1"])


@pytest.mark.parametrize(
    ("options", "notification", "fields"),
    [
        (["--family", "third-party"], "CallChanged", {"CallState": ["InCall"], "Destination": ["2001"]}),
        (["--family", "routing"], "RoutingInterception", {"LastCallState": ["Calling"], "CallerID": ["+3615550100"]}),
        (["--answer-to", "BlindTransferCompleted"], "BlindTransferCompleted", {"CallID": ["lint"]}),
        (["--answer-to", "recordcompleted", "--family", "third-party"], "RecordCompleted", {"CallID": ["lint"]}),
    ],
    ids=["third-party", "routing", "transfer", "recording"],
)
def test_an_app_that_watches_or_routes_calls_can_be_sent_a_sample(serve, options, notification, fields):
    url = serve("<Response><Spaek/></Response>")

    assert lint(url, "--post", *options)[0] == 1
    ((_, told),) = App.asked
    assert told.items() >= {"NotificationName": [notification], **fields}.items()


@pytest.mark.parametrize("name", [name for names in ANSWERS.values() for name in names])
def test_a_sample_has_every_field_of_its_notification(serve, name):
    lint(serve("<Response/>"), "--post", "--answer-to", name)

    ((_, told),) = App.asked
    assert list(told) == ["NotificationName", *FIELDS[name]]


def test_an_app_that_takes_no_get_is_asked_to_be_asked_with_a_post(serve):
    url = serve("", status=405)

    assert lint(url)[1][0].endswith("; it takes no GET, so ask as the PBX does: --post [http-status]")
    assert "--post" not in lint(url, "--post")[1][0]


def test_what_an_app_answers_to_a_post_is_told_with_an_advice(serve):
    url = serve("", status=405)
    empty = serve("")

    assert lint(empty, "--post")[1][0].endswith("PHP does on a syntax error: `php -l FILE` shows it [unusable-answer]")
    serve("", status=405)
    assert lint(url, "--post")[1][0].endswith(
        "; the PBX sends a POST: let the route take POST, not GET only [http-status]"
    )


def test_an_app_that_does_not_answer_is_an_error(serve):
    url = serve("sorry", status=503)

    code, lines = lint(url, "http://127.0.0.1:1/")
    assert code == 1
    assert lines[0] == (
        f"{url}: error: the app answered 503 Service Unavailable, expected 200 with OzML; it begins 'sorry' "
        "[http-status]"
    )
    assert lines[1].endswith("connection refused [no-answer]")
    assert lines[2] == "2 errors in 2 answers"


# -- the other commands about OzML -----------------------------------------------------------------------------------


def printed(*arguments):
    done = CliRunner().invoke(command_line, list(arguments))
    assert done.exit_code == 0
    return done.stdout


def test_commands_are_printed_as_data():
    data = json.loads(printed("commands", "--json"))

    assert data["version"] == 1
    assert "GoTo" in [one["name"] for one in data["commands"]]


def test_commands_are_printed_as_a_table_for_the_readme_and_as_a_page():
    assert "\n| command | parameters and defaults | source |\n" in printed("commands", "--markdown")
    assert printed("commands", "--reference").startswith("# The commands of OzML\n")


def test_a_schema_is_printed_for_each_dialect():
    plain, newer = printed("schema", "ozml"), printed("schema", "ozml", "--dialect", "ozeki10")

    assert etree.RelaxNG(etree.fromstring(plain.encode()))
    assert (">Beep<" in plain, ">Beep<" in newer) == (False, True)


def test_assumptions_are_those_of_the_settings_and_those_about_ozml():
    text = printed("assumptions")

    assert "interdigit_timeout" in text
    assert "a refused call ends with the cause 21, call rejected" in text
    assert "a short message ends as Delivered or as Failed" in text
