"""The HTML report in a real browser: its own script runs and no other, nothing is asked of a network."""

from __future__ import annotations

import pytest

from simulator.report.html import html_page
from tests.report.browser import Browser, found
from tests.report.recorded import recorded

pytestmark = pytest.mark.skipif(found() is None, reason="there is no Chromium or Chrome on this machine")

SHOWN = """
[...document.querySelectorAll('.overview tbody tr')].filter((one) => !one.hidden).map((one) => +one.dataset.number)
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """The page of some real calls, opened in a browser."""
    folder = tmp_path_factory.mktemp("browser")
    file = folder / "run.html"
    file.write_text(html_page(recorded()), encoding="utf-8")
    browser = Browser(found(), folder / "profile")
    browser.open(file.as_uri())
    yield browser
    browser.close()


def chosen(report, outcome: str):
    """Choose the scenarios of one outcome, as a person does; what is shown then."""
    report.run(f"document.querySelector('input[name=outcome][value=\"{outcome}\"]').click()")
    return report.run(SHOWN)


def filled_in(report, name: str, value: str):
    """Fill a field of the filters in; what is shown then."""
    report.run(
        f"(() => {{ const form = document.querySelector('form.filters'); form.elements.{name}.value = {value!r};"
        " form.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )
    return report.run(SHOWN)


def test_the_script_of_the_page_runs_and_no_other(report):
    assert report.run("document.querySelector('form.filters').hidden") is False
    assert report.complaints == []


def test_nothing_is_asked_of_a_network(report):
    assert [one for one in report.requests if not one.startswith(("file:", "data:", "about:"))] == []


def test_the_style_of_the_page_is_in_force(report):
    assert report.run("getComputedStyle(document.querySelector('.plot')).overflowX") == "auto"
    assert report.run("getComputedStyle(document.querySelector('.k.prompt rect')).fill") != "rgb(0, 0, 0)"


def test_scenarios_are_filtered_and_sorted(report):
    assert chosen(report, "failed") == [0, 1]
    assert report.run("document.querySelector('.filters output').textContent") == "2 of 4 shown"
    assert report.run("[...document.querySelectorAll('details.scenario')].filter((one) => !one.hidden).length") == 2
    assert chosen(report, "") == [0, 1, 2, 3]
    assert filled_in(report, "text", "ANNA") == [2]
    assert filled_in(report, "text", "") == [0, 1, 2, 3]
    assert filled_in(report, "order", "name") == [0, 3, 2, 1]
    assert filled_in(report, "order", "call")[0] == 3
    assert filled_in(report, "order", "number") == [0, 1, 2, 3]


def test_a_link_opens_the_details_that_it_leads_to(report):
    report.run("document.querySelector('a[href=\"#s2\"]').click()")
    report.run("new Promise((done) => setTimeout(done, 0))")

    assert report.run("document.getElementById('s2').open") is True


def test_a_recording_is_a_sound_that_the_browser_knows(report):
    length = report.run(
        "new Promise((done, fail) => { const sound = document.querySelector('#s2 audio');"
        " sound.onloadedmetadata = () => done(sound.duration); sound.onerror = () => fail(sound.error.message);"
        " sound.load(); sound.preload = 'auto'; })"
    )

    (recording,) = recorded().scenarios[2].calls[0].recordings
    assert length == pytest.approx(recording.duration, abs=0.2)


def pressed(report, key: str, code: int):
    """Press a key, as a person does."""
    for kind in ("rawKeyDown", "keyUp"):
        report.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)


def test_the_first_key_leads_past_what_stands_at_the_top(report):
    report.run("(() => { scrollTo(0, 0); document.activeElement.blur(); document.body.focus(); })()")
    report.run("document.querySelector('.skip').focus()")

    assert report.run("getComputedStyle(document.activeElement).left") == "16px"
    assert report.run("document.querySelector(document.activeElement.hash).tagName") == "MAIN"


def test_one_can_see_where_one_is_by_the_keyboard(report):
    report.run("document.querySelector('.skip').focus()")
    pressed(report, "Tab", 9)

    assert report.run("document.activeElement.name") == "outcome"
    assert report.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert report.run("getComputedStyle(document.activeElement).outlineWidth") == "2px"


def test_a_long_timeline_is_moved_with_the_arrow_keys_and_a_short_one_is_passed_over(report):
    report.call("Emulation.setDeviceMetricsOverride", width=1280, height=900, deviceScaleFactor=1, mobile=False)
    report.run(
        "new Promise((done) => { addEventListener('toggle', () => setTimeout(done, 0), {capture: true, once: true});"
        " document.getElementById('s3').open = false; document.getElementById('s3').open = true; })"
    )
    report.run(
        "(() => { const plot = document.querySelector('#s3 .plot'); plot.focus();"
        " window.moved = new Promise((done) => plot.addEventListener('scroll', () => done(true), {once: true})); })()"
    )
    pressed(report, "ArrowRight", 39)

    assert report.run("window.moved") is True
    assert report.run("document.querySelector('#s0 .plot').hasAttribute('tabindex')") is False


def test_a_link_opens_its_details_again_and_leads_the_keyboard_there(report):
    report.run("document.querySelector('a[href=\"#s2\"]').click()")
    report.run("document.getElementById('s2').open = false")
    report.run("document.querySelector('a[href=\"#s2\"]').click()")

    assert report.run("document.getElementById('s2').open") is True
    assert report.run("document.activeElement.parentElement.id") == "s2"


@pytest.mark.parametrize("width", [420, 1280])
def test_the_page_is_no_wider_than_its_window(report, width):
    report.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
    report.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")

    assert report.run("document.documentElement.scrollWidth") <= width


def test_on_a_telephone_a_conversation_has_one_column_and_says_who_speaks(report):
    report.call("Emulation.setDeviceMetricsOverride", width=420, height=900, deviceScaleFactor=1, mobile=False)
    report.run("document.getElementById('s2').open = true")
    speaker = "getComputedStyle(document.querySelector('#s2 .conversation tr.{0} td:not(:empty):not(.n)'), '::before')"

    assert report.run(f"{speaker.format('caller')}.content") == '"caller: "'
    assert report.run(f"{speaker.format('app')}.content") == '"app: "'
    widths = "[...document.querySelectorAll('#s2 .conversation td:not(.n):not(:empty)')].map((one) => one.offsetWidth)"
    assert report.run(f"Math.min(...{widths})") > 250
