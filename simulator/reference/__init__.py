"""The pages of the reference that are made from what the simulator knows of itself, so that nothing is written twice.

The command line has a page too; it is made from its own objects, which are above this package: `command_line`.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

PageName: TypeAlias = Literal[
    "steps", "expectations", "keys", "settings", "assumptions", "coverage", "control-api", "pytest"
]
"""The pages, by the names of their files."""


def reference_page(name: PageName) -> str:
    """Make a page, as Markdown. What it is made from is imported now, and not before."""
    match name:
        case "steps":
            from simulator.reference.scenarios import steps_page as made
        case "expectations":
            from simulator.reference.scenarios import expectations_page as made
        case "keys":
            from simulator.reference.scenarios import keys_page as made
        case "settings":
            from simulator.reference.settings import settings_page as made
        case "assumptions":
            from simulator.reference.settings import assumptions_page as made
        case "coverage":
            from simulator.reference.coverage import coverage_page as made
        case "control-api":
            from simulator.reference.control_api import control_api_page as made
        case "pytest":
            from simulator.reference.pytest_plugin import pytest_page as made
    return made()
