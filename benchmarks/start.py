"""How long one waits for the first sign of life: the import, and (half of bar 14) the command line's help."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.rounds import Figure, Limit, Timed, alternate, timed


def measure(*, quick: bool = False) -> Iterator[Figure]:
    """Measure how long Python takes for some things, as processes of their own."""
    rounds = 1 if quick else 7
    pair = alternate(_python("-c", "import simulator"), _python("-c", "pass"), rounds)
    took = pair.ours - pair.reference
    yield Figure("-", "seconds that `import simulator` takes", took, Limit.AT_MOST, 0.15)
    pair = alternate(_python("-c", "from simulator import place_call"), _python("-c", "pass"), rounds)
    note = "FastAPI and lxml among them"
    took = pair.ours - pair.reference
    yield Figure("-", "seconds that `from simulator import place_call` takes", took, Limit.AT_MOST, 1, note)
    pair = alternate(_python("-m", "simulator", "--help"), _python("-c", "import typer"), rounds)
    note = f"{pair.ours * 1e3:.0f} and {pair.reference * 1e3:.0f} ms"
    yield Figure("14", "simulator --help / import typer", pair.ratio, Limit.AT_MOST, 1.5, note)


def _python(*arguments: str) -> Timed:
    root = Path(__file__).parent.parent
    command = [sys.executable, *arguments]
    return timed(lambda: subprocess.run(command, cwd=root, check=True, capture_output=True))
