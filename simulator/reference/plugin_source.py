"""What the pytest plugin declares, read from its source: pytest itself need not be installed where it is printed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NamedTuple

PLUGIN: Final = "simulator.pytest_plugin"


class Fixture(NamedTuple):
    """A fixture: its name, the type of what it gives, and what it is."""

    name: str
    gives: str
    text: str


def fixtures() -> list[Fixture]:
    """All fixtures, in the order of the source."""
    return [*_fixtures(_plugin())]


def constant(name: str) -> Any:  # noqa: ANN401 - whatever stands there
    """A constant of the plugin, which is written as a literal."""
    for one in _plugin().body:
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and one.target.id == name:
            assert one.value is not None  # noqa: S101 - a constant has a value
            return ast.literal_eval(one.value)
    raise LookupError(f"{PLUGIN} has no constant {name}")


@cache
def _plugin() -> ast.Module:
    spec = find_spec(PLUGIN)
    assert spec is not None  # noqa: S101 - it is a part of this package
    assert spec.origin is not None  # noqa: S101 - which is made of files
    return ast.parse(Path(spec.origin).read_text(encoding="utf-8"))


def _fixtures(plugin: ast.Module) -> Iterator[Fixture]:
    for one in plugin.body:
        if isinstance(one, ast.FunctionDef) and "pytest.fixture" in map(ast.unparse, one.decorator_list):
            gives = "" if one.returns is None else ast.unparse(one.returns)
            yield Fixture(one.name, gives, ast.get_docstring(one) or "")
