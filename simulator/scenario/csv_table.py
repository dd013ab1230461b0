"""Tables in CSV files (RFC 4180): values as they were written, each with its place.

The separator is found out from the header: `,`, `;` or a tab. A value without quotes is what stands between two
separators, without blanks around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from simulator.scenario.document import TextNode
from simulator.scenario.mistakes import MisreadError, Mistake, Mistakes
from simulator.telephony.problem import Place

_SEPARATORS: Final = (",", ";", "\t")


def table_from_csv(data: bytes, source: str) -> list[tuple[TextNode, ...]]:
    """Read a table: the header and its rows, all of one length. Lines in which nothing stands are left out.

    Args:
        data: the file's bytes, UTF-8, with or without a byte order mark.
        source: the file's name, for places.

    Raises:
        MisreadError: it is not UTF-8, a quote is not closed, or rows are longer or shorter than the header.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"byte 0x{data[error.start]:02x} is not UTF-8; save the table as UTF-8"
        raise MisreadError(Mistake(Place(source, line), message)) from None
    rows = list(_rows(text, _separator(text), source))
    mistakes = Mistakes()
    for row in rows:
        if len(row) != len(rows[0]):
            header = ", ".join(cell.text for cell in rows[0])
            message = f"expected {len(rows[0])} values ({header}), found {len(row)}"
            mistakes.note(
                row[0].place, message + ("; quote a value in which a separator stands" * (len(row) > len(rows[0])))
            )
    mistakes.check()
    return rows


def _separator(text: str) -> str:
    """What the header has most of, outside of quotes."""
    header = re.sub(r'"[^"]*"', "", next((line for line in text.splitlines() if line.strip()), ""))
    return max(_SEPARATORS, key=header.count)


def _rows(text: str, separator: str, source: str) -> Iterator[tuple[TextNode, ...]]:
    quoted, bare = r'"(?P<quoted>(?:[^"]|"")*)" *', rf'(?P<bare>(?!")[^{separator}\r\n]*)'
    value = re.compile(rf" *(?:{quoted}|{bare})(?P<end>{separator}|\r\n|\r|\n|\Z)")
    row: list[TextNode] = []
    at, line, line_start = 0, 1, 0
    while at < len(text) or row:
        place = Place(source, line, at - line_start + 1)
        match = value.match(text, at)
        if match is None:
            raise MisreadError(
                Mistake(place, "expected a separator behind a closing quote, or the quote is never closed")
            )
        row.append(_cell(match, place))
        lines = list(re.finditer(r"\r\n|\r|\n", match[0]))
        if lines:
            line, line_start = line + len(lines), at + lines[-1].end()
        at = match.end()
        if match["end"] != separator:
            if len(row) > 1 or row[0].text or not row[0].bare:
                yield tuple(row)
            row = []


def _cell(match: re.Match[str], place: Place) -> TextNode:
    if match["quoted"] is None:
        return TextNode(match["bare"].strip(), place, bare=True)
    return TextNode(match["quoted"].replace('""', '"'), place)
