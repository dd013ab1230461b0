"""Paths as a run of pytest tells them: from where it was started, as the command line does it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from simulator.scenario.expectation import Mismatch
from simulator.scenario.golden import OtherConversation
from simulator.scenario.run import ScenarioRun
from simulator.scenario.step_reading import WrittenSteps
from simulator.telephony.phone import Phone
from simulator.telephony.problem import Place
from simulator.telephony.step import Step

_BEGINNING: Final = r"(?<![\w/\\.:-])"
"""What a path begins behind; it may stand anywhere in a text."""


@dataclass(frozen=True, slots=True)
class ToldPaths:
    """Makes paths short that lie below where pytest was started (`here`), or below the root folder of the tests.

    Scenarios are read by whole paths, as a test may leave the working directory for another one.
    """

    here: Path
    root: Path

    def text(self, told: str) -> str:
        """A text, with every such path in it."""
        for folder in (self.here, self.root):
            if folder != folder.parent:
                whole = re.escape(f"{folder}{os.sep}")
                told = re.sub(_BEGINNING + whole, self._from_here(folder), told)
        return told

    def run(self, run: ScenarioRun) -> ScenarioRun:
        """What came of a scenario, with the places where its steps and expectations stand."""
        scenario = run.scenario
        mismatches = tuple(map(self._mismatch, run.mismatches))
        again = {str(old): str(new) for old, new in zip(run.mismatches, mismatches, strict=True)}
        # What is in the transcript is found there by its text, which stays as it is.
        reasons = tuple(again.get(one) or (self.text(one) if run.result is None else one) for one in run.reasons)
        phones = {number: tuple(map(self._phone, phones)) for number, phones in scenario.phones.items()}
        told = replace(scenario, steps=self._steps(scenario.steps), phones=phones)
        return replace(run, scenario=told, reasons=reasons, mismatches=mismatches)

    # -- inside ------------------------------------------------------------------------------------------------------

    def _from_here(self, folder: Path) -> str:
        """How paths in a folder begin."""
        if folder == self.here:
            return ""
        try:
            return f"{Path(os.path.relpath(folder, self.here)).as_posix()}/"
        except ValueError:  # on Windows, on another drive
            return f"{folder.as_posix()}/"

    def _phone(self, phone: Phone) -> Phone:
        return replace(phone, steps=self._steps(phone.steps))

    def _steps(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        if not isinstance(steps, WrittenSteps):
            return steps
        told = WrittenSteps(steps)
        told.places = tuple(map(self._place, steps.places))
        return told

    def _mismatch(self, mismatch: Mismatch) -> Mismatch:
        told = replace(mismatch, place=None if mismatch.place is None else self._place(mismatch.place))
        if not isinstance(told, OtherConversation):
            return told
        heading, rest = told.diff[:1], told.diff[1:]
        return replace(told, path=Path(self.text(str(told.path))), diff=(*map(self.text, heading), *rest))

    def _place(self, place: Place) -> Place:
        return replace(place, source=self.text(place.source))
