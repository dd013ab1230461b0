"""What a test is held to have been told, or to have reckoned with: that, and nothing that is found besides or later."""

from __future__ import annotations

import pytest

from simulator import StepFailedError, hears
from simulator.bench.blocking.bench import Bench
from simulator.bench.desk import Desk
from simulator.bench.door import Door
from simulator.errors import ScenarioError
from simulator.phones import answers
from tests.bench.apps import answering

HELLO = "<Speak>Hello.</Speak><Hangup/>"
MISTAKE = "<Spaek>Hello.</Spaek><Speak>Hi.</Speak><Hangup/>"
MISSPELT = "http://app/:1:11: <Spaek> is not an OzML command; did you mean 'Speak'?"


def test_problems_are_expected_so_far_and_not_for_ever(lone_bench):
    bench = lone_bench(app=answering(MISTAKE))
    call = bench.call()
    call.expects(problems=["unknown-element"])
    assert bench.finish() == []

    other = lone_bench(app=answering(MISTAKE))
    other.call().expects(problems=["unknown-element"])
    other.call().hears("Hi")

    assert other.finish() == [MISSPELT]


def test_an_expectation_that_fails_accepts_nothing(lone_bench):
    bench = lone_bench(app=answering(MISTAKE))
    call = bench.call()
    with pytest.raises(AssertionError, match="not as expected: problems"):
        call.expects(problems=[])

    assert bench.finish() == [MISSPELT]


def test_a_step_that_fails_forgives_nobody_elses(lone_bench):
    bench = lone_bench(app=answering(HELLO), phones={"4711": answers(hears("Good evening"))})
    call = bench.call("4711")
    call.says("Good morning")
    call.hangs_up()
    with pytest.raises(StepFailedError):
        bench.call().hears("Goodbye")
    with pytest.raises(StepFailedError):
        bench.phone("4712").rings()

    (wrong,) = bench.finish()

    assert "[4711] step 1 failed: hears 'Good evening'" in wrong


def test_a_verdict_is_given_once(lone_bench, desk):
    board = lone_bench(app=answering(MISTAKE))._board
    Bench(board).call()

    verdicts = [desk.workshop.submit(board.verdict()).result() for _ in range(2)]

    assert verdicts[0].startswith(MISSPELT)
    assert verdicts[1] == ""


def test_a_call_that_ends_otherwise_is_a_step_that_failed(lone_bench):
    call = lone_bench(app=answering(HELLO)).call()

    with pytest.raises(StepFailedError) as failed:
        call.ends(by="caller")

    assert (failed.value.step, failed.value.reason) == ("the call ends", "not as expected: call ended_by")


def test_a_call_that_never_ends_is_told_as_such(lone_bench):
    call = lone_bench(app=answering("<Record/>")).call()

    with pytest.raises(StepFailedError, match=r"^the call ends: nothing can happen any more\n"):
        call.ends()


def test_nothing_is_accepted_without_a_name(pbx):
    with pytest.raises(ScenarioError, match=r"^accepts_problems\(\): expected the kinds of problems"):
        pbx.accepts_problems()


def test_two_tests_may_share_a_file_with_a_conversation(tmp_path):
    def compares(name, *, update):
        desk = Desk(tmp_path, {}, {}, update=update)
        board = desk.board(tmp_path, f"test_it.py::{name}", tmp_path / "test_it.py")
        bench = Bench(board)
        bench.set_up(app=answering(HELLO), settings={"speech": "pseudo"})
        bench.call().ends()
        try:
            bench.matches("golden/hello.txt")
        finally:
            desk.close()
        return desk.written

    (written,) = compares("test_one", update=True)
    assert compares("test_other", update=False) == compares("test_other", update=True) == []
    golden = tmp_path / "golden" / "hello.txt"
    assert written.endswith("golden/hello.txt")
    assert golden.read_text(encoding="utf-8").startswith("# test_one\n")
    golden.write_text(golden.read_text(encoding="utf-8").replace("Hello.", "Bye."), encoding="utf-8")

    with pytest.raises(AssertionError) as failed:
        compares("test_other", update=False)

    assert "test_one" not in str(failed.value)


def test_reports_have_what_was_not_as_expected_one_by_one(desk, tmp_path):
    board = desk.board(tmp_path, "test_it.py::test_it", tmp_path / "test_it.py")
    board.set_up({"app": answering(HELLO), "settings": {"speech": "pseudo"}})
    call = Bench(board).call()
    call.ends()
    with pytest.raises(AssertionError, match="not as expected: hears, ") as failed:
        call.expects(hears="Good morning", call={"ended_by": "caller"})

    run = Door(board.workshop).do(board.run(failed.value, 0.1))

    assert [one.expected for one in run.mismatches] == ["'Good morning'", "caller"]
    assert run.reasons == tuple(map(str, run.mismatches))


def test_a_failure_points_out_what_may_lie_behind_it(lone_bench):
    bench = lone_bench(app=answering("<Speak>Press one.</Speak><Delay>5</Delay>"))
    call = bench.call()
    call.hears("Press one")
    call.presses("1")

    with pytest.raises(StepFailedError, match="also: the key 1 was ignored: no command was waiting for keys then"):
        call.hears("Thank you", within=1)
