"""Every sound of a run: the library makes clips, which hold no samples, and finds their samples again.

The core plays clips; only who renders or sends a recording asks for samples. They are made when first asked for, kept
up to a number of bytes, and made again if they were dropped meanwhile. What there is to know about a file (where in it
somebody speaks, which keys and signalling tones sound) is found out once per content.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from math import inf
from pathlib import Path
from stat import S_ISREG
from threading import Lock
from typing import TYPE_CHECKING, Final, TypeAlias

from simulator.audio.codec import read_audio
from simulator.audio.contact_id import alarm_signal
from simulator.audio.dtmf_decoder import keys_in
from simulator.audio.missing_file import where_not_found
from simulator.audio.noise import Noise, NoiseKind
from simulator.audio.pcm import SAMPLE_WIDTH, Pcm, cut, duration, sample_count, seconds_from_samples
from simulator.audio.sample_cache import SampleCache
from simulator.audio.tone_detector import tones_in
from simulator.audio.tones import beep, dtmf_tone, frequencies
from simulator.audio.vad import voiced_segments
from simulator.audio.voice import Synthesizer, synthesizer
from simulator.errors import AudioError, suggestion
from simulator.telephony.effects import AlarmSignal, AlarmSignalKind
from simulator.telephony.media import Clip, KeyMark

if TYPE_CHECKING:
    from simulator.audio.segments import AudioSegment

KEY_MARGIN: Final = 0.005
"""Seconds by which the ends of an undisturbed tone may be misjudged, and a little more."""

CACHE_BYTES: Final = 64 * 2**20
"""Samples kept unless told otherwise: 64 MiB, a little over an hour."""

_Stretch: TypeAlias = Callable[[float, float], Pcm]
"""Makes the samples between two instants of a clip, in seconds from its start."""


class ClipLibrary:
    """Makes clips and finds their samples again; may be used by many threads at once.

    It remembers every clip it made (about 1 kB each), and of data the bytes it was given.

    Args:
        speech: the engine that speaks; the best one installed if not given. It is there as `synthesizer`, whose
            `warning` tells which language or voice it has to replace.
        cache_bytes: how much of the samples to keep, those used last.
    """

    def __init__(self, speech: Synthesizer | None = None, *, cache_bytes: int = CACHE_BYTES) -> None:
        self.synthesizer = speech or synthesizer()
        self._kept = SampleCache(cache_bytes)
        self._clips: dict[str, _Entry] = {}
        self._spoken: dict[tuple[str, str | None, str | None], Clip] = {}
        self._files: dict[tuple[Path, int, int], Clip] = {}
        self._lock = Lock()

    def speaks_at_once(self, text: str, language: str | None = None, voice: str | None = None) -> bool:
        """Whether `speech` takes no time: the text was spoken before, or the engine needs no samples for its marks."""
        return self.synthesizer.name == "pseudo" or (text, language, voice) in self._spoken

    def speech(self, text: str, *, language: str | None = None, voice: str | None = None) -> Clip:
        """Say a text; its label is the text. A language or voice that the engine does not have is replaced.

        Raises:
            AudioError: the engine does not work here.
        """
        asked = (text, language, voice)
        if asked in self._spoken:
            return self._spoken[asked]
        engine = self.synthesizer
        key = f"speech:{engine.name}:{engine.voice_name(language, voice)}:{_digest(text.encode())}"

        def make() -> Pcm:
            return engine.speak(text, language, voice).pcm

        clip = self._spoken[asked] = self._known(key) or self._whole(
            Clip(key, text, engine.duration(text, language, voice), engine.marks(text, language, voice)), make
        )
        return clip

    def file(self, path: Path | str) -> Clip:
        """Take the sound of a file; its label is the file's name.

        A file that was changed is a new clip. Its samples are read from the file again if they were dropped.

        Raises:
            AudioError: it cannot be opened or read as audio.
        """
        path = Path(path)
        try:
            stat = path.stat()
            if not S_ISREG(stat.st_mode):  # a device or a pipe may never end
                raise AudioError(f"{path}: is not a file")
            version = (path.absolute(), stat.st_mtime_ns, stat.st_size)
            with self._lock:
                clip = self._files.get(version)
            if clip is None:
                clip = self._content(path.read_bytes(), path.name, str(path), partial(_unchanged, path))
        except OSError as error:
            raise AudioError(f"{path}: {error.strerror or error}{where_not_found(path)}") from error
        with self._lock:
            self._files[version] = clip
        return clip

    def data(self, data: bytes, name: str) -> Clip:
        """Take the sound of an audio file that is in memory; its label is the name.

        Raises:
            AudioError: it cannot be read as audio.
        """
        return self._content(data, name, name, lambda _: data)

    def segment(self, segment: AudioSegment, label: str) -> Clip:
        """Take the sound of a pydub segment of any rate, width and number of channels.

        Raises:
            AudioError: miniaudio, which changes the sample rate, is not installed.
        """
        from simulator.audio.segments import pcm_from_segment  # pydub takes 60 ms

        pcm = pcm_from_segment(segment)
        key = f"segment:{_digest(pcm)}"
        return self._relabelled(key, label) or self._entered(_examined(key, label, pcm), partial(cut, pcm))

    def key(self, digit: str, seconds: float = 0.1) -> Clip:
        """Press a key of the telephone; its label is the key.

        Args:
            digit: one of `0123456789*#ABCD`.
            seconds: how long it is held down.

        Raises:
            AudioError: there is no such key, or `seconds` is not positive and finite.
        """
        frequencies(digit)  # refuses what is no key
        if not 0 < seconds < inf:
            raise AudioError(f"`seconds` of a key must be positive and finite, not {seconds!r}")
        length = _to_the_sample(seconds)
        key = f"key:{digit}:{length}"
        mark = KeyMark(digit, 0.0, length)
        return self._known(key) or self._whole(Clip(key, digit, length, keys=(mark,)), lambda: dtmf_tone(digit, length))

    def alarm_signal(self, kind: AlarmSignalKind, keys: str = "") -> Clip:
        """Sound a signal of Contact ID; its marks are what the detectors find in the sound.

        Args:
            kind: what to send.
            keys: the DTMF keys of a message; the other kinds have none.

        Raises:
            AudioError: there is no such key, a message has no keys, or another signal has some.
        """
        key = f"alarm:{kind}:{keys}"
        known = self._known(key)
        if known:
            return known
        pcm = alarm_signal(kind, keys)
        self._kept.put(key, pcm)
        return self._whole(_examined(key, str(AlarmSignal(kind, keys)), pcm), partial(alarm_signal, kind, keys))

    def beep(self, frequency_hz: float, seconds: float) -> Clip:
        """The beep of the PBX, in which nobody speaks.

        Args:
            frequency_hz: its pitch.
            seconds: how long it lasts.
        """
        length = _to_the_sample(seconds)
        key = f"beep:{frequency_hz}:{length}"
        return self._known(key) or self._whole(Clip(key, "beep", length), lambda: beep(length, frequency_hz))

    def noise(self, kind: NoiseKind | str, level_dbfs: float, seconds: float = inf, seed: int = 0) -> Clip:
        """Make noise, in which nobody speaks; its label is its kind and level.

        Args:
            kind: "white", "pink" or "hum".
            level_dbfs: its RMS level, at most -12.
            seconds: how long it lasts, for ever if not given.
            seed: tells one noise from another of the same kind.

        Raises:
            AudioError: there is no such kind, or it would be too loud.
        """
        if kind not in tuple(NoiseKind):
            raise AudioError(f"{kind!r} is not a kind of noise{suggestion(kind, [one.value for one in NoiseKind])}")
        length = _to_the_sample(seconds)
        key = f"noise:{kind}:{level_dbfs}:{seed}:{length}"
        made = Noise(NoiseKind(kind), level_dbfs, seed)
        return self._known(key) or self._entered(Clip(key, f"{kind} noise {level_dbfs:g} dBFS", length), made.between)

    def silence(self, seconds: float = inf) -> Clip:
        """Say nothing for a while, or for ever."""
        length = _to_the_sample(seconds)
        key = f"silence:{length}"
        return self._known(key) or self._entered(Clip(key, "silence", length), _silence_between)

    def samples(self, clip: Clip, start: float = 0.0, end: float = inf) -> Pcm:
        """Find the samples of a clip between two instants, in seconds from its start.

        Returns:
            As many samples as lie between them and within the clip.

        Raises:
            AudioError: the clip is from another library, it is asked to sound for ever, or its file has changed.
        """
        with self._lock:
            entry = self._clips.get(clip.key)
        if entry is None:
            raise AudioError(f"the clip {clip.label!r} ({clip.key}) is none of this library")
        start, end = max(0.0, start), min(end, clip.duration)
        if end == inf:
            raise AudioError(f"the clip {clip.label!r} has no end; say up to which second its samples are wanted")
        return entry.stretch(start, end) if start < end else b""

    def _content(self, data: bytes, label: str, name: str, again: Callable[[str], bytes]) -> Clip:
        """Make a clip of an audio file; `again` gives its bytes once more, if they still have this digest."""
        digest = _digest(data)
        key = f"file:{digest}"
        known = self._relabelled(key, label)
        if known:
            return known
        pcm = read_audio(data, name)
        self._kept.put(key, pcm)
        return self._whole(_examined(key, label, pcm), lambda: read_audio(again(digest), name))

    def _known(self, key: str) -> Clip | None:
        with self._lock:
            entry = self._clips.get(key)
        return entry.clip if entry else None

    def _relabelled(self, key: str, label: str) -> Clip | None:
        clip = self._known(key)
        return replace(clip, label=label) if clip else None

    def _whole(self, clip: Clip, make: Callable[[], Pcm]) -> Clip:
        """Enter a clip whose samples are made all at once and then kept for a while."""

        def stretch(start: float, end: float) -> Pcm:
            return cut(self._kept.get(clip.key, make), start, end)

        return self._entered(clip, stretch)

    def _entered(self, clip: Clip, stretch: _Stretch) -> Clip:
        with self._lock:
            return self._clips.setdefault(clip.key, _Entry(clip, stretch)).clip


@dataclass(frozen=True, slots=True)
class _Entry:
    clip: Clip
    stretch: _Stretch


def _examined(key: str, label: str, pcm: Pcm) -> Clip:
    keys, tones = keys_in(pcm), tones_in(pcm)
    not_voice = [*keys, *(KeyMark("", tone.start, tone.end) for tone in tones)]
    return Clip(key, label, duration(pcm), voiced_segments(pcm, not_voice), tuple(map(_whole_key, keys)), tones)


def _whole_key(mark: KeyMark) -> KeyMark:
    """A mark that covers all of its tone, however late it was recognised: who cuts there hears nothing of it."""
    return KeyMark(mark.key, round(max(0.0, mark.start - KEY_MARGIN), 6), round(mark.end + KEY_MARGIN, 6))


def _unchanged(path: Path, digest: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise AudioError(f"{path}: {error.strerror or error}") from error
    if _digest(data) != digest:
        raise AudioError(f"{path}: has changed since it was first played")
    return data


def _silence_between(start: float, end: float) -> Pcm:
    return bytes((sample_count(end) - sample_count(start)) * SAMPLE_WIDTH)


def _to_the_sample(seconds: float) -> float:
    return seconds_from_samples(sample_count(seconds)) if seconds < inf else inf


def _digest(data: bytes) -> str:
    """Name a content; 16 bytes are enough that no two of a run are mistaken for each other."""
    return sha256(data).hexdigest()[:32]
