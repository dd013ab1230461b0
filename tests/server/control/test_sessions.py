"""Phone systems that live on, each apart from all others."""

from __future__ import annotations

import base64
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from simulator.server import sessions
from simulator.server.serve import serving
from tests.server.conftest import Client

MESSAGE = [{"hears": "message"}, {"says": "Hello, it is me."}, "stays_silent"]


def test_a_session_is_made_with_a_place_for_commands(client):
    answer = client.request("POST", "/control/v1/sessions", {"id": "worker-1"})

    assert (answer.status, answer.headers["location"]) == (201, "/control/v1/sessions/worker-1")
    session = answer.json
    assert session["pbx_url"] == f"{client.server}/sessions/worker-1"
    assert session["clock"] | {"moment": ""} == {
        "now": 0.0,
        "moment": "",
        "clock": "virtual",
        "frozen": False,
        "idle": True,
    }
    assert (session["calls"], session["entries"], session["live"]) == (0, 0, False)
    assert client.get(answer.headers["location"]).json == session
    assert all(client.get(path).status == 200 for name, path in session["links"].items() if name != "events")


def test_the_default_session_is_always_there(client):
    assert client.control("/sessions/default")["pbx_url"] == client.server
    assert client.request("DELETE", "/control/v1/sessions/default").status == 204

    session = client.control("/sessions/default")

    assert session["pbx_url"] == client.server
    assert [one["id"] for one in client.control("/sessions")["sessions"]] == ["default"]


def test_whoever_lists_the_sessions_makes_none(client):
    assert client.control("/sessions") == {"sessions": []}
    assert client.control("/sessions") == {"sessions": []}


def test_the_default_session_is_there_when_there_is_no_room_for_others(client, monkeypatch):
    monkeypatch.setattr(sessions, "MOST_SESSIONS", 2)
    client.session(id="a")
    client.session(id="b")

    command = client.get("/?command=ListActiveCalls")
    listed = client.get("/control/v1/sessions")
    refused = client.request("POST", "/control/v1/sessions", {"id": "c"})

    assert (command.status, listed.status, refused.status) == (200, 200, 409)
    assert [one["id"] for one in listed.json["sessions"]] == ["a", "b", "default"]
    assert refused.json["type"] == "urn:ozeki-simulator:full"


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="only Linux has such a file")
def test_a_file_that_cannot_be_copied_is_called_as_the_client_has_written_it(client):
    files = {r"Uploads\x": {"copy_of": "/proc/self/mem"}}

    answer = client.request("POST", "/control/v1/sessions", {"files": files})

    assert answer.status == 422
    assert answer.json["detail"] == r"files: 'Uploads\\x': /proc/self/mem cannot be copied: Input/output error"


def test_files_of_the_servers_computer_are_not_given_to_other_computers(tmp_path):
    (tmp_path / "a.txt").write_text("secret", encoding="utf-8")
    with serving(host="0.0.0.0") as url:
        client = Client(url, "")

        refused = client.request("POST", "/control/v1/sessions", {"files": {"b": {"copy_of": f"{tmp_path}/a.txt"}}})
        sent = client.request("POST", "/control/v1/sessions", {"files": {"b": "content"}})

    assert (refused.status, sent.status) == (403, 201)
    assert refused.json["detail"] == (
        "files: 'b': 'copy_of' is for servers that listen on loopback, such as 127.0.0.1, and this one does not; "
        "send the content itself, as text or as 'base64'"
    )


def test_a_call_to_an_extension_without_an_app_is_refused_as_a_message_is(client):
    session = client.session(office={"extensions": {"9000": {}, "9001": f"{client.app}/menu"}})

    call = session.request("POST", "/calls", {"to": "9000"})
    message = session.request("POST", "/sms", {"to": "9000", "text": "Hello"})

    assert (call.status, message.status) == (422, 422)
    assert call.json["detail"] == "no app is known for the extension '9000'; expected a 'url'"
    assert message.json["detail"] == call.json["detail"]
    assert session.request("POST", "/calls", {"to": "9001"}).status == 201


