"""What the pages show of steps and expectations can be written so."""

from __future__ import annotations

import textwrap

import pytest

from simulator.reference.samples import EXCLUSIONS, EXPECTATIONS, STEPS
from simulator.scenario import expect
from simulator.scenario.load import load_file
from simulator.scenario.schema_steps import SHARED_STEPS
from simulator.scenario.steps import STEPS as KNOWN
from simulator.settings import Settings

FRAGMENTS = "fragments: {log in: [presses: '${pin:-1234}']}\n"
OF_PHONES = {"answers", "rejects"}


@pytest.fixture
def written(tmp_path):
    """Read a scenario that has a key with some lines."""

    def read(key: str, lines: str):
        (tmp_path / "_log_in.yaml").write_text("- hears: PIN\n- presses: 1234\n", encoding="utf-8")
        file = tmp_path / "sample.call.yaml"
        file.write_text(f"app: package.module:app\n{FRAGMENTS}{key}:\n{textwrap.indent(lines, '  ')}\n", "utf-8")
        (scenario,) = load_file(file, Settings())
        return scenario

    return read


@pytest.mark.parametrize("name", [name for name in STEPS if name not in OF_PHONES])
def test_a_step_is_read(name, written):
    assert written("caller", STEPS[name]).steps


@pytest.mark.parametrize("name", sorted(OF_PHONES))
def test_a_step_of_a_phone_is_read(name, written):
    scenario = written("phones", "4711:\n" + textwrap.indent(STEPS[name], "  "))

    assert list(scenario.phones) == ["4711"]


@pytest.mark.parametrize("name", EXPECTATIONS)
def test_an_expectation_is_read(name, written):
    read = written("expects", EXPECTATIONS[name]).expectations

    assert {type(one) for one in read} == {expect.EXPECTATIONS[name]}


@pytest.mark.parametrize("name", EXCLUSIONS)
def test_an_exclusion_is_read(name, written):
    assert {type(one) for one in written("never", EXCLUSIONS[name]).expectations} == {expect.EXCLUSIONS[name]}


def test_everything_has_a_sample():
    assert set(STEPS) == {*KNOWN, *SHARED_STEPS}
    assert set(EXPECTATIONS) == set(expect.EXPECTATIONS)
    assert set(EXCLUSIONS) == set(expect.EXCLUSIONS)
