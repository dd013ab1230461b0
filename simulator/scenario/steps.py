"""Everything that people do on the phone, as YAML has it."""

from __future__ import annotations

from simulator.scenario import plain_steps, reactions, waiting  # noqa: F401 - they register what they know
from simulator.scenario.step_reading import STEPS, read_steps

__all__ = ["STEPS", "read_steps"]
