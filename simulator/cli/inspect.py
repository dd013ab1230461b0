"""The command `inspect`: a look at a run that was saved."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.aftermath import Aftermath
from simulator.cli.ending import complain, console_for_people
from simulator.cli.kept import check_apart, check_kept
from simulator.cli.keyword import fits, none_fits
from simulator.cli.reports import HtmlFile, JunitFile, Reports
from simulator.errors import ScenarioError
from simulator.status import ExitStatus

if TYPE_CHECKING:
    from rich.console import Console

    from simulator.report.record import RunRecord, ScenarioRecord

    Numbered = list[tuple[int, ScenarioRecord]]


def inspect(
    file: Annotated[Path, typer.Argument(help="What `run --json FILE` has written.", metavar="FILE", dir_okay=False)],
    number: Annotated[
        int | None, typer.Argument(help="Show this scenario, by its number in the list.", metavar="NUMBER", min=1)
    ] = None,
    keyword: Annotated[
        str, typer.Option("-k", help="Show the scenarios with this text in their file or name.", metavar="TEXT")
    ] = "",
    wire: Annotated[bool, typer.Option("--wire", help="Show every detail, and what was posted and answered.")] = False,
    html: HtmlFile = None,
    junit: JunitFile = None,
    recordings: Annotated[
        Path | None,
        typer.Option("--recordings", help="Put the recordings into FOLDER.", metavar="FOLDER", file_okay=False),
    ] = None,
) -> None:
    """List the scenarios of a saved run, show some of them, or make other reports of it."""
    from simulator.report.json_file import read_run

    reports = Reports(html=html, junit=junit)
    check_apart(reports.outputs)
    check_kept(reports.outputs, [(file, "which it is made of")])
    record = read_run(file)
    if number is not None and number > len(record.scenarios):
        raise ScenarioError(f"{file}: there is no scenario {number}; it has {len(record.scenarios)}")
    chosen = [
        (at, one) for at, one in enumerate(record.scenarios, start=1) if number in (None, at) and fits(keyword, one.id)
    ]
    after = Aftermath(ExitStatus.PASSED if chosen else ExitStatus.NOTHING_FOUND)
    with reports.having_output():
        console = console_for_people()
    if chosen and reports.wanted:
        reports.write(replace(record, scenarios=tuple(one for _, one in chosen)), after)
    if recordings is not None:
        folder = recordings
        after.attempt("the recordings", lambda: _extract(chosen, folder, console))
    if number is not None or keyword or wire:
        _show(chosen, console, wire=wire)
    elif recordings is None and not reports.wanted:
        _list(record, console)
    if not chosen:
        ids = [one.id for one in record.scenarios]
        if ids and not any(fits(keyword, one) for one in ids):
            complain(none_fits(keyword, ids))
        console.print("no scenarios found")
    raise SystemExit(after.status)


def _list(record: RunRecord, console: Console) -> None:
    from simulator.report.record_text import run_lines

    for line in run_lines(record):
        console.print(line, soft_wrap=True)


def _show(chosen: Numbered, console: Console, *, wire: bool) -> None:
    from simulator.report.record_text import ScenarioText

    for place, (number, scenario) in enumerate(chosen):
        if place:
            console.print()
        console.print(ScenarioText(number, scenario, wire), crop=False, end="")


def _extract(chosen: Sequence[tuple[int, ScenarioRecord]], folder: Path, console: Console) -> None:
    """Write the recordings as FOLDER/number-scenario/NAME, and tell where they are."""
    from simulator.report.file_names import as_file_name

    for number, scenario in chosen:
        for call in scenario.calls:
            for recording in call.recordings:
                if recording.audio is None:
                    console.print(f"{recording.name}: its sound was left out of the file", markup=False, soft_wrap=True)
                    continue
                path = folder / as_file_name(f"{number}-{scenario.name}") / as_file_name(recording.name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(_sound(recording.audio, recording.name))
                console.print(str(path), markup=False, soft_wrap=True)


def _sound(audio: str, name: str) -> bytes:
    try:
        return base64.b64decode(audio, validate=True)
    except binascii.Error as error:
        raise ScenarioError(f"{name}: its sound is damaged: {error}") from None
