"""A call explained to people over HTTP: the text of the command line, and the page, of one call."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from simulator.report.failure import failure
from simulator.report.plain import plain_text
from simulator.scenario.load import load_file
from simulator.scenario.run import run_scenarios
from simulator.server.thread import serving_session
from simulator.settings import Settings
from tests.server.conftest import MESSAGE

MENU = [{"hears": "Press"}, {"presses": "1"}, {"hears": "Two"}, "hangs_up"]
ANSWER = (
    '<UserInput Timeout="60"><InitialCommands><Speak>Press 1.</Speak></InitialCommands>'
    '<Inputs><Input Key="1"><Speak>One.</Speak><Delay Time="5"/></Input></Inputs></UserInput>'
)
FAILED = """\
FAILED call from +3612345678 to 9000  /control/v1/calls/1zJ5nQ  seed 5
  step 3 failed: hears 'Two'
    the call ended (normal clearing) before that
    expected  Two
    heard     Press 1.
    heard     One.
  recordings  #/expects/recordings
    expected  1
    was       0

  the last request before that, at 0.0
    POST http://app/menu IncomingCall
      CallID=1zJ5nQ, CallerID=+3612345678, Dialed=9000, ApiExtension=9000
    200 no content type, 191 bytes
    > 1 | ...ut Key="1"><Speak>One.</Speak><Delay Time="5"/></Input></Input...
        |                                  ^

      time  caller                             app
       0.0  call from +3612345678 to 9000
       0.0                                     POST http://app/menu IncomingCall
       0.0  call answered
       0.0                                     speaks 'Press 1.' (0.534 s)
     0.534  presses 1
     0.534  entered 1: an Input
     0.534                                     speaks 'One.' (0.401 s)
     5.934  call ended by pbx: normal
            clearing
>    5.934  step 3 failed: hears 'Two'
  repeat: the same order and "seed": 5
