"""YAML as it was written: texts, lists and mappings, each with its place. It does not know what a scenario is.

Nothing is converted: `0123`, `1_2`, `12:30`, `no` and `0x10` stay the texts that they are, because a text may be keys
of a telephone. For the same reason `*` begins a text like any other character; anchors, aliases and tags do not exist.
A reference to a parameter, `${name}`, is a part of a text without quotes, in braces too; it is not replaced here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import yaml
from yaml.reader import ReaderError
from yaml.scanner import ScannerError

from simulator.scenario.mistakes import MisreadError, Mistake, Mistakes
from simulator.telephony.problem import Place


@dataclass(frozen=True, slots=True)
class TextNode:
    """A text. `bare` is one without quotes; `comment` is what follows an empty one on its line, from the `#` on."""

    text: str
    place: Place
    bare: bool = False
    comment: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was written, not even quotes."""
        return self.bare and not self.text


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list of nodes."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys and their values, in the order of the file. `braces` tells `{a: b}` from keys on lines of their own."""

    entries: tuple[tuple[TextNode, Node], ...]
    place: Place
    braces: bool = False

    def get(self, key: str) -> Node | None:
        """The value of a key, if it is there."""
        return next((value for name, value in self.entries if name.text == key), None)


Node: TypeAlias = TextNode | ListNode | MappingNode


