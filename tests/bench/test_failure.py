"""What an error of a bench tells, as plain text: everything at one look, in columns that pytest can indent."""

from __future__ import annotations

import pickle

import pytest

from simulator import StepFailedError
from simulator.bench.failure import ERROR_WIDTH
from simulator.errors import ScenarioError
from tests.bench.apps import answering

MENU = """<UserInput Timeout="5"><InitialCommands>
<Speak>For your balance, press 1.</Speak></InitialCommands></UserInput>"""


def test_a_step_tells_what_was_heard_instead_and_where_that_came_from(lone_bench):
    call = lone_bench(app=answering(MENU)).call()

    with pytest.raises(StepFailedError) as failed:
        call.hears("for the balance", within=2)

    assert str(failed.value).splitlines() == [
        "hears 'for the balance': not within 2.0 s",
        "",
        "  expected  for the balance",
        "                ^^^",
        "  nearest   For your balance, press 1.",
        "                ^^^^",
        "",
        "  the last request before that, at 0.0",
        "    POST http://app/ IncomingCall",
        f"      CallID={call.id}, CallerID=+3612345678, Dialed=9000, ApiExtension=9000",
        "    200 text/xml, 133 bytes",
        '      1 | <Response><UserInput Timeout="5"><InitialCommands>',
        "    > 2 | <Speak>For your balance, press 1.</Speak></InitialCommands></User...",
        "        | ^",
        "",
        "      time  caller                          app",
        "       0.0  call from +3612345678 to 9000",
        "       0.0                                  POST http://app/ IncomingCall",
        "       0.0  call answered",
        "       0.0                                  speaks 'For your balance, press 1.' (1.736 s)",
        ">      2.0  step 1 failed: hears 'for the",
        "            balance'",
        "",
        "  repeat: pytest test_it.py::test_it --pbx-seed 0",
    ]
    assert failed.value.step == "hears 'for the balance'"
    assert failed.value.reason == "not within 2.0 s"


def test_when_nothing_can_happen_it_says_what_everybody_waits_for(lone_bench):
    bench = lone_bench(app=answering("<Record/>"))
    phone = bench.phone("4711")
    bench.call()

    with pytest.raises(StepFailedError) as failed:
        phone.rings()

    lines = str(failed.value).splitlines()
    assert lines[0] == "the phone 4711 rings: nothing can happen any more"
    assert lines[2] == "  the app's script waits for voice, silence, a key or the end of the call"
    assert lines[4].split() == ["time", "caller", "app"]


def test_an_expectation_tells_what_was_and_never_marks_what_should_not_have_been(lone_bench):
    call = lone_bench(app=answering(MENU)).call()
    call.hears("balance")

    with pytest.raises(AssertionError) as failed:
        call.never(hears="your balance")

    lines = str(failed.value).splitlines()
    assert lines[0].startswith("not as expected: ")
    assert [line for line in lines if line.startswith(">")] == [
        ">      0.0                                  speaks 'For your balance, press 1.' (1.736 s)"
    ]
    assert all(len(line) <= ERROR_WIDTH for line in lines)


def test_an_error_can_be_told_in_another_process():
    error = pickle.loads(pickle.dumps(StepFailedError("hears 'x'", "not heard", "0.0 call")))  # noqa: S301 - our own

    assert (error.step, error.reason, str(error)) == ("hears 'x'", "not heard", "hears 'x': not heard\n\n0.0 call")


def test_where_nothing_has_happened_there_is_no_conversation_to_show(lone_bench, desk):
    bench = lone_bench(app=answering(MENU))

    with pytest.raises(StepFailedError) as failed:
        bench.phone("4711").rings()

    assert str(failed.value).splitlines() == [
        "the phone 4711 rings: nothing can happen any more",
        "",
        "  repeat: pytest test_it.py::test_it --pbx-seed 0",
    ]
    with pytest.raises(ScenarioError) as mistaken:
        bench.expects(recordings=1)
    assert bench._board.story(mistaken.value) == ""
