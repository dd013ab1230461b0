"""The tour of scenarios: all pass, on virtual time and on a clock that runs, and together they leave nothing out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.drivers.clock import VIRTUAL, Clock
from simulator.http_api.reference import commands_as_data
from simulator.ozml.families import families_answering
from simulator.ozml.reference import command_rows
from simulator.scenario.load import find, load_file
from simulator.scenario.model import Scenario
from simulator.scenario.run import Options, ScenarioRun, run_scenarios
from simulator.server.thread import serving_session
from simulator.settings import Settings
from simulator.telephony.command_events import CommandReceived
from simulator.telephony.events import NotificationSent
from simulator.telephony.family import Family
from simulator.telephony.notifications import NotificationName
from simulator.telephony.script_events import CommandFinished, CommandStarted
from simulator.telephony.transcript import Transcript

TOUR = Path(__file__).parent.parent / "scenarios"
FOLDERS = sorted((one for one in TOUR.iterdir() if one.is_dir()), key=lambda one: int(one.name.partition("-")[0]))


def scenarios() -> list[Scenario]:
    return [scenario for path in find([TOUR]) for scenario in load_file(path, Settings())]


def run_all(clock: Clock, jobs: int, seed: int = 0) -> list[ScenarioRun]:
    async def run() -> list[ScenarioRun]:
        async with serving_session(concurrency=200) as session:
            return await run_scenarios(scenarios(), session, jobs=jobs, options=Options(clock, seed))

    return asyncio.run(run())


def failures(runs: list[ScenarioRun]) -> list[str]:
    return [f"{run.scenario.id}: {reason}" for run in runs for reason in run.reasons]


def ozml_commands(transcript: Transcript) -> Iterator[tuple[Family, str]]:
    """The commands of scripts that were begun and ended, with the family that their notification tells.

    RecordCompleted does not tell it: the answer is of third-party call control if the app watches the call.
    """
    asked: dict[tuple[str, str], NotificationName] = {}
    watched: set[str] = set()
    begun: list[tuple[str, str, Family]] = []
    for entry in transcript:
        match entry.event:
            case NotificationSent(name=name, url=url):
                asked[entry.call_id, url] = NotificationName(name)
                if name == NotificationName.CALL_CHANGED:
                    watched.add(entry.call_id)
            case CommandStarted(name=name, place=place) if (entry.call_id, place.source) in asked:
                families = families_answering(asked[entry.call_id, place.source])
                begun.append((entry.call_id, name, families[-1 if entry.call_id in watched else 0]))
            case CommandFinished(name=name):
                yield from ((family, known) for call, known, family in begun if (call, known) == (entry.call_id, name))


def test_all_pass_on_virtual_time_and_no_command_and_no_notification_is_left_out():
    runs = run_all(VIRTUAL, jobs=8)
    transcripts = [run.result.transcript for run in runs if run.result is not None]
    ozml = {command for transcript in transcripts for command in ozml_commands(transcript)}
    http = {event.name for transcript in transcripts for event in transcript.of(CommandReceived)}
    notifications = {event.name for transcript in transcripts for event in transcript.of(NotificationSent)}

    assert failures(runs) == []
    assert {(row.family, row.name) for row in command_rows()} - ozml == set()
    assert {command["name"] for command in commands_as_data()["commands"]} - http == set()
    assert {str(name) for name in NotificationName} - notifications == set()


def test_the_steps_of_the_tour_are_numbered_and_each_has_a_page():
    assert [int(one.name.partition("-")[0]) for one in FOLDERS] == list(range(1, len(FOLDERS) + 1))
    assert [one.name for one in FOLDERS if not (one / "README.md").is_file()] == []
    page = (TOUR / "README.md").read_text(encoding="utf-8")
    assert [one.name for one in FOLDERS if f"]({one.name})" not in page] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda one: one.name)
def test_a_page_names_the_files_of_its_folder_if_there_are_several(folder):
    page, files = (folder / "README.md").read_text(encoding="utf-8"), [one.name for one in folder.glob("*.yaml")]

    assert [one for one in files if len(files) > 1 and one not in page] == []


@pytest.mark.parametrize("file", find([TOUR]), ids=lambda one: one.stem)
def test_every_file_begins_with_a_sentence_about_it(file):
    assert file.read_text(encoding="utf-8").startswith("# ")


@pytest.mark.long_wait
@pytest.mark.wall_clock
def test_every_scenario_passes_on_a_clock_that_runs():
    """So many at once that it takes hardly longer than the longest of them: 20 s.

    The apps may remember calls of the other run, by their IDs; another seed makes others.
    """
    assert failures(run_all(Clock(20.0), jobs=24, seed=1)) == []
