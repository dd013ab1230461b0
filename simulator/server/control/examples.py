"""Answers that the documentation shows. A test holds each against the model that it is of."""

from __future__ import annotations

from typing import Any, Final

Example = dict[str, Any]

_BASE: Final = "/control/v1"
_SESSION: Final = f"{_BASE}/sessions/worker-1"

RECORDING: Final[Example] = {
    "name": "1zJ5nQ_20240101090003.mp3",
    "url": "http://127.0.0.1:7780/HttpRecordings/1zJ5nQ_20240101090003.mp3",
    "format": "mp3",
    "content_type": "audio/mpeg",
    "size": 11376,
    "duration": 5.633,
    "end": "final-timeout",
}

OUTCOME: Final[Example] = {
    "kind": "expects",
    "name": "recording",
    "pointer": "#/expects/0/recording",
    "met": False,
    "unmet": [
        {
            "what": "recording 1 length",
            "expected": "at least 10.0 s",
            "was": "5.633 s",
            "sentence": "recording 1: length expected at least 10.0 s, was 5.633 s",
            "nearest": None,
            "at": None,
        }
    ],
}

REPORT: Final = """\
FAILED call from +3612345678 to 9000  /control/v1/calls/1zJ5nQ  seed 1
  recording 1 length  #/expects/0/recording
    expected  at least 10.0 s
    was       5.633 s
"""
"""The beginning of one."""

JUDGEMENT: Final[Example] = {"over": True, "met": False, "expectations": [OUTCOME], "report": REPORT}

CALL_SUMMARY: Final[Example] = {
    "kind": "call",
    "id": "1zJ5nQ",
    "call_id": "1zJ5nQ",
    "placed": True,
    "url": "http://127.0.0.1:8000/incoming",
    "from": "+3612345678",
    "to": "9000",
    "person": "+3612345678",
    "state": "ended",
    "text": None,
    "over": True,
    "now": 12.5,
    "ended_by": "pbx",
    "links": {
        "self": f"{_BASE}/calls/1zJ5nQ",
        "transcript": f"{_BASE}/calls/1zJ5nQ/transcript",
        "events": f"{_BASE}/calls/1zJ5nQ/events",
        "recordings": f"{_BASE}/calls/1zJ5nQ/recordings",
        "report": f"{_BASE}/calls/1zJ5nQ/report",
        "outbox": f"{_BASE}/calls/1zJ5nQ/outbox",
    },
}

OUTBOX: Final[Example] = {
    "sms": [
        {
            "sent_at": 7.2,
            "id": "6baa9455-e3e7-4682-8209-4cac629f6fbe",
            "from": "9000",
            "to": "4711",
            "text": "Somebody called.",
            "state": "delivered",
        }
    ],
    "emails": [],
    "messages": [],
}

CALL_RESOURCE: Final[Example] = {
    **CALL_SUMMARY,
    "clock": "virtual",
    "seed": 1,
    "cause": {"code": 16, "title": "normal clearing"},
    "heard": [{"text": "Please leave a message.", "started_at": 0.0, "ended_at": 1.9, "interrupted": False}],
    "recordings": [RECORDING],
    "calls": [],
    "outbox": OUTBOX,
    "problems": [],
    "passed": True,
    "failures": [],
    "expectations": [
        {"kind": "expects", "name": "hears", "pointer": "#/expects/0/hears", "met": True, "unmet": []},
    ],
    "latencies": [
        {"notification": "RecordCompleted", "url": "http://127.0.0.1:8000/recorded", "at": 7.533, "seconds": 0.004}
    ],
    "error": None,
}

TRANSCRIPT: Final[Example] = {
    "version": 1,
    "calls": {"1zJ5nQ": {"kind": "call", "number": "+3612345678", "label": ""}},
    "entries": [{"at": 1.2, "call": "1zJ5nQ", "event": "DtmfReceived", "digit": "1"}],
}

CLOCK: Final[Example] = {
    "now": 12.5,
    "moment": "2024-01-01T09:00:12.5000+00:00",
    "clock": "virtual",
    "frozen": True,
    "idle": False,
}

ENTRY: Final[Example] = {
    "number": 12,
    "at": 7.533,
    "call": "1zJ5nQ",
    "label": "",
    "event": "NotificationSent",
    "text": "POST http://127.0.0.1:8000/recorded RecordCompleted",
    "detail": False,
    "data": {
        "name": "RecordCompleted",
        "url": "http://127.0.0.1:8000/recorded",
        "fields": {"CallID": "1zJ5nQ", "NotificationName": "RecordCompleted", "RecordURL": RECORDING["url"]},
    },
}

SESSION: Final[Example] = {
    "id": "worker-1",
    "pbx_url": "http://127.0.0.1:7780/sessions/worker-1",
    "clock": CLOCK,
    "live": False,
    "seed": 3,
    "data_folder": "/tmp/ozeki-simulator-k2x8",  # noqa: S108 - only shown
    "calls": 1,
    "entries": 13,
    "links": {
        "self": _SESSION,
        **{
            name: f"{_SESSION}/{name}"
            for name in ("calls", "active", "clock", "journal", "events", "outbox", "recordings", "settings")
        },
    },
}

ACTIVE_CALL: Final[Example] = {
    "call_id": "1zJ5nQ",
    "state": "InCall",
    "session_state": "InCall",
    "over": False,
    "direction": "Internal",
    "source": "2000",
    "caller_id": "2000",
    "dialled": "2001",
    "destination": "2001",
    "started_at": 0.0,
    "start_time": "2024-01-01T09:00:00.0000+00:00",
    "ring_seconds": 2.0,
    "talk_seconds": 10.5,
    "lines": {"caller": "1zJ5nQ", "callee": "kP03x"},
}

SETTINGS: Final[Example] = {"strict": True, "ring_time": 90.0, "notification_timeout": 10.0}
"""A few of them."""
