"""A recording of a call between others: it holds both parties, and lasts until the call ends (p_4775)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.telephony.effects import RecordingStored, StoreRecording
from simulator.telephony.kernel import Steps
from simulator.telephony.media import Segment, Sounding
from simulator.telephony.notifications import NotificationName
from simulator.telephony.recording import AudioFormat, FinishedRecording, RecordEnd, Recording
from simulator.telephony.script_events import RecordingFinished, RecordingStarted

if TYPE_CHECKING:
    from simulator.telephony.observed_call import ObservedCall


class ObservedRecording:
    """A recording under way.

    Args:
        call: what is recorded.
        audio_format: of the file.
        notify_url: where RecordCompleted is posted; None is nowhere.
    """

    def __init__(self, call: ObservedCall, audio_format: AudioFormat, notify_url: str | None) -> None:
        name = call.switchboard.names.recording(call.id, audio_format)
        self._recording = Recording(name, audio_format, call.now, notify_url)
        call.publish(RecordingStarted(name, audio_format))
        call.recordings.append(self)

    def ends(self, call: ObservedCall) -> None:
        """End it with the call, and have it kept and told about."""
        under_way = self._recording
        finished = FinishedRecording(
            name=under_way.name,
            call_id=call.id,
            format=under_way.format,
            started_at=under_way.started_at,
            ended_at=call.now,
            end=RecordEnd.HANG_UP,
            soundings=_soundings(call, under_way.started_at, call.now),
        )
        if call.present:
            call.present[0].line.recordings.append(finished)
        call.publish(RecordingFinished(finished.name, finished.end, finished.duration))
        call.errand(_kept(call, finished, under_way.notify_url))


def _soundings(call: ObservedCall, start: float, end: float) -> tuple[Sounding, ...]:
    """Everything that the two parties sounded between two instants; what was said on hold is silent."""
    sounded: list[Sounding] = []
    for line, since in call.present:
        before = Segment(start, since)
        sounded += [
            Sounding(one.clip, one.at, one.end, (*one.muted, *call.held, before))
            for one in line.party.track.between(max(start, since), end)
        ]
        if call.extension_end is not None:
            sounded += [
                Sounding(prompt.clip, prompt.started_at, end if prompt.ended_at is None else prompt.ended_at)
                for prompt in line.prompts
                if prompt.started_at < end and (prompt.ended_at is None or prompt.ended_at > start)
            ]
    return tuple(sounded)


def _kept(call: ObservedCall, finished: FinishedRecording, notify_url: str | None) -> Steps[None]:
    stored: RecordingStored = yield StoreRecording(finished, call.switchboard.faults.flaws(call, finished))
    if notify_url:  # ASSUMPTION ozml q36: the answer is run as a list of third-party commands
        yield from call.told(notify_url, NotificationName.RECORD_COMPLETED, record_url=stored.url)
