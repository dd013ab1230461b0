from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.server.conftest import MESSAGE


def test_a_placed_call_tells_what_came_of_it(client):
    answer = client.request("POST", "/control/v1/calls?wait=10", {"url": f"{client.app}/incoming", "steps": MESSAGE})

    call = answer.json
    assert answer.status == 201
    assert answer.headers["location"] == call["links"]["self"] == f"/control/v1/calls/{call['id']}"
    assert (call["state"], call["over"], call["ended_by"]) == ("ended", True, "pbx")
    assert call["cause"] == {"code": 16, "title": "normal clearing"}
    assert [prompt["text"] for prompt in call["heard"]] == ["Leave a message.", "Thank you."]
    assert [recording["end"] for recording in call["recordings"]] == ["final-timeout"]
    assert (call["passed"], call["problems"], call["failures"], call["error"]) == (True, [], [], None)


def test_a_call_can_be_read_again_and_is_listed(client):
    calls = [client.place(steps=MESSAGE), client.place(steps=MESSAGE, to="9001")]

    assert client.control(f"/calls/{calls[0]['id']}") == calls[0]
    assert [(one["id"], one["to"]) for one in client.control("/calls")["calls"]] == [
        (calls[0]["id"], "9000"),
        (calls[1]["id"], "9001"),
    ]


def test_the_numbers_and_the_settings_of_a_call_are_those_of_the_order(client):
    order = {"from": "+49301234", "to": "77", "settings": {"app_latency": 2}}

    call = client.place(steps=MESSAGE, **order)

    assert (call["from"], call["to"]) == ("+49301234", "77")
    assert call["heard"][0]["started_at"] == 2.0


def test_mistakes_of_the_app_are_problems_of_the_call(client):
    call = client.place("/wrong")

    (problem,) = call["problems"]
    assert problem["message"].startswith("<Spaek> is not an OzML command; did you mean")
    assert (problem["severity"], problem["source"], problem["line"]) == ("error", call["url"], 1)
    assert call["failures"] == [f"{call['url']}:1:{problem['column']}: {problem['message']}"]


def test_a_step_that_cannot_come_true_is_a_failure_of_the_call(client):
    call = client.place(steps=[{"hears": "never said"}])

    assert call["failures"][0].startswith("step 1 failed: hears 'never said': the call ended")
    assert call["passed"] is False


def test_a_call_that_is_not_over_has_not_passed_yet(client):
    order = {"url": f"{client.app}/incoming", "live": True, "clock": "real"}

    call = client.control("/calls", order)

    assert (call["over"], call["failures"], call["passed"]) == (False, [], None)


def test_an_app_that_is_not_there_fails_the_call_not_the_request(client):
    call = client.control("/calls?wait=10", {"url": "http://127.0.0.1:9/incoming"})

    assert call["over"]
    assert "cannot connect to 127.0.0.1:9" in call["failures"][0]


def test_every_kind_of_step_is_taken(client):
    steps = [
        {"hears": {"text": "leave a", "at": "start", "within": "2 min"}},
        {"says": {"noise": "pink", "level": -50, "for": "500ms", "background": True}},
        {"says": {"text": "Guten Tag", "language": "de-DE"}},
        {"says": {"clip": "no-such-file.wav"}},
        {"pauses": "0.5s"},
        {"stays_silent": 1},
        {"stays_silent": None},
        {"hangs_up": None},
    ]

    call = client.place(steps=steps)

    assert call["failures"][0].startswith("step 0 failed: the call was not placed: no-such-file.wav")
    steps.remove({"says": {"clip": "no-such-file.wav"}})
    assert client.place(steps=steps)["failures"] == []


def test_a_caller_presses_keys_and_hangs_up_by_script(client):
    call = client.place("/menu", steps=[{"hears": "Press"}, {"presses": "1"}, {"hears": "One"}, "hangs_up"])

    assert call["failures"] == []
    assert call["ended_by"] == "caller"


