"""Scenario files: which there are, and what stands in them."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from simulator.drivers.clock import Clock, clock_from_text
from simulator.errors import ScenarioError
from simulator.scenario.document import ListNode, MappingNode, Node, TextNode, load_documents
from simulator.scenario.expect import read_expectations
from simulator.scenario.mistakes import MisreadError, Mistakes
from simulator.scenario.model import AppKind, AppSpec, Scenario
from simulator.scenario.phones import read_phones
from simulator.scenario.presets import read_arrays, read_variables
from simulator.scenario.reading import Reader, flag, items, mapping, mistaken, refused, text, whole
from simulator.scenario.settings import read_settings, settings_beside
from simulator.scenario.sounds import ClipFolders
from simulator.scenario.steps import read_steps
from simulator.settings import Settings
from simulator.telephony.problem import Place
from simulator.telephony.variables import variables_from

SUFFIXES: Final = (".yaml", ".yml")

_IMPORT_PATH: Final = re.compile(r"\w+(\.\w+)*:\w+(\.\w+)*")


def find(paths: Iterable[Path]) -> list[Path]:
    """List the scenario files: files as given; of a folder every .yaml and .yml in it and below, sorted, none hidden.

    Raises:
        ScenarioError: a path does not exist.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(sorted(_files_below(path))))
        elif path.exists():
            found[path] = None
        else:
            raise ScenarioError(f"{path}: there is no such file or folder")
    return list(found)


def load_file(path: Path, base: Settings) -> list[Scenario]:
    """Read the scenarios of a file, one for each of its documents.

    Args:
        path: the file; its folder is where clips and apps are looked for.
        base: the settings that hold where a scenario is silent.

    Raises:
        ScenarioError: the file cannot be read, or holds mistakes: all of them, a line each.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be read: {error.strerror or error}") from error
    documents = load_documents(data, str(path))
    mistakes = Mistakes()
    if not documents:
        mistakes.note(Place(str(path), 1, 1), "there is no scenario here; one begins with keys such as 'app'")
    scenarios: list[Scenario] = []
    lines: dict[str, int] = {}
    for number, document in enumerate(documents, start=1):
        with mistakes.noted():
            scenario = _scenario(document, path, number, base)
            scenarios.append(scenario)
            first = lines.setdefault(scenario.name, scenario.line)
            if first != scenario.line:
                raise mistaken(document, f"the scenario in line {first} is named {scenario.name!r} already")
    mistakes.check()
    return scenarios


def _files_below(folder: Path) -> Iterable[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(place, name) for name in files if name.lower().endswith(SUFFIXES) and name[0] != ".")


# -- one scenario ----------------------------------------------------------------------------------------------------


def _scenario(document: Node, path: Path, number: int, base: Settings) -> Scenario:
    folder = path.parent
    own = settings_beside(folder, base)
    clips = ClipFolders([folder])
    if isinstance(document, MappingNode):
        _check_one_beginning(document)
        with suppress(MisreadError):  # it is told below, where every key is read
            clips = ClipFolders([folder, *_audio_folders(document, folder)])
    readers: dict[str, Reader[Any]] = {
        "name": _name,
        "app": lambda node: _app(node, folder),
        "call": lambda node: mapping(node, _NUMBERS, "a mapping such as `{to: 9000, from: +36 1}`"),
        "sms": _sms,
        "phones": lambda node: read_phones(node, clips),
        "variables": read_variables,
        "arrays": read_arrays,
        "files": lambda node: _existing_folder(node, folder),
        "settings": lambda node: read_settings(node, own, folder),
        "seed": whole,
        "clock": _clock,
        "alone": flag,
        "audio": lambda node: _existing_folder(node, folder),
        "caller": lambda node: read_steps(node, clips),
        "expects": read_expectations,
    }
    values = mapping(document, readers, "a scenario, which begins with keys such as 'app'", required=["app"])
    call = {_CALL[name]: value for name, value in (values.get("call") or values.get("sms") or {}).items()}
    renamed = {_FIELDS[name]: value for name, value in values.items() if name in _FIELDS}
    if "variables" in values or "arrays" in values:
        renamed["variables"] = variables_from(values.get("variables", {}), values.get("arrays"))
    settings = values.get("settings", own)
    if "files" in values and settings.data_folder != own.data_folder:
        raise mistaken(document, "'files' and the setting 'data_folder' do not go together; a copy of the files is it")
    data_folder = Path(settings.data_folder)
    renamed["expectations"] = tuple(one.located(data_folder) for one in values.get("expects", ()))
    standing = {"name": path.stem if number == 1 else f"{path.stem} {number}", "settings": own}
    return Scenario(file=path, line=document.place.line, **{**standing, **call, **renamed})


_NUMBERS: Final[Mapping[str, Reader[str]]] = {"to": text, "from": text}

_CALL: Final = {"to": "to", "from": "caller", "text": "sms"}

_FIELDS: Final = {
    "name": "name",
    "app": "app",
    "files": "files",
    "settings": "settings",
    "seed": "seed",
    "clock": "clock",
    "alone": "alone",
    "caller": "steps",
    "phones": "phones",
}
"""Keys of a scenario -> fields of `Scenario`."""


def _check_one_beginning(document: MappingNode) -> None:
    """See that a scenario is a call or a short message, not both."""
    if document.get("sms") is None:
        return
    for key, _ in document.entries:
        if key.text in ("call", "caller"):
            hint = "let somebody act under 'phones'" if key.text == "caller" else "it says 'to' and 'from' itself"
            raise mistaken(key, f"{key.text!r} does not go with 'sms', which is no call; {hint}")


def _sms(node: Node) -> dict[str, str]:
    expected = "a mapping such as `{from: +36 1, text: Hello}`"
    return mapping(node, {**_NUMBERS, "text": text}, expected, required=["text"])


def _name(node: Node) -> str:
    return " ".join(text(node, "a name").split())


def _clock(node: Node) -> Clock:
    written = text(node, "'virtual', 'real' or a factor such as 'x10'")
    try:
        return clock_from_text(written)
    except ScenarioError as error:
        raise mistaken(node, str(error)) from None


def _existing_folder(node: Node, folder: Path) -> Path:
    audio = Path(os.path.normpath(folder / text(node, "a folder")))
    if not audio.is_dir():
        raise mistaken(node, f"there is no folder {audio.as_posix()!r}")
    return audio


def _audio_folders(document: MappingNode, folder: Path) -> list[Path]:
    node = document.get("audio")
    return [] if node is None else [_existing_folder(node, folder)]


# -- the app ---------------------------------------------------------------------------------------------------------


def _app(node: Node, folder: Path) -> AppSpec:
    expected = "an app such as `package.module:app`, `http://...` or `{command: ...}`"
    if isinstance(node, TextNode):
        kind = AppKind.URL if "://" in text(node, expected) else AppKind.ASGI
        return AppSpec(kind, _TARGETS[kind](node), folder=folder)
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
    written = text(node, expected)
    lexer = shlex.shlex(written, posix=True, punctuation_chars=False)
    lexer.whitespace_split = True
    lexer.escape = lexer.commenters = ""
    try:
        return tuple(lexer)
    except ValueError:
        raise mistaken(node, f"a quote is not closed in {written!r}") from None


_TARGETS: Final[Mapping[str, Reader[str]]] = {
    AppKind.ASGI: _import_path,
    AppKind.WSGI: _import_path,
    AppKind.URL: _url,
}
