"""Where everything of a timeline is drawn: bars, points and labels in pixels. How it looks is said in the templates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import ceil
from typing import Final

from rich.cells import cell_len, set_cell_size

from simulator.report.mark import Mark, MarkKind
from simulator.report.message_marks import MESSAGES
from simulator.report.timeline import Group, Lane, Timeline

NARROWEST: Final = 900
WIDEST: Final = 4_800
"""Pixels: a call of half an hour; whoever looks at it scrolls."""

_ROW: Final = 19
_BAR: Final = 15
_LANE_GAP: Final = 5
_HEADING: Final = 24
_AXIS: Final = 22
_MARGIN: Final = 14
_LETTER: Final = 6.1
"""Pixels of a letter, on the average and a little more."""
_LONGEST_LABEL: Final = 26
_LONGEST_MESSAGE: Final = 56
_FEWEST_LETTERS: Final = 5
_GAP: Final = 6
_OVERLAP: Final = 0.6
"""Pixels that bars may overlap, since their ends are rounded."""
_MOST_JOINED: Final = 12
_LONGEST_NAME: Final = 19
_ROOM_FOR_TEXT: Final = 34
_MOST_ROWS: Final = {MarkKind.KEY: 2, MarkKind.COMMAND: 5, MarkKind.WARNING: 1, MarkKind.ERROR: 1, MarkKind.FAULT: 1}
_USUAL_ROWS: Final = 3
"""Of a lane; what does not fit into them is told by the mark before it."""

_DRAWN_UPON: Final = (MarkKind.VOICE, MarkKind.END)
_POINTS: Final = (MarkKind.REQUEST, MarkKind.API, *MESSAGES)

_STEPS: Final = (
    0.1,
    0.2,
    0.5,
    1,
    2,
    5,
    10,
    15,
    30,
    60,
    120,
    300,
    600,
    900,
    1_800,
    3_600,
    7_200,
    14_400,
    43_200,
    86_400,
)
_TICK_ROOM: Final = 64


class Side(StrEnum):
    """Where the text of a bar stands."""

    INSIDE = "inside"
    RIGHT = "right"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Shape:
    """A bar or a point. `text` stands in it, to its right, or to its left. `count` is how many marks it stands for."""

    kind: MarkKind
    x: float
    y: float
    width: float
    text: str
    side: Side
    title: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a lane, or of a group of them; `title` is the whole of one that is clipped."""

    text: str
    y: float
    heading: bool
    title: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A round instant on the axis."""

    x: float
    text: str


@dataclass(slots=True)
class Picture:
    """Everything that is drawn of a timeline; the axis is at the bottom."""

    timeline: Timeline
    width: int
    ticks: list[Tick]
    height: float = 0
    labels: list[Label] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)

    @property
    def kinds(self) -> list[MarkKind]:
        """What occurs, for the legend."""
        there = {shape.kind for shape in self.shapes}
        return [kind for kind in MarkKind if kind in there]


def picture(timeline: Timeline) -> Picture:
    """Lay a timeline out."""
    seconds = max(timeline.end - timeline.start, 1.0)
    width = NARROWEST if seconds <= 60 else min(WIDEST, round(NARROWEST * (seconds / 60) ** 0.5))
    scale = (width - 2 * _MARGIN) / seconds
    drawn = Picture(timeline, width, list(_ticks(timeline.start, seconds, scale)))
    for group in timeline.groups:
        _draw(drawn, group, scale)
    drawn.height += _AXIS
    return drawn


def clipped(text: str, letters: int) -> str:
    """A text in one line that is so wide at most."""
    line = " ".join(text.split())
    return (
        line
        if cell_len(line) <= letters
        else set_cell_size(line, max(1, letters - 1)).rstrip() + "\N{HORIZONTAL ELLIPSIS}"
    )


# -- inside ----------------------------------------------------------------------------------------------------------


def _ticks(start: float, seconds: float, scale: float) -> Iterator[Tick]:
    step = next((one for one in _STEPS if one * scale >= _TICK_ROOM), _STEPS[-1])
    for number in range(ceil(start / step - 1e-9), int((start + seconds) / step + 1e-9) + 1):
        yield Tick(_MARGIN + (number * step - start) * scale, _instant(number * step, step))


def _instant(seconds: float, step: float) -> str:
    if step < 1:
        return f"{seconds:.1f} s"
    if step < 30:
        return f"{seconds:.0f} s" if seconds < 60 else f"{int(seconds) // 60}:{int(seconds) % 60:02}"
    hours, minutes = divmod(int(seconds) // 60, 60)
    return f"{hours}:{minutes:02} h" if step >= 3_600 else f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _draw(drawn: Picture, group: Group, scale: float) -> None:
    name = clipped(group.name, _LONGEST_NAME)
    title = "" if name == group.name else group.name
    drawn.labels.append(Label(name, drawn.height + _HEADING - 8, heading=True, title=title))
    drawn.height += _HEADING
    for lane in group.lanes:
        drawn.labels.append(Label(lane.name, drawn.height + 11, heading=False))
        rows = _draw_lane(drawn, lane, scale)
        drawn.height += rows * _ROW + _LANE_GAP


def _draw_lane(drawn: Picture, lane: Lane, scale: float) -> int:
    """Draw a lane, in as many rows as it needs and may have; give their number."""
    rows: list[list[Shape]] = []
    upon: list[Shape] = []
    last: tuple[int, int] = (0, -1)
    row_of: dict[int, int] = {}
    for mark in lane.marks:
        x, width = round(_MARGIN + (mark.start - drawn.timeline.start) * scale, 1), _width(mark, scale)
        shape = Shape(mark.kind, x, drawn.height, width, mark.text, Side.INSIDE, mark.title)
        if mark.kind in _DRAWN_UPON:
            sounding = rows[last[0]][last[1]] if rows else shape
            upon.append(replace(shape, y=sounding.y if sounding.x <= x < sounding.x + sounding.width else shape.y))
            continue
        below = row_of.get(mark.depth - 1, -1) + 1
        row = _free(rows, shape, below, _MOST_ROWS.get(mark.kind, _USUAL_ROWS))
        if row is None:
            rows[last[0]][last[1]] = _joined(rows[last[0]][last[1]], shape)
            row_of[mark.depth] = last[0]
            continue
        if row == len(rows):
            rows.append([])
        row_of[mark.depth] = row
        rows[row].append(replace(shape, y=drawn.height + row * _ROW))
        last = row, len(rows[row]) - 1
    for shapes in rows:
        drawn.shapes += _labelled(shapes, drawn.width)
    drawn.shapes += upon
    return max(1, len(rows))


def _free(rows: Sequence[Sequence[Shape]], shape: Shape, first: int, most: int) -> int | None:
    """The first row with room for a shape, not above row `first`; None if there is none, and there may be no more rows.

    Points want their texts to be read, so they keep off those of others.
    """
    for at, shapes in enumerate(rows[first:], first):
        beside = _beside(_short(shapes[-1])) if shape.kind in _POINTS else -_OVERLAP
        if shapes[-1].x + shapes[-1].width + beside <= shape.x:
            return at
    return len(rows) if len(rows) < most else None


def _joined(shape: Shape, other: Shape) -> Shape:
    """A shape that also tells what another one would, for which there is no room."""
    title = f"{shape.title}\n{other.title}" if shape.count < _MOST_JOINED else shape.title
    kind = other.kind if other.kind is MarkKind.ERROR else shape.kind  # the worst is what one has to see
    return replace(shape, kind=kind, title=title, count=shape.count + 1)


def _width(mark: Mark, scale: float) -> float:
    narrowest = {
        MarkKind.KEY: 13.0,
        MarkKind.ERROR: 12.0,
        MarkKind.WARNING: 12.0,
        MarkKind.FAULT: 12.0,
        MarkKind.END: 2.0,
        MarkKind.MESSAGE_IN: 16.0,
        MarkKind.MESSAGE_OUT: 16.0,
    }.get(mark.kind, 3.0)
    return round(max(narrowest, (mark.end - mark.start) * scale), 1)


def _labelled(shapes: Sequence[Shape], picture_width: float) -> Iterator[Shape]:
    """The shapes of a row with as much text as there is room for, in them or beside them."""
    taken = 0.0
    for number, shape in enumerate(shapes):
        end = shape.x + shape.width
        until = shapes[number + 1].x if number + 1 < len(shapes) else picture_width
        text, side = _label(shape, before=shape.x - taken, behind=until - end)
        taken = end + (_beside(text) if side is Side.RIGHT else 0)
        yield replace(shape, text=text, side=side)


def _label(shape: Shape, *, before: float, behind: float) -> tuple[str, Side]:
    """The text of a shape, and where it stands, with so much room before and behind it; it may be none."""
    if shape.kind is MarkKind.KEY and len(shape.text) == 1:
        return shape.text, Side.INSIDE
    if shape.width >= _ROOM_FOR_TEXT:
        return clipped(shape.text, int((shape.width - 8) / _LETTER)), Side.INSIDE
    text = _short(shape)
    if _beside(text) <= behind:
        return text, Side.RIGHT
    if _beside(text) <= before:
        return text, Side.LEFT
    room = int((behind - _GAP) / _LETTER)
    return (clipped(text, room), Side.RIGHT) if room >= _FEWEST_LETTERS else ("", Side.RIGHT)


def _short(shape: Shape) -> str:
    return clipped(shape.text, _LONGEST_MESSAGE if shape.kind in MESSAGES else _LONGEST_LABEL)


def _beside(text: str) -> float:
    """How wide a text is that stands beside a bar."""
    return _GAP + cell_len(text) * _LETTER if text else 0.0
