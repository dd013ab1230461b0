"""How each step, expectation and exclusion is written, as the pages about them show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

STEPS: Final[Mapping[str, str]] = {
    "hears": """\
- hears: leave a message
- hears: {text: press 1, at: start, within: 5s}""",
    "says": """\
- says: Hello, this is Anna.
- says: {text: Guten Tag, language: de-DE}
- says: {noise: pink, level: -50, for: 20s, background: true}""",
    "presses": """\
- presses: 0123
- presses: "*#\"""",
    "pauses": "- pauses: 0.5s",
    "holds": "- holds: 5s",
    "stays_silent": """\
- stays_silent: 10s
- stays_silent""",
    "hangs_up": "- hangs_up",
    "sends_sms": "- sends_sms: Call me back",
    "sends_message": '- sends_message: {from: admin@localhost, text: "yes"}',
    "sends_alarm": "- sends_alarm: {account: 1234, event: 131, zone: 15}",
    "receives_alarm": """\
- receives_alarm: 131
- receives_alarm: {event: 131, ignored: 2}""",
    "repeats": """\
- repeats:
    times: 3
    does:
      - hears: PIN
      - presses: 0000
- repeats:
    until: balance
    does:
      - presses: 1""",
    "when": """\
- when:
    - hears: busy
      does:
        - hangs_up
    - hears: message
      does:
        - says: Please call me back.
    - otherwise:
        - stays_silent""",
    "fault": "- fault: {drop: RecordCompleted}",
    "answers": """\
- answers: 3 rings
- says: Anna speaking.""",
    "rejects": "- rejects: 5s",
    "waits_for": """\
- waits_for: RecordCompleted
- waits_for: {sms: {to: 4711, text: Thank you}, within: 30s}""",
    "do": """\
- do: log in
- do: {log in: {pin: 1234}}""",
    "include": "- include: _log_in.yaml",
}

EXPECTATIONS: Final[Mapping[str, str]] = {
    "call": "- call: {ended_by: pbx, cause: normal clearing, duration: at most 30s}",
    "problems": "- problems: [unknown-element]",
    "hears": """\
- hears: [Welcome, press 1]
- hears: {4711: Good morning}""",
    "recording": "- recording: {ended_by: final-timeout, length: 4.7s ± 0.1, silent: false}",
    "recordings": "- recordings: at least 1",
    "calls": "- calls: [{to: 4711, cause: busy}, {to: 4712, answered: true, hears: Good morning}]",
    "commands": "- commands: [ListActiveCalls, {command: Call, code: 200, fields: {Dialed: 4711}}]",
    "conversation": "- conversation: calls/message.txt",
    "file": """\
- file: Voicemail/9000/old/1.wav
- file: {path: Voicemail/9000/new/1.wav, exists: false}""",
    "notifications": "- notifications: [IncomingCall, DtmfEntered: {DtmfDigits: 1234}, RecordCompleted]",
    "history": "- history: [{from: 2000, to: 2001, state: CalleeHungUp, talked: 12s ± 1}]",
    "sms": "- sms: [{to: 4711, text: Thank you, state: delivered}]",
    "emails": "- emails: [{to: office@example.com, subject: Message}]",
    "messages": "- messages: [{connection: admin@localhost, text: yes please}]",
    "ozml": "- ozml: [Speak, Record: {Inactivity: 3, Format: wav}]",
    "latency": """\
- latency: 200ms
- latency: {RecordCompleted: 2s}""",
    "dead air": "- dead air: 4s",
}

EXCLUSIONS: Final[Mapping[str, str]] = {
    "problems": "- problems: [http-status]",
    "hears": "- hears: an error has occurred",
    "recording": "- recording: {silent: true}",
    "recordings": "- recordings: at least 2",
    "calls": "- calls: 4711",
    "commands": "- commands: Hangup",
    "notifications": "- notifications: [Error, CallChanged: {CallState: Busy}]",
    "sms": "- sms: {to: 4711}",
    "emails": "- emails: {to: office@example.com}",
    "messages": "- messages: {connection: admin@localhost}",
    "ozml": '- ozml: [Speak: {Text: "*error*"}]',
    "dead air": "- dead air: 4s",
}
