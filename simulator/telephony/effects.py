"""What the core asks the outside world to do, and the one reply that each request gets.

An effect is imperative and frozen. This file does not know how it is carried out; drivers do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from simulator.telephony.media import Clip

if TYPE_CHECKING:
    from simulator.telephony.fault import Flaw
    from simulator.telephony.outbox import Email
    from simulator.telephony.recording import FinishedRecording


class Effect:
    """Something for the outside to do; each kind names its reply."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """Sound to be made: text read aloud. `language` and `voice` are as the app or the scenario wrote them."""

    text: str
    language: str | None = None
    voice: str | None = None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class AudioFile:
    """Sound to be read: a file's path, or an http(s) address."""

    path: str

    def __str__(self) -> str:
        return self.path


@dataclass(frozen=True, slots=True)
class Noise:
    """Sound to be made: stationary noise of a kind ("white", "pink", "hum"), for `seconds` (inf: for ever)."""

    kind: str
    level_dbfs: float
    seconds: float

    def __str__(self) -> str:
        return f"{self.kind} noise at {self.level_dbfs:g} dBFS"


@dataclass(frozen=True, slots=True)
class Key:
    """Sound to be made: one DTMF tone."""

    digit: str
    seconds: float

    def __str__(self) -> str:
        return self.digit


class AlarmSignalKind(StrEnum):
    """What goes over the line when an alarm is reported in Contact ID; `contact_id` knows the protocol."""

    HANDSHAKE = "handshake"
    MESSAGE = "message"
    KISS_OFF = "kiss-off"


@dataclass(frozen=True, slots=True)
class AlarmSignal:
    """Sound to be made: a signal of Contact ID. `keys` are the keys of a message; the other kinds have none."""

    kind: AlarmSignalKind
    keys: str = ""

    def __str__(self) -> str:
        return f"Contact ID {self.kind}{f' {self.keys}' if self.keys else ''}"


@dataclass(frozen=True, slots=True)
class Beep:
    """Sound to be made: the beep of the PBX."""

    frequency_hz: float = 1000.0
    seconds: float = 0.5

    def __str__(self) -> str:
        return "beep"


@dataclass(frozen=True, slots=True)
class Given:
    """Sound that the user holds in a variable: a pydub AudioSegment. The core only passes it on."""

    segment: object
    label: str = "audio segment"

    def __str__(self) -> str:
        return self.label


Sound: TypeAlias = Spoken | AudioFile | Noise | Key | Beep | AlarmSignal | Given


@dataclass(frozen=True, slots=True)
class LoadClip(Effect):
    """Make or read a sound, and find the voice and the keys in it. Reply: `ClipLoaded`.

    `prompt` tells a file of the PBX (looked up in its content folder) from one of the caller.
    """

    sound: Sound
    prompt: bool = False


@dataclass(frozen=True, slots=True)
class ClipLoaded:
    """Reply to `LoadClip`: the clip, or None and the reason in `problem` (which may also be a mere warning)."""

    clip: Clip | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SendRequest(Effect):
    """POST a form to the app. Reply: `Response`."""

    url: str
    body: bytes


@dataclass(frozen=True, slots=True)
class AskApp(Effect):
    """Send the app a request that is none of the PBX's: a browser's, another program's. Reply: `Response`.

    Redirects are answers like any other.
    """

    method: str
    url: str
    body: bytes = b""
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """Reply to `SendRequest` and `AskApp`: what came back, or why nothing did.

    `status` is 0 and `failure` says why if no whole answer arrived. `charset` is that of the Content-Type, if any.
    `charge` is how long the request took on the clock of the call, beyond what that clock shows already (seconds).
    `fault` says what the test wanted to go wrong, if that is why this is not what the app has answered. `raised` is
    the exception of the app for which it is no answer, or one with an error, if that is known. `posted` has the names
    of the fields that were posted, where the answer is an error.
    """

    url: str
    status: int
    body: bytes = b""
    content_type: str = ""
    charset: str = ""
    failure: str = ""
    charge: float = field(default=0.0, compare=False)
    fault: str = ""
    raised: str = ""
    posted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoreRecording(Effect):
    """Keep a finished recording where it can be downloaded, with what is wrong with it. Reply: `RecordingStored`."""

    recording: FinishedRecording
    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordingStored:
    """Reply to `StoreRecording`: the address that RecordURL will hold, and why a copy could not be written."""

    url: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class MoveFile(Effect):
    """Move a file of the data folder into one of its folders. Reply: `FileChanged`."""

    source: str
    folder: str


@dataclass(frozen=True, slots=True)
class DeleteFile(Effect):
    """Delete a file of the data folder. Reply: `FileChanged`."""

    path: str


@dataclass(frozen=True, slots=True)
class FileChanged:
    """Reply to `MoveFile` and `DeleteFile`: the file's path within the data folder, or why nothing was changed."""

    path: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RunSql(Effect):
    """Run a statement on the database. Reply: `SqlDone`."""

    statement: str


@dataclass(frozen=True, slots=True)
class SqlDone:
    """Reply to `RunSql`: the rows that came back, as texts (NULL is empty), or why there are none.

    `affected` is how many rows a statement without a result changed. A `problem` beside rows says that there were more.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    affected: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RelayEmail(Effect):
    """Hand an e-mail to a mail server. Reply: `EmailRelayed`."""

    email: Email


@dataclass(frozen=True, slots=True)
class EmailRelayed:
    """Reply to `RelayEmail`: `problem` says why the server did not take it; it is empty if it did."""

    problem: str = ""


Reply: TypeAlias = ClipLoaded | Response | RecordingStored | FileChanged | SqlDone | EmailRelayed
