"""Puts what a person sounds on the line, and lets everything in it happen at its instant: voice, keys, tones."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.telephony.events import DtmfIgnored, DtmfReceived, Event
from simulator.telephony.exchange import HungUp
from simulator.telephony.kernel import Steps, Unwind
from simulator.telephony.line import Line
from simulator.telephony.media import Clip, KeyMark, ToneMark
from simulator.telephony.message_events import ToneHeard


def utter_keys(line: Line, clip: Clip, keys: Sequence[KeyMark]) -> Steps[None]:
    """Put a clip on a line, to its end.

    Args:
        line: whose it is.
        clip: what is sounded.
        keys: those keys in it that count as pressed.

    Raises:
        HungUp: the call ended first.
    """
    if line.ended:
        raise HungUp
    began, party = line.now, line.party
    utterance = line.utter(clip)
    try:
        for offset, mark in _edges(clip, keys):
            yield from line.wait(until=began + offset)
            if isinstance(mark, KeyMark):
                _press(line, party.key_sounds(utterance.sounding, mark))
            elif isinstance(mark, ToneMark):
                line.publish(ToneHeard(mark.frequency_hz, round(mark.end - mark.start, 6)))
            elif mark:
                _publish(line, party.voice_starts())
            else:
                _publish(line, party.voice_stops())
        yield from line.wait(until=began + clip.duration)
    except Unwind:
        line.broken_off(utterance)
        raise
    line.uttered(utterance)


def _press(line: Line, event: DtmfReceived) -> None:
    """Let a key be heard; say so if nobody listens."""
    line.publish(event)
    if line.peer is None and line.taker_of(event.digit) is None:
        # ASSUMPTION ozml q30, q31: a key that no command wants is lost; nothing published tells of a buffer.
        line.publish(DtmfIgnored(event.digit))


def _publish(line: Line, event: Event | None) -> None:
    if event is not None:
        line.publish(event)


def _edges(clip: Clip, keys: Sequence[KeyMark]) -> list[tuple[float, bool | KeyMark | ToneMark]]:
    """What happens in a clip, in order: voice starts (True), voice stops (False), a key, the end of a tone."""
    edges: list[tuple[float, bool | KeyMark | ToneMark]] = [(mark.start, mark) for mark in keys]
    for stretch in clip.voice:
        edges += [(stretch.start, True), (stretch.end, False)]
    if clip.tones:
        edges += [(tone.end, tone) for tone in clip.tones]
    return sorted(edges, key=lambda edge: edge[0])
