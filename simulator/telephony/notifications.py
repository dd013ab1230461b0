"""What the PBX tells the app: which notifications there are, their fields, and their form encoding.

Most field names are not published. They stand in one table, which a user's settings can replace notification by
notification once a real trace has been seen: `Settings.notification_fields`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final
from urllib.parse import quote_plus

from simulator.errors import ScenarioError, suggestion


class NotificationName(StrEnum):
    """Every notification (P5047), and those of ours where the documentation gives a request no name."""

    INCOMING_CALL = "IncomingCall"
    CALL_CONNECTED = "CallConnected"
    RECORD_COMPLETED = "RecordCompleted"
    DTMF_ENTERED = "DtmfEntered"
    GO_TO = "GoTo"
    INCOMING_SMS = "IncomingSMS"
    SMS_DELIVERY_REPORT = "SMSDeliveryReport"
    ERROR = "Error"
    ALARM_NOTIFICATION = "AlarmNotification"
    CALL_FINISHED = "CallFinished"
    CALL_CHANGED = "CallChanged"
    ROUTING_INTERCEPTION = "RoutingInterception"
    BLIND_TRANSFER_COMPLETED = "BlindTransferCompleted"


FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    # ASSUMPTION http-api q1: only NotificationName, RecordURL (P4776) and DtmfDigits (Git1) have been seen; the other
    # names follow those of RoutingInterception and of the HTTP commands.
    # ASSUMPTION http-api q2: the call's ID is spelt like CallerID in RoutingInterception (P4201).
    NotificationName.INCOMING_CALL: {
        "CallID": "call_id",
        "CallerID": "caller_id",
        "Dialed": "dialled",
        "ApiExtension": "api_extension",
    },
    NotificationName.CALL_CONNECTED: {
        "CallID": "call_id",
        "CallerID": "caller_id",
        "Dialed": "dialled",
        "ApiExtension": "api_extension",
    },
    NotificationName.RECORD_COMPLETED: {"CallID": "call_id", "RecordURL": "record_url"},
    NotificationName.DTMF_ENTERED: {"CallID": "call_id", "CallerID": "caller_id", "DtmfDigits": "digits"},
    NotificationName.GO_TO: {"CallID": "call_id", "CallerID": "caller_id"},
    NotificationName.INCOMING_SMS: {
        "ApiExtension": "api_extension",
        "Sender": "sender",
        "Recipient": "recipient",
        "Message": "message",
        "SmsId": "sms_id",
    },
    NotificationName.SMS_DELIVERY_REPORT: {
        "SmsId": "sms_id",
        "Sender": "sender",
        "Recipient": "recipient",
        "DeliveryState": "delivery_state",
    },
    NotificationName.ERROR: {"CallID": "call_id", "ErrorCode": "error_code", "ErrorMessage": "error_message"},
    # ASSUMPTION http-api section 6.11: the name too is ours.
    NotificationName.ALARM_NOTIFICATION: {
        "PhoneNumber": "phone_number",
        "AccountNumber": "account",
        "EventQualifier": "event_qualifier",
        "EventCode": "event_code",
        "PartitionNumber": "partition",
        "ZoneNumber": "zone",
        "Result": "result",
    },
    # ASSUMPTION ozml section 5.2: of the request to FinishedUrl only the contents are published; the name is ours.
    NotificationName.CALL_FINISHED: {
        "CallID": "call_id",
        "Caller": "caller_id",
        "Callee": "dialled",
        "Duration": "talk_seconds",
    },
    NotificationName.CALL_CHANGED: {
        "CallID": "call_id",
        "CallState": "call_state",
        "CallerID": "caller_id",
        "Source": "source",
        "Destination": "destination",
        "StartTime": "start_time",
        "RingDuration": "ring_seconds",
        "TalkDuration": "talk_seconds",
    },
    # Documented (p_4201), in this order, and no other field: the published length of the sample says so.
    NotificationName.ROUTING_INTERCEPTION: {
        "CallerID": "caller_id",
        "OriginalDialedNumber": "original_dialled",
        "LastDialedNumber": "last_dialled",
        "LastCalledExtension": "last_called",
        "LastCallState": "last_state",
        "CallerExtension": "caller_extension",
    },
    # ASSUMPTION ozml section 5.2: as for CallFinished.
    NotificationName.BLIND_TRANSFER_COMPLETED: {
        "CallID": "call_id",
        "Caller": "source",
        "Callee": "destination",
        "Duration": "talk_seconds",
    },
}
"""Notification -> name on the wire -> value of the simulator, in the order on the wire (NotificationName leads).

