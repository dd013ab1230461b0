"""Misspelt names are told with what was meant."""

from __future__ import annotations

import copy

import pytest

from tests.bench.apps import answering

HELLO = answering("<Speak>Hello.</Speak><Hangup/>")


@pytest.mark.pbx(app=HELLO)
def test_a_misspelt_step_is_told_with_the_right_one(pbx):
    with pytest.raises(AttributeError) as error:
        pbx.call().heers("Hello")

    assert str(error.value) == "'BenchCall' object has no attribute 'heers'; did you mean 'hears'?"


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
