"""Scenario files: which there are, and what stands in them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from simulator.drivers.clock import Clock, clock_from_text
from simulator.errors import ScenarioError
from simulator.scenario.app_spec import read_app
from simulator.scenario.beginning import check_one_beginning, read_call, read_further_call, read_sms, requests_of
from simulator.scenario.document import MappingNode, Node, load_documents
from simulator.scenario.expansion import SHARED, Expansion, Variant
from simulator.scenario.expect import read_exclusions, read_expectations
from simulator.scenario.faults import read_faults
from simulator.scenario.given_app import NOTHING_GIVEN, GivenApps
from simulator.scenario.known_fields import with_known_fields
from simulator.scenario.mistakes import MisreadError, Mistake, Mistakes
from simulator.scenario.model import DEFAULT_TO, Scenario
from simulator.scenario.office import read_office
from simulator.scenario.parameters import GivenParameters
from simulator.scenario.phones import read_phones
from simulator.scenario.presets import read_arrays, read_variables
from simulator.scenario.reading import Reader, flag, items, mapping, mistaken, refused, text, whole
from simulator.scenario.requests import read_requests
from simulator.scenario.settings import read_settings, settings_beside
from simulator.scenario.sounds import ClipFolders
from simulator.scenario.steps import read_steps
from simulator.scenario.traced import folder_of, folders_in
from simulator.scenario.written_world import NO_WORLD, WrittenWorld, with_phones
from simulator.settings import Settings
from simulator.telephony.problem import Place
from simulator.telephony.variables import variables_from

SUFFIXES: Final = (".yaml", ".yml")

_LEFT_OUT: Final = (".", "_")
"""What the names of files and folders begin with that are no scenarios: hidden ones, and those that others include."""

MOST_BROKEN_ROWS: Final = 20
"""Rows of one table whose mistakes are told; those behind them are not read."""


def find(paths: Iterable[Path]) -> list[Path]:
    """List the scenario files: files as given; of a folder every .yaml and .yml in it and below, sorted.

    Those that are hidden, or whose names begin with `_`, are left out of folders, and so are such folders in them.

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


def load_file(
    path: Path,
    base: Settings,
    world: WrittenWorld = NO_WORLD,
    given: GivenParameters | None = None,
    apps: GivenApps = NOTHING_GIVEN,
) -> list[Scenario]:
    """Read the scenarios of a file: one for each of its documents, or for each row of a document's examples.

    Args:
        path: the file; its folder is where clips and apps are looked for.
        base: the settings that hold where a scenario is silent.
        world: the phones and the office that there are where a scenario names no others.
        given: the parameters that win over those of the file.
        apps: the app that is called instead of what a scenario names, or where it names none.

    Raises:
        ScenarioError: the file cannot be read, or holds mistakes: all of them, a line each.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be read: {error.strerror or error}") from error
    documents = load_documents(data, str(path))
    mistakes = Mistakes()
    expansion = Expansion(path.stem, given or GivenParameters())
    scenarios: list[Scenario] = []
    for document in documents:
        with mistakes.noted():
            scenarios += _of_variants(expansion.variants(document), path, base, world, apps)
    with mistakes.noted():
        _check_names(scenarios)
    mistakes.check()
    if not scenarios:
        raise MisreadError(
            Mistake(Place(str(path), 1, 1), "there is no scenario here; one begins with keys such as 'app'")
        )
    return scenarios


def _of_variants(
    variants: Sequence[Variant], path: Path, base: Settings, world: WrittenWorld, apps: GivenApps
) -> list[Scenario]:
    """The scenarios of a document; when many rows hold mistakes, the others are not read any more."""
    mistakes = Mistakes()
    scenarios: list[Scenario] = []
    for number, variant in enumerate(variants, start=1):
        with mistakes.noted():
            scenarios.append(_scenario(variant, path, base, world, apps))
        if number - len(scenarios) >= MOST_BROKEN_ROWS:
            break
    mistakes.check()
    return scenarios


def _check_names(scenarios: Sequence[Scenario]) -> None:
    mistakes = Mistakes()
    lines: dict[str, int] = {}
    for one in scenarios:
        first = lines.setdefault(one.name, one.line)
        if first != one.line:
            message = f"the scenario in line {first} is named {one.name!r} already"
            mistakes.note(Place(str(one.file), one.line, 1), message)
    mistakes.check()


def _files_below(folder: Path) -> Iterable[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(_LEFT_OUT)]
        yield from (Path(place, name) for name in files if name.lower().endswith(SUFFIXES) and name[0] not in _LEFT_OUT)


# -- one scenario ----------------------------------------------------------------------------------------------------


def _scenario(variant: Variant, path: Path, base: Settings, world: WrittenWorld, apps: GivenApps) -> Scenario:
    document = variant.filled()
    _check_scenario(document, variant.document)
    own = settings_beside(path.parent, base)
    folders = list(folders_in(document)) if variant.filling.files.used else [path.parent]
    clips = ClipFolders(folders)
    if isinstance(document, MappingNode):
        check_one_beginning(document)
        with suppress(MisreadError):  # it is told below, where every key is read
            clips = ClipFolders([folders[0], *_audio_folders(document), *folders[1:]])
    here = _Here(own, world, clips)
    readers: dict[str, Reader[Any]] = {name: partial(read, here) for name, read in READERS.items()}
    readers |= dict.fromkeys(SHARED, _nothing)
    values = _values(document, readers, apps)
    values["app"] = apps.app_of(values.get("app"), path.parent)
    call = {_CALL[name]: value for name, value in (values.get("call") or values.get("sms") or {}).items()}
    renamed = {_FIELDS[name]: value for name, value in values.items() if name in _FIELDS}
    renamed["phones"] = with_phones(world.phones, values.get("phones", {}))
    renamed |= requests_of(values)
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
    renamed["expectations"] = tuple(
        one.located(data_folder) for one in (*values.get("expects", ()), *values.get("never", ()))
    )
    standing = {"settings": own, "office": world.office, "sources": tuple(variant.filling.files.named)}
    if variant.name is not None:
        renamed["name"] = variant.name
    return with_known_fields(Scenario(file=path, line=document.place.line, **{**standing, **call, **renamed}), document)


def _values(document: Node, readers: Mapping[str, Reader[Any]], apps: GivenApps) -> dict[str, Any]:
    """The values of a scenario's keys; its app may be left out if one is given."""
    mistakes = Mistakes()
    values: dict[str, Any] = {}
    with mistakes.noted():
        values = mapping(document, readers, "a scenario, which begins with keys such as 'app'", elsewhere=_ELSEWHERE)
    if isinstance(document, MappingNode) and document.get("app") is None and not apps.enough:
        hint = "name the app there, or for all scenarios with `run --app` (in pytest: `pbx_app`)"
        mistakes.note(document.place, f"the key 'app' is missing; {hint}")
    mistakes.check()
    return values


