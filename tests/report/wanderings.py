"""Calls to the app that wanders, recorded once and then kept."""

from __future__ import annotations

from simulator.report.record import ScenarioRecord
from tests.report.recorded import recorded

ABSOLUTE, LINES, MOVED, TWICE = range(4)

CALLS = """
name: Absolute
app: {asgi: 'tests.report.wandering_app:app', path: /absolute}
---
name: Lines
app: {asgi: 'tests.report.wandering_app:app', path: /lines}
---
name: Moved
app: {asgi: 'tests.report.wandering_app:app', path: /moved}
---
name: Twice
app: {asgi: 'tests.report.wandering_app:app', path: /numbered}
faults: [duplicate: GoTo]
"""


def wandering(number: int) -> ScenarioRecord:
    """The record of one of the calls."""
    return recorded(CALLS).scenarios[number]
