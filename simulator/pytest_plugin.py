"""The pytest plugin: fixtures that call apps step by step, and scenario files that are tests.

def test_the_pin_opens_the_account(pbx):
    call = pbx.call("9000")
    call.hears("PIN")
    call.presses("1234")
    call.hears("balance")

pytest loads this file in every run, so it imports nothing of the simulator before a fixture or a scenario wants it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from simulator.bench.aio.bench import AsyncBench
    from simulator.bench.blocking.bench import Bench
    from simulator.bench.board import BenchBoard
    from simulator.bench.desk import Desk

SCENARIO_SUFFIXES: Final = (".call.yaml", ".call.yml")
"""How the names of scenario files end that are collected as tests."""

_DESK: Final = pytest.StashKey["Desk"]()
_BOARDS: Final = pytest.StashKey[list["BenchBoard"]]()

_OPTIONS: Final = (
    ("app", "the app under test: an address, an import path, or a command with {port}"),
    ("path", "where the app takes IncomingCall"),
    ("settings", "a TOML file with settings of the PBX, relative to the root folder"),
    ("clock", "virtual, real, or a factor such as x10; on the command line it counts for every test"),
    ("seed", "of everything drawn by chance; each test has its own part of it"),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take options, on the command line and in the configuration."""
    group = parser.getgroup("ozeki", "simulated phone system")
    for name, what in _OPTIONS:
        parser.addini(f"pbx_{name}", what, default="")
        group.addoption(f"--pbx-{name}", default=None, metavar=name.upper(), help=what)
    group.addoption(
        "--pbx-update",
        action="store_true",
        help="write the conversations that tests compare with",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers", "pbx(app=..., path=..., phones=..., settings=..., ...): what the fixture `pbx` is set up with"
    )


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the apps that were started."""
    desk = config.stash.get(_DESK, None)
    if desk is not None:
        desk.close()


# -- fixtures --------------------------------------------------------------------------------------------------------


@pytest.fixture
def pbx_setup() -> dict[str, Any]:
    """Override it to set benches up: `app`, `path`, `phones`, `office` and so on, as `simulator.place_call` has them."""
    return {}


@pytest.fixture
def pbx_settings() -> dict[str, object]:
    """Override it to have the PBX behave otherwise: settings by name."""
    return {}


@pytest.fixture
def new_pbx(
    request: pytest.FixtureRequest, pbx_setup: dict[str, Any], pbx_settings: dict[str, object]
) -> Iterator[Callable[..., Bench]]:
    """Set up a phone system, and another one: `new_pbx(app=..., phones=...)`; each is independent of the others."""
    from simulator.bench.blocking.bench import Bench

    yield lambda **setup: Bench(_new_board(request, pbx_setup, pbx_settings, setup))
    _close(request.node)


@pytest.fixture
def pbx(new_pbx: Callable[..., Bench]) -> Bench:
    """A simulated phone system around the app under test; problems that nobody has accepted fail the test."""
    return new_pbx()


@pytest.fixture
def new_async_pbx(
    request: pytest.FixtureRequest, pbx_setup: dict[str, Any], pbx_settings: dict[str, object]
) -> Iterator[Callable[..., AsyncBench]]:
    """As `new_pbx`, for tests in coroutines."""
    from simulator.bench.aio.bench import AsyncBench

    yield lambda **setup: AsyncBench(_new_board(request, pbx_setup, pbx_settings, setup))
    _close(request.node)


@pytest.fixture
def async_pbx(new_async_pbx: Callable[..., AsyncBench]) -> AsyncBench:
    """As `pbx`, for tests in coroutines: `call = await async_pbx.call("9000")`."""
    return new_async_pbx()


def _new_board(
    request: pytest.FixtureRequest, setup: dict[str, Any], settings: dict[str, object], more: dict[str, Any]
) -> BenchBoard:
    item = request.node
    markers = [mark.kwargs for mark in reversed(list(item.iter_markers("pbx")))]
    board = _desk(request.config).board(item.nodeid, [setup, {"settings": settings}, *markers, more])
    item.stash.setdefault(_BOARDS, []).append(board)
    return board


def _close(item: pytest.Item) -> None:
    for board in item.stash.get(_BOARDS, []):
        board.workshop.submit(board.close()).result()
    item.stash[_BOARDS] = []


def _desk(config: pytest.Config) -> Desk:
    """Where benches come from; made when the first one is wanted."""
    if _DESK not in config.stash:
        from simulator.bench.desk import Desk

        config.stash[_DESK] = Desk(
            config.rootpath,
            {name: config.getini(f"pbx_{name}") for name, _ in _OPTIONS if config.getini(f"pbx_{name}")},
            {name: value for name, _ in _OPTIONS if (value := config.getoption(f"--pbx-{name}")) is not None},
            update=config.getoption("--pbx-update"),
        )
    return config.stash[_DESK]


# -- the end of a test -----------------------------------------------------------------------------------------------


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test on what was found while it ran, even if the app and the test have swallowed it."""
    try:
        outcome = yield
    except BaseException:
        _show(item)
        raise
    wrong = [text for board in item.stash.get(_BOARDS, []) for text in _finished(board)]
    if wrong:
        pytest.fail("\n\n".join(wrong), pytrace=False)
    return outcome


def _finished(board: BenchBoard) -> list[str]:
    """What was wrong on a bench that no error has told, with the conversation."""
    wrong = board.workshop.submit(board.finish()).result()
    return ["\n".join([*wrong, "", board.story()])] if wrong else []


def _show(item: pytest.Item) -> None:
    """Add what happened on the benches of a test that has failed, unless its error tells that."""
    for board in item.stash.get(_BOARDS, []):
        if board.used and not board.told:
            item.add_report_section("call", "conversation", board.story())


# -- scenario files --------------------------------------------------------------------------------------------------


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect scenario files as tests."""
    if file_path.name.endswith(SCENARIO_SUFFIXES):
        from simulator.bench.scenario_items import ScenarioFile

        return ScenarioFile.from_parent(parent, path=file_path, desk=_desk(parent.config))
    return None
