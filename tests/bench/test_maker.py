"""Benches of a test are made of what fixtures, markers and the test say."""

from __future__ import annotations

import pytest

from simulator.bench.item_benches import ItemBenches
from simulator.bench.maker import BenchMaker
from simulator.errors import ScenarioError


@pytest.fixture
def made(request, desk):
    """Make the board of a bench, set up by two fixtures and the markers of the test; it is listed."""
    benches = ItemBenches()
    setup = {"to": "1", "caller": "1", "path": "/1", "app": "demo:app"}
    return BenchMaker(
        lambda board: board, request.node, benches, desk, setup, {"ring_time": 1, "key_seconds": 1}
    ), benches


@pytest.mark.pbx(caller="2", path="/2", settings={"key_seconds": 2})
def test_the_nearer_to_the_test_the_stronger(made):
    make, benches = made

    plan = make(path="/3").plan

    assert (plan.to, plan.caller, plan.path) == ("1", "2", "/3")
    assert (plan.world.settings.ring_time, plan.world.settings.key_seconds) == (1.0, 2.0)
    assert [board.plan for board in benches.boards] == [plan]


def test_each_bench_draws_from_a_part_of_its_own(made):
    make, benches = made

    first, second = make().plan.world.seed, make().plan.world.seed

    assert first.endswith("::test_each_bench_draws_from_a_part_of_its_own")
    assert second == f"{first}:2"
    assert len(benches.boards) == 2


@pytest.mark.pbx("demo:app")
def test_what_cannot_be_made_is_not_listed(made):
    make, benches = made

    with pytest.raises(ScenarioError, match=r"^pytest\.mark\.pbx\('demo:app'\): expected names and values"):
        make()

    assert benches.boards == []
