"""Text of a parameter -> value. Each converter raises ValueError with what it expected."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from simulator.telephony.causes import Side
from simulator.telephony.contact_id import DIGITS, EventQualifier
from simulator.telephony.recording import AudioFormat
from simulator.telephony.third_party import Parties

DTMF_KEYS = "0123456789*#ABCD"

_LONGEST_NUMBER = 9
"""Digits of a number: enough for thirty years in seconds."""


def plain(written: str) -> str:
    """Any text, as it is."""
    return written


def filled(written: str) -> str:
    """Any text that is not empty."""
    if not written:
        raise ValueError("a text that is not empty")
    return written


def address(written: str) -> str:
    """An absolute or relative address."""
    try:
        urlsplit(written)
    except ValueError:
        written = ""
    if not written:
        raise ValueError("an address such as 'http://app/next'")
    return written


def optional_address(written: str) -> str | None:
    """An address; an empty text is none."""
    return address(written) if written else None


def whole(written: str) -> int:
    """A whole number, not negative."""
    if not (written.isascii() and written.isdigit() and len(written) <= _LONGEST_NUMBER):
        raise ValueError("a whole number such as 4")
    return int(written)


def whole_seconds(written: str) -> int:
    """A whole number of seconds; what makes no sense (a negative one) is the command's to tell."""
    return -whole(written[1:]) if written.startswith("-") else whole(written)


def seconds(written: str) -> float:
    """A number of whole seconds, as all the tables have it."""
    try:
        return float(whole(written))
    except ValueError:
        raise ValueError("a whole number of seconds such as 5") from None


def boolean(written: str) -> bool:
    """`true` or `false`, in any case."""
    try:
        return {"true": True, "false": False}[written.lower()]
    except KeyError:
        raise ValueError("'true' or 'false'") from None


def digits(written: str) -> str:
    """Keys of a telephone, any number of them."""
    keys = written.upper()
    if not set(keys) <= set(DTMF_KEYS):
        raise ValueError("keys out of 0-9, *, # and A-D")
    return keys


def some_digits(written: str) -> str:
    """Keys of a telephone, at least one."""
    if not written:
        raise ValueError("keys out of 0-9, *, # and A-D")
    return digits(written)


def key(written: str) -> str:
    """Exactly one key of a telephone."""
    keys = digits(written)
    if len(keys) != 1:
        raise ValueError("one key out of 0-9, *, # and A-D")
    return keys


def alarm_digits(most: int, *, fewest: int = 1) -> Callable[[str], str]:
    """Make a converter of digits as alarm messages have them."""

    def convert(written: str) -> str:
        if not fewest <= len(written) <= most or not set(written.upper()) <= set(DIGITS):
            raise ValueError(f"{'' if fewest == most else f'{fewest} to '}{most} digits")
        return written.upper()

    return convert


def event_qualifier(written: str) -> EventQualifier:
    """`NewEvent`, `NewRestore` or `StatusReport`, in any case."""
    for qualifier in EventQualifier:
        if qualifier.lower() == written.lower():
            return qualifier
    raise ValueError(" or ".join(repr(str(one)) for one in EventQualifier))


def audio_format(written: str) -> AudioFormat:
    """`mp3` or `wav`, in any case."""
    try:
        return AudioFormat(written.lower())
    except ValueError:
        raise ValueError("'mp3' or 'wav'") from None


def party(written: str) -> Side:
    """One end of a call.

    Raises:
        ValueError: neither "caller" nor "callee".
    """
    folded = written.casefold()
    if folded not in ("caller", "callee"):
        raise ValueError("'caller' or 'callee'")
    return Side(folded)


def parties(written: str) -> Parties:
    """One end of a call, or both.

    Raises:
        ValueError: none of "caller", "callee" and "all".
    """
    try:
        return Parties(written.casefold())
    except ValueError:
        raise ValueError("'caller', 'callee' or 'all'") from None
