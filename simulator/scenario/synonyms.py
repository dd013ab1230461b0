"""Words by which people may look for a key: what Python, JSON reports and other tools call the same thing.

A misspelt key is found by its letters; these are right words at the wrong place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from simulator.errors import suggestion
from simulator.telephony.text_match import folded

SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    # scenarios
    "title": ("name",),
    "steps": ("caller", "does"),
    "human": ("caller",),
    "person": ("caller",),
    "further": ("further calls",),
    "expectations": ("expects",),
    "checks": ("expects",),
    "assert": ("expects",),
    "asserts": ("expects",),
    "people": ("phones",),
    "numbers": ("phones",),
    "exclusive": ("alone",),
    "serial": ("alone",),
    "isolated": ("alone",),
    "unexpected": ("never",),
    "fault": ("faults",),
    "port": ("pbx port",),
    "extensions": ("office",),
    "env": ("parameters",),
    "vars": ("variables", "parameters"),
    "rows": ("examples",),
    "table": ("examples",),
    # the app
    "cmd": ("command",),
    "run": ("command",),
    "import": ("asgi",),
    "python": ("asgi",),
    # calls and messages, as Python and reports have them
    "sender": ("from",),
    "caller": ("from", "steps"),
    "recipient": ("to",),
    "callee": ("to",),
    "destination": ("to",),
    "body": ("text", "form"),
    "data": ("form",),
    "reason": ("cause",),
    "message": ("text",),
    "engaged": ("busy",),
    "end": ("ended by",),
    "by": ("ended by",),
    "hung up by": ("ended by",),
    "talk seconds": ("talked",),
    "talk time": ("talked",),
    "length": ("duration", "for", "within"),
    # recordings
    "duration": ("length", "for"),
    "seconds": ("length", "duration", "for", "by", "within"),
    "level dbfs": ("level",),
    "peak dbfs": ("peak",),
    "speech": ("voice",),
    "dtmf": ("keys", "presses"),
    "digits": ("keys", "presses"),
    "content type": ("format",),
    # expectations of other names in tests
    "heard": ("hears",),
    "prompts": ("hears",),
    "speaks": ("says", "hears"),
    "matches": ("conversation",),
    "golden": ("conversation",),
    "accepts problems": ("problems",),
    "errors": ("problems",),
    "warnings": ("problems",),
    "latencies": ("latency",),
    "outbox": ("sms",),
    "silences": ("dead air",),
    "silence": ("longest silence", "stays silent", "dead air"),
    "response time": ("latency",),
    # steps
    "plays": ("says",),
    "speak": ("says",),
    "hear not": ("never",),
    "key": ("presses",),
    "type": ("presses",),
    "send dtmf": ("presses",),
    "wait": ("pauses",),
    "enters": ("presses",),
    "dials": ("presses",),
    "types": ("presses",),
    "waits": ("pauses",),
    "sleep": ("pauses",),
    "sleeps": ("pauses",),
    "listens": ("hears",),
    "picks up": ("answers",),
    "declines": ("rejects",),
    "noise": ("says",),
    "sound": ("clip",),
    "voice": ("language",),
    "timeout": ("within",),
    "delay": ("after", "by", "at", "pauses"),
    # faults, as `simulator.faults` has them
    "answers with": ("status",),
    "code": ("status",),
    "recording missing": ("recording",),
    "recording late": ("recording",),
    "recording cut": ("recording",),
    "recording empty": ("recording",),
}
"""Words and the keys that they may mean, in small letters and with blanks; the first one that is known is proposed."""


def suggestion_of_key(written: str, known: Iterable[str]) -> str:
    """Say what an unknown key may have meant, to be appended to an error, as `suggestion` does.

    Args:
        written: the key.
        known: every key that would have been understood.
    """
    names = {folded(one.replace("_", " ")): one for one in known}
    meant = [names[one] for one in SYNONYMS.get(folded(written.replace("_", " ")), ()) if one in names]
    return f"; did you mean {meant[0]!r}?" if meant else suggestion(written, names.values())
