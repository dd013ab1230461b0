"""A folder of golden conversations, one file for each scenario, against which runs are held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from simulator.errors import ScenarioError
from simulator.report.file_names import as_file_name, folder_names, path_from
from simulator.scenario.golden import OtherConversation, advised, compare, normalised
from simulator.scenario.model import Scenario
from simulator.scenario.run import Outcome, ScenarioRun


@dataclass(slots=True)
class GoldenFolder:
    """The files, `FOLDER/folders/file/scenario.txt`, and what came of comparing runs with them.

    The folders are those that lead to the file of the scenario from beside FOLDER.

    Without a `folder` only the conversations count that scenarios themselves expect to be as in a file. `option` is
    with which `update` is asked for, as a difference tells.

    Raises:
        ScenarioError: two scenarios would have the same file.
    """

    folder: Path | None
    scenarios: Sequence[Scenario]
    update: bool = False
    option: str = "--update"
    told: list[str] = field(default_factory=list)
    """What was written, and what was not, a sentence each."""
    missing: int = 0
    """How many conversations of the runs have no file in the folder, and were not written."""

    def __post_init__(self) -> None:
        owners: dict[str, Scenario] = {}
        for scenario in self.scenarios if self.folder else ():
            path = self._path(scenario, self.folder or Path())
            first = owners.setdefault(path.as_posix().lower(), scenario)
            if first is not scenario:
                raise ScenarioError(f"{first.id} and {scenario.id} would both be kept in {path}; rename one of them")

    def review(self, run: ScenarioRun) -> ScenarioRun:
        """Fail a scenario whose conversation is another one; or, to update, keep that, if nothing else is wrong."""
        try:
            return self._reviewed(self._advised(run))
        except ScenarioError as error:
            return replace(run, outcome=Outcome.FAILED, reasons=(*run.reasons, str(error)))

    @property
    def paths(self) -> set[Path]:
        """The files of the scenarios, whether they are there or not."""
        return {self._path(scenario, self.folder) for scenario in self.scenarios} if self.folder else set()

    def strangers(self) -> list[Path]:
        """The files that no scenario belongs to, in the folders of the scenario files that were run."""
        paths = self.paths
        kept = {file for folder in {path.parent for path in paths} for file in folder.glob("*.txt")}
        return sorted(kept - paths)

    def _reviewed(self, run: ScenarioRun) -> ScenarioRun:
        differences = [one for one in run.mismatches if isinstance(one, OtherConversation)]
        if run.result is None or len(differences) < len(run.reasons):  # it fails anyway, so its conversation is none
            if self.update and (differences or (self.folder is not None and run.result is not None)):
                self.told.append(f"not updated, as the scenario fails: {run.scenario.id}")
            return run
        if self.folder is not None:
            text = normalised(run.result.transcript, run.scenario.name)
            different = compare(text, self._path(run.scenario, self.folder))
            if different is not None:
                self.missing += not (different.known or self.update)
                run, differences = run.failed_by(advised(different, self.option)), [*differences, different]
        if not self.update or not differences:
            return run
        self.told += [one.accept() for one in differences]
        return replace(run, outcome=Outcome.PASSED, reasons=(), mismatches=())

    def _advised(self, run: ScenarioRun) -> ScenarioRun:
        """The same, with differences that tell how to accept them."""
        told = tuple(advised(one, self.option) for one in run.mismatches)
        texts = {str(old): str(new) for old, new in zip(run.mismatches, told, strict=True)}
        return replace(run, mismatches=told, reasons=tuple(texts.get(one, one) for one in run.reasons))

    @staticmethod
    def _path(scenario: Scenario, folder: Path) -> Path:
        file = path_from(scenario.file.with_suffix(""), folder.parent)
        return folder.joinpath(*folder_names(file), f"{as_file_name(scenario.name)}.txt")
