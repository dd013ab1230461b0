"""The command line as a page: every command with its arguments and options, as `--help` tells them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin

from simulator.reference.markdown import code, codes, page, table

MADE_BY: Final = "ozeki-simulator reference command-line"
"""The command that prints the page."""

_INTRODUCTION: Final = """\
What every command takes, as its `--help` tells it. How the PBX behaves is said in scenarios and in
[settings](settings.md).

{codes}"""


def command_line_page(group: Any) -> str:  # noqa: ANN401 - Typer's group, whose type it keeps to itself
    """The whole command line.

    Args:
        group: what `typer.main.get_command` makes of the application.
    """
    introduction = _INTRODUCTION.format(codes=_one_line(group.epilog))
    body = [block for command in group.commands.values() for block in _chapter(group.name, command)]
    return page("Command line", MADE_BY, introduction, [_index(group), *body])


def _index(group: Any) -> str:  # noqa: ANN401 - as above
    return table(
        ("command", "what it does"),
        [(f"[`{name}`](#{name})", _one_line(command.help)) for name, command in group.commands.items()],
    )


def _chapter(program: str, command: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    shown = [one for one in command.params if not one.hidden]
    arguments = [one for one in shown if one.param_type_name == "argument"]
    options = [one for one in shown if one.param_type_name == "option"]
    yield f"## {command.name}"
    yield _one_line(command.help)
    usage = " ".join([program, command.name, *(["[OPTIONS]"] if options else []), *map(_metavar, arguments)])
    yield f"```text\n{usage}\n```"
    rows = [(_names(one), _value(one), _meaning(one), _default(one)) for one in (*arguments, *options)]
    if rows:
        yield table(("option", "value", "what it is", "default"), rows)


def _names(one: Any) -> str:  # noqa: ANN401 - as above
    if one.param_type_name == "argument":
        return code(_metavar(one).strip("[]."))
    return codes([*one.opts, *one.secondary_opts])


def _metavar(one: Any) -> str:  # noqa: ANN401 - as above
    name = one.metavar or str(one.name).upper()
    several = "..." if one.nargs == -1 else ""
    return f"{name}{several}" if one.required else f"[{name}]{several}"


def _value(one: Any) -> str:  # noqa: ANN401 - as above
    """What has to follow, in words or as the choice that there is."""
    if getattr(one, "is_flag", False):
        return ""
    kind = one.type_descriptor.annotation
    if get_origin(kind) is Literal:
        return codes(get_args(kind))
    if one.param_type_name == "argument":
        return "one or several" if one.nargs == -1 else ""
    return code(one.metavar) if one.metavar else _KINDS.get(kind, "a text")


_KINDS: Final[Mapping[object, str]] = {int: "a number", float: "a number", Path: "a path"}


def _meaning(one: Any) -> str:  # noqa: ANN401 - as above
    return _one_line(one.help)


def _default(one: Any) -> str:  # noqa: ANN401 - as above
    if one.required:
        return "needed"
    if isinstance(one.default, bool) or one.default in (None, "", ()):
        return ""
    default = getattr(one.default, "value", one.default)
    return code(default.as_posix() if isinstance(default, Path) else default)


def _one_line(text: str | None) -> str:
    """A help text without the marks of Rich, with names in quotes as code."""
    plain = re.sub(r"\[/?[a-z]+\]", "", " ".join((text or "").split()))
    return re.sub(r"'([\w-]+)'", r"`\1`", plain)
