"""The HTML report as a parser sees it: nothing but texts comes from apps, and every number is that of the record."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace

import pytest
from lxml import html

from simulator.report.exchanges import exchanges
from simulator.report.html import MOST_LINES, ROOM_FOR_PASSED, answer_lines, html_page
from simulator.report.record import (
    AnswerRecord,
    CallRecord,
    EntryRecord,
    ProblemRecord,
    ReasonRecord,
    RecordingRecord,
    ThreadRecord,
    TranscriptRecord,
)
from tests.report.hostile_app import EVIL
from tests.report.recorded import HOSTILE, VOICEMAIL, WEB_PAGE, happened, recorded, written_run, written_scenario
from tests.report.wanderings import ABSOLUTE, LINES, MOVED, TWICE, wandering

REPLACED = "\N{REPLACEMENT CHARACTER}"


@pytest.fixture(scope="module")
def page():
    return html.document_fromstring(html_page(recorded()))


def parsed(*scenarios, **changes):
    return html.document_fromstring(html_page(replace(written_run(*scenarios), **changes)))


def section(page, number: int):
    return page.get_element_by_id(f"s{number}")


def texts(elements) -> list[str]:
    return [" ".join(one.text_content().split()) for one in elements]


def rows(element) -> list[tuple[str, str]]:
    """What stands beside each other in the tables of an element that have two columns."""
    return [tuple(texts(row)) for row in element.iter("tr")]


def test_of_another_conversation_the_lines_that_differ_are_marked():
    diff = ("--- gold/x.txt", "+++ this run", "@@ -1,2 +1,2 @@", " # A", "-speaks '<b>'", "+speaks '</pre>'")
    reason = ReasonRecord(
        "everything",
        "conversation",
        "",
        "gold/x.txt",
        "another one",
        head="conversation: differs from gold/x.txt",
        why="run again with --update",
        diff=diff,
    )

    page = parsed(written_scenario(outcome="failed", reasons=(reason,)))

    (shown,) = page.xpath("//pre[@class='diff']")
    assert shown.text_content().splitlines() == list(diff)
    assert [(one.get("class"), one.text) for one in shown][3:] == [
        (None, " # A"),
        ("removed", "-speaks '<b>'"),
        ("added", "+speaks '</pre>'"),
    ]
    (why,) = texts(page.xpath("//ul[@class='reasons']/li"))
    assert why.startswith("conversation: differs from gold/x.txt ---")
    assert why.endswith("run again with --update")


# -- nothing gets out, nothing gets in -------------------------------------------------------------------------------


def test_texts_of_apps_are_texts(page):
    assert EVIL in page.text_content()
    assert [one for one in page.iter("script") if one.text and "alert" in one.text] == []
    assert list(page.iter("img", "iframe", "object", "embed", "link", "base", "b")) == []


def test_there_is_one_script_and_one_style_and_the_policy_names_both(page):
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (script,), (style,) = page.iter("script"), page.iter("style")

    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for one in (script, style):
        named = base64.b64encode(hashlib.sha256(one.text.encode()).digest()).decode()
        assert f"'sha256-{named}'" in policy


def test_no_element_has_a_style_or_a_handler_that_the_policy_would_forbid(page):
    assert [name for one in page.iter() for name in one.attrib if name == "style" or name.startswith("on")] == []


def test_addresses_lead_nowhere_but_into_the_page(page):
    wanted = {"href", "src", "action", "data", "poster", "srcset", "formaction", "ping", "background", "xlink:href"}
    found = {value for one in page.iter() for name, value in one.attrib.items() if name in wanted}

    assert found
    assert [one for one in found if not one.startswith(("#", "data:audio/"))] == []
    assert "url(" not in page.find(".//style").text
    assert "@import" not in page.find(".//style").text


def test_links_lead_to_what_is_there(page):
    targets = [one.get("href")[1:] for one in page.iter("a")]

    assert len(targets) > 1
    assert [one for one in targets if page.get_element_by_id(one, None) is None] == []


def test_what_cannot_be_seen_is_replaced():
    nasty = "a\x00\x1b\N{RIGHT-TO-LEFT OVERRIDE}\ud800z"

    text = parsed(written_scenario(nasty, "failed", reasons=(ReasonRecord(nasty),), repeat=nasty)).text_content()

    assert text.count(f"a{4 * REPLACED}z") == 5  # in the overview, above the details, as a reason twice, in the command
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in text


def test_a_recording_that_is_no_sound_cannot_become_anything_else():
    evil = RecordingRecord("a.mp3", '"><script>', "text/html", 0, 1, "stop", 9, 'AAAA" onerror="alert(1)')
    call = CallRecord("c1", "call", "1", "", "scenario", 0, 0, 1, "pbx", "x", (), (evil,))

    (audio,) = parsed(written_scenario(calls=(call,))).iter("audio")

    assert audio.get("src") == "data:audio/mpeg;base64,AAAAonerror=alert1"
    assert audio.get("onerror") is None


# -- what stands there is what was -----------------------------------------------------------------------------------


def test_the_heading_and_the_counts_are_those_of_the_record(page):
    assert texts(page.iter("h1")) == ["2 of 4 scenarios did not pass"]
    assert page.get_element_by_id("count-passed").text == "2"
    assert page.get_element_by_id("count-failed").text == "2"
    assert page.get_element_by_id("count-broken", None) is None
    total = sum(one.call_seconds for one in recorded().scenarios)
    assert page.get_element_by_id("call-seconds").text == f"{total:.1f} s"


@pytest.mark.parametrize(
    ("outcomes", "heading"),
    [
        ([], "No scenario was run"),
        (["passed"], "The scenario passed"),
        (["passed"] * 3, "All 3 scenarios passed"),
        (["broken"], "The scenario did not pass"),
        (["failed", "passed"], "1 of 2 scenarios did not pass"),
    ],
)
def test_the_heading_and_the_title_say_how_it_came_out(outcomes, heading):
    page = parsed(*[written_scenario(outcome=one) for one in outcomes])

    assert texts([*page.iter("h1"), *page.iter("title")]) == [heading, heading]


@pytest.mark.parametrize(
    ("kind", "outcome", "heading"),
    [
        ("call", "passed", "The call passed"),
        ("call", "broken", "The call did not pass"),
        ("call", "unfinished", "The call goes on"),
        ("message", "failed", "The message did not pass"),
    ],
)
def test_the_page_of_one_call_is_about_nothing_else(kind, outcome, heading):
    one = written_scenario(outcome=outcome, file="/control/v1/calls/1zJ5nQ", line=0)
    page = html.document_fromstring(html_page(replace(written_run(one), kind=kind, began="")))

    assert texts([*page.iter("h1"), *page.iter("title")]) == [heading, heading]
    assert page.get_element_by_id("s0").get("open") is not None
    assert texts(page.find_class("place")) == ["/control/v1/calls/1zJ5nQ"]
    assert texts(page.iter("dt")) == ["time of the call", "seed", "clock", "Python"]
    assert page.find_class("overview") == []


@pytest.mark.parametrize(
    ("outcomes", "heading"),
    [
        ([], "Interrupted: no scenario was over"),
        (["passed"], "Interrupted: 1 passed"),
        (["failed", "passed", "passed"], "Interrupted: 1 failed, 2 passed"),
    ],
)
def test_the_heading_of_an_interrupted_run_does_not_say_that_all_is_well(outcomes, heading):
    page = parsed(*[written_scenario(outcome=one) for one in outcomes], interrupted=True)

    assert texts([*page.iter("h1"), *page.iter("title")]) == [heading, heading]


@pytest.mark.parametrize(
    ("outcomes", "heading"),
    [
        ([], "No test was run"),
        (["passed"], "The test passed"),
        (["passed"] * 3, "All 3 tests passed"),
        (["failed", "passed"], "1 of 2 tests did not pass"),
    ],
)
def test_the_page_of_a_run_of_pytest_speaks_of_tests(outcomes, heading):
    page = parsed(*[written_scenario(outcome=one) for one in outcomes], kind="test")

    assert texts(page.iter("h1")) == [heading]
    assert "scenario" not in " ".join(texts(page.iter("h1", "h2", "a", "p", "caption", "th", "form", "dd")))


def test_an_interrupted_run_says_so(page):
    assert "interrupted" not in page.find(".//header").text_content()
    assert "interrupted" in parsed(written_scenario(), interrupted=True).find(".//header").text_content()


def test_each_scenario_is_a_row_of_the_overview(page):
    rows = page.xpath("//table[@class='overview']/tbody/tr")

    assert [one.get("class") for one in rows] == [one.outcome for one in recorded().scenarios]
    assert [float(one.get("data-call")) for one in rows] == [one.call_seconds for one in recorded().scenarios]
    assert [float(one.get("data-wall")) for one in rows] == [one.wall_seconds for one in recorded().scenarios]
    assert texts(one.find("th") for one in rows)[VOICEMAIL] == "Anna leaves a message calls/s.yaml:11"


def test_what_did_not_pass_comes_first_and_is_open(page):
    found = page.xpath("//details[contains(@class, 'scenario')]")

    assert [(one.get("id"), one.get("open") is not None) for one in found] == [
        ("s0", True),
        ("s1", True),
        ("s2", False),
        ("s3", False),
    ]


def test_reasons_stand_there_expected_above_was(page):
    reasons = section(page, HOSTILE).find(".//ul[@class='reasons']")

    assert len(reasons) == len(recorded().scenarios[HOSTILE].reasons)
    assert rows(reasons[2]) == [("expected", "30.0 s ± 0.05"), ("was", "3.968 s")]
    assert "calls/s.yaml:5" in reasons[2].text_content()


UNHEARD = ReasonRecord(
    "step 3 failed: hears 'An operator will be with you': too late; heard 'Good day.', 'An operator will call you.'",
    file="calls/s.yaml",
    line=12,
    head="step 3 failed: hears 'An operator will be with you'",
    why="too late",
    wanted="An operator will be with you",
    heard=("Good day.", "An operator will call you.", "Good day."),
)


def test_a_text_that_was_not_heard_stands_above_the_nearest_one_with_the_words_that_differ_marked():
    page = parsed(written_scenario(outcome="failed", reasons=(UNHEARD,)))

    (reason,) = page.find(".//ul[@class='reasons']")
    assert texts([reason])[0].startswith(f"{UNHEARD.head} calls/s.yaml:12 too late expected")
    assert rows(reason) == [
        ("expected", "An operator will be with you"),
        ("nearest", "An operator will call you."),
        ("heard", "Good day. (2 times)"),
    ]
    assert texts(reason.iter("mark")) == ["be with", "call"]
    assert [one.get("class") for one in reason.iter("tr")] == ["expected", "nearest", "heard"]


def test_where_nothing_was_heard_the_page_says_so():
    page = parsed(written_scenario(outcome="failed", reasons=(replace(UNHEARD, heard=()),)))

    assert rows(page.find(".//ul[@class='reasons']"))[1:] == [("heard", "nothing")]


def test_a_closed_scenario_says_for_what_it_did_not_pass(page):
    (first,) = section(page, WEB_PAGE).find("summary").find_class("first")

    assert "the app answered 500" in first.text


def test_the_step_that_failed_stands_in_the_conversation_without_what_its_reason_tells():
    step = (1.0, "StepFailed", {})
    scenario = happened(step, outcome="failed", reasons=(replace(UNHEARD, text="StepFailed"),))

    (cell,) = parsed(scenario).xpath("//table[@class='conversation']//tr[contains(@class, 'error')]/td[3]")

    assert cell.text == UNHEARD.head


def test_what_an_app_printed_stands_with_the_reasons():
    scenario = written_scenario(outcome="failed", app_output=("Traceback", "  <b>"), app_end="ended with exit code 1")

    (said,) = parsed(scenario).find_class("said")

    assert said.find("pre").text.split("\n") == ["Traceback", "  <b>", ""]
    assert "The app has ended with exit code 1." in texts([said])[0]


def test_the_conversation_is_that_of_the_record(page):
    rows = section(page, VOICEMAIL).xpath(".//table[@class='conversation']/tbody/tr")
    entries = [one for one in recorded().scenarios[VOICEMAIL].transcript.entries if not one.detail]

    assert [row[2 if one.column == "app" else 1].text for row, one in zip(rows, entries, strict=True)] == [
        one.text for one in entries
    ]
    assert [float(row[0].text) for row in rows] == [round(one.at, 3) for one in entries]


def test_the_timeline_shows_what_was_said_when_one_looks_closely(page):
    (picture,) = section(page, VOICEMAIL).xpath(".//svg[@role='img']")
    titles = [one.text for one in picture.iter("title")]

    for prompt in recorded().scenarios[VOICEMAIL].calls[0].prompts:
        assert any(prompt.text in one for one in titles)
    assert any("final-timeout" in one for one in titles)
    assert any(one.startswith("POST http://app/recorded RecordCompleted: 200, the app took ") for one in titles)


def test_messages_stand_in_the_timeline_and_in_words_for_those_who_do_not_see_it():
    sms = {"sms_id": "m1", "sender": "9000", "recipient": "4711", "text": "Your order is ready."}
    scenario = happened(
        (2.0, "SmsSent", sms), (3.5, "SmsReported", {"sms_id": "m1", "recipient": "4711", "state": "Delivered"})
    )

    page = parsed(scenario)

    (mark,) = page.xpath("//svg[@role='img']//g[@class='k message-out']")
    assert texts(mark.iter("title", "text")) == ["SmsSent, delivered at 3.5", "to 4711: Your order is ready."]
    assert texts(page.find_class("unseen")[0].iter("li")) == ["at 2.0 s: SmsSent, delivered at 3.5"]


def test_recordings_can_be_played(page):
    (audio,) = section(page, VOICEMAIL).iter("audio")
    (recording,) = recorded().scenarios[VOICEMAIL].calls[0].recordings

    assert audio.get("src") == f"data:audio/mpeg;base64,{recording.audio}"
    assert audio.get("controls") is not None


def test_an_answer_stands_there_as_answered_and_its_fault_is_marked(page):
    exchange = section(page, HOSTILE).find(".//details[@class='exchange']")
    lines = exchange.xpath(".//table[@class='answer']//tr")
    body = recorded().scenarios[HOSTILE].answers[0].body

    assert exchange.get("open") is not None
    assert [one.find(".//code").text_content() for one in lines] == [
        line.replace("\N{RIGHT-TO-LEFT OVERRIDE}", "\N{REPLACEMENT CHARACTER}") for line in body.splitlines()
    ]
    assert [one[0].text for one in lines if one.get("class") == "marked"] == ["4"]
    assert texts(exchange.iter("mark")) == ["<Spaek>"]
    assert texts(exchange.xpath(".//p[@class='fault']")) == [
        "error: <Spaek> is not an OzML command; did you mean 'Speak'?"
    ]


def test_a_mistake_that_is_in_no_line_stands_above_the_answer(page):
    (fault,) = section(page, WEB_PAGE).xpath(".//details[@class='exchange']/p[@class='fault']")

    assert "500" in fault.text


def test_the_page_needs_no_script_to_be_read(page):
    assert page.find(".//form").get("hidden") is not None
    assert [one for one in page.iter("table", "details", "section", "figure") if one.get("hidden") is not None] == []


# -- large runs ------------------------------------------------------------------------------------------------------


def test_a_thousand_passed_scenarios_are_a_page_of_a_size_that_can_be_sent():
    passed = recorded().scenarios[VOICEMAIL]

    text = html_page(written_run(*[passed] * 1_000))

    page = html.document_fromstring(text)
    details = page.xpath("count(//details[contains(@class, 'scenario')])")
    assert len(text) < 15 * 2**20
    assert len(text) > ROOM_FOR_PASSED
    assert page.xpath("count(//table[@class='overview']/tbody/tr)") == 1_000
    assert 10 < details < 1_000
    assert f"The details of {1_000 - details:.0f} passed scenarios are left out" in page.text_content()


def test_room_for_what_failed_is_not_taken_by_what_passed():
    passed, failed = recorded().scenarios[VOICEMAIL], recorded().scenarios[WEB_PAGE]

    page = parsed(*[passed] * 400, failed)

    assert section(page, 400).get("class") == "scenario failed"


def test_the_sound_of_a_recording_that_is_too_large_is_left_out():
    large = RecordingRecord("a.wav", "wav", "audio/wav", 0, 1, "stop", 9, "A" * (9 * 2**20))
    none = replace(large, name="b.wav", audio=None)
    call = CallRecord("c1", "call", "1", "", "scenario", 0, 0, 1, "pbx", "x", (), (large, none))

    page = parsed(written_scenario(calls=(call,)))

    assert list(page.iter("audio")) == []
    assert "The sound is left out: too large for this page." in page.text_content()
    assert "The sound is left out: the record does not hold it." in page.text_content()


def test_what_repeats_in_a_conversation_stands_there_once(page):
    (more,) = section(page, 3).xpath(".//tr[@class='more']")

    assert re.fullmatch(r"the same \d+ times more, until \d+\.\d+", " ".join(more.text_content().split()))


def test_of_a_long_answer_the_end_is_left_out_but_not_what_is_wrong_there():
    body = "\n".join(f"line {number}" for number in range(1, MOST_LINES + 101))
    fault = ProblemRecord(0, "c1", "stray-text", "error", "wrong", "http://app/", MOST_LINES + 50, 1)
    scenario = happened(
        (0, "NotificationSent", {"name": "GoTo", "url": "http://app/", "fields": {}}),
        answers=(AnswerRecord(0, "c1", "http://app/", 200, "text/xml", body, ""),),
        problems=(fault,),
    )

    (asked,) = exchanges(scenario)
    lines = answer_lines(asked.answer, asked.faults)

    assert [(one.number, one.before + one.middle + one.after) for one in lines[MOST_LINES:]] == [
        (0, "49 lines are left out"),
        (MOST_LINES + 50, f"line {MOST_LINES + 50}"),
        (0, "50 lines are left out"),
    ]


def test_of_too_many_reasons_the_first_ones_are_shown():
    page = parsed(
        written_scenario(outcome="failed", reasons=tuple(ReasonRecord(f"reason {at}") for at in range(3_000)))
    )

    assert len(page.xpath("//ul[@class='reasons']/li")) == 100
    assert "2900 more are left out." in page.text_content()


def test_a_page_of_many_calls_with_many_mistakes_each_looks_at_each_once():
    """Counted, not timed: what is asked of the record must not grow with calls times answers times mistakes."""
    looks = Counter()

    class Counted(tuple):
        def __iter__(self):
            looks["all"] += 1
            return super().__iter__()

    calls = [f"c{at}" for at in range(50)]
    fields = {"name": "GoTo", "url": "http://app/", "fields": {}}
    entries = [EntryRecord(0, call, "NotificationSent", "", "app", False, fields) for call in calls]
    entries += [EntryRecord(0, call, "AnswerReceived", "", "app", True, {"url": "http://app/"}) for call in calls]
    answers = Counted(AnswerRecord(0, call, "http://app/", 200, "text/xml", "<a/>", "") for call in calls)
    problems = tuple(ProblemRecord(0, call, "stray-text", "error", "wrong", "http://app/", 1, 1) for call in calls)
    transcript = TranscriptRecord({call: ThreadRecord("call", call, call) for call in calls}, tuple(entries))

    page = parsed(written_scenario(transcript=transcript, answers=answers, problems=problems))

    assert len(page.xpath("//details[@class='exchange']")) == 50
    assert looks["all"] <= 4


# -- answers that are not as they seem -------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [ABSOLUTE, LINES])
def test_the_tag_at_fault_is_marked_whatever_stands_before_it(number):
    page = parsed(wandering(number))

    assert texts(page.iter("mark")) == ["<Spaek>"]


def test_what_a_redirection_has_led_to_is_an_answer():
    page = parsed(wandering(MOVED))

    (summary,) = texts(page.xpath("//details[@class='exchange']/summary"))
    assert summary.startswith("0.0 POST http://app/moved IncomingCall redirected to http://app/here: 200 text/xml")
    assert texts(page.iter("mark")) == ["<Spaek/>"]


def test_an_answer_that_was_not_used_is_shown():
    shown = " ".join(parsed(wandering(TWICE)).text_content().split())

    assert "Not used by the PBX: 200 text/xml" in shown
    assert [number for number in (1, 2, 3) if f"<Speak>answer {number}</Speak>" not in shown] == []
