"""The bench itself: messages, requests, commands of the app, time, faults, its end, and what is wrong by then."""

from __future__ import annotations

import re
import threading

import pytest

from simulator import StepFailedError, hears
from simulator.demo import http_reminder, reminder, voicemail
from simulator.errors import ScenarioError, SimulatorError
from simulator.faults import drops
from simulator.phones import answers
from tests.bench.apps import answering, commands, later

HELLO = "<Speak>Hello.</Speak><Hangup/>"
MISTAKE = "<Spaek>Hello.</Spaek><Speak>Hi.</Speak><Hangup/>"
MISSPELT = "http://app/:1:11: <Spaek> is not an OzML command; did you mean 'Speak'?"
ASKS = '<UserInput Timeout="5"><InitialCommands><Speak>Press 1.</Speak></InitialCommands></UserInput>'


@pytest.mark.pbx(app=reminder.app, path="/sms", caller="+36 1 555 0100")
def test_a_short_message_reaches_the_app_which_calls_back(pbx):
    anna = pbx.phone("+36 1 555 0100")
    pbx.sends_sms("Remind me to feed the cat")
    anna.answers(after=3)
    anna.hears("You wanted to feed the cat")
    anna.presses("1")
    anna.hears("Thank you")
    anna.ends(by="pbx")

    pbx.expects(sms=[{"to": "+36 1 555 0100", "text": "Confirmed: feed the cat"}], calls=[{"answered": True}])
    assert [one.text for one in pbx.outbox.sms] == ["Confirmed: feed the cat"]
    assert pbx.notifications[0].name == "IncomingSMS"


@pytest.mark.pbx(app=http_reminder.app)
def test_a_request_lets_the_app_command_the_pbx(pbx):
    phone = pbx.phone("4711")
    pbx.requests("/remind?number=4711&text=Feed the cat&pbx={pbx}")
    phone.answers()
    phone.hears("Feed the cat")
    phone.hangs_up()

    pbx.expects(commands=[{"command": "Call", "code": 200, "fields": {"Dialed": "4711"}}])
    pbx.never(hears="Goodbye")
    assert [one.name for one in pbx.commands] == ["Call"]


@pytest.mark.pbx(app=answering("<Delay>600</Delay>"))
def test_commands_may_be_sent_in_between(pbx):
    call = pbx.call()
    call.pauses(2)

    assert "<Code>200</Code>" in commands(pbx.url, "Hangup", CallID=call.id)
    pbx.comes_to_rest()

    call.ends(by="pbx")
    assert pbx.now == 2.0
    assert [one.name for one in pbx.commands] == ["Hangup"]


def test_an_app_that_acts_in_a_thread_of_its_own_is_waited_for_with_patience(pbx):
    start = threading.Event()
    pbx.set_up(app=answering(HELLO))
    phone = pbx.phone("4711")
    url = pbx.url
    thread = later(start, lambda: commands(url, "Call", Dialed="4711", ApiExtension="9000"))

    with pytest.raises(StepFailedError, match="the phone 4711 rings: nothing can happen any more"):
        phone.rings()
    start.set()
    phone.answers(patience=10)

    phone.ends(by="pbx")
    thread.join()
    assert phone.answered


@pytest.mark.pbx(app=answering("<Record/>"))
def test_a_person_waits_with_patience_for_what_a_thread_does(pbx):
    start = threading.Event()
    call = pbx.call()
    url, call_id = pbx.url, call.id
    thread = later(start, lambda: commands(url, "Hangup", CallID=call_id))
    start.set()
    call.waits_for(command="Hangup", patience=10)
    thread.join()

    call.ends(by="pbx")


@pytest.mark.pbx(app=answering("<Delay>600</Delay>"))
def test_time_passes_only_as_far_as_it_is_told(pbx):
    assert pbx.now == 0.0
    call = pbx.call()
    pbx.advances(1.5)
    assert pbx.now == 1.5
    pbx.advances(0)
    call.pauses(0.25)
    assert pbx.now == 1.75
    pbx.comes_to_rest()
    assert pbx.now == 600.0


@pytest.mark.wall_clock
@pytest.mark.pbx(app=answering(ASKS.replace('"5"', '"600"')), clock="x20")
def test_a_bench_on_a_clock_that_runs_does_the_same(pbx):
    call = pbx.call()
    call.hears("Press 1")
    call.pauses(1)
    call.presses("7")
    call.hangs_up()

    assert call.heard == ["Press 1.", "Press 1."]
    assert pbx.now >= 1.7


@pytest.mark.pbx(app=voicemail.app, path="/incoming", faults=drops("RecordCompleted"))
def test_faults_happen_on_a_bench_too(pbx):
    call = pbx.call()
    call.hears("message")
    call.says("Hello")
    call.ends(by="pbx", cause="temporary failure")

    assert [one.rule for one in pbx.problems] == ["fault"]


@pytest.mark.pbx(app=answering(HELLO))
def test_everything_can_be_looked_at(pbx):
    call = pbx.call()
    call.ends()

    assert pbx.result.id == call.id
    assert pbx.transcript.lines()[0] == "0.0 call from +3612345678 to 9000"
    assert pbx.problems == []
    assert [one.state for one in pbx.history] == ["CalleeHungUp"]
    assert "<Bench of" in repr(pbx)
    assert repr(call) == "<BenchCall from +3612345678 to 9000>"