def test_a_call_to_an_extension_without_an_app_may_be_sent_elsewhere(client):
    session = client.session(office={"dial_plan": {"9000": "4711"}}, phones={"4711": [{"says": "Hello"}]})

    call = session.place(to="9000", steps=[{"hears": "Hello"}])

    assert call["failures"] == []


def test_a_session_without_a_name_gets_a_free_one(client):
    client.session(id="s1")

    names = {client.session().id for _ in range(3)}

    assert len(names) == 3
    assert "s1" not in names


def test_a_name_is_taken_once(client):
    client.session(id="mine")

    answer = client.request("POST", "/control/v1/sessions", {"id": "mine"})

    assert (answer.status, answer.json["type"]) == (409, "urn:ozeki-simulator:taken")
    assert answer.json["detail"] == "there is a session 'mine' already"


@pytest.mark.parametrize("name", ["", "a/b", "..", "ä", "a b", "-a", "a" * 65])
def test_a_name_is_a_part_of_an_address(client, name):
    answer = client.request("POST", "/control/v1/sessions", {"id": name})

    assert answer.status == 422
    assert answer.json["errors"][0]["pointer"] == "#/id"


def test_a_session_that_is_removed_is_not_found(client):
    session = client.session()
    call = session.place(f"{client.app}/incoming", steps=MESSAGE)

    session.remove()

    answer = session.request("GET")
    assert (answer.status, answer.json["detail"]) == (404, f"there is no session {session.id!r}")
    assert session.request("GET", f"/calls/{call['id']}").status == 404
    assert client.get(call["recordings"][0]["url"]).status == 404


def test_a_call_in_a_session_is_read_where_it_is(client):
    session = client.session()

    call = session.place(f"{client.app}/incoming", steps=MESSAGE)

    assert call["failures"] == []
    assert (call["placed"], call["over"], call["ended_by"]) == (True, True, "pbx")
    assert call["links"]["self"] == f"/control/v1/sessions/{session.id}/calls/{call['id']}"
    assert client.get(call["links"]["self"]).json == call
    assert call["outbox"] is None
    assert client.get(call["links"]["outbox"]).json == {"sms": [], "emails": [], "messages": []}
    (recording,) = session.control("/recordings")["recordings"]
    assert call["recordings"] == [recording]
    assert recording["url"].startswith(f"{session.pbx_url}/HttpRecordings/{call['id']}_")
    assert len(client.get(recording["url"]).body) == recording["size"]
    assert client.control("/calls") == {"calls": []}


def test_calls_of_a_session_share_its_clock_and_keep_their_own_transcripts(client):
    session = client.session()

    calls = [session.place(f"{client.app}/incoming", steps=MESSAGE) for _ in range(2)]

    transcripts = [client.get(f"{call['links']['transcript']}?format=text").text for call in calls]
    assert calls[1]["heard"][0]["started_at"] >= calls[0]["recordings"][0]["duration"]
    for transcript in transcripts:
        assert transcript.splitlines()[0].endswith("call from +3612345678 to 9000")
        assert transcript.count("call from") == 1
    events = _events(client, calls[1])
    assert {data["call"] for data in events[:-1]} == {calls[1]["id"]}
    assert events[-1] == client.get(calls[1]["links"]["self"]).json


def _events(client, call):
    import json
    from urllib.request import urlopen

    with urlopen(client.server + call["links"]["events"], timeout=20) as stream:
        return [json.loads(line.removeprefix(b"data: ")) for line in stream if line.startswith(b"data: ")]


def test_people_call_each_other(client):
    session = client.session(phones={"2001": {"answers": 3, "does": [{"says": "Bob here"}, {"pauses": 5}, "hangs_up"]}})

    call = session.place(None, to="2001", **{"from": "2000"}, steps=[{"hears": "Bob"}, {"says": "Good bye"}])

    assert (call["failures"], call["url"]) == ([], None)
    calls = session.control("/calls")["calls"]
    assert [(one["placed"], one["from"], one["to"], one["person"]) for one in calls] == [
        (True, "2000", "2001", "2000"),
        (False, "2000", "2001", "2001"),
    ]
    (active,) = session.control("/active?all=true")["calls"]
    assert (active["source"], active["destination"], active["state"]) == ("2000", "2001", "Completed")
    assert (active["direction"], active["ring_seconds"]) == ("Internal", 3.0)
    assert session.control("/active") == {"calls": []}


