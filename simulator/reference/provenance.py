"""Where the names of the protocol are known from, as far as that is not the page that a command itself names.

The commands know the pages that document them, and the open questions that they answer. Which of their parameters and
which fields of notifications are not in a published table is known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from simulator.telephony.notifications import FIELDS, NotificationName


class Status(StrEnum):
    """How much is known of something."""

    DOCUMENTED = "documented"
    EXAMPLE = "example"
    INFERRED = "inferred"
    ASSUMED = "assumed"


MEANINGS: Final[Mapping[Status, str]] = {
    Status.DOCUMENTED: "a page of the vendor says so",
    Status.EXAMPLE: "it is seen in a published example, and in no table",
    Status.INFERRED: "it follows from what is published about something akin",
    Status.ASSUMED: "nothing is published; the simulator follows a default",
}


class Origin(NamedTuple):
    """How much is known of something, and from where: a page, or the number of an open question."""

    status: Status
    source: str


ANY: Final = ""
"""Stands for every parameter of a command that is not named itself."""

OZML_PARAMETERS: Final[Mapping[tuple[str, str], Mapping[str, Origin]]] = {
    ("BlindTransfer", "extension"): {"Target": Origin(Status.EXAMPLE, "P4617")},
    ("DeleteFile", "extension"): {"SourceFile": Origin(Status.ASSUMED, "ozml s4.5")},
    ("SendEmail", "extension"): {
        ANY: Origin(Status.INFERRED, "P4774"),
        "Attachments": Origin(Status.DOCUMENTED, "O7647"),
    },
    ("SQL", "extension"): {ANY: Origin(Status.ASSUMED, "ozml s4.18")},
    ("UserInput", "extension"): {"MaxDigits": Origin(Status.INFERRED, "O7663")},
    ("Var", "extension"): {"Value": Origin(Status.EXAMPLE, "P5405")},
    ("WaitForMsg", "extension"): {ANY: Origin(Status.ASSUMED, "ozml s9")},
    ("AttendedTransfer", "third-party"): {"TransferorParty": Origin(Status.EXAMPLE, "P4582")},
    ("BlindTransfer", "third-party"): {"Target": Origin(Status.EXAMPLE, "P4583")},
}
"""By the command and its family: parameters that its own page does not list."""

HTTP_COMMANDS: Final[Mapping[str, Origin]] = {
    "GenerateSecurityToken": Origin(Status.EXAMPLE, "repo JS"),
}
"""Commands of the HTTP API that no page describes."""

HTTP_PARAMETERS: Final[Mapping[str, Mapping[str, Origin]]] = {
    "GenerateSecurityToken": {ANY: Origin(Status.EXAMPLE, "repo JS")},
    "SendAlarmNotification": {ANY: Origin(Status.INFERRED, "p_5554, http-api s4.4")},
}

NOTIFICATIONS: Final[Mapping[NotificationName, Origin]] = {
    **dict.fromkeys(NotificationName, Origin(Status.DOCUMENTED, "p_5047")),
    NotificationName.ROUTING_INTERCEPTION: Origin(Status.DOCUMENTED, "p_4201"),
    NotificationName.ERROR: Origin(Status.DOCUMENTED, "p_4571"),
    NotificationName.ALARM_NOTIFICATION: Origin(Status.ASSUMED, "http-api s6.11"),
    NotificationName.CALL_FINISHED: Origin(Status.ASSUMED, "ozml s5.2"),
    NotificationName.BLIND_TRANSFER_COMPLETED: Origin(Status.ASSUMED, "ozml s5.2"),
}
"""The names of notifications. Of the assumed ones only is it published that there is such a request."""

_UNPUBLISHED: Final = Origin(Status.ASSUMED, "http-api q1")

NOTIFICATION_FIELDS: Final[Mapping[NotificationName, Mapping[str, Origin]]] = {
    name: {
        **dict.fromkeys(FIELDS[name], _UNPUBLISHED),
        **({"CallID": Origin(Status.ASSUMED, "http-api q2")} if "CallID" in FIELDS[name] else {}),
    }
    for name in NotificationName
} | {
    NotificationName.ROUTING_INTERCEPTION: dict.fromkeys(
        FIELDS[NotificationName.ROUTING_INTERCEPTION], Origin(Status.DOCUMENTED, "p_4201")
    ),
    NotificationName.RECORD_COMPLETED: {
        "CallID": Origin(Status.ASSUMED, "http-api q2"),
        "RecordURL": Origin(Status.DOCUMENTED, "P4776"),
    },
    NotificationName.DTMF_ENTERED: {
        "CallID": Origin(Status.ASSUMED, "http-api q2"),
        "CallerID": _UNPUBLISHED,
        "DtmfDigits": Origin(Status.EXAMPLE, "repo IVR"),
    },
}
"""The fields of notifications; `NotificationName` itself leads each of them, and is documented (p_4201)."""

NOT_SIMULATED: Final[Mapping[str, str]] = {
    "`GoTo` with an SQL query": "the script ends, and the problem `not-simulated` is told",
    "`Request` in place of `Response` (Ozeki 10, O7642)": "the answer is refused: `unknown-root`",
    "the commands that only Ozeki 10's HTTP API has, on port 9509": "they are answered 301, not implemented",
    "the JavaScript API and the .NET SDK": "nothing answers there",
}
"""What is published and not there, and what happens in its place."""


def ozml_parameter(command: str, family: str, name: str, source: str) -> Origin:
    """Where a parameter of an OzML command is known from; its command's page if nothing else is said."""
    return _named(OZML_PARAMETERS.get((command, family), {}), name) or Origin(Status.DOCUMENTED, source)


def http_parameter(command: str, name: str, source: str) -> Origin:
    """Where a parameter of a command of the HTTP API is known from, likewise."""
    return _named(HTTP_PARAMETERS.get(command, {}), name) or Origin(Status.DOCUMENTED, source)


def _named(table: Mapping[str, Origin], name: str) -> Origin | None:
    return table.get(name, table.get(ANY))