def test_nothing_can_be_looked_at_before_anything_was_done(pbx):
    pbx.set_up(app=answering(HELLO))

    with pytest.raises(ScenarioError, match="nothing has happened on this bench yet"):
        _ = pbx.result


def test_what_was_found_wrong_is_told_at_the_end_though_nobody_noticed(lone_bench):
    bench = lone_bench(app=answering(MISTAKE))
    bench.call().hears("Hi")

    assert bench.finish() == [MISSPELT]
    assert bench.finish() == [MISSPELT]


def test_problems_that_are_accepted_are_not_told(lone_bench):
    bench = lone_bench(app=answering(MISTAKE))
    bench.accepts_problems("unknown-element")
    bench.call().hears("Hi")

    assert bench.finish() == []
    with pytest.raises(ScenarioError, match=r"accepts_problems\('unknown-elemnt'\): unknown problem; did you mean"):
        bench.accepts_problems("unknown-elemnt")


def test_problems_that_are_expected_are_not_told_either(lone_bench):
    bench = lone_bench(app=answering(MISTAKE))
    call = bench.call()
    call.hears("Hi")
    call.expects(problems=["unknown-element"])

    assert bench.finish() == []


def test_problems_are_warnings_where_the_pbx_is_not_strict(lone_bench):
    bench = lone_bench(app=answering(MISTAKE), settings={"strict": False})
    bench.call().hears("Hi")

    assert bench.finish() == []


def test_a_step_that_the_test_knows_to_fail_is_not_told_again(lone_bench):
    bench = lone_bench(app=answering(HELLO))
    call = bench.call()
    with pytest.raises(StepFailedError):
        call.hears("Goodbye")

    assert bench.finish() == []


def test_a_scripted_person_who_failed_is_told_at_the_end(lone_bench):
    bench = lone_bench(app=answering(HELLO), phones={"4711": answers(hears("Good evening"))})
    call = bench.call("4711")
    call.says("Good morning")
    call.hangs_up()

    (wrong,) = bench.finish()
    assert "[4711] step 1 failed: hears 'Good evening'" in wrong


def test_everybody_hangs_up_at_the_end_and_the_app_is_told(lone_bench):
    told = []
    bench = lone_bench(app=answering(lambda path, _: told.append(path) or '<Record FinishedUrl="/done"/>'))
    bench.call()
    bench.finish()

    assert told == ["/", "/done"]
    assert bench.result.ended_by == "caller"


def test_a_bench_that_was_closed_can_do_nothing_more(lone_bench):
    bench = lone_bench(app=answering(MISTAKE))
    call = bench.call()
    bench.close()
    bench.close()

    with pytest.raises(SimulatorError, match="the phone system has been closed"):
        call.hears("Hello")
    with pytest.raises(SimulatorError, match="the phone system has been closed"):
        bench.call()
    assert bench.finish() == [MISSPELT]


def test_a_bench_that_was_never_used_has_nothing_to_tell(lone_bench):
    bench = lone_bench()

    assert bench.finish() == []
    assert bench.now == 0.0
    bench.close()


@pytest.mark.parametrize(
    ("setup", "message"),
    [
        ({"ap": None}, "set_up(...): unknown parameter 'ap'; did you mean 'app'?"),
        ({"pbx_app": "app:app"}, "set_up(...): unknown parameter 'pbx_app'; did you mean 'app'?"),
        ({"pbx_seed": 3}, "set_up(...): unknown parameter 'pbx_seed'; did you mean 'seed'?"),
        ({"pbx_prt": 3}, "set_up(...): unknown parameter 'pbx_prt'; did you mean 'pbx_port'?"),
        ({"app": 3}, "app: expected an address, an application"),
        ({"path": "incoming"}, "path: expected a path that begins with '/'"),
        ({"to": 9000}, "to: expected a text, not 9000"),
        ({"clock": "fast"}, "clock"),
        ({"phones": {4711: answers()}}, "phones: expected a number"),
        ({"settings": {"strickt": True}}, "did you mean 'strict'?"),
        ({"pbx_port": "7780"}, "pbx_port: expected the number of a port"),
        ({"faults": "drop"}, "faults"),
        ({"office": {}}, "office"),
        ({"clock": None}, "clock: expected a text, not None"),
        ({"seed": None}, "seed: expected a whole number or a text, not None"),
        ({"seed": 1.5}, "seed: expected a whole number or a text, not 1.5"),
        ({"seed": True}, "seed: expected a whole number or a text, not True"),
        ({"settings": None}, "settings: expected Settings(...), or values by name such as {'ring_time': 30}, not None"),
    ],
)
def test_what_makes_no_sense_is_refused_when_a_bench_is_set_up(pbx, setup, message):
    with pytest.raises(ScenarioError, match=re.escape(message)):
        pbx.set_up(**setup)


def test_it_is_set_up_before_anything_is_done(pbx):
    with pytest.raises(ScenarioError, match=re.escape("no app: say which one is called, for instance `pbx.set_up(")):
        pbx.call()
    pbx.set_up(app=answering(HELLO), phones={"4711": answers()})
    pbx.set_up(phones={"4712": answers()}, settings={"ring_time": 5}, to="9001", caller="2000")
    call = pbx.call()

    assert (call.to, call.number) == ("9001", "2000")
    with pytest.raises(ScenarioError, match="something has been done on this bench already; set it up before"):
        pbx.set_up(path="/other")
