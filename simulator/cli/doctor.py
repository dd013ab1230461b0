"""The command `doctor`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.ending import console_for_people
from simulator.cli.options import SettingsFile, chosen_settings
from simulator.cli.output import say
from simulator.errors import ScenarioError
from simulator.status import ExitStatus

if TYPE_CHECKING:
    from simulator.doctor.finding import Finding

_STYLES = {"ok": "green", "note": "yellow", "wrong": "bold red"}


def doctor(
    app: Annotated[
        str | None,
        typer.Argument(
            help="An app to be looked at, instead of the installation: an address, an import path, or a command with "
            "{port}.",
            metavar="APP",
        ),
    ] = None,
    path: Annotated[
        str | None, typer.Option("--path", help="Where that app takes IncomingCall.", metavar="PATH")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    settings_file: SettingsFile = None,
) -> None:
    """Say whether the simulator is installed well, or what an app answers, and what to do if not."""
    import asyncio

    from simulator.doctor import examine
    from simulator.doctor.app_answer import examine_given

    settings = chosen_settings(settings_file)
    if app is None and path is not None:
        raise ScenarioError("--path: there is no app that it could belong to")
    findings: Iterable[Finding] = examine() if app is None else asyncio.run(examine_given(app, path, settings))
    found = _as_json(findings) if as_json else _for_people(findings)
    raise SystemExit(ExitStatus.FAILED if "wrong" in found else ExitStatus.PASSED)


def _for_people(findings: Iterable[Finding]) -> list[str]:
    """Print each finding as it comes; the verdicts."""
    from rich.text import Text

    console = console_for_people()
    verdicts = []
    for one in findings:
        verdicts.append(str(one.verdict))
        mark = Text(f"{one.verdict:<6}", _STYLES[one.verdict])
        console.print(Text.assemble(mark, (one.subject, "bold"), f": {one.text}"), soft_wrap=True)
        if one.advice:
            console.print(Text(f"      {one.advice}"), soft_wrap=True)
    wrong = verdicts.count("wrong")
    console.print(f"\n{wrong} wrong" if wrong else "\nall is well", style="red" if wrong else "green")
    return verdicts


def _as_json(findings: Iterable[Finding]) -> list[str]:
    """Print all findings as one document; the verdicts."""
    import json
    from dataclasses import asdict

    found = list(findings)
    verdicts = [str(one.verdict) for one in found]
    ok = "wrong" not in verdicts
    say(json.dumps({"version": 1, "ok": ok, "findings": [asdict(one) for one in found]}, indent=2))
    return verdicts
