import pytest

from tests.server.conftest import MESSAGE


@pytest.fixture
def recording(client):
    return client.place(steps=MESSAGE)["recordings"][0]


def test_the_app_downloads_its_recording_when_it_is_told_of_it(client, small_app):
    call = client.place(steps=MESSAGE)

    assert call["failures"] == []
    assert small_app.downloads[call["call_id"]] == client.get(call["recordings"][0]["url"]).body


def test_a_recording_is_served_whole(client, recording):
    answer = client.get(recording["url"])

    assert answer.status == 200
    assert answer.headers["content-type"] == "audio/mpeg"
    assert answer.headers["accept-ranges"] == "bytes"
    assert int(answer.headers["content-length"]) == len(answer.body) == recording["size"]


def test_a_wav_is_a_wav(client):
    recording = client.place("/wav", steps=[{"says": "Hello"}])["recordings"][0]

    answer = client.get(recording["url"])

    assert answer.headers["content-type"] == "audio/wav"
    assert answer.body[:4] == b"RIFF"
    assert len(answer.body) == recording["size"] == 44 + round(recording["duration"] * 16_000)


def test_head_says_what_get_would_without_a_body(client, recording):
    head = client.request("HEAD", recording["url"])
    whole = client.get(recording["url"])

    assert (head.status, head.body) == (200, b"")
    for name in ("content-type", "content-length", "accept-ranges"):
        assert head.headers[name] == whole.headers[name]


def test_a_range_is_a_part(client, recording):
    whole = client.get(recording["url"]).body

    answer = client.get(recording["url"], Range="bytes=10-19")

    assert (answer.status, answer.body) == (206, whole[10:20])
    assert answer.headers["content-range"] == f"bytes 10-19/{len(whole)}"
    assert answer.headers["content-length"] == "10"


def test_a_range_behind_the_end_is_refused(client, recording):
    answer = client.get(recording["url"], Range="bytes=999999-")

    assert answer.status == 416
    assert answer.headers["content-range"] == f"bytes */{recording['size']}"


@pytest.mark.parametrize("headers", [{"Range": "pages=1-2"}, {"Range": "bytes=0-9", "If_Range": '"old"'}])
def test_a_range_without_meaning_is_ignored(client, recording, headers):
    """RFC 9110, sections 14.2 and 13.1.5."""
    answer = client.get(recording["url"], **headers)

    assert (answer.status, len(answer.body)) == (200, recording["size"])


@pytest.mark.parametrize(
    "path", ["/HttpRecordings/none.mp3", "/other/HttpRecordings/none.mp3", "/HttpRecordings/..%5C..%5Csettings.py"]
)
def test_what_is_not_there_is_named(client, path):
    answer = client.get(path)

    assert answer.status == 404
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "there is no recording" in answer.text


@pytest.mark.parametrize("path", ["/HttpRecordings/%2e%2e%2fpyproject.toml", "/HttpRecordings/../pyproject.toml"])
def test_no_path_leads_out_of_the_archive(client, path):
    assert client.get(path).status == 404
