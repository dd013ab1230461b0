"""Where benches come from: what counts of configuration, command line and test, and what makes no sense."""

from __future__ import annotations

import pytest

from simulator.bench.desk import Desk
from simulator.bench.plan import setup_of_marker
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


def test_each_bench_of_a_test_has_a_seed_of_its_own(tmp_path):
    desk = Desk(tmp_path, {}, {})

    seeds = [board_of(desk, tmp_path, number).plan.world.seed for number in (1, 2)]

    assert seeds == [f"0:{NAME}", f"0:{NAME}:2"]


@pytest.mark.parametrize(
    ("configured", "message"),
    [
        ({"path": "/in"}, "pbx_path: there is no pbx_app that it could belong to"),
        ({"app": "app:app", "path": "in"}, "path: expected a path that begins with '/'"),
        ({"clock": "fast"}, "clock"),
        ({"settings": "nowhere.toml"}, "nowhere.toml: cannot be read: No such file or directory"),
    ],
)
def test_a_wrong_configuration_is_refused(tmp_path, configured, message):
    with pytest.raises(ScenarioError, match=message):
        Desk(tmp_path, configured, {})


def test_a_marker_has_names_for_everything():
    assert setup_of_marker((), {"caller": "2001"}) == {"caller": "2001"}
    with pytest.raises(ScenarioError, match=r"^pytest\.mark\.pbx\('app:app'\): expected names and values"):
        setup_of_marker(("app:app",), {})


def test_a_closed_workshop_opens_again_when_it_is_needed(lone_bench, desk):
    first = lone_bench(app=answering("<Speak>Hello.</Speak>")).call()
    assert first.hears("Hello") == "Hello."
    desk.close()
    desk.close()

    assert lone_bench(app=answering("<Speak>Hello.</Speak>")).call().hears("Hello") == "Hello."
