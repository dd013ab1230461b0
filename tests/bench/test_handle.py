"""Misspelt names are told with what was meant."""

from __future__ import annotations

import copy
from importlib import import_module

import pytest

from simulator.bench.handle import TAKEN
from tests.bench.apps import answering

HELLO = answering("<Speak>Hello.</Speak><Hangup/>")


@pytest.mark.pbx(app=HELLO)
def test_a_misspelt_step_is_told_with_the_right_one(pbx):
    with pytest.raises(AttributeError) as error:
        pbx.call().heers("Hello")

    assert str(error.value) == "'BenchCall' object has no attribute 'heers'; did you mean 'hears'?"


@pytest.mark.pbx(app=HELLO)
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("when", "; write takes(when(...)), with `from simulator import when`"),
        ("repeats", "; write takes(repeats(...)), with `from simulator import repeats`"),
        ("fault", "; write takes(suffers(...)), with `from simulator.reactions import suffers`"),
        ("sends_alarm", "; write takes(sends_alarm(...)), with `from simulator.steps import sends_alarm`"),
        ("plays", "; did you mean 'says'?"),
        ("picks_up", "; did you mean 'answers'?"),
    ],
)
def test_a_step_that_is_no_method_is_told_with_what_takes_it(pbx, written, meant):
    phone = pbx.phone("4711")

    with pytest.raises(AttributeError) as error:
        getattr(phone, written)

    assert str(error.value) == f"'BenchPhone' object has no attribute {written!r}{meant}"


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_what_is_said_to_make_a_step_is_there(name):
    function, module = TAKEN[name]

    assert callable(getattr(import_module(module), function))


def test_a_bench_takes_no_steps(pbx):
    with pytest.raises(AttributeError, match=r"has no attribute 'when'; known: "):
        pbx.when("Hello")


@pytest.mark.pbx(app=HELLO)
def test_so_is_what_a_bench_has(async_pbx):
    with pytest.raises(
        AttributeError, match=r"^'AsyncBench' object has no attribute 'outbax'; did you mean 'outbox'\?$"
    ):
        async_pbx.outbax  # noqa: B018 - it is told


@pytest.mark.pbx(app=HELLO)
def test_who_only_asks_whether_there_is_something_is_told_no(pbx):
    assert not hasattr(pbx, "dial")
    assert not hasattr(pbx, "_dial")
    assert repr(copy.copy(pbx)) == repr(pbx)
