"""Carries out effects: the one place where the core's wishes meet the network, the audio and the store."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Final, ParamSpec

from simulator.audio.library import ClipLibrary
from simulator.drivers.http import AppClient
from simulator.drivers.recordings import Shelf
from simulator.errors import AudioError
from simulator.settings import Settings
from simulator.telephony.effects import (
    AudioFile,
    Beep,
    ClipLoaded,
    Effect,
    Given,
    Key,
    LoadClip,
    Noise,
    RecordingStored,
    Reply,
    SendRequest,
    Spoken,
    StoreRecording,
)
from simulator.telephony.media import Clip

P = ParamSpec("P")

MAX_PROMPT_BYTES: Final = 50 * 1024 * 1024
"""Longest file that Play downloads."""


class Outside:
    """Everything that is not the core. Replies at once where it can, and otherwise with something to await."""

    def __init__(self, settings: Settings, client: AppClient, clips: ClipLibrary, shelf: Shelf) -> None:
        self._settings = settings
        self._client = client
        self._clips = clips
        self._shelf = shelf

    def perform(self, effect: Effect) -> Reply | Awaitable[Reply]:
        """Carry out an effect."""
        match effect:
            case SendRequest(url, body):
                return self._client.post(url, body, self._settings)
            case LoadClip(sound=Spoken() as spoken):
                return self._speech(spoken)
            case LoadClip(sound=Key(digit, seconds)):
                return self._made(self._clips.key, digit, seconds)
            case LoadClip(sound=Beep(frequency_hz, seconds)):
                return self._made(self._clips.beep, frequency_hz, seconds)
            case LoadClip(sound=AudioFile(path), prompt=prompt):
                return self._download(path) if prompt and "://" in path else self._file(path, prompt=prompt)
            case LoadClip(sound=Noise(kind, level_dbfs, seconds)):
                return self._made(self._clips.noise, kind, level_dbfs, seconds)
            case LoadClip(sound=Given(segment, label)):
                return self._made(self._clips.segment, segment, label)
            case StoreRecording(recording):
                return RecordingStored(self._shelf.add(recording, self._clips).url)
            case _:
                raise TypeError(f"nobody knows how to perform {effect!r}")

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
        found = Path(self._settings.content_folder, path) if prompt else Path(path)
        return await asyncio.to_thread(self._made, self._clips.file, found)

    async def _download(self, url: str) -> ClipLoaded:
        response = await self._client.get(url, MAX_PROMPT_BYTES, self._settings)
        if response.failure or response.status != 200:
            return ClipLoaded(None, f"{url} cannot be played: {response.failure or f'HTTP status {response.status}'}")
        return await asyncio.to_thread(self._made, self._clips.data, response.body, url)

    def _made(self, make: Callable[P, Clip], *arguments: P.args, **named: P.kwargs) -> ClipLoaded:
        try:
            return ClipLoaded(make(*arguments, **named))
        except AudioError as error:
            return ClipLoaded(None, str(error))
