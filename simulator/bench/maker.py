"""Makes the benches of one test.

What they are set up with comes from the configuration, fixtures, markers and the test itself, the stronger ones later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar, Unpack

from simulator.bench.origin import groups_of, nodeid_without_groups
from simulator.bench.plan import Setup
from simulator.errors import ScenarioError

if TYPE_CHECKING:
    import pytest

    from simulator.bench.board import BenchBoard
    from simulator.bench.desk import Desk
    from simulator.bench.item_benches import ItemBenches

B = TypeVar("B")


class BenchMaker(Generic[B]):
    """What the fixtures `new_pbx` and `new_async_pbx` give.

    Args:
        kind: a bench on a board.
        item: the test.
        benches: where its benches are listed.
        desk: where boards come from.
        setup: what the fixture `pbx_setup` says.
        settings: what the fixture `pbx_settings` says.
    """

    def __init__(
        self,
        kind: Callable[[BenchBoard], B],
        item: pytest.Item,
        benches: ItemBenches,
        desk: Desk,
        setup: Mapping[str, object],
        settings: Mapping[str, object],
    ) -> None:
        self._kind = kind
        self._item = item
        self._benches = benches
        self._desk = desk
        self._setup = setup
        self._settings = settings

    def __call__(self, **setup: Unpack[Setup]) -> B:
        """Make a bench.

        Args:
            setup: what it is set up with, besides what fixtures and markers say.

        Raises:
            ScenarioError: something makes no sense.
        """
        board = self._board()
        board.set_up(self._setup, "the fixture pbx_setup")
        board.set_up({"settings": self._settings}, "the fixture pbx_settings")
        for mark in reversed(list(self._item.iter_markers("pbx"))):
            if mark.args:
                raise ScenarioError(f"pytest.mark.pbx({mark.args[0]!r}): expected names and values, such as app=app")
            board.set_up(mark.kwargs, "pytest.mark.pbx(...)")
        board.set_up(setup, "new_pbx(...)")
        self._benches.boards.append(board)
        return self._kind(board)

    def _board(self) -> BenchBoard:
        item, number = self._item, len(self._benches.boards) + 1
        line, name = (item.location[1] or 0) + 1, nodeid_without_groups(item.nodeid, groups_of(item))
        return self._desk.board(item.config.invocation_params.dir, name, item.path, line, number)
