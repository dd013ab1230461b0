"""Where benches come from: what counts of configuration, command line and test, and what makes no sense."""

from __future__ import annotations

import pytest

from simulator.bench.desk import Desk
from simulator.errors import ScenarioError
from tests.bench.apps import answering

NAME = "tests/test_it.py::test_it"


def board_of(desk, folder, number=1, **setup):
    board = desk.board(folder, NAME, folder / "tests" / "test_it.py", number=number)
    board.set_up(setup)
    return board


def test_what_is_configured_holds_where_a_test_is_silent(tmp_path):
    (tmp_path / "pbx.toml").write_text("ring_time = 7\n")
    desk = Desk(tmp_path, {"app": "app:app", "path": "/in", "settings": "pbx.toml", "clock": "x5", "seed": "a"}, {})

    plan = board_of(desk, tmp_path).plan
    other = board_of(desk, tmp_path, app="other:app", clock="virtual", settings={"key_seconds": 0.2}, seed=3).plan

    assert (plan.app, plan.path, plan.world.settings.ring_time) == ("app:app", "/in", 7)
    assert (str(plan.world.clock), plan.world.seed) == ("x5", f"a:{NAME}")
    assert (other.app, other.path, other.world.settings.ring_time) == ("other:app", "/", 7)
    assert (str(other.world.clock), other.world.seed) == ("virtual", 3)


def test_clock_and_seed_of_the_command_line_count_before_what_a_test_says(tmp_path):
    desk = Desk(tmp_path, {"app": "app:app"}, {"clock": "x5", "seed": "9"})

    board = board_of(desk, tmp_path, clock="virtual", seed=3)

    assert (str(board.plan.world.clock), board.plan.world.seed) == ("x5", f"9:{NAME}")
    assert board.judge.origin.again(seeded=board.judge.seeded) == f"pytest {NAME} --pbx-seed 9 --pbx-clock x5"


def test_an_address_on_the_command_line_needs_no_path_of_the_configuration(tmp_path):
    desk = Desk(tmp_path, {"app": "app:app", "path": "/in"}, {"app": "http://127.0.0.1:8000/incoming"})

    assert board_of(desk, tmp_path).plan.app == "http://127.0.0.1:8000/incoming"


def test_an_address_without_a_path_is_called_at_that_of_the_configuration(tmp_path):
    desk = Desk(tmp_path, {"app": "app:app", "path": "/in"}, {"app": "http://127.0.0.1:8000"})

    plan = board_of(desk, tmp_path).plan

    assert (plan.app, plan.path, plan.world.hosted) == ("http://127.0.0.1:8000", "/in", False)


def test_each_bench_of_a_test_has_a_seed_of_its_own(tmp_path):
    desk = Desk(tmp_path, {}, {})

    seeds = [board_of(desk, tmp_path, number).plan.world.seed for number in (1, 2)]

    assert seeds == [f"0:{NAME}", f"0:{NAME}:2"]


@pytest.mark.parametrize(
    ("configured", "message"),
    [
        ({"path": "/in"}, "pbx_path: there is no pbx_app that it could belong to"),
        ({"app": "node app.js"}, "pbx_app: 'node app.js' is no address and no import path; a command needs {port}"),
        ({"app": "app:app", "path": "in"}, "pbx_path: expected a path that begins with '/'"),
        ({"app": "http://app.test/in", "path": "/x"}, "pbx_path: the address 'http://app.test/in' has its path"),
        ({"clock": "fast"}, "clock"),
        ({"settings": "nowhere.toml"}, "nowhere.toml: cannot be read: No such file or directory"),
    ],
)
def test_a_wrong_configuration_is_refused(tmp_path, configured, message):
    with pytest.raises(ScenarioError, match=message):
        Desk(tmp_path, configured, {})


@pytest.mark.parametrize(
    ("configured", "ordered", "app", "path"),
    [
        ({"app": "http://app.test/in"}, {"path": "/other"}, "http://app.test/other", "/"),
        ({"app": "http://app.test/", "path": "/in"}, {"app": "http://app.test/other"}, "http://app.test/other", "/"),
        ({"app": "http://app.test", "path": "/in"}, {"path": "/other"}, "http://app.test", "/other"),
    ],
)
def test_the_command_line_counts_where_an_address_has_a_path_already(tmp_path, configured, ordered, app, path):
    plan = board_of(Desk(tmp_path, configured, ordered), tmp_path).plan

    assert (plan.app, plan.path) == (app, path)


def test_a_wrong_word_of_the_command_line_is_told_with_its_option(tmp_path):
    with pytest.raises(ScenarioError, match=r"^--pbx-app: 'nonsense' is no"):
        Desk(tmp_path, {}, {"app": "nonsense"})


@pytest.mark.parametrize("written", [None, ["app"], "demo:app"])
def test_what_a_bench_is_set_up_with_has_names(desk, tmp_path, written):
    board = desk.board(tmp_path, NAME, tmp_path / "test_it.py")

    with pytest.raises(ScenarioError) as error:
        board.set_up(written, "the fixture pbx_setup")

    told = f"the fixture pbx_setup: expected what to set up by name, such as {{'app': app}}, not {written!r}"
    assert str(error.value) == told


def test_a_closed_workshop_opens_again_when_it_is_needed(lone_bench, desk):
    first = lone_bench(app=answering("<Speak>Hello.</Speak>")).call()
    assert first.hears("Hello") == "Hello."
    desk.close()
    desk.close()

    assert lone_bench(app=answering("<Speak>Hello.</Speak>")).call().hears("Hello") == "Hello."
