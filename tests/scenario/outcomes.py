"""What came of calls that never took place, for those who compare it with what was expected."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from simulator.audio.library import ClipLibrary
from simulator.drivers.call_result import CallResult
from simulator.drivers.recordings import RecentFiles, StoredRecording
from simulator.telephony.call import Prompt
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.media import Sounding
from simulator.telephony.recording import AudioFormat, FinishedRecording, RecordEnd
from simulator.telephony.transcript import Transcript

AUDIO = Path(__file__).parents[2] / "fixtures" / "audio"


def result(**changes) -> CallResult:
    """A call that the PBX ended after 12 s, in which nothing happened, or something did."""
    empty = CallResult("1", Transcript(), (), (), Side.PBX, HangupCause.NORMAL_CLEARING, 12.0, strict=True)
    return replace(empty, **changes)


def transcript(*events) -> Transcript:
    written = Transcript({"http://127.0.0.1:4711": "http://app"})
    for event in events:
        written.append(0.0, "1", event)
    return written


def recording(
    *,
    said_at=None,
    length=4.7,
    end=RecordEnd.FINAL_TIMEOUT,
    format=AudioFormat.WAV,  # noqa: A002 - the word that scenarios have
    clips=(),
    started_at=0.0,
) -> StoredRecording:
    """A recording in which somebody says yes (from 0.4 s of the clip on), or nobody says anything.

    `clips` are names of further sounds, and when they begin, in seconds from the start.
    """
    library = ClipLibrary()
    sounds = [*clips, *([("yes.wav", said_at)] if said_at is not None else [])]
    soundings = []
    for name, at in sounds:
        clip = library.file(AUDIO / name)
        soundings.append(Sounding(clip, started_at + at, started_at + at + clip.duration))
    finished = FinishedRecording("1.wav", "1", format, started_at, started_at + length, end, tuple(soundings))
    return StoredRecording(finished, "http://127.0.0.1:4711/1.wav", library, RecentFiles())


def sentences(expectation, outcome) -> list[str]:
    return [str(mismatch) for mismatch in expectation.check(outcome)]


def heard(*texts) -> CallResult:
    """A call on which these prompts were heard, one a second."""
    return result(prompts=tuple(Prompt(text, float(at), 1.0) for at, text in enumerate(texts)))


def expected_of(read, written: str, key: str = "expects"):
    """What is expected where something is written."""
    (one,) = read(f"app: demo:app\n{key}:\n{written}")
    return one.expectations


def differences(read, written: str, outcome: CallResult, key: str = "expects") -> list[str]:
    """What is different from what is written: a sentence each."""
    (one,) = expected_of(read, f"  - {written}\n", key)
    return sentences(one, outcome)