def test_what_goes_on_is_listed_as_the_pbx_does(client):
    session = client.session(frozen=True)
    call = session.place(f"{client.app}/patient", wait=0)
    session.run({"event": "RecordingStarted"})

    (active,) = session.control("/active")["calls"]

    assert (active["call_id"], active["state"], active["over"]) == (call["id"], "InCall", False)
    assert call["id"] in session.command("ListActiveCalls").text


def test_an_office_names_the_app_of_an_extension(client):
    office = {
        "extensions": {"9000": f"{client.app}/incoming", "9001": {"url": f"{client.app}/wav", "sms_url": None}},
        "dial_plan": {"0": "9000", "1*": ""},
    }
    session = client.session(office=office)

    calls = [session.place(to=number, steps=["stays_silent"]) for number in ("9000", "9001", "0", "17")]

    heard = [[one["text"] for one in call["heard"]] for call in calls]
    assert heard == [["Leave a message.", "Thank you."], [], ["Leave a message.", "Thank you."], []]
    assert calls[3]["cause"]["title"] == "call rejected"


def test_a_message_reaches_the_app_that_the_office_names(client):
    session = client.session(office={"extensions": {"9000": {"url": f"{client.app}/report"}}})

    message = session.control("/sms?wait=10", {"text": "Call me", "from": "4711"})

    assert (message["kind"], message["over"], message["text"], message["person"]) == ("sms", True, "Call me", "4711")
    assert message["url"] == f"{client.app}/report"
    nobody = session.request("POST", "/sms", {"text": "Call me", "to": "9009"})
    assert (nobody.status, nobody.json["detail"]) == (422, "no app is known for the extension '9009'; expected a 'url'")


def test_phones_and_variables_are_those_of_the_session_and_calls_may_add_some(client):
    session = client.session(
        phones={"4711": "busy", "4712": {"answers": 1, "does": ["hangs_up"]}},
        variables={"who": "Anna"},
        arrays={"voicemails": [{"message": "1.wav", "from": "Bob"}]},
    )

    usual = session.place(f"{client.app}/list", steps=["stays_silent"])
    other = session.place(f"{client.app}/list", steps=["stays_silent"], variables={"who": "Eve"})
    transferred = session.place(f"{client.app}/transfer", steps=["stays_silent"])

    assert [one["text"] for one in usual["heard"]] == ["Hello Anna.", "From Bob"]
    assert [one["text"] for one in other["heard"]] == ["Hello Eve.", "From Bob"]
    dialled = [(one["to"], one["state"]) for one in session.control("/calls")["calls"] if not one["placed"]]
    assert transferred["failures"] == []
    assert dialled == [("4711", "ended"), ("4712", "ended")]


def test_mistakes_of_the_app_are_problems_of_the_call_that_they_are_made_on(client):
    session = client.session()

    wrong, right = (session.place(f"{client.app}{path}", steps=["stays_silent"]) for path in ("/wrong", "/incoming"))

    assert [one["rule"] for one in wrong["problems"]] == ["unknown-element"]
    assert len(wrong["failures"]) == 1
    assert (right["problems"], right["failures"]) == ([], [])


def test_settings_are_chosen_when_a_session_is_made(client):
    session = client.session(settings={"ring_time": 20, "strict": False})

    settings = session.control("/settings")["settings"]

    assert (settings["ring_time"], settings["strict"], settings["dialect"]) == (20.0, False, "xe")
    assert session.request("PATCH", "/settings", {}).status == 405


