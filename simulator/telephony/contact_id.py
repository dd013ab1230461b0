"""Ademco Contact ID: what an alarm panel tells a monitoring station by telephone, and when. It holds no samples.

The station answers with two short tones, the handshake. The panel sends a message as sixteen DTMF keys, and the station
acknowledges it with a long tone, the kiss-off; without one the panel sends the message again.

Source: SIA DC-05-1999.09 ("Digital Communication Standard - Ademco Contact ID Protocol - for Alarm System
Communications").
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from simulator.telephony.contact_id_events import EVENT_NAMES, GROUP_NAMES
from simulator.telephony.media import Clip

LOW_HZ: Final = 1_400.0
"""The first tone of the handshake, and the kiss-off."""
HIGH_HZ: Final = 2_300.0
"""The second tone of the handshake."""

# Where DC-05 gives a range, it stands behind.
BEFORE_HANDSHAKE: Final = 1.0
"""From the station's answer to its handshake: 0.5 to 2 s, in which the line settles."""
HANDSHAKE_TONE: Final = 0.1
HANDSHAKE_PAUSE: Final = 0.1
BEFORE_MESSAGE: Final = 0.25
"""From the end of the handshake, or of a kiss-off, to the first key: 0.25 to 0.3 s."""
KEY_TONE: Final = 0.05
"""0.05 to 0.06 s."""
KEY_PAUSE: Final = 0.05
"""Between two keys: 0.05 to 0.06 s."""
KISS_OFF_WAIT: Final = 1.25
"""How long after its last key the panel waits for the kiss-off to begin."""
KISS_OFF_TONE: Final = 0.85
"""0.75 to 1 s."""
MOST_ATTEMPTS: Final = 4
"""How often a panel sends a message before it gives up."""

# What the other side is forgiven.
SHORTEST_KISS_OFF: Final = 0.4
"""A panel takes 1,400 Hz for a kiss-off from here on."""
SHORTEST_PAUSE: Final = 0.05
LONGEST_PAUSE: Final = 0.2
"""Between the tones of a handshake; DC-05 asks for 0.1 s within 3 %."""

DIGITS: Final = "1234567890BCDEF"
"""The digits in the order of their values, 1 to 15. There is no A: 10 is the 0."""
KEYS: Final = "1234567890*#ABC"
"""The keys they are sent as. DTMF D is not used."""
MESSAGE_KEYS: Final = 16
MESSAGE_TYPE: Final = "18"
MESSAGE_TYPES: Final = ("18", "98")
"""What tells Contact ID from other formats; a receiver takes both for the same."""

_KEYS_FROM_DIGITS: Final = str.maketrans(DIGITS, KEYS)
_DIGITS_FROM_KEYS: Final = str.maketrans(KEYS, DIGITS)


class EventQualifier(StrEnum):
    """Whether an event begins, ends or is still there, in the words of Ozeki."""

    NEW_EVENT = "NewEvent"
    NEW_RESTORE = "NewRestore"
    STATUS_REPORT = "StatusReport"


QUALIFIER_DIGITS: Final = {
    EventQualifier.NEW_EVENT: "1",
    EventQualifier.NEW_RESTORE: "3",
    EventQualifier.STATUS_REPORT: "6",
}
"""1 is also an opening (disarming), 3 a closing (arming)."""


class ContactIdError(ValueError):
    """The keys that were received are no message."""


@dataclass(frozen=True, slots=True)
class AlarmMessage:
    """One event at one place, as a panel reports it.

    Digits are 0 to 9 and B to F. Short codes, partitions and zones are filled up with zeros in front.

    Args:
        account: which panel it is, 4 digits.
        qualifier: whether the event begins, ends or is still there.
        code: what happened, up to 3 digits; `event_name` has the words.
        partition: the part of the installation, up to 2 digits, "00" if it concerns none.
        zone: the zone, or the user who opened or closed, up to 3 digits, "000" if it concerns none.

    Raises:
        ValueError: one of them is something else.
    """

    account: str
    qualifier: EventQualifier
    code: str
    partition: str
    zone: str

    def __post_init__(self) -> None:
        if len(self.account) != 4:
            raise ValueError(f"`account` must be 4 digits, not {self.account!r}")
        if self.qualifier not in QUALIFIER_DIGITS:
            known = ", ".join(QUALIFIER_DIGITS)
            raise ValueError(f"`qualifier` must be one of {known}, not {self.qualifier!r}")
        object.__setattr__(self, "qualifier", EventQualifier(self.qualifier))
        for field, width in (("account", 4), ("code", 3), ("partition", 2), ("zone", 3)):
            object.__setattr__(self, field, _filled(field, getattr(self, field), width))

    @property
    def event_name(self) -> str:
        """What happened, in words."""
        return event_name(self.code)

    def digits(self) -> str:
        """Spell it as the 16 DTMF keys that are sent; the last one is the checksum."""
        qualifier = QUALIFIER_DIGITS[self.qualifier]
        spelt = f"{self.account}{MESSAGE_TYPE}{qualifier}{self.code}{self.partition}{self.zone}"
        keys = spelt.translate(_KEYS_FROM_DIGITS)
        return keys + checksum(keys)


