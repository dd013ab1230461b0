"""The settings of the PBX and what is assumed of it, as pages and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from simulator.assumptions import HTTP_API, OZML
from simulator.reference.markdown import code, codes, page, table
from simulator.settings import Setting, all_settings, assumptions

_SETTINGS: Final = """\
How the simulated PBX behaves. A setting is given in a TOML file (`--settings FILE`, `pbx_settings` of pytest), in a
scenario ([`settings`](../scenarios.md#settings-and-files)), in Python (`Settings(ring_time=30)`), or in an order to the
[control API](control-api.md).

A folder is a text, relative to `data_folder`; lengths of time are seconds. An open question is one that the
documentation of the real PBX does not answer: [assumptions](assumptions.md) lists them all."""

_ASSUMPTIONS: Final = """\
Where the documentation of the real PBX is silent, the simulator follows a default. Each is numbered; the number stands
in the source (`ASSUMPTION ozml q35`), beside the [command](../ozml.md) that it is about, and in the
[coverage](coverage.md). Where you know better, a setting may switch it."""

_SWITCHED: Final = "## Those that a setting switches"
_OZML: Final = "## OzML"
_HTTP: Final = "## The HTTP API and notifications"


def settings_page() -> str:
    """Every setting, as a page."""
    rows = [(f"`{one.name}`", code(_written(one.default)), _meaning(one), one.question) for one in all_settings()]
    body = [table(("setting", "default", "what it means", "open question"), rows)]
    return page("Settings", "ozeki-simulator settings --markdown", _SETTINGS, body)


def settings_as_data() -> dict[str, object]:
    """Every setting, for programs; `version` counts changes of its shape."""
    return {"version": 1, "settings": [_as_data(one) for one in all_settings()]}


def assumptions_page() -> str:
    """Every assumption, as a page."""
    switched = [(f"`{one.name}`", code(_written(one.default)), one.text, one.question) for one in assumptions()]
    body = [
        _SWITCHED,
        table(("setting", "default", "what it means", "open question"), switched),
        _OZML,
        table(("question", "what the simulator does"), OZML.items()),
        _HTTP,
        table(("question", "what the simulator does"), HTTP_API.items()),
    ]
    return page("Assumptions", "ozeki-simulator assumptions --markdown", _ASSUMPTIONS, body)


def assumptions_as_data() -> dict[str, object]:
    """Every assumption, for programs; `version` counts changes of its shape."""
    return {
        "version": 1,
        "settings": [_as_data(one) for one in assumptions()],
        "ozml": dict(OZML),
        "http_api": dict(HTTP_API),
    }


def _as_data(one: Setting) -> dict[str, object]:
    return {
        "name": one.name,
        "default": list(one.default) if isinstance(one.default, tuple) else one.default,
        "choices": list(one.choices),
        "description": one.text,
        "question": one.question,
    }


def _meaning(one: Setting) -> str:
    return f"{one.text}; one of {codes(one.choices)}" if one.choices else one.text


def _written(default: object) -> str:
    """A default as TOML has it."""
    match default:
        case bool():
            return str(default).lower()
        case str():
            return f'"{default}"'
        case float():
            return f"{default:g}" if default % 1 else str(default)
        case Mapping():
            return "{}"
        case Iterable():
            return "[" + ", ".join(_written(one) for one in default) + "]"
        case _:
            return str(default)
