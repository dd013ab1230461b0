"""What the pytest plugin costs a project whose tests do not use it: the same run with the plugin and without."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.rounds import Figure, Limit, Timed, alternate, timed

TESTS = 200


def measure(*, quick: bool = False) -> Iterator[Figure]:
    """Run tests that need no phone system."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tests = "".join(f"def test_{number}():\n    pass\n" for number in range(TESTS))
        (folder / "test_it.py").write_text(tests, encoding="utf-8")
        pair = alternate(_run(folder), _run(folder, "-p", "no:ozeki-simulator"), 1 if quick else 9)
    note = f"{TESTS} tests in {pair.ours * 1e3:.0f} and {pair.reference * 1e3:.0f} ms"
    yield Figure("-", "pytest with the plugin unused / without it", pair.ratio, Limit.AT_MOST, 1.1, note)


def _run(folder: Path, *arguments: str) -> Timed:
    others = ["schemathesis", "hypothesispytest", "anyio", "asyncio", "pytest_cov", "randomly", "xdist"]
    command = [sys.executable, "-m", "pytest", "-q", *(f"-pno:{one}" for one in others), *arguments]
    plain = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    return timed(lambda: subprocess.run(command, cwd=folder, env=plain, check=True, capture_output=True))
