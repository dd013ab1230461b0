"""The voicemail app by itself: what it answers, and what it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit

import pytest

from simulator.demo import voicemail

MESSAGE = b"RIFF, or what a PBX would send"


class QuietFiles(SimpleHTTPRequestHandler):
    def log_message(self, *args) -> None:
        pass


@pytest.fixture(scope="module")
def app_url(serve) -> str:
    return serve(voicemail.app)


@pytest.fixture(scope="module")
def recordings_url(tmp_path_factory) -> Iterator[str]:
    """A file server in the place of the PBX's; it has one recording, message.wav."""
    folder = tmp_path_factory.mktemp("HttpRecordings")
    (folder / "message.wav").write_bytes(MESSAGE)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietFiles, directory=folder)) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("VOICEMAIL_FOLDER", str(tmp_path / "messages"))
    return tmp_path / "messages"


def record_of(commands) -> dict[str, str]:
    """The attributes of the one Record."""
    (record,) = [command for command in commands if command.name == "Record"]
    return dict(record.attributes)


def query_of(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def test_a_caller_is_greeted_and_then_recorded(app_url, post):
    commands = post(f"{app_url}/incoming", NotificationName="IncomingCall", CallID="1", CallerID="+3612345678")

    assert [command.name for command in commands] == ["Speak", "Record", "Speak"]
    assert commands[0].text == "Hello. Leave a message after this prompt. Press 1 to stop."
    assert record_of(commands) == {
        "Format": "mp3",
        "Duration": "60",
        "Inactivity": "3",
        "FinishDigits": "1",
        "FinishedUrl": f"{app_url}/recorded",
    }


def test_the_query_of_the_address_varies_the_recording(app_url, post):
    commands = post(f"{app_url}/incoming?format=wav&duration=20&inactivity=5&digits=%23*")

    assert commands[0].text.endswith("Press # or * to stop.")
    record = record_of(commands)
    finished_url = record.pop("FinishedUrl")
    assert record == {"Format": "wav", "Duration": "20", "Inactivity": "5", "FinishDigits": "#*"}
    assert query_of(finished_url)["format"] == ["wav"]


def test_no_finishing_key_is_promised_where_there_is_none(app_url, post):
    commands = post(f"{app_url}/incoming?digits=")

    assert commands[0].text == "Hello. Leave a message after this prompt."
    assert record_of(commands)["FinishDigits"] == ""


def test_without_notification_the_script_says_goodbye_by_itself(app_url, post):
    commands = post(f"{app_url}/incoming?notify=no")

    assert "FinishedUrl" not in record_of(commands)
    assert commands[-1].text == "Goodbye."


def test_a_finished_message_is_downloaded_and_the_caller_thanked(app_url, post, recordings_url, folder):
    commands = post(f"{app_url}/recorded?format=wav", RecordURL=f"{recordings_url}/message.wav")

    assert [(command.name, command.text) for command in commands] == [
        ("Speak", "Thank you. Your message has been saved."),
        ("Hangup", ""),
    ]
    (kept,) = folder.iterdir()
    assert kept.suffix == ".wav"
    assert kept.read_bytes() == MESSAGE


def test_of_two_messages_the_first_leads_to_the_second(app_url, post, recordings_url, folder):
    first = record_of(post(f"{app_url}/incoming?messages=2&format=wav"))["FinishedUrl"]
    commands = post(first, RecordURL=f"{recordings_url}/message.wav")
    second = record_of(commands)["FinishedUrl"]
    last = post(second, RecordURL=f"{recordings_url}/message.wav")

    assert commands[0].text == "Thank you. Leave another message."
    assert query_of(second) == {"format": ["wav"]}
    assert [command.name for command in last] == ["Speak", "Hangup"]
    assert len(list(folder.iterdir())) == 2


def test_a_message_that_cannot_be_downloaded_is_admitted_to_the_caller(app_url, post, recordings_url, folder, caplog):
    caplog.set_level("INFO")
    commands = post(f"{app_url}/recorded", RecordURL=f"{recordings_url}/gone.mp3")

    assert commands[0].text == "Sorry, your message could not be saved."
    assert list(folder.iterdir()) == []
    assert "gone.mp3" in caplog.text


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/message.wav", "message.wav"])
def test_only_http_addresses_are_downloaded(app_url, post, folder, address):
    with pytest.raises(HTTPError) as refused:
        post(f"{app_url}/recorded", RecordURL=address)

    with refused.value as answer:
        assert answer.code == 422
    assert not folder.exists()
