"""What was asked and what was answered, side by side."""

from __future__ import annotations

from simulator.report.exchanges import exchanges
from simulator.report.record import AnswerRecord, LatencyRecord, ProblemRecord
from tests.report.recorded import HOSTILE, VOICEMAIL, happened, recorded, written_scenario
from tests.report.wanderings import MOVED, TWICE, wandering


def posted(at: float, url: str, name: str = "GoTo"):
    return (at, "NotificationSent", {"name": name, "url": url, "fields": {"NotificationName": name}})


def answer(at: float, url: str, body: str, call: str = "c1") -> AnswerRecord:
    return AnswerRecord(at, call, url, 200, "text/xml", body, "")


def problem(at: float, source: str, line: int = 1, call: str = "c1") -> ProblemRecord:
    return ProblemRecord(at, call, "unknown-element", "error", "wrong", source, line, 1)


def test_a_real_call_is_told_request_by_request():
    told = exchanges(recorded().scenarios[VOICEMAIL])

    assert [(one.request, one.answer.status, one.label) for one in told] == [
        ("POST http://app/incoming IncomingCall", 200, ""),
        ("POST http://app/recorded RecordCompleted", 200, ""),
    ]
    assert [one.seconds for one in told] == [one.seconds for one in recorded().scenarios[VOICEMAIL].latencies]
    assert told[1].fields["NotificationName"] == "RecordCompleted"


def test_what_is_wrong_in_an_answer_stands_beside_it():
    told = exchanges(recorded().scenarios[HOSTILE])

    assert [[fault.rule for fault in one.faults] for one in told] == [["unknown-element"], [], []]


def test_answers_of_one_address_go_to_its_requests_in_their_order():
    scenario = happened(
        posted(0, "http://app/a"),
        posted(1, "http://app/b"),
        posted(2, "http://app/a"),
        posted(3, "http://app/a"),
        answers=(answer(0, "http://app/a", "1"), answer(1, "http://app/b", "2"), answer(2, "http://app/a", "3")),
        latencies=(LatencyRecord(2, "GoTo", "http://app/a", 0.5),),
    )

    told = exchanges(scenario)

    assert [one.answer and one.answer.body for one in told] == ["1", "2", "3", None]
    assert [one.seconds for one in told] == [None, None, 0.5, None]


def test_a_mistake_belongs_to_the_last_answer_before_it():
    scenario = happened(
        posted(0, "http://app/a"),
        posted(2, "http://app/a"),
        posted(4, "http://app/a"),
        answers=(answer(0, "http://app/a", "1"), answer(2, "http://app/a", "2"), answer(4, "http://app/a", "3")),
        problems=(problem(3, "http://app/a"), problem(3, "http://elsewhere/")),
    )

    assert [len(one.faults) for one in exchanges(scenario)] == [0, 1, 0]


def test_a_mistake_on_a_call_belongs_to_an_answer_about_that_call():
    scenario = happened(
        posted(0, "http://app/a"),
        answers=(answer(0, "http://app/a", "1"), answer(0, "http://app/a", "2", call="c2")),
        problems=(problem(0, "http://app/a"),),
    )

    assert [len(one.faults) for one in exchanges(scenario)] == [1]


def test_a_request_that_a_fault_held_up_has_the_time_that_its_answer_took():
    scenario = happened(
        posted(0, "http://app/a"),
        posted(5, "http://app/a"),
        answers=(answer(2, "http://app/a", "1"), answer(5, "http://app/a", "2")),
        latencies=tuple(LatencyRecord(at, "GoTo", "http://app/a", at / 10) for at in (2, 2, 5)),
    )

    assert [one.seconds for one in exchanges(scenario)] == [0.2, 0.5]


def test_a_request_of_a_test_is_told_by_its_method():
    scenario = happened((0, "RequestSent", {"method": "GET", "url": "http://app/remind"}))

    assert [(one.request, one.name) for one in exchanges(scenario)] == [("GET http://app/remind", "GET")]


def test_nothing_was_asked_where_nothing_happened():
    assert exchanges(written_scenario()) == []


# -- answers from elsewhere, and those that nobody got ---------------------------------------------------------------


def test_a_request_that_the_app_sends_elsewhere_has_its_answer():
    (one,) = exchanges(wandering(MOVED))

    assert one.request == "POST http://app/moved IncomingCall"
    assert (one.answer.status, one.redirected_to) == (200, "http://app/here")
    assert [fault.rule for fault in one.faults] == ["unknown-element"]


def test_of_two_open_requests_an_answer_from_elsewhere_belongs_to_the_first():
    scenario = happened(
        posted(0, "http://app/a"),
        posted(0, "http://app/b"),
        answers=(answer(1, "http://app/b", "b"), answer(2, "http://app/elsewhere", "a")),
    )

    assert [(one.answer.body, one.redirected_to) for one in exchanges(scenario)] == [
        ("a", "http://app/elsewhere"),
        ("b", ""),
    ]


def test_an_answer_that_was_not_used_stands_beside_the_one_that_was():
    first, second = exchanges(wandering(TWICE))

    assert (first.request, first.unused) == ("POST http://app/numbered IncomingCall", ())
    assert "answer 2" in second.answer.body
    assert ["answer 3" in one.body for one in second.unused] == [True]
