"""The benches of one test: none is forgotten because of another one."""

from __future__ import annotations

import pytest

from simulator.bench.blocking.bench import Bench
from simulator.bench.board import BenchBoard
from simulator.bench.item_benches import ItemBenches
from tests.bench.apps import answering

MISTAKE = "<Spaek>Hello.</Spaek><Speak>Hi.</Speak><Hangup/>"


class BrokenBoard(BenchBoard):
    """A bench that breaks down when it is judged."""

    async def verdict(self):
        raise RuntimeError("it has broken down")


def test_all_benches_are_let_go_of_though_one_breaks_down(desk, tmp_path):
    boards = [desk.board(tmp_path, "test_it.py::test_it", tmp_path / "test_it.py") for _ in range(2)]
    broken = BrokenBoard(desk.workshop, boards[0].plan, boards[0].judge.origin)
    benches = ItemBenches()
    benches.boards += [broken, *boards]
    benches.passed = True
    for board in benches.boards:
        board.set_up({"app": answering(MISTAKE), "settings": {"speech": "pseudo"}})
        Bench(board).call()

    with pytest.raises(RuntimeError, match="it has broken down"):
        benches.close()

    assert [board._world.phone.closed for board in benches.boards] == [True] * 3
    assert [Bench(board).finish() for board in boards] == [[], []]
