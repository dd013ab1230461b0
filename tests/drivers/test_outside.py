"""Effects with the real library, the real client and real files: each gets its one reply, whatever is wrong."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable
from dataclasses import dataclass
from math import inf
from pathlib import Path

import pytest

from simulator.audio.library import ClipLibrary
from simulator.audio.pseudo import PseudoSpeech
from simulator.audio.segments import AudioSegment
from simulator.drivers import downloads
from simulator.drivers.http import AppClient
from simulator.drivers.outside import Outside
from simulator.drivers.recordings import Archive
from simulator.errors import AudioError
from simulator.settings import Settings
from simulator.telephony.effects import (
    AudioFile,
    ClipLoaded,
    Effect,
    Given,
    Key,
    LoadClip,
    Noise,
    RecordingStored,
    SendRequest,
    Spoken,
    StoreRecording,
)
from simulator.telephony.names import EPOCH
from simulator.telephony.recording import AudioFormat, FinishedRecording, RecordEnd
from tests.drivers.wire import OK, free_port, hang_up, repeat, say_nothing, wire

YES = (Path(__file__).parents[2] / "fixtures" / "audio" / "yes.wav").read_bytes()

HTTP_YES = b"HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nContent-Length: %d\r\n\r\n" % len(YES) + YES
HTTP_404 = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class Mute(PseudoSpeech):
    """A speech engine that does not work here."""

    def duration(self, text, language=None, voice=None):
        raise AudioError(f"no voice for {text!r} ({language}, {voice})")


@dataclass
class World:
    """Where effects are carried out: a content folder with `menu/yes.wav`, and beside it, outside, `other.wav`."""

    folder: Path

    def __post_init__(self):
        self.content = self.folder / "content"
        (self.content / "menu").mkdir(parents=True)
        (self.content / "menu" / "yes.wav").write_bytes(YES)
        (self.content / "notes.wav").write_bytes(b"Buy milk.")
        (self.folder / "other.wav").write_bytes(YES)
        self.archive = Archive("http://pbx")

    def perform(self, effect: Effect, clips: ClipLibrary | None = None, **settings):
        async def run():
            chosen = Settings(content_folder=str(self.content), **settings)
            async with AppClient() as client:
                doing = Outside(
                    chosen,
                    client,
                    clips or ClipLibrary(PseudoSpeech()),
                    self.archive.shelf("1"),
                    moment=lambda: EPOCH,
                    clock=lambda: 0.0,
                )
                reply = doing.perform(effect)
                return await reply if isinstance(reply, Awaitable) else reply

        return asyncio.run(run())

    def play(self, path: str, **settings) -> ClipLoaded:
        return self.perform(LoadClip(AudioFile(path), prompt=True), **settings)

    def play_from(self, answer, **settings) -> tuple[ClipLoaded, str]:
        """Play what is downloaded from a server with this answer; the reply, and the address."""

        async def run():
            async with wire(answer) as server, AppClient() as client:
                url = f"{server.url}/hello.wav"
                doing = Outside(
                    Settings(**settings),
                    client,
                    ClipLibrary(PseudoSpeech()),
                    self.archive.shelf("1"),
                    moment=lambda: EPOCH,
                    clock=lambda: 0.0,
                )
                return await doing.perform(LoadClip(AudioFile(url), prompt=True)), url

        return asyncio.run(run())


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


# -- requests and recordings -----------------------------------------------------------------------------------------


def test_a_request_is_sent_and_its_answer_is_the_reply(world):
    async def run():
        async with wire(OK) as server, AppClient() as client:
            doing = Outside(
                Settings(),
                client,
                ClipLibrary(PseudoSpeech()),
                world.archive.shelf("1"),
                moment=lambda: EPOCH,
                clock=lambda: 0.0,
            )
            return await doing.perform(SendRequest(f"{server.url}/in", b"a=b")), server.requests

    response, (request,) = asyncio.run(run())

    assert (response.status, response.body) == (200, b"<Response/>")
    assert request.endswith(b"\r\n\r\na=b")


def test_a_recording_is_kept_on_the_shelf_under_the_address_that_the_app_is_told(world):
    recording = FinishedRecording("1_2.wav", "1", AudioFormat.WAV, 0.0, 1.0, RecordEnd.HANG_UP, ())

    reply = world.perform(StoreRecording(recording))

    assert reply == RecordingStored("http://pbx/1/HttpRecordings/1_2.wav")
    assert world.archive.get("1", "1_2.wav").finished is recording


def test_an_effect_that_nobody_knows_is_our_own_mistake(world):
    with pytest.raises(TypeError, match="nobody knows how to perform"):
        world.perform(Effect())


# -- sounds that are made --------------------------------------------------------------------------------------------


def test_speech_is_a_clip_with_voice_in_it(world):
    reply = world.perform(LoadClip(Spoken("Good morning", "en-US")))

    assert (reply.clip.label, reply.problem) == ("Good morning", "")
    assert reply.clip.voice


def test_an_engine_that_does_not_work_gives_the_reason_instead_of_a_clip(world):
    reply = world.perform(LoadClip(Spoken("Hello")), clips=ClipLibrary(Mute()))

    assert reply == ClipLoaded(None, "no voice for 'Hello' (None, None)")


def test_a_key_is_a_clip_that_is_pressed_for_as_long_as_it_sounds(world):
    reply = world.perform(LoadClip(Key("5", 0.2)))

    assert (reply.clip.duration, reply.clip.keys[0].key, reply.problem) == (0.2, "5", "")


def test_noise_lasts_for_ever_if_it_is_not_said_how_long(world):
    reply = world.perform(LoadClip(Noise("pink", -40.0, inf)))

    assert (reply.clip.label, reply.clip.duration, reply.clip.voice) == ("pink noise -40 dBFS", inf, ())


def test_a_segment_that_the_user_holds_is_brought_to_the_line(world):
    segment = AudioSegment.silent(duration=500, frame_rate=44_100)

    reply = world.perform(LoadClip(Given(segment, "half a second of nothing")))

    assert (reply.clip.label, reply.clip.duration, reply.clip.voice) == ("half a second of nothing", 0.5, ())


@pytest.mark.parametrize(
    ("sound", "problem"),
    [
        (Noise("white", -3.0, 1.0), "`level_dbfs` of noise must be at most -12, not -3.0"),
        (Noise("pnik", -40.0, 1.0), "'pnik' is not a kind of noise; did you mean 'pink'?"),
        (Key("5", 0.0), "`seconds` of a key must be positive and finite, not 0.0"),
    ],
)
def test_what_cannot_be_made_says_why(world, sound, problem):
    assert world.perform(LoadClip(sound)) == ClipLoaded(None, problem)


# -- files -----------------------------------------------------------------------------------------------------------


def test_play_finds_a_relative_path_in_the_content_folder(world):
    """P4690: relative paths are relative to ContentStorage/Static."""
    reply = world.play("menu/yes.wav")

    assert (reply.clip.label, reply.problem) == ("yes.wav", "")
    assert reply.clip.voice


def test_play_takes_an_absolute_path_as_it_is(world):
    assert world.play(str(world.folder / "other.wav")).clip.label == "other.wav"


def test_a_relative_path_may_lead_out_of_the_content_folder(world):
    """Nothing documented forbids it, and an absolute path goes anywhere already."""
    assert world.play("../other.wav").clip.label == "other.wav"


def test_the_caller_has_files_of_his_own(world, monkeypatch):
    monkeypatch.chdir(world.folder)

    assert world.perform(LoadClip(AudioFile("other.wav"))).clip.label == "other.wav"
    assert world.perform(LoadClip(AudioFile("menu/yes.wav"))).problem == "menu/yes.wav: No such file or directory"


@pytest.mark.parametrize("path", ["nowhere.wav", "menu/../../nowhere.wav", "menu/yes.wav/deeper"])
def test_a_file_that_is_not_there_is_named_with_the_folder(world, path):
    reply = world.play(path)

    assert reply.clip is None
    assert reply.problem.startswith(f"{world.content / path}: No")


@pytest.mark.skipif(os.name == "nt", reason="there, it is a path")
def test_a_drive_letter_is_part_of_a_name(world):
    reply = world.play(r"C:\Ozeki\hello.wav")

    assert reply.problem == rf"{world.content}/C:\Ozeki\hello.wav: No such file or directory"


def test_a_folder_is_not_a_file(world):
    assert world.play("menu").problem == f"{world.content / 'menu'}: is not a file"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such devices")
def test_a_device_that_never_ends_is_not_read(world):
    assert world.play("/dev/zero").problem == "/dev/zero: is not a file"


def test_a_pipe_into_which_nobody_writes_is_not_waited_for(world):
    if not hasattr(os, "mkfifo"):
        pytest.skip("Windows has no such pipes")
    os.mkfifo(world.content / "pipe.wav")

    assert world.play("pipe.wav").problem == f"{world.content / 'pipe.wav'}: is not a file"


def test_a_file_that_is_no_audio_says_what_it_is(world):
    reply = world.play("notes.wav")

    assert reply.clip is None
    assert reply.problem.startswith(f"{world.content / 'notes.wav'}: found text ('Buy milk.'), expected audio")


# -- downloads -------------------------------------------------------------------------------------------------------


def test_play_downloads_an_address(world):
    reply, url = world.play_from(HTTP_YES)

    assert (reply.clip.label, reply.problem) == (url, "")
    assert reply.clip.voice


@pytest.mark.parametrize(
    ("answer", "settings", "reason"),
    [
        (HTTP_404, {}, "HTTP status 404"),
        (hang_up, {}, "the app closed the connection without answering"),
        (say_nothing, {"notification_timeout": 0.25}, "none within 0.25 s"),
        (repeat(YES, after=b"HTTP/1.1 200 OK\r\n\r\n"), {}, "the answer is longer than 100000 bytes"),
    ],
    ids=["404", "closes", "never answers", "never ends"],
)
def test_a_download_that_fails_says_why(world, monkeypatch, answer, settings, reason):
    monkeypatch.setattr(downloads, "MAX_PROMPT_BYTES", 100_000)

    reply, url = world.play_from(answer, **settings)

    assert reply == ClipLoaded(None, f"{url} cannot be played: {reason}")


def test_a_download_that_is_no_audio_says_what_it_is(world):
    reply, url = world.play_from(OK)

    assert reply.problem.startswith(f"{url}: found text ('<Response/>'), expected audio")


@pytest.mark.parametrize("url", ["ftp://host/hello.wav", "file:///etc/passwd"])
def test_only_http_addresses_are_downloaded(world, url):
    assert world.play(url) == ClipLoaded(None, f"{url} cannot be played: not an http:// or https:// address")


def test_an_address_where_nobody_listens_says_so(world):
    port = free_port()
    url = f"http://127.0.0.1:{port}/hello.wav"

    reply = world.play(url)

    assert reply.problem == f"{url} cannot be played: cannot connect to 127.0.0.1:{port}: connection refused"
