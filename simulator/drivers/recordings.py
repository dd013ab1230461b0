"""Finished recordings, kept where they can be downloaded. Files are made when somebody first wants them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from simulator.audio.codec import audio_file, audio_file_size
from simulator.audio.library import ClipLibrary
from simulator.audio.mix import render
from simulator.audio.pcm import Pcm, sample_count
from simulator.telephony.fault import Flaw, FlawKind
from simulator.telephony.recording import AudioFormat, FinishedRecording, RecordEnd

if TYPE_CHECKING:
    from pydub import AudioSegment

FOLDER = "HttpRecordings"
"""Where the PBX keeps recordings (P4775); also their path in RecordURL (ASSUMPTION http-api q23)."""

CONTENT_TYPES = {AudioFormat.MP3: "audio/mpeg", AudioFormat.WAV: "audio/wav"}


@dataclass(frozen=True, slots=True)
class Flaws:
    """What is wrong with a recording when an app downloads it; `clock` shows the instant, in seconds."""

    flaws: tuple[Flaw, ...]
    clock: Callable[[], float]

    @property
    def missing(self) -> bool:
        """Whether it cannot be downloaded now."""
        return any(
            one.kind is FlawKind.MISSING or (one.kind is FlawKind.LATE and self.clock() < one.until)
            for one in self.flaws
        )

    def left_of(self, size: int) -> int:
        """How many bytes of its file are there."""
        for one in self.flaws:
            if one.kind is FlawKind.EMPTY:
                return 0
            if one.kind is FlawKind.CUT:
                size //= 2
        return size


SOUND: Final = Flaws((), lambda: 0.0)
"""Nothing is wrong."""


@dataclass(frozen=True, slots=True, eq=False)
class StoredRecording:
    """A recording and its sound. `url` is what the app was told; the file need not be downloaded to look at it.

    `flaws` are what the test wants to be wrong with it for an app; whoever looks at it here finds it whole.
    """

    finished: FinishedRecording
    url: str
    _clips: ClipLibrary
    _files: RecentFiles
    flaws: Flaws = SOUND

    @property
    def name(self) -> str:
        """The file's name."""
        return self.finished.name

    @property
    def format(self) -> AudioFormat:
        """mp3 or wav."""
        return self.finished.format

    @property
    def duration(self) -> float:
        """Its length in seconds."""
        return self.finished.duration

    @property
    def end(self) -> RecordEnd:
        """Why it ended."""
        return self.finished.end

    @property
    def content_type(self) -> str:
        """As HTTP names it."""
        return CONTENT_TYPES[self.format]

    @property
    def size(self) -> int:
        """How many bytes its file has; nothing is rendered to find out."""
        finished = self.finished
        return audio_file_size(self.format, max(0, sample_count(finished.ended_at - finished.started_at)))

    def pcm(self) -> Pcm:
        """The samples: int16 mono at 8,000 Hz."""
        finished = self.finished
        return render(finished.soundings, finished.started_at, finished.ended_at, self._clips.samples)

    def data(self) -> bytes:
        """The file, mp3 or wav; the same bytes each time.

        Raises:
            AudioError: it cannot be made.
        """
        return self._files.get(self) or self._files.keep(self, audio_file(self.format, self.pcm()))

    def data_at_hand(self) -> bytes | None:
        """The file, if somebody wanted it lately: it costs nothing then."""
        return self._files.get(self)

    @property
    def segment(self) -> AudioSegment:
        """The sound as pydub has it."""
        from simulator.audio.segments import segment_from_pcm

        return segment_from_pcm(self.pcm())

    def save(self, folder: Path | str) -> Path:
        """Write the file into a folder, which is made if need be.

        Returns:
            The file's path.
        """
        path = Path(folder, self.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.data())
        return path


class RecentFiles:
    """The rendered files that were wanted last, up to a number of bytes. Safe to use from several threads."""

    def __init__(self, limit_bytes: int = 32 * 2**20) -> None:
        self._left = limit_bytes
        self._files: OrderedDict[StoredRecording, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, recording: StoredRecording) -> bytes | None:
        """The file of a recording, if it is still there."""
        with self._lock:
            data = self._files.get(recording)
            if data is not None:
                self._files.move_to_end(recording)
            return data

    def keep(self, recording: StoredRecording, data: bytes) -> bytes:
        """Keep a file, and drop those that nobody has wanted for longest; it is given back."""
        with self._lock:
            self._left += len(self._files.pop(recording, b"")) - len(data)
            self._files[recording] = data
            while self._left < 0:
                _, dropped = self._files.popitem(last=False)
                self._left += len(dropped)
        return data


class Shelf:
    """The recordings of one PBX, by name. Its address begins RecordURL."""

    def __init__(self, base_url: str, files: RecentFiles) -> None:
        self.base_url = base_url
        self._files = files
        self._stored: dict[str, StoredRecording] = {}

    def add(self, finished: FinishedRecording, clips: ClipLibrary, flaws: Flaws = SOUND) -> StoredRecording:
        """Keep a recording; its samples are those of the library."""
        stored = StoredRecording(finished, f"{self.base_url}/{FOLDER}/{finished.name}", clips, self._files, flaws)
        self._stored[finished.name] = stored
        return stored

    def __iter__(self) -> Iterator[StoredRecording]:
        """Every recording, oldest first."""
        return iter(list(self._stored.values()))

    def get(self, name: str) -> StoredRecording | None:
        """The recording with a name, if there is one."""
        return self._stored.get(name)


class Archive:
    """Every recording of a running simulator: a shelf for each PBX, so that equal names do not meet.

    `base_url` is where it can be downloaded; whoever serves it says so before the first call.
    Safe to use from several threads: what is added is seen by whoever looks for it afterwards.
    """

    def __init__(self, base_url: str = "http://127.0.0.1:7780") -> None:
        self.base_url = base_url
        self._shelves: dict[str, Shelf] = {}
        self._files = RecentFiles()

    def shelf(self, name: str = "") -> Shelf:
        """The shelf with a name, which is the path in front of `HttpRecordings`; it is made if need be."""
        base_url = f"{self.base_url}/{name}" if name else self.base_url
        return self._shelves.setdefault(name, Shelf(base_url, self._files))

    def get(self, shelf: str, name: str) -> StoredRecording | None:
        """A recording, if there is one."""
        found = self._shelves.get(shelf)
        return found.get(name) if found else None

    def clear(self, shelf: str) -> None:
        """Forget all recordings of a shelf."""
        self._shelves.pop(shelf, None)
