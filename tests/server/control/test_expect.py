"""What is expected of a call is said when it is placed, or asked later; the words are those of scenario files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.drivers.serving import ServerThread
from simulator.server.serve import serving
from simulator.settings import Settings
from tests.server.conftest import MESSAGE, Client

FIXTURES = Path(__file__).parents[3] / "fixtures" / "audio"
MENU = [{"hears": "Press"}, {"presses": "1"}, {"hears": "One"}, "hangs_up"]


def outcomes(call):
    return [(one["pointer"], one["met"], [each["sentence"] for each in one["unmet"]]) for one in call["expectations"]]


def test_a_call_that_is_as_expected_has_no_failures(client):
    expects = [
        {"notifications": ["IncomingCall", "RecordCompleted"]},
        {"hears": ["leave a message", "/^thank you/"]},
        {"recording": {"ended_by": "final-timeout", "length": "at least 3s", "silent": False}},
        {"recordings": 1},
        {"call": {"ended_by": "pbx", "cause": "normal clearing", "answered at": 0}},
        {"latency": "30s"},
        {"dead_air": "4s"},
        {"problems": []},
    ]

    call = client.place(steps=MESSAGE, expects=expects, never={"hears": "error", "recordings": "at least 2"})

    assert [one["met"] for one in call["expectations"]] == [True] * 10
    assert [one["name"] for one in call["expectations"]][-3:] == ["problems", "hears", "recordings"]
    assert call["failures"] == []


def test_whatever_is_not_as_expected_is_told_and_is_a_failure(client):
    expects = [{"recordings": 2}, {"hears": "Thank you"}, {"call": {"ended_by": "caller", "duration": "1s"}}]

    call = client.place(steps=MESSAGE, expects=expects, never=[{"hears": "message"}])

    assert outcomes(call) == [
        ("#/expects/0/recordings", False, ["recordings: expected 2, was 1"]),
        ("#/expects/1/hears", True, []),
        (
            "#/expects/2/call",
            False,
            ["call: ended_by expected caller, was pbx", "call: duration expected 1.0 s ± 0.05, was 6.303 s"],
        ),
        ("#/never/0/hears", False, ["hears: expected never 'message', was 'Leave a message.' at 0.0 s"]),
    ]
    assert call["failures"] == [sentence for _, _, sentences in outcomes(call) for sentence in sentences]


def test_a_difference_is_told_in_parts_too(client):
    call = client.place(
        "/menu", steps=MENU, expects={"hears": "Press 2", "recording": {"length": "3s"}}, never={"hears": "One"}
    )

    hears, recording, never = (one["unmet"][0] for one in call["expectations"])
    assert (hears["what"], hears["expected"], hears["nearest"]) == ("hears", "'Press 2'", "Press 1.")
    assert recording == {
        "what": "recording 1",
        "expected": "to be made",
        "was": "not (0 made)",
        "sentence": "recording 1: expected to be made, was not (0 made)",
        "nearest": None,
        "at": None,
    }
    assert never["at"] == call["heard"][1]["started_at"] > 0


def test_what_went_wrong_on_the_way_stands_before_what_was_not_as_expected(client):
    call = client.place(steps=[{"hears": "never said"}], expects={"recordings": 7})

    first, second = call["failures"]
    assert first.startswith("step 1 failed: hears 'never said'")
    assert second == "recordings: expected 7, was 1"


def test_an_error_of_the_app_that_is_expected_is_no_failure(client):
    wanted = {"problems": [{"unknown-element": "Spaek"}]}

    call = client.place("/wrong", expects=wanted)

    assert ([one["rule"] for one in call["problems"]], call["failures"]) == (["unknown-element"], [])
    assert client.place("/wrong", expects={"problems": []})["failures"][1:] == [
        "problems: expected nothing, was unknown-element"
    ]


def test_what_comes_of_a_call_is_judged_when_it_is_over(client):
    expects = {
        "calls": [{"to": "4711", "answered": True, "hears": "It is me", "recordings": 1}],
        "sms": [{"to": "4711", "text": "Soon", "state": "delivered"}],
        "notifications": ["IncomingCall", "CallConnected", "SMSDeliveryReport"],
    }
    phones = {"4711": {"answers": 3, "does": [{"says": "Hello"}], "sms": {"state": "delivered", "after": 60}}}

    call = client.place("/callback", expects=expects, phones=phones)

    assert call["failures"] == []


def test_a_message_has_expectations_too(client):
    message = client.receive("/callback", expects={"calls": ["4711"], "sms": []}, phones={"4711": "busy"})

    assert outcomes(message) == [
        ("#/expects/calls", True, []),
        ("#/expects/sms", False, ["sms: expected none, was 1 (to 4711: 'Soon')"]),
    ]


def test_nothing_is_judged_before_a_call_is_over(client):
    call = client.place(
        "/patient", wait=0, steps=[], live=True, clock="x50", expects={"recordings": 1}, never={"recordings": 1}
    )
    client.until(call["id"], "RecordingStarted")

    running = client.control(f"/calls/{call['id']}")
    client.control(f"/calls/{call['id']}/hangup", method="POST")
    ended = client.control(f"/calls/{call['id']}?wait=10")

    assert [one["met"] for one in running["expectations"]] == [None, None]
    assert running["passed"] is None
    assert running["failures"] == []
    assert [one["met"] for one in ended["expectations"]] == [True, False]
    assert list(client.events(call["id"]))[-1] == ended


def test_a_call_is_judged_on_a_real_clock_as_on_a_virtual_one(client):
    expects = [{"recordings": 1}, {"calls": []}, {"hears": "nothing of that kind"}]

    virtual, real = (client.place(steps=MESSAGE, expects=expects, clock=clock) for clock in ("virtual", "x100"))

    assert outcomes(virtual) == outcomes(real)


def test_a_call_that_was_placed_before_is_judged_as_it_stands(client):
    call = client.place("/patient", wait=0, steps=[], live=True, clock="x50")
    client.until(call["id"], "RecordingStarted")
    order = {"expects": {"recordings": 1, "hears": "message"}, "never": [{"hears": "Goodbye"}]}

    early = client.control(f"/calls/{call['id']}/expect", order)
    client.control(f"/calls/{call['id']}/hangup", method="POST")
    late = client.control(f"/calls/{call['id']}/expect?wait=10", order)

    assert (early["over"], early["met"]) == (False, False)
    assert outcomes(early) == [
        ("#/expects/recordings", False, ["recordings: expected 1, was 0"]),
        ("#/expects/hears", True, []),
        ("#/never/0/hears", True, []),
    ]
    assert (late["over"], late["met"]) == (True, True)
    assert client.control(f"/calls/{call['id']}")["expectations"] == []


def test_nothing_that_is_expected_is_a_mistake(client):
    call = client.place(steps=["hangs_up"])

    problem = client.control(f"/calls/{call['id']}/expect", {"expects": []})

    assert problem["detail"] == "#: nothing is expected; say something in 'expects' or 'never'"


def test_the_answers_of_the_app_are_measured(client):
    call = client.place(steps=MESSAGE)

    assert [(one["notification"], one["url"]) for one in call["latencies"]] == [
        ("IncomingCall", f"{client.app}/incoming"),
        ("RecordCompleted", f"{client.app}/recorded"),
    ]
    assert all(0 < one["seconds"] < 20 for one in call["latencies"])
    assert call["latencies"][1]["at"] > 3


@pytest.mark.parametrize(
    ("expects", "pointer", "detail"),
    [
        ([{"recording": {"lenght": "3s"}}], "/0/recording/lenght", "unknown key 'lenght'; did you mean 'length'?"),
        ([{"call": {}}, {"recrdings": 1}], "/1/recrdings", "unknown key 'recrdings'; did you mean 'recordings'?"),
        ({"recordings": "many"}, "/recordings", "expected a whole number such as 4"),
        (
            {"notifications": ["IncomingCall", {"CallChanged": {"CallState": []}}]},
            "/notifications/1/CallChanged/CallState",
            "expected a text, not a list",
        ),
        ([5], "/0", "expected an object with one name, such as {'recordings': 1}, not 5"),
        (["recordings"], "/0", "'recordings' needs a value, in an object with the name 'recordings'"),
        ([{"recordings": 1, "call": {}}], "/0", "'recordings' and 'call' are in one object; write an object for each"),
        (5, "", "expected a list of objects such as {'recordings': 1}, or one object"),
        ({"recording": {"contains": "nosuch.wav"}}, "/recording/contains", "no clip 'nosuch.wav' in .; there are no"),
        ({"recording": {"length": None}}, "/recording/length", "expected a length of time such as 4.7s ± 0.1, found"),
    ],
)
def test_a_wrong_expectation_is_refused_before_the_call(client, expects, pointer, detail):
    answer = client.request("POST", "/control/v1/calls", {"url": f"{client.app}/incoming", "expects": expects})

    assert answer.status == 422
    (mistake,) = answer.json["errors"]
    assert mistake["pointer"] == f"#/expects{pointer}"
    assert mistake["detail"].startswith(detail)
    assert client.control("/calls") == {"calls": []}


def test_all_wrong_expectations_are_told_at_once(client):
    order = {
        "url": "x",
        "expects": {"recordings": "many", "recording": {"format": "ogg", "of/": "1"}},
        "never": ["error", {"latency": 1}, {}],
    }

    errors = client.control("/calls", order)["errors"]

    assert [one["pointer"] for one in errors] == [
        "#/expects/recordings",
        "#/expects/recording/format",
        "#/expects/recording/of~1",
        "#/never/0",
        "#/never/1/latency",
        "#/never/2",
        "#/url",
    ]


def test_what_is_nested_too_deeply_is_a_mistake(client):
    deep: object = "1"
    for _ in range(400):
        deep = [deep]

    answer = client.request("POST", "/control/v1/calls", {"url": client.app, "expects": {"recordings": deep}})

    assert answer.status in (400, 422)
    assert "recordings" in answer.json["detail"] or "nested" in answer.json["detail"]


# -- in a session ----------------------------------------------------------------------------------------------------


def test_in_a_session_what_has_happened_since_counts(client):
    """Nobody has to reset a session between two tests."""
    session = client.session(phones={"4711": {"answers": 3, "does": ["hangs_up"]}})
    expects = {
        "notifications": ["IncomingCall", "SMSDeliveryReport", "CallConnected"],
        "calls": [{"to": "4711", "answered": True, "duration": 3}],
        "sms": ["Soon"],
        "history": [{"from": "+3612345678", "to": "9000"}, {"from": "9000", "to": "4711"}],
        "commands": [],
        "latency": {"IncomingCall": "30s", "CallConnected": "30s"},
    }

    first, second = (session.place(f"{client.app}/callback", expects=expects) for _ in range(2))

    assert (first["failures"], second["failures"]) == ([], [])
    assert second["now"] > first["now"] >= 3
    assert len(session.control("/outbox")["sms"]) == 2


def test_in_a_session_instants_count_from_the_call(client):
    session = client.session()
    session.place(f"{client.app}/incoming", steps=MESSAGE)
    expects = {"call": {"answered at": 0, "ended at": "6.3s ± 0.1", "duration": "6.3s ± 0.1"}, "dead air": "1s"}

    call = session.place(f"{client.app}/incoming", steps=MESSAGE, expects=expects)

    assert call["failures"] == []
    assert call["now"] == pytest.approx(12.6, abs=0.2)


def test_in_a_session_a_call_with_expectations_is_over_when_all_that_came_of_it_is(client):
    session = client.session(frozen=True, phones={"4711": {"answers": 3, "does": ["hangs_up"]}})
    expects = {"calls": [{"to": "4711", "answered": True}], "recordings": 0}

    call = session.place(f"{client.app}/callback", expects=expects, wait=0)
    beside = session.place(f"{client.app}/callback", wait=0)
    session.advance(2)
    early, other = (session.control(f"/calls/{one['id']}") for one in (call, beside))
    session.advance(60)
    late = session.control(f"/calls/{call['id']}?wait=10")

    assert (early["state"], early["over"], early["expectations"][0]["met"]) == ("ended", False, None)
    assert (other["state"], other["over"]) == ("ended", True)
    assert late["over"]
    assert [one["met"] for one in late["expectations"]] == [False, True], "two calls were placed since"


def test_in_a_session_what_happens_after_a_call_is_not_judged(client):
    session = client.session(phones={"4711": {"answers": 3}})
    expects = {"notifications": ["IncomingCall"], "calls": []}
    call = session.place(f"{client.app}/menu", steps=MENU, expects=expects, wait=0)
    session.wait({"event": "CallCleared", "call": call["id"]})

    session.place(f"{client.app}/callback", live=True)
    later = session.control(f"/calls/{call['id']}")

    assert (later["over"], later["failures"]) == (True, [])
    judged = session.control(f"/calls/{call['id']}/expect", {"expects": expects})
    assert [one["met"] for one in judged["expectations"]] == [False, False], "it stands otherwise now"


@pytest.mark.parametrize("leaps", [[200], [2, 200], [0.5, 0.1, 3, 0.5, 200]])
@pytest.mark.parametrize("ends", [[{"pauses": 0.5}, "hangs_up"], []], ids=["by the caller", "by the app"])
def test_a_verdict_does_not_depend_on_how_the_clock_is_steered(client, leaps, ends):
    """The other call is in its midst when the first one is over."""
    session = client.session(frozen=True)
    expects = [{"history": []}, {"hears": "Thank"}, {"notifications": []}]
    call = session.place(f"{client.app}/recorded", steps=ends, expects=expects, wait=0)
    session.place(f"{client.app}/menu", steps=[{"pauses": 3}, *MENU], wait=0)

    for seconds in leaps:
        session.advance(seconds)
    late = session.control(f"/calls/{call['id']}?wait=10")

    state = "CallerHungUp" if ends else "CalleeHungUp"
    told = {one["name"]: [each["was"] for each in one["unmet"]] for one in late["expectations"]}
    assert told["history"] == [f"2 (+3612345678 to 9000 {state}; +3612345678 to 9000 InCall)"]
    assert told["notifications"] == ["IncomingCall, IncomingCall"]


def test_what_is_set_going_at_the_same_instant_is_not_judged(client):
    session = client.session(frozen=True, phones={"2001": {"answers": 1}})
    order = {"to": "2001", "from": "2000", "live": True, "wait": 0}
    call = session.place(**order, expects={"history": [{"to": "2001"}]})
    session.advance(5)

    session.control(f"/calls/{call['id']}/hangup", method="POST")
    session.place(**order)
    session.advance(5)

    assert session.control(f"/calls/{call['id']}?wait=10")["failures"] == []


def test_in_a_session_what_comes_of_other_calls_holds_nothing_up(client):
    session = client.session(frozen=True, phones={"4711": {"answers": 40}})
    call = session.place(f"{client.app}/menu", steps=MENU, expects={"recordings": 0, "calls": []}, wait=0)
    other = session.place(f"{client.app}/callback", expects={"calls": ["4711"]}, wait=0)

    session.advance(30)
    first, second = (session.control(f"/calls/{one['id']}") for one in (call, other))

    assert (first["over"], second["over"], first["state"], second["state"]) == (True, False, "ended", "ended")
    assert [one["met"] for one in first["expectations"]] == [True, False], "another script has called somebody"


def test_in_a_session_a_call_that_an_app_has_placed_with_a_command_may_have_come_of_any(client):
    session = client.session(frozen=True, phones={"4711": {"answers": 2, "does": [{"pauses": 20}, "hangs_up"]}})
    call = session.place(f"{client.app}/menu", steps=MENU, expects={"calls": ["4711"]}, wait=0)
    session.command("Call", Dialed="4711", ApiExtension="9000", Url=f"{client.app}/patient")

    session.advance(15)
    early = session.control(f"/calls/{call['id']}")
    session.advance(60)
    late = session.control(f"/calls/{call['id']}?wait=10")

    assert (early["state"], early["over"]) == ("ended", False)
    assert (late["over"], late["failures"]) == (True, [])


def test_many_calls_with_expectations_end_at_one_instant(client):
    session = client.session(frozen=True)
    ids = [
        session.place(f"{client.app}/recorded", expects={"recordings": 0, "hears": "Thank"}, wait=0)["id"]
        for _ in range(30)
    ]

    session.advance(100)

    assert [session.control(f"/calls/{one}?wait=10")["failures"] for one in ids] == [[]] * 30


def test_in_a_session_what_is_told_of_a_call_has_the_instants_of_the_journal(client):
    session = client.session()
    session.place(f"{client.app}/incoming", steps=MESSAGE)
    never = {"hears": "Thank", "recordings": "at least 1", "notifications": "RecordCompleted"}

    call = session.place(f"{client.app}/incoming", steps=MESSAGE, never=never)

    heard, recordings, notifications = (one["unmet"][0]["at"] for one in call["expectations"])
    told = [entry["at"] for entry in session.journal(event="NotificationSent", call=call["id"])]
    assert notifications == told[1] == call["latencies"][1]["at"] > 6
    assert heard == call["heard"][1]["started_at"] == notifications
    assert 6 < recordings < notifications


def test_in_a_session_the_calls_of_others_hold_nothing_up(client):
    session = client.session(phones={"2001": {"answers": 1}})
    others = session.place(to="2001", live=True, wait=0, **{"from": "2000"})
    call = session.place(f"{client.app}/menu", steps=MENU, expects={"hears": ["Press 1", "One"]})

    assert (call["over"], call["failures"]) == (True, [])
    assert session.control(f"/calls/{others['id']}")["over"] is False


def test_two_people_in_a_session_have_heard_each_other(client):
    phones = {"2001": [{"hears": "Hello"}, {"says": "Good morning"}, {"hears": "Goodbye"}]}
    session = client.session(phones=phones, office={"call_changed_url": f"{client.app}/report"})
    states = ("Ringing", "Answered", "InCall", "Completed")
    order = {
        "steps": [{"says": "Hello"}, {"hears": "morning"}, {"says": "Goodbye"}, "hangs_up"],
        "expects": {
            "hears": {"2000": "morning", "2001": ["Hello", "Goodbye"]},
            "notifications": [{"CallChanged": {"CallState": state}} for state in states],
            "history": [{"from": "2000", "to": "2001", "state": "CallerHungUp"}],
            "calls": [{"to": "2001", "ended_by": "caller"}],
        },
    }

    calls = [session.place(to="2001", **{"from": "2000"}, **order) for _ in range(2)]

    assert [call["failures"] for call in calls] == [[], []]


def test_a_session_is_reset_whatever_is_expected_in_it(client):
    session = client.session(phones={"2001": "answers"})
    order = {"to": "2001", "expects": {"recordings": 1}, "from": "2000"}
    session.place(**order, live=True, wait=0)

    session.control("/reset", method="POST")

    assert session.control("/calls") == {"calls": []}
    assert session.place(**order, steps=["hangs_up"])["failures"] == ["recordings: expected 1, was 0"]


def test_the_answers_about_a_call_in_a_session_are_measured_apart_from_others(client):
    session = client.session()
    session.place(f"{client.app}/incoming", steps=MESSAGE)

    call = session.place(f"{client.app}/menu", steps=MENU)

    assert [(one["notification"], one["url"]) for one in call["latencies"]] == [
        ("IncomingCall", f"{client.app}/menu"),
    ]


def test_a_call_that_the_app_has_placed_can_be_judged(client):
    session = client.session(phones={"4711": {"answers": 1, "does": [{"says": "Hello"}]}})
    session.place(f"{client.app}/callback", expects={"calls": ["4711"]})
    (leg,) = (one for one in session.control("/calls")["calls"] if not one["placed"])

    judged = session.control(f"/calls/{leg['id']}/expect", {"expects": {"hears": "It is me", "recordings": 1}})

    assert (judged["met"], outcomes(judged)[0]) == (True, ("#/expects/hears", True, []))


def test_files_of_a_session_are_looked_for_in_its_data_folder(client):
    session = client.session(files={"Uploads/a.txt": "x"}, settings={"file_folders": ["Uploads"]})
    expects = [{"file": {"path": "Uploads/a.txt", "exists": False}}, {"file": "Uploads/a.txt"}]

    call = session.place(f"{client.app}/delete", expects=expects)

    assert [one["met"] for one in call["expectations"]] == [True, False]


# -- files of the server's computer ----------------------------------------------------------------------------------


def test_a_conversation_is_held_against_a_file(client, tmp_path):
    file = tmp_path / "other.txt"
    file.write_text("# other\n\n0.0 call from 1 to 2\n", encoding="utf-8")

    call = client.place("/menu", steps=MENU, expects={"conversation": str(file)})

    (unmet,) = call["expectations"][0]["unmet"]
    first, *lines = call["failures"][0].splitlines()
    assert (unmet["what"], unmet["sentence"]) == ("conversation", call["failures"][0])
    assert first == f"conversation: differs from {file.as_posix()}"
    assert lines[-1].endswith("call ended by caller: normal clearing")


def test_a_server_that_others_reach_tells_nobody_of_its_files(small_app):
    clip = {"contains": (FIXTURES / "yes.wav").as_posix()}
    orders = [
        {"expects": [{"conversation": "/etc/hostname"}]},
        {"expects": {"recording": clip}},
        {"never": {"recording": clip}},
        {"expects": {"calls": [{"to": "4711", "recording": clip}]}},
    ]
    with serving(Settings(speech="pseudo"), host="0.0.0.0") as url, ServerThread(small_app) as app:
        client = Client(url.replace("0.0.0.0", "127.0.0.1"), app.url)

        problems = [client.control("/calls", {"url": app.url, **order}) for order in orders]
        listed = client.control("/calls")

    assert [(one["status"], one["detail"].partition(": ")[0]) for one in problems] == [
        (403, "#/expects/0/conversation"),
        (403, "#/expects/recording"),
        (403, "#/never/recording"),
        (403, "#/expects/calls"),
    ]
    assert listed == {"calls": []}


@pytest.mark.parametrize(
    ("expects", "reason"),
    [
        ({"conversation": "{folder}"}, "cannot be read"),
        ({"conversation": "{folder}/not-utf-8.txt"}, "not-utf-8.txt:1: byte 0xff is not UTF-8"),
        ({"recording": {"contains": "{folder}/secret.txt"}}, "secret.txt: cannot be read as sound"),
    ],
)
def test_what_cannot_be_judged_is_not_met_and_the_call_can_be_read(client, tmp_path, expects, reason):
    (tmp_path / "not-utf-8.txt").write_bytes(b"\xff\xfe")
    (tmp_path / "secret.txt").write_text("Open sesame.", encoding="utf-8")
    written = json.loads(json.dumps(expects).replace("{folder}", tmp_path.as_posix()))

    call = client.place(steps=MESSAGE, expects=[written, {"recordings": 1}])

    (unmet,) = call["expectations"][0]["unmet"]
    assert [one["met"] for one in call["expectations"]] == [False, True]
    assert unmet["was"].startswith("cannot be judged: ")
    assert reason in unmet["was"]
    assert call["failures"] == [f"{next(iter(expects))}: {unmet['was']}"]
    assert client.control(f"/calls/{call['id']}") == call
    assert list(client.events(call["id"]))[-1] == call
    assert "sesame" not in unmet["was"]


@pytest.mark.parametrize("path", ["/etc/hostname", "../x", "a/../../x", "C:\\x", "..\\x", "a\0b"])
@pytest.mark.parametrize("file", [lambda path: path, lambda path: {"path": path, "exists": False}])
def test_a_file_is_looked_for_in_the_data_folder_only(client, path, file):
    answer = client.request("POST", "/control/v1/calls", {"url": client.app, "expects": {"file": file(path)}})

    assert answer.status == 422
    assert answer.json["detail"].startswith("#/expects/file")


@pytest.mark.parametrize("expects", [{"conversation": "a\0b"}, {"recording": {"contains": "a\0b.wav"}}])
def test_no_path_has_a_nul_in_it(client, expects):
    answer = client.request("POST", "/control/v1/calls", {"url": client.app, "expects": expects})

    assert (answer.status, "which has no NUL in it" in answer.json["detail"]) == (422, True)
