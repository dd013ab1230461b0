"""Effects with the real library, the real client and real files: each gets its one reply, whatever is wrong."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path

import pytest

from simulator.audio.library import ClipLibrary
from simulator.audio.pseudo import PseudoSpeech
from simulator.audio.segments import AudioSegment
from simulator.drivers import downloads
from simulator.drivers.http import AppClient
from simulator.drivers.outside import Outside
from simulator.drivers.ports import free_port
from simulator.drivers.recordings import Archive
from simulator.errors import AudioError
from simulator.settings import Settings
from simulator.telephony.effects import (
    AudioFile,
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
    RunSql,
    SendRequest,
    Spoken,
    SqlDone,
    StoreRecording,
)
from simulator.telephony.names import EPOCH
from simulator.telephony.outbox import Email
from simulator.telephony.recording import AudioFormat, FinishedRecording, RecordEnd
from tests.drivers.test_mail import LETTER, Postbox, smtp
from tests.drivers.wire import OK, hang_up, repeat, say_nothing, wire

YES = (Path(__file__).parents[2] / "fixtures" / "audio" / "yes.wav").read_bytes()

HTTP_YES = b"HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nContent-Length: %d\r\n\r\n" % len(YES) + YES
RECORDING = FinishedRecording("1_2.wav", "1", AudioFormat.WAV, 0.0, 1.0, RecordEnd.HANG_UP, ())
HTTP_404 = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class Mute(PseudoSpeech):
    """A speech engine that does not work here."""

    def duration(self, text, language=None, voice=None):
        raise AudioError(f"no voice for {text!r} ({language}, {voice})")


@dataclass
class World:
    """Where effects are carried out: a content folder with `menu/yes.wav`, and beside it, outside, `other.wav`."""

    folder: Path

    def put(self, path: str, data: bytes) -> Path:
        put = self.folder / path
        put.parent.mkdir(parents=True, exist_ok=True)
        put.write_bytes(data)
        return put

    def __post_init__(self):
        self.content = self.folder / "content"
        (self.content / "menu").mkdir(parents=True)
        (self.content / "menu" / "yes.wav").write_bytes(YES)
        (self.content / "notes.wav").write_bytes(b"Buy milk.")
        (self.folder / "other.wav").write_bytes(YES)
        self.archive = Archive("http://pbx")

    def outside(self, client: AppClient, settings: Settings | None = None, clips: ClipLibrary | None = None) -> Outside:
        return Outside(
            settings or Settings(data_folder=str(self.folder), content_folder=str(self.content)),
            client,
            clips or ClipLibrary(PseudoSpeech()),
            self.archive.shelf("1"),
            moment=lambda: EPOCH,
            clock=lambda: 0.0,
        )

    def perform(self, *effects: Effect, clips: ClipLibrary | None = None, settings: Settings | None = None):
        """Carry out effects, one after the other; the reply to the last one."""

        async def run():
            async with AppClient() as client:
                doing = self.outside(client, settings, clips)
                try:
                    for effect in effects:
                        reply = doing.perform(effect)
                        done = await reply if isinstance(reply, Awaitable) else reply
                finally:
                    await doing.close()
                return done

        return asyncio.run(run())

    def play(self, path: str) -> ClipLoaded:
        return self.perform(LoadClip(AudioFile(path), prompt=True))

    def play_from(self, answer, **settings) -> tuple[ClipLoaded, str]:
        """Play what is downloaded from a server with this answer; the reply, and the address."""

        async def run():
            async with wire(answer) as server, AppClient() as client:
                url = f"{server.url}/hello.wav"
                doing = self.outside(client, Settings(**settings))
                return await doing.perform(LoadClip(AudioFile(url), prompt=True)), url

        return asyncio.run(run())


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


# -- requests and recordings -----------------------------------------------------------------------------------------


def test_a_request_is_sent_and_its_answer_is_the_reply(world):
    async def run():
        async with wire(OK) as server, AppClient() as client:
            doing = world.outside(client)
            return await doing.perform(SendRequest(f"{server.url}/in", b"a=b")), server.requests

    response, (request,) = asyncio.run(run())

    assert (response.status, response.body) == (200, b"<Response/>")
    assert request.endswith(b"\r\n\r\na=b")


def test_a_recording_is_kept_on_the_shelf_under_the_address_that_the_app_is_told(world):
    reply = world.perform(StoreRecording(RECORDING))

    assert reply == RecordingStored("http://pbx/1/HttpRecordings/1_2.wav")
    assert world.archive.get("1", "1_2.wav").finished is RECORDING


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


@pytest.mark.parametrize("path", ["../other.wav", r"menu\..\..\other.wav", "menu/../../nowhere.wav"])
def test_a_relative_path_does_not_lead_out_of_the_content_folder(world, path):
    reply = world.play(path)

    assert reply == ClipLoaded(None, f"{path!r}: lies outside of the content folder, where prompts are expected")


def test_the_content_folder_is_in_the_data_folder(world):
    settings = Settings(data_folder=str(world.folder), content_folder="content/menu")

    assert world.perform(LoadClip(AudioFile("yes.wav"), prompt=True), settings=settings).clip.label == "yes.wav"


def test_paths_are_written_as_on_windows(world):
    assert world.play(r"Menu\YES.wav").clip.label == "yes.wav"


def test_the_caller_has_files_of_his_own(world, monkeypatch):
    monkeypatch.chdir(world.folder)

    assert world.perform(LoadClip(AudioFile("other.wav"))).clip.label == "other.wav"
    assert world.perform(LoadClip(AudioFile("menu/yes.wav"))).problem == (
        f"menu/yes.wav: No such file or directory in {world.folder.as_posix()}/menu"
    )


@pytest.mark.parametrize("path", ["nowhere.wav", "menu/nowhere.wav", "menu/yes.wav/deeper"])
def test_a_file_that_is_not_there_is_named_with_the_folder(world, path):
    reply = world.play(path)

    assert reply.clip is None
    assert reply.problem.startswith(f"{world.content / path}: No")


def test_a_prompt_beside_the_content_folder_is_told(world):
    hint = "; Play looks in the content folder (content), and there is such a file in the data folder"

    assert world.play("OTHER.wav").problem.endswith(f"{hint} itself")
    assert "Play looks" not in world.play("nowhere.wav").problem


@pytest.mark.parametrize("path", [r"C:\Ozeki\hello.wav", "/nowhere/hello.wav", r"\\server\share\hello.wav"])
def test_an_absolute_path_to_nothing_is_named_as_it_was_written(world, path):
    reply = world.play(path)

    assert reply == ClipLoaded(
        None, f"{path!r}: lies outside of the data folder; a path in the content folder was expected"
    )


def test_a_folder_is_not_a_file(world):
    assert world.play("menu").problem == "'menu': is not a file, an audio file was expected"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such devices")
def test_a_device_that_never_ends_is_not_read(world):
    assert "'/dev/zero': lies outside of the data folder" in world.play("/dev/zero").problem


def test_a_pipe_into_which_nobody_writes_is_not_waited_for(world):
    if not hasattr(os, "mkfifo"):
        pytest.skip("Windows has no such pipes")
    os.mkfifo(world.content / "pipe.wav")

    assert world.play("pipe.wav").problem == "'pipe.wav': is not a file, an audio file was expected"


def test_a_file_that_is_no_audio_says_what_it_is(world):
    reply = world.play("notes.wav")

    assert reply.clip is None
    assert reply.problem.startswith(f"{world.content / 'notes.wav'}: found text ('Buy milk.'), expected audio")


# -- files that change -----------------------------------------------------------------------------------------------


def test_a_file_is_moved_within_the_folders_of_the_settings(world):
    message = world.put("Voicemail/9000/new/1.wav", YES)

    reply = world.perform(MoveFile(r"Voicemail\9000\new\1.wav", "Voicemail/9000/old"))

    assert reply == FileChanged("Voicemail/9000/old/1.wav")
    assert (world.folder / "Voicemail/9000/old/1.wav").read_bytes() == YES
    assert not message.exists()


def test_a_file_is_deleted(world):
    message = world.put("Uploads/1.wav", YES)

    assert world.perform(DeleteFile("Uploads/1.wav")) == FileChanged("Uploads/1.wav")
    assert not message.exists()


@pytest.mark.parametrize("effect", [MoveFile("other.wav", "Uploads"), DeleteFile("other.wav")])
def test_a_file_in_another_folder_stays_where_it_is(world, effect):
    settings = Settings(data_folder=str(world.folder), file_folders=("Uploads",))

    reply = world.perform(effect, settings=settings)

    assert reply == FileChanged(
        problem="'other.wav': lies outside of the folders in which files may be changed (Uploads)"
    )
    assert (world.folder / "other.wav").read_bytes() == YES


def test_a_recording_is_copied_where_the_script_wants_one(world):
    """RecordPath of Ozeki 10."""
    recording = replace(RECORDING, folder="Uploads/records")

    reply = world.perform(StoreRecording(recording))

    assert reply == RecordingStored("http://pbx/1/HttpRecordings/1_2.wav")
    assert (world.folder / "Uploads/records/1_2.wav").read_bytes() == world.archive.get("1", "1_2.wav").data()


def test_a_copy_takes_the_place_of_that_of_an_earlier_run(world):
    """The same seed gives the same name."""
    recording = replace(RECORDING, folder="Uploads")
    (world.folder / "Uploads").mkdir()
    (world.folder / "Uploads/1_2.wav").write_bytes(b"an earlier one")

    assert world.perform(StoreRecording(recording)).problem == ""
    assert (world.folder / "Uploads/1_2.wav").read_bytes() == world.archive.get("1", "1_2.wav").data()


def test_a_copy_that_cannot_be_written_is_a_problem_and_the_recording_is_kept(world):
    reply = world.perform(StoreRecording(replace(RECORDING, folder="../elsewhere")))

    assert reply.url == "http://pbx/1/HttpRecordings/1_2.wav"
    assert reply.problem.startswith("'../elsewhere': lies outside of the folders in which files may be changed")
    assert world.archive.get("1", "1_2.wav") is not None


# -- the database ----------------------------------------------------------------------------------------------------


def test_a_statement_is_run_on_the_database_in_the_data_folder(world):
    reply = world.perform(
        RunSql("CREATE TABLE t (who TEXT)"), RunSql("INSERT INTO t VALUES ('Anna')"), RunSql("SELECT who FROM t")
    )

    assert reply == SqlDone(("who",), (("Anna",),))
    assert (world.folder / "ozeki.db").is_file()


def test_a_statement_that_cannot_be_run_says_why(world):
    assert "no such table: t" in world.perform(RunSql("SELECT who FROM t")).problem


def test_a_database_in_memory_lasts_as_long_as_its_pbx(world):
    settings = Settings(data_folder=str(world.folder), database_url="sqlite://")

    made = world.perform(RunSql("CREATE TABLE t (a)"), RunSql("INSERT INTO t VALUES (1)"), settings=settings)
    later = world.perform(RunSql("SELECT a FROM t"), settings=settings)

    assert made == SqlDone(affected=1)
    assert "no such table: t" in later.problem


# -- e-mails ---------------------------------------------------------------------------------------------------------


def relay(world: World, email: Email, **settings):
    """Relay an e-mail to a mail server; the reply, and what the server got."""
    box = Postbox()

    async def run():
        async with smtp(box) as port, AppClient() as client:
            url = f"smtp://127.0.0.1:{port}"
            chosen = Settings(data_folder=str(world.folder), smtp_url=url, **settings)
            return await world.outside(client, chosen).perform(RelayEmail(email))

    return asyncio.run(run()), box


def test_an_email_is_relayed_with_the_date_of_the_pbx_and_its_attachments(world):
    world.put("Voicemail/1.wav", YES)

    reply, box = relay(world, replace(LETTER, attachments=("Voicemail/1.wav",)))

    assert reply == EmailRelayed()
    message = box.message()
    assert (message["subject"], message["date"].datetime) == ("A call", EPOCH)
    assert [part.get_filename() for part in message.iter_attachments()] == ["1.wav"]


def test_an_attachment_that_the_app_may_not_have_is_not_sent(world):
    reply, box = relay(world, replace(LETTER, attachments=("other.wav",)))

    assert "'other.wav': lies outside of the folders in which files may be changed" in reply.problem
    assert box.envelopes == []


def test_an_email_stays_where_it_is_without_a_mail_server(world):
    assert world.perform(RelayEmail(LETTER)) == EmailRelayed()


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
