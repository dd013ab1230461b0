"""Where a timeline is drawn: round instants, nothing upon each other, and no picture that is too large."""

from __future__ import annotations

from itertools import pairwise

import pytest

from simulator.report.mark import Mark, MarkKind
from simulator.report.picture import NARROWEST, WIDEST, Side, clipped, picture
from simulator.report.timeline import Group, Lane, Timeline, timeline
from tests.report.recorded import ENDLESS, recorded


def drawn(*marks: Mark, end: float = 30.0):
    return picture(Timeline(end, (Group("4711", (Lane("lane", marks),)),), 0))


def bar(start: float, end: float, text: str = "a text", kind: MarkKind = MarkKind.PROMPT) -> Mark:
    return Mark(kind, start, end, text, f"the title of {text}")


@pytest.mark.parametrize(
    ("end", "texts"),
    [
        (0.0, ["0.0 s", "0.1 s", "0.2 s"]),
        (4.0, ["0.0 s", "0.5 s", "1.0 s"]),
        (12.0, ["0 s", "1 s", "2 s"]),
        (55.0, ["0 s", "5 s", "10 s"]),
        (90.0, ["0 s", "10 s", "20 s"]),
        (300.0, ["0 s", "10 s", "20 s"]),
        (1_800.0, ["0:00", "0:30", "1:00"]),
        (7_200.0, ["0:00", "2:00", "4:00"]),
        (40_000.0, ["0:00", "10:00", "20:00"]),
    ],
)
def test_the_axis_has_round_numbers(end, texts):
    shown = drawn(bar(0, 1), end=end)

    assert [tick.text for tick in shown.ticks][:3] == texts
    assert all(second.x - first.x >= 60 for first, second in pairwise(shown.ticks))
    assert shown.ticks[-1].x <= shown.width


def test_a_picture_begins_where_its_timeline_does():
    marks = (bar(3_000.5, 3_002.0),)
    shown = picture(Timeline(3_004.5, (Group("4711", (Lane("lane", marks),)),), 0, start=3_000.5))

    first, second = shown.ticks[:2]
    assert (first.text, second.text) == ("3000.5 s", "3001.0 s")
    assert shown.shapes[0].x == first.x
    assert shown.shapes[0].width == pytest.approx(3 * (second.x - first.x), abs=0.2)
    assert shown.width == NARROWEST


@pytest.mark.parametrize(("end", "width"), [(0, NARROWEST), (60, NARROWEST), (240, 2 * NARROWEST), (86_400, WIDEST)])
def test_a_longer_call_has_a_wider_picture_up_to_a_limit(end, width):
    assert drawn(bar(0, 0), end=end).width == width


def test_bars_begin_and_end_where_they_are_on_the_axis():
    shown = drawn(bar(10, 20), end=30)
    at = {tick.text: tick.x for tick in shown.ticks}

    (shape,) = shown.shapes
    assert shape.x == pytest.approx(at["10 s"], abs=0.1)
    assert shape.x + shape.width == pytest.approx(at["20 s"], abs=0.2)


def test_bars_that_overlap_stand_in_rows_below_each_other():
    shown = drawn(bar(0, 20), bar(5, 10), bar(10, 15), bar(20, 30))

    first, second, third, fourth = sorted(shown.shapes, key=lambda one: one.x)
    assert first.y == fourth.y < second.y == third.y


def command(start: float, end: float, depth: int) -> Mark:
    return Mark(MarkKind.COMMAND, start, end, "<Speak>", "", depth)


def test_a_command_is_never_drawn_above_the_one_in_which_it_stands():
    """The first row is free again at 5, but the command of that time stands in one that is in the second row."""
    shown = drawn(command(0, 1.1, 0), command(1, 20, 0), command(5, 10, 1), command(21, 22, 0))

    before, outer, inner, after = sorted(shown.shapes, key=lambda one: one.x)
    assert before.y < outer.y < inner.y
    assert after.y == before.y


def test_what_has_no_room_is_told_by_the_mark_before_it():
    shown = drawn(*[bar(5, 5, f"error {number}", MarkKind.ERROR) for number in range(4)])

    (shape,) = shown.shapes
    assert shape.count == 4
    assert shape.title.splitlines() == [f"the title of error {number}" for number in range(4)]


def test_an_error_is_seen_among_what_is_less_bad():
    shown = drawn(*[bar(5, 5, "x", kind) for kind in (MarkKind.FAULT, MarkKind.ERROR, MarkKind.WARNING)])

    assert [(shape.kind, shape.count) for shape in shown.shapes] == [(MarkKind.ERROR, 3)]


def test_a_text_stands_in_its_bar_or_beside_it_where_there_is_room():
    shown = drawn(
        bar(0, 10, "a long text " * 20), bar(11, 11.1, "beside"), bar(15, 15.1, "clipped by the next"), bar(17, 29.9)
    )
    last = drawn(bar(29.8, 30, "to the left"))

    assert [one.side for one in shown.shapes] == [Side.INSIDE, Side.RIGHT, Side.RIGHT, Side.INSIDE]
    assert shown.shapes[0].text.endswith("\N{HORIZONTAL ELLIPSIS}")
    assert shown.shapes[1].text == "beside"
    assert shown.shapes[2].text == "clipped\N{HORIZONTAL ELLIPSIS}"
    assert (last.shapes[0].text, last.shapes[0].side) == ("to the left", Side.LEFT)


def test_a_message_has_more_room_for_its_text_than_a_request():
    text = "from +36 1 555 0100: Remind me to feed the cat at eight"
    message, request = (drawn(bar(1, 1, text, kind)).shapes[0] for kind in (MarkKind.MESSAGE_IN, MarkKind.REQUEST))

    assert message.text == text
    assert request.text == "from +36 1 555 0100: Remi\N{HORIZONTAL ELLIPSIS}"


def test_a_name_that_is_clipped_can_be_read_whole():
    (label, _) = picture(Timeline(1, (Group("+36 1 555 0100 of the office", (Lane("lane", (bar(0, 1),)),)),), 0)).labels

    assert (label.text, label.title) == ("+36 1 555 0100 of\N{HORIZONTAL ELLIPSIS}", "+36 1 555 0100 of the office")


def test_voice_is_drawn_upon_the_sound_that_it_is_in():
    sound, voice = drawn(bar(0, 5, "Hello", MarkKind.SOUND), bar(1, 2, "", MarkKind.VOICE)).shapes

    assert voice.y == sound.y
    assert sound.x < voice.x < sound.x + sound.width


def test_a_call_of_half_an_hour_is_a_picture_in_which_nothing_of_a_lane_lies_upon_each_other():
    shown = picture(timeline(recorded().scenarios[ENDLESS]))

    assert shown.width <= WIDEST
    assert len(shown.shapes) < 1_000
    rows: dict[float, list] = {}
    for shape in shown.shapes:
        if shape.kind not in (MarkKind.VOICE, MarkKind.END):
            rows.setdefault(shape.y, []).append(shape)
    for shapes in rows.values():
        for one, other in pairwise(sorted(shapes, key=lambda shape: shape.x)):
            assert one.x + one.width <= other.x + 0.7


@pytest.mark.parametrize(
    ("text", "letters", "shown"),
    [
        ("short", 10, "short"),
        ("two\nlines", 10, "two lines"),
        ("a longer text", 8, "a longe\N{HORIZONTAL ELLIPSIS}"),
        ("日本語の文字", 6, "日本\N{HORIZONTAL ELLIPSIS}"),
    ],
)
def test_texts_are_as_wide_as_there_is_room(text, letters, shown):
    assert clipped(text, letters) == shown
