"""Imports point one way: each layer may use those below it, and some libraries have one home."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

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


def test_every_part_has_its_layer():
    assert {part(file) for file in FILES} - LAYERS.keys() == set()


def test_imports_point_down():
    assert [
        f"{file} imports {name}"
        for file in FILES
        for name in imported(file)
        if name.startswith("simulator.") and (other := name.split(".")[1]) not in (part(file), "__version__")
        if LAYERS[other] >= LAYERS[part(file)]
    ] == []


def test_libraries_stay_at_home():
    assert [
        f"{file} imports {name}"
        for file in FILES
        for name in imported(file)
        if (homes := HOMES.get(name.split(".")[0])) and not homes & {part(file), file}
    ] == []


def is_no_business_of_the_core(name):
    parts = name.split(".")
    prefixes = {".".join(parts[: n + 1]) for n in range(len(parts))}
    return prefixes & NOT_IN_THE_CORE or (name.startswith("random.") and name != "random.Random")


def asks_the_machine(function):
    """Whether a function that is called opens a file, or looks at a clock."""
    if isinstance(function, ast.Name):
        return function.id == "open"
    return isinstance(function, ast.Attribute) and function.attr in {"now", "utcnow", "today"}


def test_the_core_has_no_clock_no_network_no_files_and_no_chance():
    core = [file for file in FILES if part(file) in CORE]
    calls = [(file, node) for file in core for node in nodes(file) if isinstance(node, ast.Call)]

    assert [
        f"{file} imports {name}" for file in core for name in imported(file) if is_no_business_of_the_core(name)
    ] == []
    assert [f"{file}:{node.lineno} calls it" for file, node in calls if asks_the_machine(node.func)] == []


def test_importing_the_package_costs_nothing():
    heavy = ["pydub", "lxml", "aiohttp", "fastapi", "httpx2", "typer", "numpy", "yaml", "jinja2"]
    program = f"import sys, simulator; print([name for name in {heavy} if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
