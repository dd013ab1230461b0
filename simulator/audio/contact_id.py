"""The sound of Contact ID: handshake, message and kiss-off. What they mean is in `simulator.telephony.contact_id`."""

from __future__ import annotations

from typing import Final

from simulator.audio.pcm import Pcm, silence
from simulator.audio.tones import beep, dtmf_tone
from simulator.errors import AudioError
from simulator.telephony.contact_id import (
    HANDSHAKE_PAUSE,
    HANDSHAKE_TONE,
    HIGH_HZ,
    KEY_PAUSE,
    KEY_TONE,
    KISS_OFF_TONE,
    LOW_HZ,
)
from simulator.telephony.effects import AlarmSignalKind

SIGNAL_LEVEL_DBFS: Final = -15.0
"""RMS of a single tone, which peaks at -12 dBFS; keys are as loud as `tones` makes them."""


def alarm_signal(kind: AlarmSignalKind, keys: str = "") -> Pcm:
    """Sound a signal.

    Args:
        kind: what to send.
        keys: the DTMF keys of a message; the other kinds have none.

    Returns:
        The signal alone, without silence before and after it.

    Raises:
        AudioError: there is no such key, a message has no keys, or another signal has some.
    """
    if keys and kind is not AlarmSignalKind.MESSAGE:
        raise AudioError(f"a Contact ID {kind} has no keys, but {keys!r} were given")
    if not keys and kind is AlarmSignalKind.MESSAGE:
        raise AudioError("`keys` of a Contact ID message must not be empty")
    match kind:
        case AlarmSignalKind.HANDSHAKE:
            low, high = (beep(HANDSHAKE_TONE, hz, SIGNAL_LEVEL_DBFS) for hz in (LOW_HZ, HIGH_HZ))
            return low + silence(HANDSHAKE_PAUSE) + high
        case AlarmSignalKind.MESSAGE:
            return silence(KEY_PAUSE).join(dtmf_tone(key, KEY_TONE) for key in keys)
        case AlarmSignalKind.KISS_OFF:
            return beep(KISS_OFF_TONE, LOW_HZ, SIGNAL_LEVEL_DBFS)
