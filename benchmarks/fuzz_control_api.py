"""Sends many requests to each operation of the control API, right and wrong ones, and checks every answer.

    python -m benchmarks.fuzz_control_api [REQUESTS]

The document of the API says what is right and what is answered. The tests do the same with a few requests.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

USUAL = 500
TESTS = Path(__file__).parent.parent / "tests" / "server" / "control" / "test_openapi.py"


def main(requests: int = USUAL) -> int:
    environment = {**os.environ, "CONTROL_API_EXAMPLES": str(requests)}
    command = [sys.executable, "-m", "pytest", "-q", "-o", "faulthandler_timeout=0", "--durations=10", str(TESTS)]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
