"""Requests to the app as YAML has them: what somebody asks of it, in a browser for instance, and when."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from simulator.scenario.addresses import is_address
from simulator.scenario.document import ListNode, MappingNode, Node, TextNode
from simulator.scenario.presets import any_text
from simulator.scenario.reading import Reader, items, mapping, mistaken, named, one_of, refused, seconds, text
from simulator.scenario.written_request import METHODS, WrittenRequest

EXPECTED: Final = "a request such as `GET /remind?number=4711` or `{path: /remind, form: {number: 4711}}`"

_WRITTEN: Final = re.compile(r"(?:([A-Za-z]+)\s+)?(\S.*)", re.DOTALL)


def read_requests(node: Node) -> tuple[WrittenRequest, ...]:
    """Read a request, or a list of them."""
    if isinstance(node, ListNode):
        if not node.items:
            raise mistaken(node, f"expected {EXPECTED}, found nothing")
        return items(node, _request, "a list of requests")
    return (_request(node),)


def _request(node: Node) -> WrittenRequest:
    if isinstance(node, TextNode):
        return _in_one_line(node)
    readers: dict[str, Reader[Any]] = {"path": _path, "method": _method, "form": _form, "json": _json, "at": seconds}
    values = mapping(node, readers, EXPECTED, required=["path"])
    if "form" in values and "json" in values:
        raise mistaken(node, "'form' and 'json' do not go together")
    has_body = "form" in values or "json" in values
    return WrittenRequest(**{"method": "POST" if has_body else "GET", **values})


def _in_one_line(node: TextNode) -> WrittenRequest:
    match = _WRITTEN.fullmatch(text(node, EXPECTED).strip())
    if match is None or not is_address(match[2]):
        raise refused(node, EXPECTED)
    if match[1] is None:
        return WrittenRequest(match[2])
    return WrittenRequest(match[2], _method(TextNode(match[1], node.place)))


def _path(node: Node) -> str:
    written = text(node, "a path such as /remind")
    if not is_address(written):
        raise refused(node, "a path such as /remind, or a whole address")
    return written


_method: Final = one_of(METHODS, "a method of HTTP")


def _form(node: Node) -> dict[str, str]:
    return named(node, any_text, "a mapping of names and texts such as `{number: 4711}`")


def _json(node: Node) -> object:
    """What JSON makes of it: a text in quotes is one; a bare one may be a number, true, false or null."""
    match node:
        case MappingNode():
            return named(node, _json, "a mapping")
        case ListNode():
            return list(items(node, _json, "a list"))
        case TextNode(written, bare=True):
            return _json_value(any_text(node)) if written else None
        case TextNode(written):
            return written


def _json_value(written: str) -> object:
    try:
        return json.loads(written, parse_constant=str)
    except ValueError:
        return written