A value that there is not (the ID of a call, where a GoTo stands in the answer to a short message) is left out.
"""

CALL_VALUES: Final = frozenset({"call_id", "caller_id", "dialled", "api_extension"})
"""The values that every notification about a call can use."""

_SMS_VALUES: Final = frozenset({"api_extension", "sms_id", "sender", "recipient", "message"})

_OWN_VALUES: Final[Mapping[str, frozenset[str]]] = {
    NotificationName.RECORD_COMPLETED: frozenset({"record_url"}),
    NotificationName.DTMF_ENTERED: frozenset({"digits"}),
    NotificationName.INCOMING_SMS: _SMS_VALUES,
    NotificationName.SMS_DELIVERY_REPORT: _SMS_VALUES | {"delivery_state"},
    NotificationName.ERROR: frozenset({"error_code", "error_message"}),
    NotificationName.ALARM_NOTIFICATION: frozenset(FIELDS[NotificationName.ALARM_NOTIFICATION].values()),
    NotificationName.CALL_FINISHED: frozenset({"talk_seconds"}),
    NotificationName.CALL_CHANGED: frozenset(FIELDS[NotificationName.CALL_CHANGED].values()),
    NotificationName.ROUTING_INTERCEPTION: frozenset(FIELDS[NotificationName.ROUTING_INTERCEPTION].values()),
    NotificationName.BLIND_TRANSFER_COMPLETED: frozenset({"source", "destination", "talk_seconds"}),
}

_UPPER_CASE_ESCAPE = re.compile("%[0-9A-F]{2}")


@dataclass(frozen=True, slots=True)
class Notification:
    """One message to the app, before its fields have names: `values` are the simulator's own."""

    name: NotificationName
    values: Mapping[str, str]


def field_table(overrides: Mapping[str, Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    """The table of field names, with a user's own tables in place of ours.

    Raises:
        ScenarioError: a notification or a value that the simulator does not know.
    """
    for name, table in overrides.items():
        if name not in FIELDS:
            raise ScenarioError(
                f"notification_fields: unknown notification {name!r}{suggestion(name, map(str, FIELDS))}"
            )
        known = CALL_VALUES | _OWN_VALUES.get(name, frozenset())
        for wire_name, value in table.items():
            if wire_name in ("", "NotificationName"):
                raise ScenarioError(f"notification_fields.{name}: a field cannot be called {wire_name!r}")
            if value not in known:
                raise ScenarioError(
                    f"notification_fields.{name}.{wire_name}: unknown value {value!r}{suggestion(value, known)}"
                )
    return {**FIELDS, **overrides}


def unknown_name(
    names: Iterable[str], notification: NotificationName | None, table: Mapping[str, Mapping[str, str]]
) -> str:
    """What is wrong with names of fields, a clause with a suggestion; "" if nothing is.

    Args:
        names: what somebody takes for fields.
        notification: of which one; None if any may have them.
        table: the names of the fields of notifications.
    """
    tables = table.values() if notification is None else [table[notification]]
    known = {"NotificationName", *(name for one in tables for name in one)}
    for name in names:
        if name not in known:
            whose = notification or "no notification"
            has = "has no field" if notification else "has a field"
            return f"{whose} {has} {name!r}{suggestion(name, known)}"
    return ""


def wire_fields(notification: Notification, table: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The fields of a notification as they are sent, in order."""
    values = notification.values
    return {
        "NotificationName": str(notification.name),
        **{wire_name: values[value] for wire_name, value in table[notification.name].items() if value in values},
    }


def form_encoded(fields: Mapping[str, str]) -> bytes:
    """Encode fields as application/x-www-form-urlencoded.

    UTF-8, a blank as "+", and escapes in lower case ("%3a"), as in the published samples (http-api q26).
    """
    return "&".join([f"{_escaped(name)}={_escaped(value)}" for name, value in fields.items()]).encode("ascii")


@lru_cache(maxsize=1024)  # names, and most values of a call, are the same in all its notifications
def _escaped(value: str) -> str:
    quoted = quote_plus(value, safe="!*()", errors="replace")
    return _UPPER_CASE_ESCAPE.sub(lambda escape: escape.group().lower(), quoted) if "%" in quoted else quoted
