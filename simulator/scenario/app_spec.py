"""Which app is tested, as YAML has it: an import path, a command, an address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from simulator.errors import ScenarioError
from simulator.scenario.command import command_parts
from simulator.scenario.document import ListNode, Node, TextNode
from simulator.scenario.mistakes import MisreadError
from simulator.scenario.model import AppKind, AppSpec
from simulator.scenario.reading import Reader, items, mapping, mistaken, refused, text

_IMPORT_PATH: Final = re.compile(r"\w+(\.\w+)*:\w+(\.\w+)*")


def read_app(node: Node, folder: Path) -> AppSpec:
    """Read an app; `folder` is that of the scenario."""
    expected = "an app such as `package.module:app`, `http://...` or `{command: ...}`"
    if isinstance(node, TextNode):
        if "://" in text(node, expected):
            return AppSpec(AppKind.URL, _url(node), folder=folder)
        return AppSpec(AppKind.PYTHON, _import_path(node), folder=folder)
    readers: dict[str, Reader[Any]] = {**_TARGETS, AppKind.COMMAND: _arguments, "path": _path}
    values = mapping(node, readers, expected)
    path = values.pop("path", "/")
    if len(values) != 1:
        raise mistaken(node, "expected one of the keys 'asgi', 'wsgi', 'command' and 'url'")
    ((name, value),) = values.items()
    match AppKind(name):
        case AppKind.COMMAND:
            return AppSpec(AppKind.COMMAND, arguments=value, path=path, folder=folder)
        case AppKind.URL if path != "/":
            raise mistaken(node, "'path' does not go with 'url', which has the path in it")
        case kind:
            return AppSpec(kind, value, path=path, folder=folder)


def _import_path(node: Node) -> str:
    expected = "an import path such as package.module:app"
    written = text(node, expected)
    if not _IMPORT_PATH.fullmatch(written):
        raise refused(node, expected)
    return written


def _url(node: Node) -> str:
    expected = "an address such as http://127.0.0.1:8000/incoming"
    written = text(node, expected)
    if not re.match("https?://[^/]", written, re.IGNORECASE):
        raise refused(node, expected)
    return written


def _path(node: Node) -> str:
    written = text(node, "a path such as /incoming")
    if not written.startswith("/"):
        raise refused(node, "a path that begins with '/'")
    return written


def _arguments(node: Node) -> tuple[str, ...]:
    """The parts of a command: a list, or a text that is cut at blanks outside of quotes; a backslash is itself."""
    expected = "a command such as `node app.js {port}`"
    if isinstance(node, ListNode) and node.items:
        return items(node, text, expected)
    try:
        return command_parts(text(node, expected))
    except ScenarioError as error:
        raise error if isinstance(error, MisreadError) else mistaken(node, str(error)) from None


_TARGETS: Final[Mapping[str, Reader[str]]] = {
    AppKind.ASGI: _import_path,
    AppKind.WSGI: _import_path,
    AppKind.URL: _url,
}
