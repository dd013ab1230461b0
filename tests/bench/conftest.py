"""What the tests of the bench share: the fixtures of the plugin itself, and benches whose end is looked at."""

from __future__ import annotations

import pytest

from simulator.bench.blocking.bench import Bench
from simulator.bench.desk import Desk


@pytest.fixture
def pbx_settings():
    return {"speech": "pseudo"}


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path, {}, {})
    yield desk
    desk.close()


@pytest.fixture
def lone_bench(desk, tmp_path):
    """A bench of no test: nobody but the test looks at what was wrong on it."""

    def made(**setup):
        board = desk.board(tmp_path, "test_it.py::test_it", tmp_path / "test_it.py")
        board.set_up({"settings": {"speech": "pseudo"}, **setup})
        return Bench(board)

    return made
