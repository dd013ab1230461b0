"""Carries out effects: where the core's wishes meet the network, the audio, the files, the database and the store."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Final, ParamSpec

from simulator.audio.library import ClipLibrary
from simulator.drivers.database import Database
from simulator.drivers.downloads import Downloads
from simulator.drivers.files import DataFolder, FileRefusedError
from simulator.drivers.http import AppClient
from simulator.drivers.latency import Latencies
from simulator.drivers.mail import relay
from simulator.drivers.recordings import SOUND, Flaws, Shelf, StoredRecording
from simulator.errors import AudioError
from simulator.settings import Settings
from simulator.telephony.effects import (
    AlarmSignal,
    AskApp,
    AudioFile,
    Beep,
    ClipLoaded,
    DeleteFile,
    Effect,
    EmailRelayed,
    FileChanged,
    Given,
    Key,
    LoadClip,
    MoveFile,
    Noise,
    RecordingStored,
    RelayEmail,
    Reply,
    RunSql,
    SendRequest,
    Sound,
    Spoken,
    StoreRecording,
)
from simulator.telephony.fault import Flaw
from simulator.telephony.media import Clip
from simulator.telephony.outbox import Email
from simulator.telephony.recording import FinishedRecording

P = ParamSpec("P")

MAILS_AT_ONCE: Final = 8
"""Connections to the mail server; a script may send as many e-mails as it likes at one instant."""


class Outside:
    """Everything that is not the core. Replies at once where it can, and otherwise with something to await."""

    def __init__(
        self,
        settings: Settings,
        client: AppClient,
        clips: ClipLibrary,
        shelf: Shelf,
        moment: Callable[[], datetime],
        clock: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._client = client
        self._clips = clips
        self._shelf = shelf
        self._moment = moment
        self._clock = clock
        self.latencies = Latencies()
        """How long the app took for each request."""
        self._database: Database | None = None
        self._mail_turn = asyncio.Semaphore(MAILS_AT_ONCE)

    @cached_property
    def _downloads(self) -> Downloads:
        return Downloads(self._client, self._settings, self._clock)

    @cached_property
    def _files(self) -> DataFolder:
        settings = self._settings
        return DataFolder(Path(settings.data_folder), settings.content_folder, settings.file_folders)

    async def close(self) -> None:
        """Let go of what was opened."""
        if self._database is not None:
            await self._database.close()

    def perform(self, effect: Effect) -> Reply | Awaitable[Reply]:
        """Carry out an effect."""
        match effect:
            case SendRequest(url, body):
                return self._client.post(url, body, self._settings, self.latencies.watch(effect, self._clock()))
            case AskApp():
                return self._client.ask(effect, self._settings, self.latencies.watch(effect, self._clock()))
            case LoadClip(sound, prompt):
                return self._loaded(sound, prompt=prompt)
            case StoreRecording(recording, flaws):
                return self._stored(recording, flaws)
            case MoveFile(source, folder):
                return asyncio.to_thread(self._changed, self._files.move, source, folder)
            case DeleteFile(path):
                return asyncio.to_thread(self._changed, self._files.delete, path)
            case RunSql(statement):
                return self._opened_database().run(statement)
            case RelayEmail(email):
                return self._relayed(email)
            case _:
                raise TypeError(f"nobody knows how to perform {effect!r}")

    # -- sounds ------------------------------------------------------------------------------------------------------

    def _loaded(self, sound: Sound, *, prompt: bool) -> Reply | Awaitable[Reply]:
        match sound:
            case Spoken():
                return self._speech(sound)
            case Key(digit, seconds):
                return self._made(self._clips.key, digit, seconds)
            case AudioFile(path):
                return self._download(path) if prompt and "://" in path else self._file(path, prompt=prompt)
            case Noise(kind, level_dbfs, seconds):
                return self._made(self._clips.noise, kind, level_dbfs, seconds)
            case Beep(frequency_hz, seconds):
                return self._made(self._clips.beep, frequency_hz, seconds)
            case AlarmSignal(kind, keys):
                return self._made(self._clips.alarm_signal, kind, keys)
            case Given(segment, label):
                return self._made(self._clips.segment, segment, label)

    def _speech(self, spoken: Spoken) -> Reply | Awaitable[Reply]:
        length, limit = len(spoken.text), self._settings.max_speech_characters
        if length > limit:
            return ClipLoaded(None, f"a text of {length} characters is not spoken; at most {limit} are allowed")
        if self._clips.speaks_at_once(spoken.text, spoken.language, spoken.voice):
            return self._spoken(spoken)
        return asyncio.to_thread(self._spoken, spoken)

    def _spoken(self, spoken: Spoken) -> ClipLoaded:
        made = self._made(self._clips.speech, spoken.text, language=spoken.language, voice=spoken.voice)
        warning = self._clips.synthesizer.warning(spoken.language, spoken.voice) if made.clip else None
        return replace(made, problem=warning) if warning else made

    async def _file(self, path: str, *, prompt: bool) -> ClipLoaded:
        return await asyncio.to_thread(self._prompt if prompt else self._read, path)

    def _prompt(self, path: str) -> ClipLoaded:
        try:
            file = self._files.content_file(path)
        except FileRefusedError as error:
            return ClipLoaded(None, str(error))
        made = self._made(self._clips.file, file)
        if made.clip is None and not file.exists():
            return replace(made, problem=f"{made.problem}{self._files.beside_content(path)}")
        return made

    def _read(self, path: str) -> ClipLoaded:
        return self._made(self._clips.file, Path(path))

    async def _download(self, url: str) -> ClipLoaded:
        response = await self._downloads.get(url)
        if response.failure or response.status != 200:
            return ClipLoaded(None, f"{url} cannot be played: {response.failure or f'HTTP status {response.status}'}")
        return await asyncio.to_thread(self._made, self._clips.data, response.body, url)

    def _made(self, make: Callable[P, Clip], *arguments: P.args, **named: P.kwargs) -> ClipLoaded:
        try:
            return ClipLoaded(make(*arguments, **named))
        except AudioError as error:
            return ClipLoaded(None, str(error))

    # -- files and the database --------------------------------------------------------------------------------------

    def _changed(self, change: Callable[P, str], *arguments: P.args, **named: P.kwargs) -> FileChanged:
        try:
            return FileChanged(change(*arguments, **named))
        except FileRefusedError as error:
            return FileChanged(problem=str(error))

    def _stored(self, finished: FinishedRecording, flaws: tuple[Flaw, ...]) -> Reply | Awaitable[Reply]:
        stored = self._shelf.add(finished, self._clips, Flaws(flaws, self._clock) if flaws else SOUND)
        return asyncio.to_thread(self._copied, stored) if finished.folder else RecordingStored(stored.url)

    def _copied(self, stored: StoredRecording) -> RecordingStored:
        """Write a copy of a recording where the script wants one (RecordPath of Ozeki 10)."""
        folder, name = stored.finished.folder, stored.name
        try:
            with suppress(FileRefusedError):  # an earlier run with the same seed has left one of that name
                self._files.delete(f"{folder}/{name}")
            self._files.store(folder, name, stored.data())
        except (FileRefusedError, AudioError) as error:
            return RecordingStored(stored.url, problem=str(error))
        return RecordingStored(stored.url)

    async def _relayed(self, email: Email) -> EmailRelayed:
        async with self._mail_turn:
            return await relay(email, self._settings, sent=self._moment(), find=self._files.own_file)

    def _opened_database(self) -> Database:
        if self._database is None:
            settings = self._settings
            self._database = Database(settings.database_url, settings.sql_timeout, Path(settings.data_folder))
        return self._database
