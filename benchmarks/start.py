"""How long one waits for the first sign of life: the import, and (half of bar 14) the command line's help."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.rounds import Figure, Limit, Timed, alternate, timed


def measure(*, quick: bool = False) -> Iterator[Figure]:
    """Measure how long Python takes for some things, as processes of their own."""
    rounds = 1 if quick else 7
    took = median(_import("import simulator") for _ in range(rounds))
    yield Figure("-", "seconds that `import simulator` takes", took, Limit.AT_MOST, 0.15)
    took = median(_import("from simulator import place_call") for _ in range(rounds))
    note = "lxml, uvicorn and asyncio among them"
    yield Figure("-", "seconds that `from simulator import place_call` takes", took, Limit.AT_MOST, 1, note)
    pair = alternate(_python("-m", "simulator", "--help"), _python("-c", "import typer"), rounds)
    note = f"{pair.ours * 1e3:.0f} and {pair.reference * 1e3:.0f} ms"
    yield Figure("14", "simulator --help / import typer", pair.ratio, Limit.AT_MOST, 1.5, note)


def _import(statement: str) -> float:
    """Let a new Python time an import."""
    program = f"from time import perf_counter as now; began = now(); {statement}; print(now() - began)"
    return float(_run("-c", program))


def _python(*arguments: str) -> Timed:
    return timed(lambda: _run(*arguments))


def _run(*arguments: str) -> str:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=Path(__file__).parent.parent, check=True, capture_output=True, text=True).stdout
