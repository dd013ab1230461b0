"""What several scenarios fail for is told once: in the record, on the page, and at the end of a run."""

from __future__ import annotations

import pytest
from lxml import html

from simulator.report.html import html_page
from simulator.report.record import ProblemRecord, ReasonRecord, TranscriptRecord
from simulator.report.shared_reasons import MOST_SHARED, SharedReason, shared_reasons
from tests.command_line import run_cli
from tests.report.recorded import written_run, written_scenario

MISTAKE = "http://app/in:3:5: <Spaek> is not an OzML command; did you mean 'Speak'?"
NO_APP = "cannot import the app 'shop:app': there is no module 'shop'"


def mistaken(name: str = "A call", text: str = MISTAKE, *, app: str = "shop:app /in", severity: str = "error"):
    """A scenario in which a mistake was found in an answer, before a step failed."""
    place, _, message = text.removeprefix("warning: ").partition(": ")
    source, line, column = place.rsplit(":", 2)
    problem = ProblemRecord(0, "c1", "unknown-element", severity, message, source, int(line), int(column))
    return written_scenario(
        name,
        "failed",
        app=app,
        problems=(problem,),
        reasons=(ReasonRecord(text), ReasonRecord("step 1 failed")),
        transcript=TranscriptRecord({}, ()),
    )


def test_the_first_mistake_of_several_scenarios_is_told_once():
    scenarios = [mistaken(), written_scenario(), mistaken(), mistaken()]

    assert shared_reasons(scenarios) == [SharedReason(MISTAKE, (0, 2, 3))]


@pytest.mark.parametrize(
    "other",
    [
        mistaken(text=MISTAKE.replace(":3:", ":4:")),
        mistaken(text=MISTAKE.replace("Spaek", "Spek")),
        mistaken(app="other:app /in"),
        written_scenario(outcome="broken", reasons=(ReasonRecord(MISTAKE),), transcript=TranscriptRecord({}, ())),
        written_scenario(),
    ],
    ids=["another place", "another text", "another app", "no mistake of an answer", "passed"],
)
def test_what_is_not_the_same_is_not_put_together(other):
    assert shared_reasons([mistaken(), other]) == []


def test_scenarios_may_begin_at_several_paths_of_an_app():
    assert len(shared_reasons([mistaken(app="shop:app /in"), mistaken(app="shop:app /sms")])) == 1
    assert len(shared_reasons([mistaken(app="http://a:1/in"), mistaken(app="http://a:1/sms")])) == 1
    assert len(shared_reasons([mistaken(app="http://a:1/in"), mistaken(app="http://a:2/in")])) == 0


def test_a_warning_that_fails_several_is_one_reason():
    warned = mistaken(text=f"warning: {MISTAKE}", severity="warning")

    assert shared_reasons([warned, warned]) == [SharedReason(f"warning: {MISTAKE}", (0, 1))]


def test_an_app_that_cannot_be_started_is_one_reason():
    never_began = written_scenario(outcome="failed", reasons=(ReasonRecord(NO_APP),))

    assert shared_reasons([never_began, never_began]) == [SharedReason(NO_APP, (0, 1))]


def test_steps_that_fail_alike_are_not_put_together():
    """They may fail for different reasons."""
    step = ReasonRecord("step 1 failed: hears 'a': nothing was heard", head="step 1 failed: hears 'a'", wanted="a")
    failed = written_scenario(outcome="failed", reasons=(step,), transcript=TranscriptRecord({}, ()))

    assert shared_reasons([failed, failed]) == []


def test_what_fails_the_most_comes_first_and_there_is_an_end():
    lines = [*range(20), *range(20), 9]
    scenarios = [mistaken(text=MISTAKE.replace(":3:", f":{line}:")) for line in lines]

    found = shared_reasons(scenarios)

    assert len(found) == MOST_SHARED
    assert (found[0].text, len(found[0].numbers)) == (MISTAKE.replace(":3:", ":9:"), 3)


# -- the page --------------------------------------------------------------------------------------------------------


def page(*scenarios):
    return html.document_fromstring(html_page(written_run(*scenarios)))


def test_the_page_has_the_reason_once_with_links_to_what_it_fails():
    (shared,) = page(mistaken("A"), written_scenario("B"), mistaken("C")).find_class("shared")

    assert shared.find("p").text == "2 scenarios fail for the same reason:"
    assert shared.find("blockquote").text_content() == MISTAKE
    assert [(one.text, one.get("href")) for one in shared.iter("a")] == [("A", "#s0"), ("C", "#s2")]


def test_of_many_links_the_first_ten_are_seen_at_once():
    (shared,) = page(*[mistaken(str(number)) for number in range(25)]).find_class("shared")

    assert [one.text for one in shared.xpath("./ul/li/a")] == [str(number) for number in range(10)]
    assert shared.find("details/summary").text == "15 more"
    assert len(shared.xpath("./details/ul/li/a")) == 15


def test_a_page_on_which_nothing_is_shared_does_not_speak_of_it():
    assert page(mistaken(), written_scenario()).find_class("shared") == []


# -- the terminal ----------------------------------------------------------------------------------------------------

TWO_CALLS = """
name: Anna calls
app: {asgi: 'tests.report.hostile_app:app', path: /page}
caller: [hears: welcome]
---
name: Anna calls again
app: {asgi: 'tests.report.hostile_app:app', path: /page}
caller: [hangs_up]
---
name: Anna leaves a message
app: {asgi: 'simulator.demo.voicemail:app', path: /incoming}
caller: [hears: message, hangs_up]
"""


def test_a_run_ends_with_what_several_scenarios_fail_for(tmp_path):
    (tmp_path / "calls.yaml").write_text(TWO_CALLS, encoding="utf-8")

    done = run_cli("run", "calls.yaml", cwd=tmp_path)

    before_last, last = done.stdout.splitlines()[-2:]
    assert before_last.startswith(
        "2 scenarios fail for the same reason: http://app/page: the app answered 500 Internal Server Error, "
    )
    assert last.startswith("1 passed, 2 failed in ")


def test_a_run_in_which_nothing_is_shared_ends_as_ever(tmp_path):
    (tmp_path / "calls.yaml").write_text(TWO_CALLS, encoding="utf-8")

    done = run_cli("run", "calls.yaml", "-k", "again", cwd=tmp_path)

    assert "same reason" not in done.stdout