def test_each_call_has_its_own_id(client):
    ids = {client.place(steps=["hangs_up"])["id"] for _ in range(5)}

    assert len(ids) == 5


def test_the_same_seed_gives_the_same_call_with_recordings_of_its_own(client):
    first, second, third = (client.place(steps=MESSAGE, seed=7) for _ in range(3))

    assert first["call_id"] == second["call_id"] == third["call_id"] == first["id"]
    assert [second["id"], third["id"]] == [f"{first['id']}-2", f"{first['id']}-3"]
    assert second["recordings"][0]["name"] == first["recordings"][0]["name"]
    assert second["recordings"][0]["url"] != first["recordings"][0]["url"]
    assert client.get(second["recordings"][0]["url"]).body == client.get(first["recordings"][0]["url"]).body
    transcripts = [client.get(f"{one['links']['transcript']}?format=text&detail=true").text for one in (first, second)]
    assert transcripts[0] == transcripts[1]


def test_a_transcript_is_json_or_text(client):
    path = client.place(steps=MESSAGE)["links"]["transcript"]

    entries = client.get(path).json["entries"]
    assert entries[0] | {"call": ""} == {
        "at": 0.0,
        "call": "",
        "event": "CallOffered",
        "caller": "+3612345678",
        "dialled": "9000",
        "name": "",
    }
    short = client.get(path, Accept="text/plain")
    assert short.headers["content-type"] == "text/plain; charset=utf-8"
    assert short.text.splitlines()[0] == "0.0 call from +3612345678 to 9000"
    assert len(client.get(f"{path}?format=text&detail=true").text.splitlines()) == len(entries)
    assert client.get(f"{path}?format=json", Accept="text/plain").json["version"] == 1


def test_the_recordings_of_a_call_are_listed(client):
    call = client.place(steps=MESSAGE)

    assert client.get(call["links"]["recordings"]).json == {"recordings": call["recordings"]}


def test_reset_forgets_calls_and_recordings(client):
    call = client.place(steps=MESSAGE)

    assert client.request("POST", "/control/v1/reset").status == 204

    assert client.control("/calls") == {"calls": []}
    assert client.get(call["links"]["self"]).status == 404
    assert client.get(call["recordings"][0]["url"]).status == 404


def test_many_calls_at_once_do_not_meet(client):
    def place(number: int):
        return client.place(steps=MESSAGE, to=str(9000 + number))

    with ThreadPoolExecutor(20) as pool:
        calls = list(pool.map(place, range(60)))

    assert [call["to"] for call in calls] == [str(9000 + number) for number in range(60)]
    assert len({call["id"] for call in calls}) == 60
    assert all(call["failures"] == [] and len(call["recordings"]) == 1 for call in calls)


def test_a_mistake_of_ours_is_told_in_the_call_and_in_the_log(client, monkeypatch, caplog):
    from simulator.drivers.outside import Outside

    def broken(*_):
        raise KeyError("lost")

    monkeypatch.setattr(Outside, "perform", broken)

    call = client.place(steps=MESSAGE)

    assert call["over"]
    assert call["error"] == "the simulator itself went wrong: KeyError('lost')"
    assert f"call {call['id']}: the simulator itself went wrong" in caplog.text


def test_events_of_a_call_that_is_over_are_told_to_the_end(client):
    call = client.place(steps=MESSAGE)

    *entries, last = client.events(call["id"])

    assert entries == client.get(call["links"]["transcript"]).json["entries"]
    assert last == call


def test_events_go_on_where_the_client_lost_them(client):
    call = client.place(steps=MESSAGE)

    entries = list(client.events(call["id"]))
    rest = list(client.events(call["id"], **{"Last-Event-ID": "4"}))

    assert rest == entries[5:]


@pytest.mark.parametrize(
    "path", ["/calls/none", "/calls/none/transcript", "/calls/none/events", "/calls/none/recordings"]
)
def test_a_call_that_nobody_placed_is_not_found(client, path):
    answer = client.get(f"/control/v1{path}")

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "there is no call 'none'",
    }
