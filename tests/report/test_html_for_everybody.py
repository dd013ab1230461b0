"""The HTML report can be read by whoever sees it differently: its outline, the names of its parts, its colours."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import pairwise

import pytest
from lxml import html

from simulator.report.html import html_page
from tests.report.recorded import recorded

STYLE = files("simulator.report").joinpath("templates", "style.css").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page():
    return html.document_fromstring(html_page(recorded()))


def test_headings_lead_from_one_level_to_the_next(page):
    levels = [int(one.tag[1]) for one in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]

    assert levels[:2] == [1, 2]
    assert levels.count(1) == 1
    assert max(second - first for first, second in pairwise(levels)) == 1


def test_regions_of_the_page_have_their_roles_and_names(page):
    assert [len(page.findall(f".//{one}")) for one in ("header", "main", "form")] == [1, 1, 1]
    assert page.find(".//form").get("role") == "search"
    assert [one for one in page.iter("section", "form", "audio", "table") if not named(one)] == []


def named(element) -> bool:
    """Whether a part of the page has a name, or needs none: small tables stand beside what they belong to."""
    small = element.get("class") in ("comparison", "fields", "calls")
    return small or bool({"aria-label", "aria-labelledby"} & set(element.attrib))


def test_seconds_have_as_many_decimals_as_their_class_says(page):
    cells = page.xpath("//table[@class='conversation']/tbody/tr/td[1][@class]")

    assert len(cells) > 20
    assert [one for one in cells if one.get("class") != f"n d{len(one.text.partition('.')[2])}"] == []


BLOCKS = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
COLOURS = [dict(re.findall(r"--([\w-]+): (#\w+)", block)) for block in BLOCKS]
BARS = ("prompt", "sound", "recording", "command", "api", "ringing")
GROUNDS = ("paper", "raised", "faint", "marked", "note")
TEXTS = [
    *[("ink", on) for on in GROUNDS + BARS],
    *[("quiet", on) for on in GROUNDS],
    *[(colour, on) for colour in ("accent", "passed", "failed", "broken") for on in ("paper", "raised")],
    *[("failed", "marked"), ("paper", "key"), ("paper", "request")],
]
SIGNS = ["voice", "key", "request", "warning", "failed", "broken", "message", "edge", "ink"]


@pytest.mark.parametrize("colours", COLOURS, ids=["light", "dark"])
def test_texts_and_signs_stand_out_from_what_is_behind_them(colours):
    """WCAG 2.2, 1.4.3 (texts, 4.5 to 1) and 1.4.11 (what else one has to see, 3 to 1), level AA."""
    assert [pair for pair in TEXTS if contrast(*(colours[one] for one in pair)) < 4.5] == []
    assert [sign for sign in SIGNS if contrast(colours[sign], colours["raised"]) < 3] == []


def contrast(*colours: str) -> float:
    """The contrast of two colours: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    dark, light = sorted(map(luminance, colours))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(one * 2 for one in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_nothing_moves_by_itself():
    assert re.findall(r"transition|animation|scroll-behavior|@keyframes", STYLE) == []
