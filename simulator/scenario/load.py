"""Scenario files: which there are, and what stands in them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from simulator.drivers.clock import Clock, clock_from_text
from simulator.drivers.further_call import FurtherCall
from simulator.errors import ScenarioError
from simulator.scenario.app_spec import read_app
from simulator.scenario.document import MappingNode, Node, load_documents
from simulator.scenario.expect import read_expectations
from simulator.scenario.mistakes import MisreadError, Mistakes
from simulator.scenario.model import DEFAULT_TO, Scenario
from simulator.scenario.office import read_office
from simulator.scenario.phones import read_phones
from simulator.scenario.presets import read_arrays, read_variables
from simulator.scenario.reading import Reader, flag, items, mapping, mistaken, refused, seconds, text, whole
from simulator.scenario.requests import read_requests
from simulator.scenario.settings import read_settings, settings_beside
from simulator.scenario.sounds import ClipFolders
from simulator.scenario.steps import read_steps
from simulator.scenario.written_world import NO_WORLD, WrittenWorld, with_phones
from simulator.settings import Settings
from simulator.telephony.problem import Place
from simulator.telephony.variables import variables_from

SUFFIXES: Final = (".yaml", ".yml")


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


def load_file(path: Path, base: Settings, world: WrittenWorld = NO_WORLD) -> list[Scenario]:
    """Read the scenarios of a file, one for each of its documents.

    Args:
        path: the file; its folder is where clips and apps are looked for.
        base: the settings that hold where a scenario is silent.
        world: the phones and the office that there are where a scenario names no others.

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
            scenario = _scenario(document, path, number, base, world)
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


def _scenario(document: Node, path: Path, number: int, base: Settings, world: WrittenWorld) -> Scenario:
    folder = path.parent
    own = settings_beside(folder, base)
    clips = ClipFolders([folder])
    if isinstance(document, MappingNode):
        _check_one_beginning(document)
        with suppress(MisreadError):  # it is told below, where every key is read
            clips = ClipFolders([folder, *_audio_folders(document, folder)])
    readers: dict[str, Reader[Any]] = {
        "name": _name,
        "app": lambda node: read_app(node, folder),
        "call": lambda node: mapping(node, _NUMBERS, "a mapping such as `{to: 9000, from: +36 1}`"),
        "sms": _sms,
        "request": read_requests,
        "further calls": lambda node: items(node, lambda one: _further_call(one, clips), "a list of further calls"),
        "phones": lambda node: read_phones(node, clips),
        "office": lambda node: read_office(node, world.office),
        "pbx port": _port,
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
    renamed["phones"] = with_phones(world.phones, values.get("phones", {}))
    renamed |= _requests(values)
    if "further calls" in values:
        to = call.get("to", DEFAULT_TO)
        renamed["further"] = tuple(replace(one, to=one.to or to) for one in values["further calls"])
    if "pbx port" in values:
        renamed["alone"] = True  # nobody else could have that port meanwhile
    if "variables" in values or "arrays" in values:
        renamed["variables"] = variables_from(values.get("variables", {}), values.get("arrays"))
    settings = values.get("settings", own)
    if "files" in values and settings.data_folder != own.data_folder:
        raise mistaken(document, "'files' and the setting 'data_folder' do not go together; a copy of the files is it")
    data_folder = Path(settings.data_folder)
    renamed["expectations"] = tuple(one.located(data_folder) for one in values.get("expects", ()))
    name = path.stem if number == 1 else f"{path.stem} {number}"
    standing = {"name": name, "settings": own, "office": world.office}
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
    "office": "office",
    "pbx port": "pbx_port",
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


def _further_call(node: Node, clips: ClipFolders) -> FurtherCall:
    """Somebody else who calls; the number is that of the first call if it is not given."""
    readers: dict[str, Reader[Any]] = {**_NUMBERS, "at": seconds, "does": lambda steps: read_steps(steps, clips)}
    values = mapping(node, readers, "a call such as `{from: 2001, to: 2002, at: 10s, does: [...]}`", required=["from"])
    return FurtherCall(values["from"], values.get("to", ""), values.get("does", ()), values.get("at", 0.0))


def _requests(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the app is asked: the scenario begins with the first request, unless it begins with something else."""
    requests = values.get("request", ())
    if requests and not any(key in values for key in ("call", "caller", "sms")):
        return {"request": requests[0], "requests": requests[1:]}
    return {"requests": requests}


def _port(node: Node) -> int:
    port = whole(node)
    if not 0 < port < 65536:
        raise refused(node, "the number of a port, from 1 to 65535")
    return port


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
