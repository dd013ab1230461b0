"""The commands of the command line that only tell what there is: commands, schema, assumptions, settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

import typer

from simulator.cli.output import say
from simulator.settings import all_settings, assumptions


def commands(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="One command, of OzML or of the HTTP API, in full.")
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the table as Markdown.")] = False,
    reference: Annotated[bool, typer.Option("--reference", help="Print everything, as a page of Markdown.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    http_reference: Annotated[
        bool, typer.Option("--http-reference", help="Print everything about the commands of the HTTP API instead.")
    ] = False,
) -> None:
    """List the OzML commands: what is simulated, with which parameters, and where each is documented."""
    import json

    if name is not None:
        from simulator.reference.one_command import command_in_full

        say(command_in_full(name), end="")
        return
    if http_reference:
        from simulator.http_api import reference as http_api

        described = http_api.commands_as_data() if as_json else None
        say(json.dumps(described, indent=2)) if described else say(http_api.markdown_reference(), end="")
        return
    from simulator.ozml.reference import command_rows, commands_as_data, markdown_reference, markdown_table

    rows = command_rows()
    if as_json:
        say(json.dumps(commands_as_data(), indent=2, ensure_ascii=False))
    elif reference:
        say(markdown_reference(), end="")
    elif markdown:
        say(markdown_table(rows))
    else:
        _print_table(
            ("command", "family", "dialect", "parameters", "also", "source", "assumes"),
            [
                (row.name, row.family.short, row.dialect, row.attributes, row.aliases, row.source, row.assumes)
                for row in rows
            ],
        )


def schema(
    language: Annotated[Literal["ozml", "scenario", "run"], typer.Argument(help="What it is the schema of.")],
    dialect: Annotated[
        Literal["xe", "ozeki10"], typer.Option("--dialect", help="The product whose commands of OzML are known.")
    ] = "xe",
) -> None:
    """Print a schema for editors and programs: RELAX NG of OzML, JSON Schema of scenarios and of saved runs."""
    match language:
        case "ozml":
            from simulator.ozml.relaxng import schema_for

            say(schema_for(dialect), end="")
        case "scenario":
            import json

            from simulator.scenario.json_schema import scenario_schema

            say(json.dumps(scenario_schema(), indent=2, ensure_ascii=False))
        case "run":
            import json

            from simulator.report.json_file import json_schema

            say(json.dumps(json_schema(), indent=2, ensure_ascii=False))


AsMarkdown = Annotated[bool, typer.Option("--markdown", help="Print them as a page of Markdown.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print them as JSON.")]


def list_assumptions(markdown: AsMarkdown = False, as_json: AsJson = False) -> None:
    """List what the simulator assumes where the documentation of the real PBX is silent, and the settings for it."""
    from simulator.assumptions import HTTP_API, OZML
    from simulator.reference.settings import assumptions_as_data, assumptions_page

    if _printed(assumptions_page if markdown else None, assumptions_as_data if as_json else None):
        return
    _print_table(
        ("setting", "default", "what it means", "open question"),
        [(one.name, repr(one.default), one.text, one.question) for one in assumptions()],
    )
    say()
    _print_table(("ozml", "what the simulator does with OzML"), list(OZML.items()))
    say()
    _print_table(("http-api", "what the simulator does with notifications"), list(HTTP_API.items()))


def list_settings(markdown: AsMarkdown = False, as_json: AsJson = False) -> None:
    """List all settings with their defaults."""
    from simulator.reference.settings import settings_as_data, settings_page

    if _printed(settings_page if markdown else None, settings_as_data if as_json else None):
        return
    _print_table(
        ("setting", "default", "what it means"), [(one.name, repr(one.default), one.text) for one in all_settings()]
    )


def _printed(page: Callable[[], str] | None, data: Callable[[], object] | None) -> bool:
    """Print a page, or data as JSON, if either is wanted."""
    import json

    if data is not None:
        say(json.dumps(data(), indent=2, ensure_ascii=False))
    elif page is not None:
        say(page(), end="")
    return page is not None or data is not None


def _print_table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, markup=False)
    table = Table(*header, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row(*row)
    if not console.is_terminal:  # nothing is cut where nobody knows how wide it will be read
        console.width = max(console.width, console.measure(table, options=console.options.update(width=10_000)).maximum)
    console.print(table)
