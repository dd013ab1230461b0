"""What is noted of a run of pytest: put together from several processes, in the order of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.bench.ledger import Ledger
from simulator.report.json_file import read_run
from simulator.scenario.model import AppKind, AppSpec, Scenario
from simulator.scenario.run import Outcome, ScenarioRun


def a_run(name, outcome=Outcome.PASSED):
    scenario = Scenario(name=name, file=Path("test_it.py"), line=3, app=AppSpec(AppKind.ASGI, "app:app"))
    return ScenarioRun(scenario, outcome, () if outcome is Outcome.PASSED else ("it was wrong",), None, 0.1)


def test_what_workers_have_noted_is_put_in_the_order_of_the_tests(tmp_path):
    worker, ledger = Ledger({}), Ledger({"json": tmp_path / "out" / "run.json", "html": tmp_path / "run.html"})
    worker.note(2, a_run("second", Outcome.FAILED), "pytest second", app="FastAPI /in")
    ledger.note(3, a_run("third"), "pytest third")
    ledger.note(1, a_run("first"), "pytest first")
    ledger.take(worker.as_text())

    told = [str(one) for one in ledger.write()]

    assert told == [f"report: {tmp_path / 'out' / 'run.json'}", f"report: {tmp_path / 'run.html'}"]
    records = read_run(tmp_path / "out" / "run.json").scenarios
    assert [(one.name, one.outcome, one.repeat) for one in records] == [
        ("first", "passed", "pytest first"),
        ("second", "failed", "pytest second"),
        ("third", "passed", "pytest third"),
    ]
    assert (records[0].app, records[1].app) == ("app:app /", "FastAPI /in")
    assert records[1].text.split() == ["it", "was", "wrong"]
    assert "second" in (tmp_path / "run.html").read_text(encoding="utf-8")


def test_the_page_of_a_run_of_pytest_speaks_of_tests(tmp_path):
    ledger = Ledger({"html": tmp_path / "run.html"})
    ledger.note(1, a_run("first"), "pytest first")
    ledger.note(2, a_run("second"), "pytest second")

    ledger.write()

    assert "<h1>All 2 tests passed</h1>" in (tmp_path / "run.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["json", "html"])
def test_a_report_that_cannot_be_written_is_told(tmp_path, kind):
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "run"

    (told,) = Ledger({kind: path}).write()

    assert told.failure
    assert str(told) == f"the report {path} cannot be written: {told.failure}"
