"""What is given to `expects`, `never` and `ends` is checked before anything is looked at."""

from __future__ import annotations

import re

import pytest

from simulator.errors import ScenarioError
from tests.bench.apps import answering

HELLO = answering("<Speak>Hello.</Speak><Hangup/>")


@pytest.mark.pbx(app=HELLO)
@pytest.mark.parametrize(
    ("given", "instead"),
    [
        ({"recordings": 0}, "expects({'recordings': 0}): expected names and values; write expects(recordings=0)"),
        (
            {"dead air": "4s", "hears": "Hello"},
            "expects({'dead air': '4s', 'hears': 'Hello'}): expected names and values; "
            "write expects(dead_air='4s', hears='Hello')",
        ),
        ("Hello", "expects('Hello'): expected names and values; such as expects(hears='Thank you')"),
        ({}, "expects({}): expected names and values; such as expects(hears='Thank you')"),
        ({"a-b": 1}, "expects({'a-b': 1}): expected names and values; such as expects(hears='Thank you')"),
    ],
)
def test_a_mapping_is_told_as_names_and_values(pbx, given, instead):
    call = pbx.call()

    for one in (pbx, call):
        with pytest.raises(ScenarioError) as error:
            one.expects(given)
        assert str(error.value) == instead


@pytest.mark.pbx(app=HELLO)
def test_so_it_is_of_never(pbx):
    with pytest.raises(ScenarioError, match=r"names and values; write never\(hears='x'\)$"):
        pbx.call().never({"hears": "x"})


@pytest.mark.parametrize("function", ["expects", "never"])
def test_a_name_is_told_before_it_is_told_that_nothing_has_happened_or_no_app_is_named(pbx, function):
    with pytest.raises(ScenarioError, match=f"^{function}: unknown keyword 'recordins'; did you mean 'recordings'"):
        getattr(pbx, function)(recordins=1)
    with pytest.raises(ScenarioError, match="no app: say which one is called"):
        getattr(pbx, function)(recordings=1)
    pbx.set_up(app=HELLO)
    with pytest.raises(ScenarioError, match="nothing has happened on this bench yet"):
        getattr(pbx, function)(recordings=1)


@pytest.mark.pbx(app=HELLO)
def test_an_end_is_told_before_it_is_waited_for(pbx):
    call = pbx.call()

    with pytest.raises(ScenarioError, match=re.escape("ends(by='pbxx'): no such `by`; did you mean 'pbx'?")):
        call.ends(by="pbxx")

    assert pbx.now == 0.0