"""


def report(client, call, **parameters):
    query = "&".join(f"{name}={value}" for name, value in parameters.items())
    answer = client.get(f"{call['links']['report']}?{query}")
    assert answer.status == 200, answer.text
    return answer.text


def page(client, call):
    return report(client, call, format="html")


def test_a_failed_call_is_explained_as_on_the_command_line(client, talking_app):
    talking_app.answers["/menu"] = lambda _: ANSWER
    call = client.place(url=f"{talking_app.url}/menu", steps=MENU, expects={"recordings": 1}, seed=5)

    told = report(client, call).replace(talking_app.url, "http://app").replace(call["id"], "1zJ5nQ")

    assert told == FAILED


def test_a_scenario_with_the_same_call_is_told_in_the_same_words(client, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    call = client.place("/menu", steps=MENU, never={"hears": "One"})
    Path("menu.yaml").write_text(
        f"name: A menu\napp: {client.app}/menu\ncaller: [hears: Press, presses: 1, hears: Two, hangs_up]\n"
        "never: [hears: One]\n",
        encoding="utf-8",
    )

    assert body(report(client, call)) == body(plain_text(failure(run_of("menu.yaml")), 100).strip("\n"))


def run_of(file: str):
    async def run():
        async with serving_session(Settings(speech="pseudo")) as session:
            return await run_scenarios(load_file(Path(file), session.settings), session, jobs=1)

    (one,) = asyncio.run(run())
    return one


def body(told: str) -> list[str]:
    """A report without what differs: the heading, places, the ID, and how it is repeated."""
    lines = [re.sub(r"  (?:menu\.yaml:\d+|#/\S+)$", "", line) for line in told.splitlines()[1:-1]]
    return [re.sub(r"CallID=\w+", "CallID=ID", line) for line in lines]


def test_a_call_that_passed_has_its_conversation(client):
    lines = report(client, client.place(steps=MESSAGE)).splitlines()

    assert lines[0].startswith("PASSED call from +3612345678 to 9000  /control/v1/calls/")
    assert lines[2] == "      time  caller                             app"
    assert lines[-2].strip() == "clearing"


def test_an_error_of_the_app_that_is_expected_is_told_and_fails_nothing(client):
    call = client.place("/wrong", expects={"problems": ["unknown-element"]})

    told = report(client, call)

    assert told.startswith("PASSED ")
    assert "<Spaek> is not an OzML command; did you mean 'Speak'?" in told


def test_texts_are_as_wide_as_one_wants(client):
    call = client.place(steps=MESSAGE)

    assert max(map(len, report(client, call, width=60).splitlines())) <= 60
    assert client.get(f"{call['links']['report']}?width=39").status == 422


def test_a_browser_gets_the_page_and_everybody_else_text(client):
    path = client.place(steps=MESSAGE)["links"]["report"]

    assert client.get(path).headers["content-type"] == "text/plain; charset=utf-8"
    assert client.get(path, Accept="*/*").headers["content-type"] == "text/plain; charset=utf-8"
    shown = client.get(path, Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    assert client.get(f"{path}?format=text", Accept="text/html").text.startswith("PASSED")


def test_the_page_is_about_this_call_alone(client):
    call = client.place(steps=MESSAGE, expects=[{"recording": {"length": "1s"}}])

    shown = page(client, call)

    assert "<h1>The call did not pass</h1>" in shown
    assert f'<span class="place">{call["links"]["self"]}</span>' in shown
    assert '<span class="place">#/expects/0/recording</span>' in shown
    assert 'src="data:audio/mpeg;base64,' in shown
    assert "<td>test</td>" in shown  # who has placed it
    assert "time taken" not in shown
    assert "All calls" not in shown


def test_the_page_of_a_call_that_passed_is_open(client):
    shown = page(client, client.place(steps=MESSAGE))

    assert "<h1>The call passed</h1>" in shown
    assert re.search(r'<details class="scenario passed" id="s0" data-number="0" open>', shown)


def test_a_message_has_a_report_too(client):
    message = client.receive("/callback", expects={"sms": []}, phones={"4711": "busy"})

    told = report(client, message)

    assert told.startswith(f"FAILED SMS from +3612345678 to 9000  /control/v1/calls/{message['id']}  seed")
    assert "  sms  #/expects/sms\n    expected  none\n    was       1 (to 4711: 'Soon')\n" in told
    assert "<h1>The message did not pass</h1>" in page(client, message)


def test_a_conversation_that_differs_is_shown_without_a_command_that_accepts_it(client, tmp_path):
    golden = tmp_path / "golden.txt"
    golden.write_text("# A menu\n\ncall from nobody\n", encoding="utf-8")

    told = report(client, client.place("/menu", steps=MENU[:2], expects={"conversation": golden.as_posix()}))

    assert "\n    -call from nobody\n" in told
    assert "if it is meant, change the file\n" in told
    assert "--update" not in told


def test_a_mistake_of_ours_is_told_as_such(client, monkeypatch):
    from simulator.drivers.outside import Outside

    def broken(*_):
        raise KeyError("lost")

    monkeypatch.setattr(Outside, "perform", broken)

    told = report(client, client.place(steps=MESSAGE))

    assert told.startswith("BROKEN call from +3612345678 to 9000")
    assert "\n  the simulator itself went wrong: KeyError('lost')\n" in told


def test_phones_that_nobody_called_are_pointed_out_in_a_world_of_its_own(client):
    call = client.place("/menu", steps=MENU, phones={"4711": "busy"})

    assert "also: nobody called the phone 4711" in report(client, call)


# -- while it goes on, and in a session ------------------------------------------------------------------------------


@pytest.fixture
def session(client):
    return client.session(phones={"4711": {"answers": 3, "does": [{"says": "Hello"}]}}, frozen=True)


def test_a_call_that_goes_on_is_told_as_it_stands(client, session):
    call = session.place(f"{client.app}/incoming", wait=0, steps=MESSAGE, expects={"recordings": 3})

    begun = report(client, call)
    session.advance(2)

    assert begun.startswith(f"UNFINISHED call from +3612345678 to 9000  {call['links']['self']}  seed ")
    assert "recording started" not in begun
    assert "recording started" in report(client, call)
    assert "recordings" not in report(client, call)  # nobody knows yet how many there will be
    shown = page(client, call)
    assert "<h1>The call goes on</h1>" in shown
    assert '<td class="n">not</td><td></td></tr>' in shown  # it has not ended


def test_what_went_wrong_so_far_is_told_before_the_end(client, session):
    call = session.place(f"{client.app}/wrong", wait=0)

    told = report(client, call)

    assert told.startswith("UNFINISHED")
    assert ">      0.0  " in told
    assert 'aria-label="What was wrong so far"' in page(client, call)


def test_in_a_session_everything_that_came_of_a_call_is_told_and_nothing_else(client, session):
    session.place(f"{client.app}/menu", wait=0, steps=[{"pauses": 60}, "hangs_up"], **{"from": "2000"})
    call = session.place(f"{client.app}/callback", wait=0, expects={"sms": ["Later"]})
    session.run("idle")

    told = report(client, call).replace(client.app, "http://app")

    assert re.search(r"^ +time  caller +4711 +app$", told, re.MULTILINE)
    assert "[SMS] SMS to 4711:" in told
    assert "says 'Hello'" in told
    assert "Press 1." not in told
    assert "2000" not in told
    assert "\n    expected  'Later'\n    was       'Soon'\n" in told
    assert told.endswith(f'repeat: a session with "seed": {call["seed"]}, and the same orders\n')


def test_whoever_is_called_has_a_report_with_the_caller_in_it(client):
    session = client.session(phones={"4711": [{"hears": {"text": "Bye", "within": "2s"}}]}, frozen=True)
    session.place(wait=0, **{"from": "2000", "to": "4711"}, steps=[{"says": "Hello"}, {"pauses": 5}, "hangs_up"])
    session.run("idle")
    called = next(one for one in session.control("/calls")["calls"] if not one["placed"])

    told = report(client, called)

    assert told.startswith(f"FAILED call from 2000 to 4711  {called['links']['self']}")
    assert re.search(r"^ +time  caller +4711 +app$", told, re.MULTILINE)
    assert "\n  [4711] step 1 failed: hears 'Bye'\n    not within 2.0 s\n    expected  Bye\n" in told
    assert re.search(r"^> .* step 1 failed: hears$", told, re.MULTILINE)
    assert "<td>app</td>" in page(client, called)  # nobody has placed it who tests


def test_calls_that_an_app_has_placed_with_commands_are_told_with_those_that_went_on_then(client):
    phones = {number: {"answers": 2, "does": [{"pauses": 20}, "hangs_up"]} for number in ("4710", "4711")}
    session = client.session(frozen=True, phones=phones)
    session.command("Call", Dialed="4710", ApiExtension="9000", Url=f"{client.app}/patient")
    session.advance(10)
    call = session.place(f"{client.app}/recorded", wait=0, steps=[{"hears": "Thank"}, "hangs_up"])
    session.command("Call", Dialed="4711", ApiExtension="9000", Url=f"{client.app}/patient")
    session.advance(5)
    later = session.place(f"{client.app}/recorded", wait=0)
    session.run("idle")

    told, told_later = (report(client, one).replace(client.app, "http://app") for one in (call, later))

    assert "Call" in told
    assert "4711" in told
    assert "4710" not in told  # began before it
    assert "4711" not in told_later  # began before that one


def test_the_timeline_of_a_later_call_begins_with_it(client, session):
    session.place(f"{client.app}/menu", wait=0, steps=["hangs_up"])
    session.advance(3_000)
    call = session.place(f"{client.app}/incoming", wait=0, steps=MESSAGE)
    session.run("idle")

    shown = page(client, call)

    assert re.findall(r'<text class="tick first" x="14.0" y="\d+(?:\.\d+)?">3000', shown)
    assert f'<dd id="call-seconds">{call_seconds(client, call):.1f} s</dd>' in shown


def call_seconds(client, call) -> float:
    entries = client.get(call["links"]["transcript"]).json["entries"]
    return entries[-1]["at"] - entries[0]["at"]


def test_the_same_call_is_told_the_same_each_time(client):
    told = []
    for _ in range(2):
        session = client.session(seed=3, id="same", frozen=True)
        call = session.place(f"{client.app}/menu", wait=0, steps=MENU)
        session.run("idle")
        told.append(report(client, call))
        session.remove()

    assert told[0] == told[1]


# -- what is asked of a call that was placed before ------------------------------------------------------------------


def test_whoever_asks_whether_a_call_is_as_expected_is_told_why_not(client):
    call = client.place("/menu", steps=MENU[:2])
    ask = f"/calls/{call['id']}/expect"

    unmet = client.control(ask, {"expects": [{"hears": "Press 2"}]})["report"]

    assert unmet.startswith(f"FAILED call from +3612345678 to 9000  {call['links']['self']}")
    assert "  hears: not heard  #/expects/0/hears\n    expected  Press 2\n                    ^\n" in unmet
    assert client.control(ask, {"expects": [{"hears": "Press 1"}]})["report"] is None
    assert report(client, call).startswith("PASSED")  # nothing of that is kept


def test_an_app_error_that_somebody_asks_for_is_no_reason(client):
    call = client.place("/wrong")

    order = {"expects": [{"problems": ["unknown-element"]}, {"recordings": 1}]}
    told = client.control(f"/calls/{call['id']}/expect", order)["report"]

    assert "\n  recordings  #/expects/1/recordings\n" in told
    assert "\n  also: " in told  # the error, which fails nothing


# -- mistakes --------------------------------------------------------------------------------------------------------


def test_what_is_not_there_has_no_report(client):
    assert client.get("/control/v1/calls/nobody/report").status == 404
    answer = client.get(f"{client.place(steps=['hangs_up'])['links']['report']}?format=pdf")
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, "format")
