"""Recordings that are kept: their files are made when somebody wants them, and made again if they were dropped."""

from __future__ import annotations

from simulator.audio.library import ClipLibrary
from simulator.audio.voice import synthesizer
from simulator.drivers.recordings import Archive, RecentFiles, Shelf
from simulator.telephony.media import Sounding
from simulator.telephony.recording import AudioFormat, FinishedRecording, RecordEnd

CLIPS = ClipLibrary(synthesizer("pseudo"))


def finished(name: str = "1.wav", seconds: float = 2.0) -> FinishedRecording:
    clip = CLIPS.speech("Good morning everybody")
    sounding = Sounding(clip, 0.5, 0.5 + clip.duration)
    return FinishedRecording(name, "1", AudioFormat.WAV, 0.0, seconds, RecordEnd.HANG_UP, (sounding,))


def test_a_file_that_was_dropped_is_made_again_with_the_same_bytes():
    kept = Shelf("http://pbx", RecentFiles()).add(finished(), CLIPS)
    never_kept = Shelf("http://pbx", RecentFiles(0)).add(finished(), CLIPS)

    assert kept.data() is kept.data()
    assert never_kept.data() == never_kept.data() == kept.data()
    assert never_kept.data_at_hand() is None


def test_recent_files_are_bounded_in_bytes_and_the_oldest_goes_first():
    files = RecentFiles(100_000)
    shelf = Shelf("http://pbx", files)
    first, second, third = (shelf.add(finished(f"{number}.wav"), CLIPS) for number in range(3))

    for recording in (first, second, third, first, shelf.add(finished("4.wav"), CLIPS)):
        recording.data()

    assert [one.data_at_hand() is not None for one in (first, second, third)] == [True, False, True]


def test_equal_names_on_different_shelves_do_not_meet():
    archive = Archive("http://pbx:7780")
    one = archive.shelf("1").add(finished(seconds=1.0), CLIPS)
    other = archive.shelf("2").add(finished(seconds=2.0), CLIPS)

    assert (one.url, other.url) == (
        "http://pbx:7780/1/HttpRecordings/1.wav",
        "http://pbx:7780/2/HttpRecordings/1.wav",
    )
    assert archive.get("1", "1.wav") is one
    assert archive.get("2", "1.wav") is other
    archive.clear("1")
    assert archive.get("1", "1.wav") is None
