"""The command line as a user has it, in this process or in one of its own: what it prints, and how it leaves."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch as replaced

import pytest

import simulator
from simulator.cli import main

ROOT = Path(__file__).parent.parent
CLI = [sys.executable, "-m", "simulator"]
OURS = Path(simulator.__file__).parent


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def run_cli(
    *words: str | Path, cwd: Path | None = None, encoding: str = "utf-8", columns: int = 100, **environment: str
) -> Done:
    """Run a command in this process, where it takes a tenth of the time; apps are imported anew.

    What ends a process otherwise than by `main`, such as signals and broken pipes, needs one: `start_cli`.
    """
    streams = [io.TextIOWrapper(io.BytesIO(), encoding, newline="") for _ in range(2)]
    with (
        pytest.MonkeyPatch.context() as patch,
        replaced.dict(os.environ, {"COLUMNS": str(columns), **environment}),  # what the command changes is changed back
        chdir(cwd or Path.cwd()),
        _imports_of_its_own(),
    ):
        patch.setattr(sys, "argv", ["ozeki-simulator", *map(str, words)])
        patch.setattr(sys, "stdout", streams[0])
        patch.setattr(sys, "stderr", streams[1])
        handler = signal.getsignal(signal.SIGTERM)
        try:
            main()
        except SystemExit as left:
            status = left.code
        finally:
            signal.signal(signal.SIGTERM, handler)
    out, err = (stream.buffer.getvalue().decode(encoding).replace(os.linesep, "\n") for stream in streams)
    assert isinstance(status, int)
    return Done(status, out, err)


@contextmanager
def _imports_of_its_own() -> Iterator[None]:
    """Import apps anew, as they may remember calls, those of the demos too; afterwards all is as it was."""
    demos = {name: sys.modules.pop(name) for name in [*sys.modules] if name.startswith("simulator.demo.")}
    known, path = set(sys.modules), [*sys.path]
    try:
        yield
    finally:
        added = {Path(one).resolve() for one in sys.path} - {Path(one).resolve() for one in path}
        sys.path[:] = path
        for name in set(sys.modules) - known:
            file = Path(getattr(sys.modules[name], "__file__", None) or OURS / name)
            if name.startswith("simulator.demo.") or (OURS not in file.parents and added & {*file.resolve().parents}):
                del sys.modules[name]
        for name, module in demos.items():
            sys.modules[name] = module
            setattr(sys.modules["simulator.demo"], name.rpartition(".")[2], module)


def start_cli(*words: str | Path, **options: object) -> subprocess.Popen[str]:
    """Start a command in a process of its own, which a shell may have told to ignore Ctrl-C, and this one does not."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
    heed = {} if os.name == "nt" else {"preexec_fn": _heed_interrupts}
    return subprocess.Popen([*CLI, *map(str, words)], env=environment, encoding="utf-8", **heed, **options)


def _heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