def test_reset_begins_anew_with_the_same_names(client):
    session = client.session(frozen=True, phones={"4711": "busy"}, files={"Uploads/a.txt": "first"})
    before = session.control("")
    first = session.place(f"{client.app}/delete", wait=0)
    session.run("idle")
    assert not Path(before["data_folder"], "Uploads/a.txt").exists()

    answer = session.request("POST", "/reset")

    assert answer.status == 200
    after = answer.json
    assert (after["clock"], after["seed"], after["calls"], after["entries"]) == (before["clock"], before["seed"], 0, 0)
    assert after["data_folder"] != before["data_folder"]
    assert not Path(before["data_folder"]).exists()
    assert Path(after["data_folder"], "Uploads/a.txt").read_text(encoding="utf-8") == "first"
    assert session.place(f"{client.app}/delete", wait=0)["id"] == first["id"]


def test_a_reset_breaks_off_calls_and_waits(client):
    session = client.session(live=True)
    session.place(f"{client.app}/patient", wait=0)

    with client.at_once(lambda: session.request("POST", "/journal/wait", {"event": "SmsSent", "timeout": 60})) as wait:
        session.wait({"event": "RecordingStarted"})
        session.request("POST", "/reset")
        answer = wait.result(timeout=10)

    assert (answer.status, answer.json["type"]) == (410, "urn:ozeki-simulator:closed")
    assert session.control("/calls") == {"calls": []}


def test_files_of_a_session_are_its_own_and_go_with_it(client, tmp_path):
    sound = Path("fixtures/audio/german.wav").resolve()
    note = tmp_path / "note.txt"
    note.write_text("copied", encoding="utf-8")
    files = {
        "ContentStorage/Static/hello.wav": {"base64": base64.b64encode(sound.read_bytes()).decode()},
        "Uploads/a.txt": "an ä",
        r"Uploads\deep\b.txt": {"copy_of": str(note)},
    }

    session, other = client.session(files=files), client.session()

    folder = Path(session.control("")["data_folder"])
    assert (folder / "ContentStorage/Static/hello.wav").read_bytes() == sound.read_bytes()
    assert (folder / "Uploads/a.txt").read_text(encoding="utf-8") == "an ä"
    assert (folder / "Uploads/deep/b.txt").read_text(encoding="utf-8") == "copied"
    assert Path(other.control("")["data_folder"]) != folder
    call = session.place(f"{client.app}/delete", steps=["stays_silent"])
    assert call["failures"] == []
    assert not (folder / "Uploads/a.txt").exists()
    session.remove()
    assert not folder.exists()


def test_a_session_shares_a_data_folder_if_it_is_told_to(client, tmp_path):
    session = client.session(settings={"data_folder": str(tmp_path)})

    assert session.control("")["data_folder"] == str(tmp_path)
    session.remove()
    assert tmp_path.exists()


