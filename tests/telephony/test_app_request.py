"""Requests that reach the app from elsewhere, and people who dial later: what tests begin besides a call."""

from __future__ import annotations

import pytest

from simulator.pbx import Pbx
from simulator.settings import Settings
from simulator.steps import hangs_up, pauses
from simulator.telephony.app_request import AppRequest
from simulator.telephony.effects import AskApp, Response
from simulator.telephony.problem import Severity
from tests.conftest import APP, CannedApp, CannedOutside, drive


class AskedOutside(CannedOutside):
    """Answers requests too, with what the test says; remembers them with the instants at which they came."""

    def __init__(self, pbx: Pbx, answer: Response) -> None:
        super().__init__(CannedApp({"/": "<Response/>"}), {})
        self.pbx, self.answer = pbx, answer
        self.asked: list[tuple[float, AskApp]] = []

    def perform(self, effect):
        if isinstance(effect, AskApp):
            self.asked.append((self.pbx.kernel.now, effect))
            return self.answer
        return super().perform(effect)


def played(*requests: AppRequest, answer: Response | None = None) -> AskedOutside:
    pbx = Pbx(Settings())
    pbx.transcript.origins[APP] = ""
    outside = AskedOutside(pbx, answer or Response(f"{APP}/x", 200, b"ok", "text/plain"))
    for request in requests:
        pbx.send_request(request)
    drive(pbx, outside)
    return outside


def test_a_request_is_sent_as_it_is_and_noted_with_its_answer():
    request = AppRequest("POST", f"{APP}/x?a=1", b"b=2", "text/plain")

    outside = played(request)

    assert outside.asked == [(0.0, AskApp("POST", f"{APP}/x?a=1", b"b=2", "text/plain"))]
    assert outside.pbx.transcript.lines(detail=True) == ["0.0 POST /x?a=1", "0.0 200 text/plain, 2 bytes"]
    assert outside.pbx.transcript.problems() == []


def test_requests_wait_for_their_instants_and_are_told_apart():
    outside = played(AppRequest("GET", f"{APP}/b", at=7.5), AppRequest("GET", f"{APP}/a", at=2.0))

    assert [(at, effect.url) for at, effect in outside.asked] == [(2.0, f"{APP}/a"), (7.5, f"{APP}/b")]
    assert outside.pbx.transcript.lines() == ["2.0 GET /a", "7.5 [request] GET /b"]


@pytest.mark.parametrize(
    ("answer", "rule", "message"),
    [
        (
            Response(f"{APP}/x", 500, b" It\n broke ", "text/plain"),
            "http-status",
            "the app answered 500 Internal Server Error to the request; it begins 'It broke'",
        ),
        (Response(f"{APP}/x", 404), "http-status", "the app answered 404 Not Found to the request"),
        (Response(f"{APP}/x", 799), "http-status", "the app answered 799 to the request"),
        (Response(f"{APP}/x", 0, failure="none within 10 s"), "no-answer", "no answer from the app: none within 10 s"),
    ],
)
def test_a_request_that_the_app_does_not_carry_out_is_its_error(answer, rule, message):
    (problem,) = played(AppRequest("GET", f"{APP}/x"), answer=answer).pbx.transcript.problems()

    assert (problem.rule, problem.message, problem.severity) == (rule, message, Severity.ERROR)


@pytest.mark.parametrize("status", [200, 204, 302])
def test_what_the_app_answers_otherwise_is_its_own_affair(status):
    assert played(AppRequest("GET", f"{APP}/x"), answer=Response(f"{APP}/x", status)).pbx.transcript.problems() == []


def test_an_answer_may_take_time_on_the_clock_of_calls():
    outside = played(AppRequest("GET", f"{APP}/x"), answer=Response(f"{APP}/x", 200, charge=1.5))

    assert outside.pbx.transcript.lines(detail=True) == ["0.0 GET /x", "1.5 200 no content type, 0 bytes"]


def test_somebody_may_dial_later():
    pbx = Pbx(Settings())
    outside = CannedOutside(CannedApp({}), {})
    pbx.place_call(steps=[pauses(3), hangs_up()], caller="2000", to="2001")
    later = pbx.place_call(steps=[hangs_up()], caller="2002", to="2003", at=10.0)

    drive(pbx, outside)

    assert later.began_at == 10.0
    assert [line for line in pbx.transcript.lines() if "2002 to 2003" in line] == [
        "10.0 [2002] call from 2002 to 2003",
        "10.0 [2003] call from 2002 to 2003",
    ]


def test_who_gives_up_before_dialling_calls_nobody():
    pbx = Pbx(Settings())
    call = pbx.place_call(steps=[hangs_up()], to="2001", at=10.0)
    pbx.kernel.settle()

    pbx.hang_up(call)
    drive(pbx, CannedOutside(CannedApp({}), {}))

    assert pbx.transcript.lines() == ["0.0 call ended by caller: normal clearing"]
    assert call.cleared
