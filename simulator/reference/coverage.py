"""The coverage of the protocol: every command, parameter, notification and field, and how much is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

from simulator.http_api.reference import commands_as_data as http_commands
from simulator.ozml.reference import commands_as_data as ozml_commands
from simulator.ozml.schema import Family
from simulator.reference.markdown import code, page, table
from simulator.reference.provenance import (
    HTTP_COMMANDS,
    MEANINGS,
    NOT_SIMULATED,
    NOTIFICATION_FIELDS,
    NOTIFICATIONS,
    Origin,
    Status,
    http_parameter,
    ozml_parameter,
)
from simulator.telephony.notifications import FIELDS

_INTRODUCTION: Final = """\
Everything of the protocol that the simulator knows, and how that is known. What is in these tables is simulated. What
is not documented follows a numbered [assumption](assumptions.md); sources are pages of the vendor (P4776 is page 4776
of ozekiphone.com, O6083 one about Ozeki 10), or its published samples (`repo IVR`, `repo JS`).

Each item has one of four statuses."""

_FAMILIES: Final = {
    Family.EXTENSION.short: "OzML: API extension control",
    Family.THIRD_PARTY.short: "OzML: third-party call control",
    Family.ROUTING.short: "OzML: call routing",
}
_HEADER: Final = ("command", "parameter", "status", "source", "assumes")


def coverage_page() -> str:
    """The whole coverage."""
    body = [
        table(("status", "meaning"), MEANINGS.items()),
        "## In numbers",
        _numbers(),
        *(block for family in _FAMILIES for block in _ozml(family)),
        "## Commands of the HTTP API",
        table(_HEADER, _http_rows()),
        "## Notifications",
        table(("notification", "field", "status", "source"), _notification_rows()),
        "## What is not simulated",
        table(("what", "what happens"), NOT_SIMULATED.items()),
    ]
    return page("Protocol coverage", "ozeki-simulator reference coverage", _INTRODUCTION, body)


def origins() -> dict[str, list[Origin]]:
    """Where everything is known from, by what kind of thing it is."""
    ozml, http = _entries(ozml_commands()), _entries(http_commands())
    return {
        "OzML commands": [_ozml_origin(one) for one in ozml],
        "parameters of OzML commands": [
            ozml_parameter(one["name"], one["family"], parameter["name"], one["source"])
            for one in ozml
            for parameter in one["parameters"]
        ],
        "HTTP commands": [_http_origin(one) for one in http],
        "parameters of HTTP commands": [
            http_parameter(one["name"], parameter["name"], one["source"])
            for one in http
            for parameter in one["parameters"]
        ],
        "notifications": list(NOTIFICATIONS.values()),
        "fields of notifications": [origin for fields in NOTIFICATION_FIELDS.values() for origin in fields.values()],
    }


def _entries(data: dict[str, object]) -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], data["commands"])


def _numbers() -> str:
    rows = [
        (kind, str(len(known)), *(str(sum(one.status is status for one in known)) for status in Status))
        for kind, known in origins().items()
    ]
    return table(("", "simulated", *Status), rows)


def _ozml(family: str) -> Iterator[str]:
    yield f"## {_FAMILIES[family]}"
    yield table(_HEADER, _ozml_rows(family))


def _ozml_rows(family: str) -> Iterator[tuple[str, ...]]:
    for one in _entries(ozml_commands()):
        if one["family"] != family:
            continue
        ten = " (Ozeki 10)" if one["dialect"] == "ozeki10" else ""
        yield f"`{one['name']}`{ten}", "", *_ozml_origin(one), _questions("ozml", one)
        for parameter in one["parameters"]:
            origin = ozml_parameter(one["name"], family, parameter["name"], one["source"])
            newer = " (Ozeki 10)" if parameter["dialect"] == "ozeki10" else ""
            yield "", f"`{parameter['name']}`{newer}", *_of_dialect(origin, newer), ""


def _of_dialect(origin: Origin, newer: str) -> Origin:
    """What only Ozeki 10 has is on its page of the command, of which nothing but that is known here."""
    return origin._replace(source="Ozeki 10's page") if newer and origin.status is Status.DOCUMENTED else origin


def _http_rows() -> Iterator[tuple[str, ...]]:
    for one in _entries(http_commands()):
        yield f"`{one['name']}`", "", *_http_origin(one), _questions("http-api", one)
        for parameter in one["parameters"]:
            yield "", f"`{parameter['name']}`", *http_parameter(one["name"], parameter["name"], one["source"]), ""


def _ozml_origin(one: dict[str, Any]) -> Origin:
    return Origin(Status.DOCUMENTED, one["source"])


def _http_origin(one: dict[str, Any]) -> Origin:
    return HTTP_COMMANDS.get(one["name"], Origin(Status.DOCUMENTED, one["source"]))


def _notification_rows() -> Iterator[tuple[str, ...]]:
    for name, origin in NOTIFICATIONS.items():
        yield f"`{name}`", "", *origin
        for wire_name in FIELDS[name]:
            yield "", code(wire_name), *NOTIFICATION_FIELDS[name][wire_name]


def _questions(about: str, one: dict[str, Any]) -> str:
    return ", ".join(f"{about} {number}" for number in one["assumptions"])
