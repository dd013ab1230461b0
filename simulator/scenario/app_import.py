"""Python apps by their import paths: found in the folder of the scenario first, and told of if they cannot be had."""

from __future__ import annotations

import sys
from collections.abc import Callable
from difflib import get_close_matches
from importlib import import_module, invalidate_caches
from importlib.machinery import PathFinder
from pathlib import Path
from pkgutil import iter_modules
from types import FunctionType, ModuleType
from typing import Any, TypeAlias

from simulator.drivers.app_voice import AppVoice
from simulator.drivers.raised import place_of, raised_from
from simulator.errors import AppError, suggestion

App: TypeAlias = Callable[..., Any]
"""An ASGI or WSGI application."""


def imported_app(target: str, folder: Path, voice: AppVoice | None = None) -> App:
    """Import the application object that `module:name` stands for.

    Args:
        target: its import path.
        folder: where modules are looked for before the working directory.
        voice: takes what it raises meanwhile.

    Raises:
        AppError: there is none, or it cannot be imported; the message says which line of the app is why.
    """
    folders = [str(folder.resolve()), str(Path.cwd())]
    _forget_namesake(target.partition(":")[0].partition(".")[0], folders)
    for one in reversed(folders):
        if one in sys.path:
            sys.path.remove(one)
        sys.path.insert(0, one)
    module, _, name = target.partition(":")
    loaded = _attribute(_imported(module, target, folders, voice), name, target)
    if not callable(loaded):
        raise AppError(f"the app {target!r} is no application but a {type(loaded).__name__}")
    return loaded


# -- inside ----------------------------------------------------------------------------------------------------------


def _imported(module: str, target: str, folders: list[str], voice: AppVoice | None) -> ModuleType:
    try:
        return import_module(module)
    except SystemExit as left:
        _tell(left, voice)
        said = f"the app {target!r} left with {left.code!r} while it was imported{place_of(left)}"
        raise AppError(said) from None
    except Exception as error:  # an app under test may do anything while it is imported
        if _is_missing(module, error):
            raise AppError(f"cannot import the app {target!r}: {_where_it_is_not(target, folders)}") from None
        _tell(error, voice)
        raise AppError(f"cannot import the app {target!r}: {raised_from(error).words}") from error


def _tell(error: BaseException, voice: AppVoice | None) -> None:
    if voice is not None:
        voice.raised_in_import(raised_from(error))


def _is_missing(module: str, error: Exception) -> bool:
    """Whether it is the module itself that is not there, or its package, and not one that it imports."""
    named = error.name if isinstance(error, ModuleNotFoundError) else None
    return named is not None and f"{module}.".startswith(f"{named}.") and not place_of(error)


def _attribute(module: ModuleType, name: str, target: str) -> object:
    """What has a name in a module; the name may have dots."""
    found: Any = module
    try:
        for part in name.split("."):
            found = getattr(found, part)
    except AttributeError:
        known = _possible_apps(module)
        lacks = f"the module {module.__name__!r} has no {name!r}{suggestion(name, known) if known else ''}"
        raise AppError(f"cannot import the app {target!r}: {lacks}") from None
    return found


def _where_it_is_not(target: str, folders: list[str]) -> str:
    """Which module is not there, and what was meant, or where it was looked for."""
    module = target.partition(":")[0]
    if ".py:" in target:
        return f"there is no module {module!r}; write {target.replace('.py:', ':')!r}"
    package, _, last = module.rpartition(".")
    parent = sys.modules.get(package)
    places = list(getattr(parent, "__path__", ())) if package else folders
    near = get_close_matches(last, [one.name for one in iter_modules(places)], n=1)
    if near:
        return f"there is no module {module!r}; did you mean {f'{package}.{near[0]}'.lstrip('.')!r}?"
    looked = " and ".join(dict.fromkeys(map(_shown, places or folders)))
    return f"there is no module {module!r}; looked in {looked}; {_start_there(module, folders)}"


def _shown(folder: str) -> str:
    """A folder as short as it can be told."""
    path, here = Path(folder), Path.cwd()
    if path == here:
        return "the working directory"
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()


def _start_there(module: str, folders: list[str]) -> str:
    """Where to start instead: the nearest folder above that has the module, or what it begins with."""
    top = module.partition(".")[0]
    for folder in dict.fromkeys(above for one in folders for above in Path(one).parents):
        if (folder / f"{top}.py").is_file() or (folder / top / "__init__.py").is_file():
            return f"it lies in {folder.as_posix()}: start there"
    return "start in the folder from which its path counts, such as the root of the project"


def _possible_apps(module: ModuleType) -> list[str]:
    """The names in a module that may be those of apps: objects that can be called, or else its own functions."""
    found = {name: value for name, value in vars(module).items() if callable(value) and not name.startswith("_")}
    objects = {name for name, value in found.items() if not isinstance(value, type | FunctionType)}
    apps = [name for name in objects if type(found[name]).__module__ != "typing"]
    return apps or [name for name in found.keys() - objects if found[name].__module__ == module.__name__]


def _forget_namesake(name: str, folders: list[str]) -> None:
    """Drop a module of this name that came from elsewhere, with what else came from its folder.

    Scenarios in two folders may each have their own `app.py`. Who imported the other one keeps it.

    Raises:
        AppError: the module that is wanted would hide one of Python's own.
    """
    known = sys.modules.get(name)
    origin = getattr(known, "__file__", None)
    found = PathFinder.find_spec(name, folders)
    if found is None or found.origin is None or (origin is not None and Path(found.origin).samefile(origin)):
        return
    if name in sys.stdlib_module_names:
        known_as = f"has the name of a module of Python itself, {name!r}"
        raise AppError(f"{Path(found.origin).name} {known_as}; give it another one")
    if origin is None:
        return
    elsewhere = Path(origin).parent.resolve()
    for other, module in sys.modules.copy().items():  # one step: other threads import meanwhile
        file = getattr(module, "__file__", None)
        if file is not None and elsewhere in Path(file).resolve().parents:
            sys.modules.pop(other, None)
    invalidate_caches()