def message_as_written(
    account: str, code: str, qualifier: str = EventQualifier.NEW_EVENT, partition: str = "0", zone: str = "0"
) -> AlarmMessage:
    """A message as a test writes it; the qualifier in any case.

    Raises:
        ValueError: a part of it is something else than it must be.
    """
    known = {one.lower(): one for one in EventQualifier}
    return AlarmMessage(account, known.get(qualifier.lower(), qualifier), code, partition, zone)  # type: ignore[arg-type]


def message_from_keys(keys: str) -> AlarmMessage:
    """Read a message from the DTMF keys that were received.

    Raises:
        ContactIdError: they are no message; it says why.
    """
    if len(keys) != MESSAGE_KEYS:
        raise ContactIdError(f"a Contact ID message has {MESSAGE_KEYS} keys, not {len(keys)}: {keys!r}")
    for position, key in enumerate(keys, 1):
        if key not in KEYS:
            raise ContactIdError(f"key {position} of {keys!r} is {key!r}; Contact ID uses only {' '.join(KEYS)}")
    if keys[-1] != checksum(keys[:-1]):
        raise ContactIdError(f"the checksum of {keys!r} is {keys[-1]!r}, but {checksum(keys[:-1])!r} was expected")
    digits = keys.translate(_DIGITS_FROM_KEYS)
    if digits[4:6] not in MESSAGE_TYPES:
        raise ContactIdError(f"the message type of {keys!r} is {digits[4:6]!r}, expected {' or '.join(MESSAGE_TYPES)}")
    for qualifier, digit in QUALIFIER_DIGITS.items():
        if digits[6] == digit:
            return AlarmMessage(digits[:4], qualifier, digits[7:10], digits[10:12], digits[12:15])
    known = ", ".join(f"{digit} ({qualifier})" for qualifier, digit in QUALIFIER_DIGITS.items())
    raise ContactIdError(f"the event qualifier of {keys!r} is {digits[6]!r}, expected one of {known}")


def checksum(keys: str) -> str:
    """Find the key that completes a message: with it the values of all keys add up to a multiple of 15."""
    missing = -sum(KEYS.index(key) + 1 for key in keys) % len(KEYS)
    return KEYS[missing - 1]  # none missing: the key worth 15


def event_name(code: str) -> str:
    """Name an event.

    Returns:
        What appendix C of the standard calls its code, in our words; the name of its group if the code is not there,
        and "unknown event" if there is no such group either.
    """
    return EVENT_NAMES.get(code) or GROUP_NAMES.get(code[:2], "unknown event")


def is_handshake(clip: Clip) -> bool:
    """Whether a station invites a message in it: 1,400 Hz, a short pause, 2,300 Hz."""
    return any(
        (first.frequency_hz, second.frequency_hz) == (LOW_HZ, HIGH_HZ)
        and SHORTEST_PAUSE <= second.start - first.end <= LONGEST_PAUSE
        for first, second in pairwise(clip.tones)
    )


def is_kiss_off(clip: Clip) -> bool:
    """Whether a station acknowledges a message in it: 1,400 Hz for a while."""
    return any(tone.frequency_hz == LOW_HZ and tone.end - tone.start >= SHORTEST_KISS_OFF for tone in clip.tones)


def _filled(field: str, value: str, width: int) -> str:
    digits = value.upper()
    if not 0 < len(digits) <= width or any(digit not in DIGITS for digit in digits):
        most = "" if field == "account" else "1 to "
        raise ValueError(f"`{field}` must be {most}{width} digits (0-9, B-F), not {value!r}")
    return digits.zfill(width)
