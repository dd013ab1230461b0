"""Scenarios that are made of rows, run for real; and what expansion costs those that use none of it."""

import asyncio
from pathlib import Path

import pytest

from simulator.scenario.document import load_documents
from simulator.scenario.expansion import Expansion
from simulator.scenario.parameters import GivenParameters
from simulator.scenario.run import Outcome, run_scenarios
from simulator.server.thread import serving_session

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").rglob("*.yaml"))

PIN = """\
app: {asgi: "simulator.demo.pin_menu:app", path: /incoming}
name: PIN
examples:
  - [pin, verdict]
  - [0000, Wrong PIN]
  - [1234, For your balance]
caller:
  - hears: enter your PIN
  - presses: ${pin}
  - hears: ${verdict}
  - hangs_up
"""


def run(scenarios):
    async def all_of_them():
        async with serving_session() as session:
            return await run_scenarios(scenarios, session, jobs=4)

    return asyncio.run(all_of_them())


def test_rows_are_run_as_scenarios_of_their_own(read):
    runs = run(read(PIN))

    assert [(one.scenario.name, one.outcome) for one in runs] == [
        ("PIN [pin=0000, verdict=Wrong PIN]", Outcome.PASSED),
        ("PIN [pin=1234, verdict=For your balance]", Outcome.PASSED),
    ]


def test_what_is_drawn_by_chance_depends_on_the_row_and_not_on_its_neighbours(read):
    first, second = run(read(PIN))
    (alone,) = run(read(PIN.replace("  - [0000, Wrong PIN]\n", "")))

    assert alone.result.transcript.lines() == second.result.transcript.lines()
    assert alone.result.id == second.result.id != first.result.id


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_document_that_shares_nothing_stays_the_node_that_it_is(path):
    expansion = Expansion(path.stem, GivenParameters())
    plain = [one for one in load_documents(path.read_bytes(), str(path)) if not _shares(one)]

    for document in plain:
        (variant,) = expansion.variants(document)
        assert variant.document is document
        assert variant.filled() is document


def _shares(document):
    keys = {key.text for key, _ in document.entries}
    return bool(keys & {"examples", "matrix", "include", "parameters", "fragments", "defaults"})


@pytest.mark.parametrize(
    ("first", "each"),
    [("x", "${{p{0}}}${{p{0}}}"), ("[x]", "['${{p{0}}}', '${{p{0}}}']"), ("x" * 100_000, "${{p{0}}}${{p{0}}}")],
    ids=["texts", "lists", "long texts"],
)
def test_parameters_that_double_again_and_again_are_refused_in_time(mistakes_in, first, each):
    doubled = "".join(f"  p{number}: {each.format(number - 1)}\n" for number in range(1, 60))

    (told,) = mistakes_in(f"app: demo:app\nparameters:\n  p0: {first}\n{doubled}caller: '${{p59}}'\n")

    assert told.endswith("the parameters come to more than 100,000 values or 10,000,000 characters here")