@dataclass(frozen=True, slots=True)
class _Here:
    """What the keys of a scenario are read with: the settings if it names none, the world, its clips."""

    settings: Settings
    world: WrittenWorld
    clips: ClipFolders


READERS: Final[Mapping[str, Callable[[_Here, Node], Any]]] = {
    "name": lambda _, node: _name(node),
    "app": lambda _, node: read_app(node, folder_of(node)),
    "call": lambda _, node: read_call(node),
    "sms": lambda _, node: read_sms(node),
    "request": lambda _, node: read_requests(node),
    "further calls": lambda here, node: items(node, partial(read_further_call, here.clips), "a list of further calls"),
    "phones": lambda here, node: read_phones(node, here.clips),
    "office": lambda here, node: read_office(node, here.world.office),
    "faults": lambda _, node: read_faults(node),
    "pbx port": lambda _, node: _port(node),
    "variables": lambda _, node: read_variables(node),
    "arrays": lambda _, node: read_arrays(node),
    "files": lambda _, node: _existing_folder(node),
    "settings": lambda here, node: read_settings(node, here.settings),
    "seed": lambda _, node: whole(node),
    "clock": lambda _, node: _clock(node),
    "alone": lambda _, node: flag(node),
    "audio": lambda _, node: _existing_folder(node),
    "caller": lambda here, node: read_steps(node, here.clips),
    "expects": lambda here, node: read_expectations(node, here.clips),
    "never": lambda here, node: read_exclusions(node, here.clips),
}
"""What reads the value of each key of a scenario."""

_CALL: Final = {"to": "to", "from": "caller", "text": "sms"}

_ELSEWHERE: Final = {
    "path": "`app: {asgi: ..., path: /incoming}`",
    **{kind: f"`app: {{{kind}: ...}}`" for kind in ("asgi", "wsgi", "command", "url")},
    "from": "`call: {from: ...}`",
    "to": "`call: {to: ...}`",
}
"""Keys that are looked for at the top, and where they belong."""

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
    "faults": "faults",
    "pbx port": "pbx_port",
}
"""Keys of a scenario -> fields of `Scenario`."""


def _check_scenario(document: Node, written: Node) -> None:
    """See that a file is not one that was made to be included."""
    if not isinstance(document, MappingNode) or not isinstance(written, MappingNode):
        return
    keys = {key.text for key, _ in document.entries}
    if not keys & {"app", "name", "call", "caller", "sms", "request", "expects"} and len(keys) < len(written.entries):
        hint = "if it is there for others to include, let its name begin with '_'"
        raise mistaken(document, f"there is no scenario here, as the key 'app' is missing; {hint}")


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


def _existing_folder(node: Node) -> Path:
    folder = Path(os.path.normpath(folder_of(node) / text(node, "a folder")))
    if not folder.is_dir():
        raise mistaken(node, f"there is no folder {folder.as_posix()!r}")
    return folder


def _audio_folders(document: MappingNode) -> list[Path]:
    node = document.get("audio")
    return [] if node is None else [_existing_folder(node)]


def _nothing(node: Node) -> None:
    """What reads a key of which nothing is left to be read."""
