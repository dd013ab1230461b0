"""The command `lint`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from simulator.cli.ending import finish
from simulator.cli.kept import STANDARD_OUTPUT, check_kept, files_of_options
from simulator.cli.options import SettingsFile, chosen_settings
from simulator.cli.output import say
from simulator.errors import ScenarioError
from simulator.status import ExitStatus

if TYPE_CHECKING:
    from simulator.lint.source import Linted


def lint(
    context: typer.Context,
    targets: Annotated[
        list[str],
        typer.Argument(
            help="Files, folders with *.xml and *.ozml files, http(s) addresses, or - for standard input.",
            metavar="FILE|FOLDER|URL|-",
        ),
    ],
    output_format: Annotated[
        Literal["text", "json", "sarif"],
        typer.Option("--format", help="For people, for programs, or for code scanning (SARIF 2.1.0)."),
    ] = "text",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Write the report to this file; - is standard output.",
            metavar="FILE",
            dir_okay=False,
        ),
    ] = None,
    answer_to: Annotated[
        str | None,
        typer.Option(
            "--answer-to", help="The notification that is answered, such as IncomingSMS.", metavar="NOTIFICATION"
        ),
    ] = None,
    family: Annotated[
        Literal["extension", "third-party", "routing"] | None,
        typer.Option("--family", help="Which commands may stand there, if neither --answer-to nor they tell."),
    ] = None,
    post: Annotated[
        bool, typer.Option("--post", help="Post a sample notification (IncomingCall) to addresses, instead of a GET.")
    ] = False,
    dialect: Annotated[
        Literal["xe", "ozeki10"] | None, typer.Option("--dialect", help="The product whose commands are known.")
    ] = None,
    lenient: Annotated[
        bool, typer.Option("--lenient", help="Repair what is malformed, with a warning, as `repair_answers` does.")
    ] = False,
    fail_on: Annotated[
        Literal["error", "warning", "note", "never"], typer.Option("--fail-on", help="Leave with 1 from here on.")
    ] = "error",
    strict: Annotated[bool, typer.Option("--strict", help="The same as --fail-on warning.")] = False,
    settings_file: SettingsFile = None,
) -> None:
    """Find the mistakes in answers without a call: unknown names, bad values, what never runs."""
    from simulator.lint.source import Answering, is_address, linted, notification_from_text
    from simulator.telephony.family import Family

    outputs = {"--output": output}
    settings = chosen_settings(settings_file)
    settings = replace(settings, dialect=dialect or settings.dialect, repair_answers=lenient or settings.repair_answers)
    answering = Answering(
        notification_from_text(answer_to) if answer_to else None,
        next((one for one in Family if one.short == family), None),
    )

    async def work() -> ExitStatus:
        others: list[Path] = []
        results = await linted(targets, settings, answering, post=post, passed_over=others.append)
        read = [(Path(one.name), "which is linted") for one in results if not is_address(one.name)]
        check_kept(outputs, [*read, *files_of_options(context, outputs)])
        _report_lint(results, len(others), output_format, None if output == STANDARD_OUTPUT else output)
        if not results:
            return ExitStatus.NOTHING_FOUND
        return ExitStatus.FAILED if _fails(results, "warning" if strict else fail_on) else ExitStatus.PASSED

    finish(work())


def _report_lint(results: list[Linted], passed_over: int, output_format: str, output: Path | None) -> None:
    """Print a report, or write it to a file and print its last line."""
    from rich.console import Console

    from simulator.lint.report import as_json, text_lines
    from simulator.lint.sarif import as_sarif

    lines = list(text_lines(results, passed_over))
    match output_format:
        case "json":
            report = as_json(results)
        case "sarif":
            report = as_sarif(results, Path.cwd())
        case _:
            report = "\n".join(line.plain for line in lines)
    console = Console(highlight=False)
    if output is not None:
        _write(output, report + "\n")
        console.print(lines[-1], soft_wrap=True)
    elif output_format == "text":
        for line in lines:
            console.print(line, soft_wrap=True)
    else:
        say(report)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be written: {error.strerror}") from error


def _fails(results: list[Linted], fail_on: str) -> bool:
    """Whether something is as bad as what should fail."""
    worse = {"error": ("error",), "warning": ("error", "warning"), "note": ("error", "warning", "note"), "never": ()}
    return any(problem.severity in worse[fail_on] for one in results for problem in one.problems)
