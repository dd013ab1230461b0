"""A baseline: how fast the app answered each scenario's notifications once, against which later runs are held.

The file is JSON. Seconds of answers are measured on the wall clock; the call's duration is on its own clock.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field, fields
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from simulator.errors import ScenarioError, suggestion
from simulator.report.file_names import path_from
from simulator.report.terminal import wall_text
from simulator.scenario.expectation import Mismatch
from simulator.scenario.model import Scenario
from simulator.scenario.run import Outcome, ScenarioRun
from simulator.telephony.events import seconds_text

VERSION: Final = 1
"""Of the file; goes up when a reader of older ones would misunderstand."""

ATTEMPTS: Final = 3
"""How often a scenario is run before it counts as slower: the machine may have been busy, but hardly each time."""

_WORDS: Final = {"slowest": "the slowest answer", "median": "the median answer", "duration": "the call's duration"}


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a scenario went, in seconds: the app's slowest answer, the median of all, and the call's duration."""

    slowest: float
    median: float
    duration: float


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may be slower: by a part of the baseline, and in any case by so many seconds."""

    relative: float = 0.5
    floor: float = 0.05

    def slower(self, seconds: float, than: float) -> bool:
        """Whether a length of time is beyond both."""
        return seconds > self.most(than)

    def most(self, baseline: float) -> float:
        """The longest that is allowed."""
        return max(baseline * (1 + self.relative), baseline + self.floor)


@dataclass(frozen=True, slots=True)
class SlowerPace(Mismatch):
    """Something took longer than the baseline allows."""


@dataclass(slots=True)
class Baseline:
    """The paces of a file by the scenarios' keys, and what came of comparing runs with them.

    A key is like the ID of a scenario, with the path from the folder of the baseline to the scenario's file, so that it
    is the same wherever somebody works, and however paths are written. `load_baseline` reads one. `is_new` is whether
    there was no file; then, or to `update`, `write` makes it.
    """

    path: Path
    paces: Mapping[str, Pace]
    allowance: Allowance = field(default_factory=Allowance)
    update: bool = False
    is_new: bool = False
    measured: dict[str, Pace] = field(default_factory=dict)
    """Of the scenarios that have passed, the best pace."""
    faster: list[str] = field(default_factory=list)
    """What has become faster, a sentence each."""
    _attempts: defaultdict[str, list[_Attempt]] = field(default_factory=lambda: defaultdict(list))

    @property
    def writes(self) -> bool:
        """Whether this run makes the file, rather than being held against it."""
        return (self.update or self.is_new) and bool(self.measured)

    @property
    def unknown(self) -> list[str]:
        """The keys of the scenarios that ran and are not in the file."""
        return [] if self.writes else [one for one in self.measured if one not in self.paces]

    def doubts(self, run: ScenarioRun) -> bool:
        """Whether the app seems to answer more slowly, but was not asked often enough to be sure."""
        attempt = _attempt(run)
        if attempt is None:
            return False
        key = self._key(run.scenario)
        attempts = self._attempts[key]
        attempts.append(attempt)
        known = self.paces.get(key)
        if known is None or self.update or len(attempts) >= ATTEMPTS:
            return False
        best = _best(attempts)
        return self.allowance.slower(best.slowest, known.slowest) or self.allowance.slower(best.median, known.median)

    def review(self, run: ScenarioRun) -> ScenarioRun:
        """Fail a scenario that has become slower, in each of the attempts that there were doubts about."""
        attempt = _attempt(run)
        if attempt is None:
            return run
        key = self._key(run.scenario)
        attempts = self._attempts[key] or [attempt]
        pace = self.measured[key] = _best(attempts)
        known = self.paces.get(key)
        if known is None or self.update:
            return run
        found = []
        for name, words in _WORDS.items():
            now, then = getattr(pace, name), getattr(known, name)
            if self.allowance.slower(now, then):
                told = f"at most {_text(name, self.allowance.most(then))} (baseline {_text(name, then)})"
                found.append(SlowerPace(words, "", told, _text(name, now) + _culprit(attempts, name)))
            elif self.allowance.slower(then, now):
                self.faster.append(f"{key}: {words} {_text(name, now)}, was {_text(name, then)}")
        return run.failed_by(*found) if found else run

    def check_known(self, scenarios: Sequence[Scenario]) -> None:
        """See that it holds something against a run.

        Raises:
            ScenarioError: it knows none of the scenarios, but others.
        """
        keys = [self._key(one) for one in scenarios]
        if not self.update and self.paces and keys and not any(key in self.paces for key in keys):
            hint = suggestion(keys[0], self.paces)
            raise ScenarioError(
                f"{self.path}: none of these scenarios is in it, such as {keys[0]!r} (--update adds them){hint}"
            )

    def _key(self, scenario: Scenario) -> str:
        return f"{path_from(scenario.file, self.path.parent).as_posix()}::{scenario.name}"

    def write(self) -> None:
        """Keep what was measured; scenarios that did not run, or did not pass, stay as they were.

        Raises:
            OSError: the file cannot be written.
        """
        paces = {**self.paces, **self.measured}
        content = {"version": VERSION, "scenarios": {name: asdict(pace) for name, pace in sorted(paces.items())}}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def load_baseline(path: Path, allowance: Allowance, *, update: bool) -> Baseline:
    """Read a baseline; where there is no file, a new one is begun.

    Raises:
        ScenarioError: the file cannot be read, or is none of ours, or of another version.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Baseline(path, {}, allowance, update, is_new=True)
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise ScenarioError(f"{path}: is no baseline: {error}") from error
    return Baseline(path, _paces(content, path), allowance, update)