def load_documents(data: bytes, source: str) -> list[Node]:
    """Read the documents of a YAML file; those in which nothing stands are left out.

    Args:
        data: the file's bytes, UTF-8.
        source: the file's name, for places.

    Raises:
        MisreadError: it is not UTF-8 or not YAML, or uses a part of YAML that does not exist here.
    """
    try:
        written = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _place_at(data[: error.start].decode("utf-8-sig", errors="replace"), source)
        raise MisreadError(
            Mistake(place, f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8")
        ) from None
    try:
        nodes = list(yaml.compose_all(written, _Loader))
        documents = [_Converter(source, written.splitlines()).node(node) for node in nodes]
    except ReaderError as error:
        place = _place_at(written[: error.position], source)
        raise MisreadError(Mistake(place, f"the character {error.character:#x} cannot stand in YAML")) from None
    except yaml.MarkedYAMLError as error:
        raise MisreadError(_syntax_mistake(error, source)) from None
    except RecursionError:
        raise MisreadError(Mistake(Place(source, 1, 1), "lists and mappings are nested too deeply")) from None
    return [document for document in documents if not (isinstance(document, TextNode) and document.empty)]


def _place_at(before: str, source: str) -> Place:
    """The place behind a text, which begins at 1:1."""
    lines = re.split("\r\n|\r|\n", before)
    return Place(source, len(lines), len(lines[-1]) + 1)


# -- what PyYAML is told to do otherwise -----------------------------------------------------------------------------

REFERENCE: Final = "${"
"""What a reference to a parameter begins with; it ends with `}`."""

_BLANK = "\0 \t\r\n\x85\u2028\u2029"
_END_OF_TEXT: Final = re.compile(rf"[{_BLANK}]|:(?=[{_BLANK}])|\$(?={{)")
_END_OF_TEXT_IN_FLOW: Final = re.compile(rf"[{_BLANK},\[\]{{}}]|:(?=[{_BLANK},\[\]{{}}])|\$(?={{)")
_BRACE_OR_LINE_END: Final = re.compile("[{}\0\r\n\x85\u2028\u2029]")


class _Loader(yaml.BaseLoader):
    """Composes text; nothing is resolved, so every scalar is a text.

    Of the two scanners that PyYAML has, only the one written in Python can be told what is different here.
    """

    def fetch_alias(self) -> None:
        """Read `*`, which would be the name of an anchor, as the beginning of a text: it is a key of a telephone."""
        self.fetch_plain()

    def fetch_anchor(self) -> None:
        """Refuse `&name`."""
        self._refuse("&")

    def fetch_tag(self) -> None:
        """Refuse `!name`."""
        self._refuse("!")

    def check_key(self) -> bool:
        """Whether `?` begins a key: only in front of a blank, also in braces (YAML 1.2, 7.4)."""
        return self.peek(1) in _BLANK

    def scan_plain(self) -> yaml.ScalarToken:
        """Read a text without quotes; in braces too, `?` is text (YAML 1.2, 7.3.3), as in `{path: /in?format=wav}`."""
        pattern = _END_OF_TEXT_IN_FLOW if self.flow_level else _END_OF_TEXT
        start = end = self.get_mark()
        indent = self.indent + 1
        chunks: list[str] = []
        spaces: list[str] = []
        while self.peek() != "#":
            length = _found(pattern, self.buffer, self.pointer) - self.pointer
            if not length:
                break
            self.allow_simple_key = False
            chunks += [*spaces, self.prefix(length)]
            self.forward(length)
            end = self.get_mark()
            spaces = self.scan_plain_spaces(indent, start) or []
            if not spaces or (not self.flow_level and self.column < indent):
                break
        return yaml.ScalarToken("".join(chunks), True, start, end)

    def _refuse(self, character: str) -> None:
        raise ScannerError(None, None, f"found character {character!r} that cannot start any token", self.get_mark())


def _found(pattern: re.Pattern[str], text: str, start: int) -> int:
    """Where a text ends, or a part of it; references belong to it. PyYAML ends its buffer with NUL, which is found."""
    while match := pattern.search(text, start):
        if match[0] != "$":
            return match.start()
        end = end_of_reference(text, match.start())
        start = match.start() + 1 if end is None else end
    return len(text)


def end_of_reference(text: str, start: int) -> int | None:
    """Where `${...}` ends, behind its brace; None if it is not closed in its line.

    Args:
        text: what it stands in.
        start: where its `$` is. A default may have braces of its own, if they are closed.
    """
    depth = 0
    for match in _BRACE_OR_LINE_END.finditer(text, start):
        if match[0] not in "{}":
            break
        depth += 1 if match[0] == "{" else -1
        if not depth:
            return match.end()
    return None


# -- from PyYAML's nodes to ours -------------------------------------------------------------------------------------


class _Converter:
    def __init__(self, source: str, lines: list[str]) -> None:
        self._source = source
        self._lines = lines

    def node(self, node: yaml.Node) -> Node:
        """Convert a node and all that is in it.

        Raises:
            MisreadError: a key is no text, or stands twice in one mapping.
        """
        mark = node.start_mark
        place = Place(self._source, mark.line + 1, mark.column + 1)
        match node:
            case yaml.MappingNode():
                return MappingNode(tuple(self._entries(node)), place, bool(node.flow_style))
            case yaml.SequenceNode():
                return ListNode(tuple(self._items(node)), place)
            case _:
                bare = getattr(node, "style", None) is None
                return TextNode(node.value, place, bare, "" if node.value or not bare else self._comment(place))

    def _items(self, node: yaml.SequenceNode) -> list[Node]:
        mistakes = Mistakes()
        items: list[Node] = []
        for item in node.value:
            with mistakes.noted():
                items.append(self.node(item))
        mistakes.check()
        return items

    def _entries(self, node: yaml.MappingNode) -> list[tuple[TextNode, Node]]:
        mistakes = Mistakes()
        entries: dict[str, tuple[TextNode, Node]] = {}
        for key_node, value_node in node.value:
            with mistakes.noted():
                key, value = self.node(key_node), self.node(value_node)
                if not isinstance(key, TextNode):
                    mistakes.note(key.place, "expected a key, which is a text")
                elif key.text in entries:
                    first = entries[key.text][0].place.line
                    mistakes.note(key.place, f"the key {key.text!r} stands here a second time; first in line {first}")
                else:
                    entries[key.text] = key, value
        mistakes.check()
        return list(entries.values())

    def _comment(self, place: Place) -> str:
        if place.line > len(self._lines):
            return ""
        rest = self._lines[place.line - 1][place.column - 1 :].strip()
        return rest if rest.startswith("#") else ""


# -- PyYAML's complaints in words for people who write scenarios -----------------------------------------------------

_COMPLAINTS: Final = (
    (r"found character '\\t' that", "a tab stands where YAML wants blanks"),
    (r"found character '(.)' that", r"a text that begins with '\1' has to stand in quotes"),
    (
        "mapping values are not allowed here",
        "':' is not expected here; check the indentation, or put a text that holds ': ' in quotes",
    ),
    ("could not find expected ':'", "expected ':' behind this key"),
    (r"expected ',' or '(.)', but got '<stream end>'", r"what is opened here is never closed with '\1'"),
    (r"expected ',' or '(.)', but got .*", r"expected ',' or '\1' here; quote a text that holds one of , [ ] { }"),
    (r"found unexpected (end of stream|document separator)", "the quote that is opened here is never closed"),
    (
        r"found unknown escape character '(.)'",
        r"'\\\1' means nothing in double quotes; write '\\\\' for a backslash",
    ),
    ("expected <block end>, but found '<scalar>'", "did not expect a text here; quotes go around the whole of a text"),
    ("expected <block end>, but found .*", "did not expect this here; check the indentation"),
    ("expected '<document start>', but found .*", "expected '---' in front of the next scenario"),
)
"""PyYAML's words (a pattern), and ours."""

_WHERE_IT_BEGAN: Final = ("could not find expected", "'<stream end>'", "found unexpected")
"""Complaints that are better placed where the thing began than where its lack was noticed."""


def _syntax_mistake(error: yaml.MarkedYAMLError, source: str) -> Mistake:
    problem = error.problem or error.context or "not YAML"
    mark = error.problem_mark or error.context_mark
    if error.context_mark and any(words in problem for words in _WHERE_IT_BEGAN):
        mark = error.context_mark
    place = Place(source, mark.line + 1, mark.column + 1) if mark else Place(source, 1, 1)
    return Mistake(place, next(_in_our_words(problem), f"not YAML: {problem}"))


def _in_our_words(problem: str) -> Iterator[str]:
    for pattern, words in _COMPLAINTS:
        match = re.match(pattern, problem)
        if match:
            yield match.expand(words)
