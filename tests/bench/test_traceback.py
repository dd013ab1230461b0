"""Errors come out of the simulator without its lines, unless it has broken down."""

from __future__ import annotations

import traceback

import pytest

from simulator import hears
from simulator.bench.traceback import leaves, without_our_frames
from simulator.errors import ScenarioError, SimulatorError


def files(error):
    return {frame.filename.rpartition("/")[2] for frame in traceback.extract_tb(error.__traceback__)}


def test_a_mistake_is_shown_where_the_test_made_it():
    with pytest.raises(ScenarioError) as caught:
        hears(3)
    before = files(caught.value)

    without_our_frames(caught.value)

    assert {"test_traceback.py", "steps.py"} <= before
    assert files(caught.value) == {"test_traceback.py"}


def test_mistakes_in_tasks_are_too():
    errors = []
    for wrong in (3, None):
        with pytest.raises(ScenarioError) as caught:
            hears(wrong)
        errors.append(caught.value)
    group = ExceptionGroup("two tasks", [ExceptionGroup("one", errors[:1]), errors[1]])

    without_our_frames(group)

    assert [files(error) for error in leaves(group)] == [{"test_traceback.py"}] * 2
    assert leaves(group) == errors


def test_what_has_a_cause_or_is_none_of_ours_stays_whole():
    def breaks():
        try:
            hears(3)
        except ScenarioError as error:
            raise SimulatorError("it has broken down") from error

    with pytest.raises(SimulatorError) as caught:
        breaks()
    trace = caught.value.__traceback__
    without_our_frames(caught.value)
    assert traceback.extract_tb(caught.value.__traceback__) == traceback.extract_tb(trace)

    other = ValueError("x")
    without_our_frames(other)
    assert other.__traceback__ is None