@pytest.mark.parametrize(
    ("order", "detail"),
    [
        ({"files": {"../a": "x"}}, "#: files: '../a': expected a path within the data folder, such as 'Uploads/a.txt'"),
        ({"files": {"/a": "x"}}, "#: files: '/a': expected a path within the data folder, such as 'Uploads/a.txt'"),
        ({"files": {"a/b": "x", r"A\b": "y"}}, r"#: files: 'a/b' and 'A\\b' are the same file"),
        ({"files": {"con": "x"}}, "#: files: 'con': 'con' is a device, a file was expected"),
        ({"files": {"": "x"}}, "#: files: '': is empty, a path was expected"),
        ({"files": {"a": {"base64": "?"}}}, "#/files/a: 'base64' is not the base 64 of anything"),
        ({"files": {"a": {"copy_of": "/none"}}}, "files: 'a': /none cannot be copied: No such file or directory"),
        ({"files": {"a": {"copy_of": "/dev/zero"}}}, "files: 'a': /dev/zero is no file"),
        ({"files": {"a": {"copy_of": "a\0b"}}}, "files: 'a': a\0b cannot be copied: embedded null byte"),
        ({"files": {r"A\b\c": "x", "a/B": "y"}}, r"#: files: 'a/B' is a file, and a folder in 'A\\b\\c'"),
        ({"files": {"a": "x", "a/b/c": "y"}}, "#: files: 'a' is a file, and a folder in 'a/b/c'"),
        ({"files": {"a": "x"}, "settings": {"data_folder": "."}},
         "#: 'files' are put into a data folder of the session's own; leave data_folder out"),
        ({"settings": {"strikt": 1}}, "#/settings: unknown setting 'strikt'; did you mean 'strict'?"),
        ({"office": {"acces": {}}}, "#/office: unknown name 'acces'; did you mean 'access'?"),
        ({"office": {"extensions": {"1": 5}}}, "#/office/extensions/1: input should be a valid string"),
        ({"office": {"extensions": {"1": "x"}}}, "#/office/extensions/1: 'x' is not an http:// or https:// address"),
        ({"office": {"access": {"allowed": ["x"]}}},
         "#/office/access: 'x' is no address or network of clients; write it like '10.1.2.3' or '10.1.0.0/16'"),
        ({"office": {"access": {"users": {"a": {}}}}}, "#/office/access/users/a: 'password' is missing"),
        ({"pbx_port": 70000}, "#/pbx_port: input should be less than or equal to 65535"),
        ({"clock": "x0"}, "#/clock: unknown clock 'x0'; expected 'virtual', 'real' or a factor such as 'x10'"),
        ({"phones": {"1": "bussy"}}, "#/phones/1: unknown phone 'bussy'; did you mean 'busy'?"),
    ],
)  # fmt: skip
def test_a_wrong_session_is_explained_and_not_made(client, order, detail):
    answer = client.request("POST", "/control/v1/sessions", {"id": "wrong", **order})

    assert (answer.status, answer.json["detail"]) == (422, detail)
    assert client.get("/control/v1/sessions/wrong").status == 404
    assert client.session(id="wrong").id == "wrong"


def test_fifty_sessions_at_once_do_not_meet(client):
    """Each has numbers, a clock, an outbox and recordings of its own, whatever the order in which they are used."""
    dice = random.Random(5)
    numbers = list(range(50))
    sessions = {number: client.session(frozen=True, variables={"who": f"Nr {number}"}) for number in numbers}

    def write(number):
        sessions[number].place(f"{client.app}/letters", steps=["stays_silent"], wait=0)

    def record(number):
        sessions[number].place(f"{client.app}/wav", to=str(1000 + number), wait=0)

    def text(number):
        sessions[number].command("SendSms", ApiExtension="9000", Recipient="4711", Message=f"from {number}")

    work = [(act, number) for number in numbers for act in (write, record, text)]
    dice.shuffle(work)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: one[0](one[1]), work))
        list(pool.map(lambda number: sessions[number].advance(100 + number), dice.sample(numbers, 50)))
        found = dict(zip(numbers, pool.map(lambda number: _found(sessions[number]), numbers), strict=True))

    for number in numbers:
        one = found[number]
        assert one["now"] == 100 + number
        assert one["to"] == {"9000", str(1000 + number)}
        assert one["emails"] == [f"From Nr {number}"]
        assert one["sms"] == [f"from {number}"]
        assert len(one["recordings"]) == 1
        assert one["journal"] <= one["calls"] | one["messages"] | {"HTTP"}
    calls = [call_id for one in found.values() for call_id in one["calls"]]
    recordings = [url for one in found.values() for url in one["recordings"]]
    assert len(set(calls)) == len(calls) == 100
    assert len(set(recordings)) == 50


def _found(session):
    outbox, calls = session.control("/outbox"), session.control("/calls")["calls"]
    return {
        "now": session.control("/clock")["now"],
        "calls": {call["id"] for call in calls},
        "to": {call["to"] for call in calls},
        "emails": [one["text"] for one in outbox["emails"]],
        "sms": [one["text"] for one in outbox["sms"]],
        "messages": {one["id"] for one in outbox["sms"]},
        "recordings": [one["url"] for one in session.control("/recordings")["recordings"]],
        "journal": {entry["call"] for entry in session.journal(limit=1000)},
    }
