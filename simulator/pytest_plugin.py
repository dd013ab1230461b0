"""The pytest plugin: fixtures that call apps step by step, and scenario files that are tests.

def test_the_pin_opens_the_account(pbx):
    call = pbx.call("9000")
    call.hears("PIN")
    call.presses("1234")
    call.hears("balance")

pytest loads this file in every run, so it imports nothing of the simulator before a fixture or a scenario wants it.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from simulator.bench.aio.bench import AsyncBench
    from simulator.bench.blocking.bench import Bench
    from simulator.bench.desk import Desk
    from simulator.bench.item_benches import ItemBenches
    from simulator.bench.ledger import Ledger
    from simulator.bench.maker import BenchMaker
    from simulator.bench.plan import Setup

SCENARIO_SUFFIXES: Final = (".call.yaml", ".call.yml")
"""How the names of scenario files end that are collected as tests."""

_DESK: Final = pytest.StashKey["Desk"]()
_LEDGER: Final[pytest.StashKey[Ledger]] = pytest.StashKey()
_BENCHES: Final[pytest.StashKey[ItemBenches]] = pytest.StashKey()
_TOLD: Final = pytest.StashKey[list[str]]()
"""What the end of the output tells."""

_OPTIONS: Final = (
    ("app", "the app under test: an address, an import path, or a command with {port}"),
    ("path", "where the app takes IncomingCall"),
    ("settings", "a TOML file with settings of the PBX, relative to the root folder"),
    ("clock", "virtual, real, or a factor such as x10; on the command line it counts for every test"),
    ("seed", "of everything drawn by chance; each test has its own part of it"),
)

_REPORTS: Final = (
    ("json", "write what came of all calls, for programs and for `ozeki-simulator inspect`"),
    ("html", "write a page with timelines, conversations and recordings"),
)

_UPDATE: Final = "write the conversations that tests compare with"
_MARKER: Final = "pbx(app=..., path=..., phones=..., settings=..., ...): what the fixture `pbx` is set up with"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take options, on the command line and in the configuration."""
    group = parser.getgroup("ozeki", "simulated phone system")
    for name, what in _OPTIONS:
        parser.addini(f"pbx_{name}", what, default="")
        group.addoption(f"--pbx-{name}", default=None, metavar=name.upper(), help=what)
    for kind, what in _REPORTS:
        group.addoption(f"--pbx-{kind}", default=None, metavar="FILE", help=what)
    group.addoption("--pbx-update", action="store_true", help=_UPDATE)


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", _MARKER)
    config.pluginmanager.register(_Tracebacks(), "pbx_tracebacks")
    folder = config.invocation_params.dir
    wanted = {kind: folder / path for kind, _ in _REPORTS if (path := config.getoption(f"--pbx-{kind}"))}
    if wanted and not config.getoption("collectonly"):
        from simulator.bench import ledger
        from simulator.errors import ScenarioError

        try:
            ledger.check_reports(wanted)
        except ScenarioError as error:
            raise pytest.UsageError(str(error)) from None
        config.stash[_LEDGER] = ledger.Ledger(wanted)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the apps that were started."""
    desk = config.stash.get(_DESK, None)
    if desk is not None:
        desk.close()


# -- fixtures --------------------------------------------------------------------------------------------------------


@pytest.fixture
def pbx_setup() -> Setup:
    """Override it to set benches up: `app`, `path`, `phones`, `office` and so on, as `simulator.place_call` has it."""
    return {}


@pytest.fixture
def pbx_settings() -> Mapping[str, object]:
    """Override it to have the PBX behave otherwise: settings by name."""
    return {}


@pytest.fixture
def new_pbx(
    request: pytest.FixtureRequest, pbx_setup: Setup, pbx_settings: Mapping[str, object]
) -> Iterator[BenchMaker[Bench]]:
    """Set up a phone system, and another one: `new_pbx(app=..., phones=...)`; each is independent of the others."""
    from simulator.bench.blocking.bench import Bench

    with _making(Bench, request.node, pbx_setup, pbx_settings) as maker:
        yield maker


@pytest.fixture
def pbx(request: pytest.FixtureRequest, new_pbx: BenchMaker[Bench]) -> Bench:
    """A simulated phone system around the app under test; problems that nobody has accepted fail the test."""
    with _mistakes_told(request.node):
        return new_pbx()


@pytest.fixture
def new_async_pbx(
    request: pytest.FixtureRequest, pbx_setup: Setup, pbx_settings: Mapping[str, object]
) -> Iterator[BenchMaker[AsyncBench]]:
    """As `new_pbx`, for tests in coroutines."""
    from simulator.bench.aio.bench import AsyncBench

    with _making(AsyncBench, request.node, pbx_setup, pbx_settings) as maker:
        yield maker


@pytest.fixture
def async_pbx(request: pytest.FixtureRequest, new_async_pbx: BenchMaker[AsyncBench]) -> AsyncBench:
    """As `pbx`, for tests in coroutines: `call = await async_pbx.call("9000")`."""
    with _mistakes_told(request.node):
        return new_async_pbx()


@contextmanager
def _making(
    kind: type[Any], item: pytest.Item, setup: Setup, settings: Mapping[str, object]
) -> Iterator[BenchMaker[Any]]:
    """What makes the benches of a test; what its fixtures have found since the test was judged fails it."""
    from simulator.bench.item_benches import ItemBenches
    from simulator.bench.maker import BenchMaker

    benches = item.stash.setdefault(_BENCHES, ItemBenches())
    with _mistakes_told():
        desk = _desk(item.config)
    yield BenchMaker(kind, item, benches, desk, setup, settings)
    if verdict := benches.close():
        pytest.fail(verdict, pytrace=False)
    benches.warn()


@contextmanager
def _mistakes_told(item: pytest.Item | None = None) -> Iterator[None]:
    """Tell a mistake in how tests, or one of them, are set up: by itself, as no line of the test is at fault."""
    from simulator.errors import SimulatorError

    try:
        yield
    except SimulatorError as error:
        where = f"\n\n{item.location[0]}:{(item.location[1] or 0) + 1}: {item.name}" if item else ""
        raise pytest.fail.Exception(f"{error}{where}", pytrace=False) from None


def _desk(config: pytest.Config) -> Desk:
    """Where benches come from; made when the first one is wanted."""
    if _DESK not in config.stash:
        from simulator.bench.session_desk import session_desk

        config.stash[_DESK] = session_desk(config, [name for name, _ in _OPTIONS])
    return config.stash[_DESK]


# -- the end of a test -----------------------------------------------------------------------------------------------


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Fail a test that has passed on what was found while it ran, even if the app and the test have swallowed it."""
    _let_finish(item)
    try:
        yield
    finally:
        benches = item.stash.get(_BENCHES, None)
        if benches is not None:
            benches.test_is_over = True
    if benches is not None and (verdict := benches.verdict()):
        pytest.fail(verdict, pytrace=False)


