"""Imports point one way: each layer may use those below it, and some libraries have one home."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "simulator"

LAYERS = {
    name: number
    for number, names in enumerate(
        [
            ("errors", "status", "assumptions", "__init__"),
            ("settings", "arguments"),
            ("telephony",),
            ("ozml", "audio"),
            ("http_api",),
            ("pbx",),
            ("drivers",),
            ("scenario", "demo"),
            ("report",),
            ("steps", "presets", "fault_names"),
            ("phones", "office", "faults"),
            ("reactions", "expecting"),
            ("server", "locust_user"),
            ("client",),
            ("app_stage",),
            ("api", "request"),
            ("bench",),
            ("pytest_plugin",),
            ("lint", "starter"),
            ("doctor", "reference"),
            ("cli",),
            ("__main__",),
        ]
    )
    for name in names
}
"""Lowest first. What stands together does not import each other."""

HOMES = {
    "fastapi": {"server", "demo"},
    "pydub": {"audio"},
    "httpx2": {"client"},
    "jinja2": {"report"},
    "lxml": {"ozml/parser.py"},
    "locust": {"locust_user.py"},
}
NOT_IN_THE_CORE = {
    "aiohttp", "asyncio", "fastapi", "http.client", "httpx", "httpx2", "pydub", "requests", "socket", "subprocess",
    "threading", "time", "urllib.request",
}  # fmt: skip
CORE = ("telephony", "ozml", "http_api")
FILES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))


def statements(tree):
    """Every node that is there when the program runs: not what stands under `if TYPE_CHECKING:`."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"):
            yield node
            yield from statements(node)


@cache
def nodes(file):
    return tuple(statements(ast.parse((ROOT / file).read_text(encoding="utf-8"))))


def imported(file):
    for node in nodes(file):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part(file):
    return file.split("/")[0].removesuffix(".py")


@pytest.mark.parametrize("file", FILES)
def test_imports_point_down(file):
    here = part(file)
    ours = {name.split(".")[1] for name in imported(file) if name.startswith("simulator.")} - {here, "__version__"}

    assert here in LAYERS, f"give {here} a place in LAYERS"
    assert {name for name in ours if LAYERS[name] >= LAYERS[here]} == set()


@pytest.mark.parametrize("file", FILES)
def test_libraries_stay_at_home(file):
    top = {name.split(".")[0] for name in imported(file)}

    assert [library for library in HOMES if library in top and not HOMES[library] & {part(file), file}] == []


@pytest.mark.parametrize("file", [file for file in FILES if part(file) in CORE])
def test_the_core_has_no_clock_no_network_no_files_and_no_chance(file):
    names = list(imported(file))
    prefixes = {".".join(name.split(".")[: n + 1]) for name in names for n in range(name.count(".") + 1)}
    calls = [node.func for node in nodes(file) if isinstance(node, ast.Call)]

    assert prefixes & NOT_IN_THE_CORE == set()
    assert [name for name in names if name.startswith("random.") and name != "random.Random"] == []
    assert [call.id for call in calls if isinstance(call, ast.Name) and call.id == "open"] == []
    assert [
        call.attr for call in calls if isinstance(call, ast.Attribute) and call.attr in {"now", "utcnow", "today"}
    ] == []


def test_importing_the_package_costs_nothing():
    heavy = ["pydub", "lxml", "aiohttp", "fastapi", "httpx2", "typer", "numpy", "yaml", "jinja2"]
    program = f"import sys, simulator; print([name for name in {heavy} if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
