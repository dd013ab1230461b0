"""`python -m benchmarks [NAME...] [--quick]`: measure and print the table."""

from __future__ import annotations

import sys
from importlib import import_module

MODULES = {
    "http": "http_calls",
    "engine": "engine",
    "recordings": "recordings",
    "long": "long_call",
    "start": "start",
    "sessions": "sessions",
    "plugin": "plugin_cost",
}


def main(arguments: list[str]) -> int:
    """Run the benchmarks that were named, or all of them.

    Returns:
        0; 4 if one of the names is unknown.
    """
    quick = "--quick" in arguments
    names = [one for one in arguments if one != "--quick"] or list(MODULES)
    if unknown := [one for one in names if one not in MODULES]:
        print(f"unknown: {', '.join(unknown)}; there are {', '.join(MODULES)}, and --quick", file=sys.stderr)
        return 4
    for name in names:
        for figure in import_module(f"benchmarks.{MODULES[name]}").measure(quick=quick):
            print(figure, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
