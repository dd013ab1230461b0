"""Messages in and out as points of a timeline: with whom, what they say, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from simulator.report.mark import Mark, MarkKind
from simulator.report.record import EntryRecord
from simulator.telephony.events import seconds_text

MESSAGES: Final = (MarkKind.MESSAGE_IN, MarkKind.MESSAGE_OUT)

_IN: Final = ("SmsReceived", "ChatReceived")
_OUT: Final = ("SmsSent", "EmailSent", "ChatSent")


def delivery_reports(entries: Sequence[EntryRecord]) -> dict[object, EntryRecord]:
    """What became of short messages, by their IDs; it is told elsewhere than where they were sent."""
    return {one.fields.get("sms_id"): one for one in entries if one.event == "SmsReported"}


def message_marks(entries: Sequence[EntryRecord], reports: Mapping[object, EntryRecord]) -> tuple[Mark, ...]:
    """Messages in and out, with who and what; a short one with what became of it."""
    return tuple(_mark(one, reports) for one in entries if one.event in _IN + _OUT)


# -- inside ----------------------------------------------------------------------------------------------------------


def _mark(message: EntryRecord, reports: Mapping[object, EntryRecord]) -> Mark:
    known = {name: str(value) for name, value in message.fields.items()}
    said = known.get("subject") or known.get("text", "")
    if message.event in _IN:
        sender = known.get("sender") or known.get("connection", "")
        return Mark(MarkKind.MESSAGE_IN, message.at, message.at, f"from {sender}: {said}", message.text)
    to = known.get("recipient") or f"{known.get('connection', '')} {known.get('address', '')}".strip()
    state = _delivery(reports.get(message.fields.get("sms_id")))
    return Mark(MarkKind.MESSAGE_OUT, message.at, message.at, f"to {to}: {said}", message.text + state)


def _delivery(report: EntryRecord | None) -> str:
    if report is None:
        return ""
    return f", {str(report.fields.get('state', '')).lower()} at {seconds_text(report.at)}"