def _let_finish(item: pytest.Item) -> None:
    """Have a test in a coroutine let its benches come to their end before its event loop stops."""
    if _BENCHES in item.stash and isinstance(item, pytest.Function):
        from inspect import iscoroutinefunction

        if iscoroutinefunction(item.obj):
            item.obj = item.stash[_BENCHES].finishing(item.obj)


class _Tracebacks:
    """Cuts our own lines out of errors, once everybody has said which error it is that has failed a test."""

    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """Cut; the report is made by others."""
        _cut_out(call.excinfo, item.config)

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Cut what a module shows that cannot be imported, with wrong `Settings` in a marker for instance."""
        report = yield
        found = getattr(getattr(report, "call", None), "excinfo", None)
        if report.failed and found is not None and _cut_out(found, collector.config):
            report.longrepr = collector.repr_failure(found)
        return report


def _cut_out(found: pytest.ExceptionInfo[BaseException] | None, config: pytest.Config) -> bool:
    """Cut our own lines out of an error that is meant for the author of a test; whether there were any."""
    if found is None or "simulator.errors" not in sys.modules or config.getoption("fulltrace"):
        return False
    from simulator.bench.traceback import cut

    return cut(found)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add what happened on the benches of a test to an error, unless that tells it; note what came of them."""
    report = yield
    benches = item.stash.get(_BENCHES, None)
    if benches is not None:
        benches.add_to(report, call)
    if call.when == "teardown":
        if _LEDGER in item.config.stash:
            from simulator.bench.item_benches import note

            note(item, benches, item.config.stash[_LEDGER])
        if benches is not None:
            del item.stash[_BENCHES]
    return report


# -- reports ---------------------------------------------------------------------------------------------------------


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # noqa: ANN401 - a worker of pytest-xdist, which need not be there
    """Take what a worker has noted."""
    output = getattr(node, "workeroutput", {})
    if "pbx_ledger" in output:
        node.config.stash[_LEDGER].take(output["pbx_ledger"])
    node.config.stash.setdefault(_TOLD, []).extend(output.get("pbx_told", ()))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the reports; a worker of pytest-xdist hands over what it has noted instead."""
    config = session.config
    ledger, desk = config.stash.get(_LEDGER, None), config.stash.get(_DESK, None)
    told = config.stash.setdefault(_TOLD, [])
    told += desk.written if desk is not None else []
    if hasattr(config, "workeroutput"):
        config.workeroutput["pbx_told"] = told
        if ledger is not None:
            config.workeroutput["pbx_ledger"] = ledger.as_text()
    elif ledger is not None:
        written = ledger.write()
        told += map(str, written)
        if session.exitstatus == pytest.ExitCode.OK and any(one.failure for one in written):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Tell which files were written."""
    for line in config.stash.setdefault(_TOLD, []):
        terminalreporter.write_line(line)


# -- scenario files --------------------------------------------------------------------------------------------------


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect scenario files as tests."""
    if file_path.name.endswith(SCENARIO_SUFFIXES):
        from simulator.bench.scenario_items import ScenarioFile
        from simulator.errors import SimulatorError

        try:
            return ScenarioFile.from_parent(parent, path=file_path, desk=_desk(parent.config))
        except SimulatorError as error:
            raise pytest.Collector.CollectError(str(error)) from None
    return None
