"""What is pointed out about an app's answers, and about a PBX that it looks for elsewhere."""

from __future__ import annotations

import pytest

from simulator.report.app_hints import answers_with_advice, refused_connection
from simulator.telephony.app_request import RequestSent
from simulator.telephony.command_events import CommandReceived
from simulator.telephony.events import AnswerReceived, NotificationSent
from simulator.telephony.problem import Place, Problem
from simulator.telephony.script_events import ProblemFound
from tests.report.written import ORIGIN, transcript

REFUSED = "the app raised URLError: <urlopen error [Errno 111] Connection refused> (bank.py:81, in remind)"


def answered(status, rule, *, path="/", body=b"", sent=None):
    url = f"{ORIGIN}{path}"
    return transcript(
        (0.0, sent or NotificationSent("IncomingCall", url, {})),
        (0.0, AnswerReceived(url, status, "text/html", body)),
        (0.0, ProblemFound(Problem(rule, "the answer is no OzML", Place(url, 1 if rule == "unusable-answer" else 0)))),
    )


@pytest.mark.parametrize(
    ("status", "rule", "told"),
    [
        (
            404,
            "http-status",
            "is a path missing, such as /incoming (`path`, or in the address)? without one it is called at /",
        ),
        (405, "http-status", "the PBX sends a POST: let the route take POST, not GET only"),
        (
            403,
            "http-status",
            "the PBX sends no password and no token: the path may have to be exempt from login and from CSRF "
            "protection, or the app may not allow this host name",
        ),
        (
            200,
            "unusable-answer",
            "an app that stops in the middle may answer so; PHP does on a syntax error: `php -l FILE` shows it",
        ),
    ],
)
def test_an_answer_that_says_little_is_told_with_what_is_likely(status, rule, told):
    assert list(answers_with_advice(answered(status, rule))) == [f"{ORIGIN}/: {told}"]


@pytest.mark.parametrize(
    "story",
    [
        pytest.param(answered(404, "http-status", path="/incoming"), id="a path was given"),
        pytest.param(answered(500, "http-status"), id="it has failed"),
        pytest.param(answered(200, "unusable-answer", body=b"<Response"), id="there is an answer"),
        pytest.param(answered(405, "http-status", sent=RequestSent("GET", f"{ORIGIN}/")), id="the test has sent it"),
    ],
)
def test_what_says_enough_itself_gets_no_advice(story):
    assert list(answers_with_advice(story)) == []


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (REFUSED, ()),
        ("the app answered 500", ("TypeError: fetch failed", "  [cause]: Error: connect ECONNREFUSED 127.0.0.1:7780")),
        ("the app answered 500", ("PHP Warning:  file_get_contents(): Failed to open stream: Connection refused",)),
    ],
)
def test_an_app_that_could_not_connect_is_told_where_the_pbx_is(problem, said):
    found = transcript((0.0, ProblemFound(Problem("http-status", problem, Place(ORIGIN)))))

    assert refused_connection(found, said) == [
        "the PBX got no command, and somebody refused a connection of the app; if it was to be the PBX, that takes "
        "commands at {pbx} (`pbx.url` in "
        "Python), or, with `pbx port: 7780` (`pbx_port=7780`), at that port"
    ]


def test_an_app_that_reached_the_pbx_or_was_not_reached_itself_is_told_nothing():
    raised = (0.0, ProblemFound(Problem("http-status", REFUSED, Place(ORIGIN))))
    nobody = "no answer from the app: cannot connect to 127.0.0.1:8000: connection refused"

    assert refused_connection(transcript((0.0, CommandReceived("Call", {}, 1)), raised), ()) == []
    assert refused_connection(transcript((0.0, ProblemFound(Problem("no-answer", nobody, Place(ORIGIN))))), ()) == []