def pace_of(run: ScenarioRun) -> Pace | None:
    """How fast a scenario went; None if it has not come to a call, or the app was never asked."""
    seconds: Sequence[float] = [one.seconds for one in run.result.latencies] if run.result is not None else []
    if run.result is None or not seconds:
        return None
    return Pace(round(max(seconds), 6), round(median(seconds), 6), round(run.result.duration, 6))


# -- inside ----------------------------------------------------------------------------------------------------------


class _Attempt(NamedTuple):
    """A run of a scenario that has passed: its pace, and what the app answered most slowly."""

    pace: Pace
    slowest: str


def _attempt(run: ScenarioRun) -> _Attempt | None:
    pace = pace_of(run)
    if pace is None or run.result is None or run.outcome is not Outcome.PASSED:
        return None
    slowest = max(run.result.latencies, key=lambda one: one.seconds)
    return _Attempt(pace, f"{slowest.name} at {seconds_text(slowest.at)} ({slowest.url})")


def _best(attempts: Iterable[_Attempt]) -> Pace:
    """The least of each; whatever else the machine did has only added to it."""
    return Pace(*map(min, zip(*(astuple(one.pace) for one in attempts), strict=True)))


def _culprit(attempts: Iterable[_Attempt], name: str) -> str:
    """What the app answered most slowly, where that is the question."""
    return f", to {min(attempts, key=lambda one: one.pace.slowest).slowest}" if name == "slowest" else ""


def _paces(content: object, path: Path) -> dict[str, Pace]:
    version = content.get("version") if isinstance(content, dict) else None
    if version != VERSION:
        found = "no version" if version is None else f"version {version!r}"
        raise ScenarioError(f"{path}: expected a baseline of version {VERSION}, found {found}; remove it to begin anew")
    scenarios = content.get("scenarios") if isinstance(content, dict) else None
    if not isinstance(scenarios, dict):
        raise ScenarioError(f"{path}: 'scenarios': expected a mapping of scenarios")
    return {name: _pace(name, one, path) for name, one in scenarios.items()}


def _pace(name: str, written: object, path: Path) -> Pace:
    values = [written.get(one.name) if isinstance(written, dict) else None for one in fields(Pace)]
    numbers = [float(one) for one in values if isinstance(one, int | float) and not isinstance(one, bool) and one >= 0]
    if len(numbers) != len(values):
        expected = ", ".join(repr(one.name) for one in fields(Pace))
        raise ScenarioError(f"{path}: {name!r}: expected a mapping of {expected} to seconds, not {written!r}")
    return Pace(*numbers)


def _text(name: str, seconds: float) -> str:
    return f"{seconds_text(seconds)} s" if name == "duration" else wall_text(seconds)
