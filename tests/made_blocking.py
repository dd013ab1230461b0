"""Makes what blocks from what is written in coroutines, so that nothing is written twice: the client and the bench.

`python tests/made_blocking.py` writes it; a test checks that it was run.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1] / "simulator"
PACKAGES = [ROOT / "client", ROOT / "bench"]
HEAD = "# Made from simulator/{package}/aio/{name} by tests/made_blocking.py: change it there.\n"
WORDS = {
    "AsyncExitStack": "ExitStack",
    "AsyncGenerator": "Generator",
    "AsyncIterator": "Iterator",
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "aclose": "close",
    "aclosing": "closing",
    "aio": "blocking",
    "aread": "read",
    "asynccontextmanager": "contextmanager",
    "enter_async_context": "enter_context",
}


def blocking(source: str) -> str:
    """A file of the client in coroutines, without the coroutines."""
    text = source.replace("in coroutines, from which the blocking one is made", "that blocks")
    text = re.sub(r"\basync (def|with|for)\b", r"\1", _without_waiting(text))
    text = re.sub(r"  # noqa: ASYNC\d+.*", "", text)
    return re.sub(r"\b\w+\b", lambda word: WORDS.get(word[0], re.sub(r"^Async(?=[A-Z])", "", word[0])), text)


def _without_waiting(text: str) -> str:
    """A text without `await`, nor the parentheses around it where something is taken of what came."""
    before, found, behind = text.partition("(await ")
    if not found:
        return text.replace("await ", "")
    depth, end = 1, 0
    while depth:
        depth += {"(": 1, ")": -1}.get(behind[end], 0)
        end += 1
    inner, behind = behind[: end - 1], behind[end:]
    kept = inner if behind.startswith(".") and before.endswith(" ") else f"({inner})"
    return before.replace("await ", "") + _without_waiting(kept + behind)


def formatted(source: str) -> str:
    for command in (["check", "--select=I,F401", "--fix"], ["format"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--quiet", f"--stdin-filename={ROOT}/client/blocking/a.py", "-"],
            input=source,
            capture_output=True,
            text=True,
            check=True,
        )
        source = done.stdout
    return source


def made(package: Path) -> dict[str, str]:
    """The files of a package that block, by name."""
    return {
        path.name: formatted(
            HEAD.format(package=package.name, name=path.name) + blocking(path.read_text(encoding="utf-8"))
        )
        for path in sorted((package / "aio").glob("*.py"))
    }


if __name__ == "__main__":
    for package in PACKAGES:
        for name, text in made(package).items():
            (package / "blocking" / name).write_text(text, encoding="utf-8")
