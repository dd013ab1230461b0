"""Further calls of a scenario, and the port of its PBX, as they are written."""

from __future__ import annotations

import pytest

from simulator.drivers.further_call import FurtherCall
from simulator.telephony.steps import HangsUp, Hears


@pytest.fixture
def scenario(read):
    def of(written: str):
        (one,) = read(f"app: demo:app\n{written}\n")
        return one

    return of


def test_further_calls_have_a_caller_and_go_where_the_first_one_goes(scenario):
    one = scenario("call: {to: 5000}\nfurther calls: [{from: 2001}]")

    assert one.further == (FurtherCall("2001", "5000"),)


def test_further_calls_go_to_the_usual_extension_if_there_is_no_first_one(scenario):
    assert scenario("request: /x\nfurther calls: [{from: 2001}]").further == (FurtherCall("2001", "9000"),)


def test_a_further_call_has_its_number_its_instant_and_its_steps(scenario):
    one = scenario("further calls: [{from: 2001, to: 0123, at: 5s, does: [hears: Hello, hangs_up]}]")

    assert one.further == (FurtherCall("2001", "0123", (Hears("Hello"), HangsUp()), 5.0),)


def test_a_pbx_with_a_port_of_its_own_bears_no_other_scenario_beside_it(scenario):
    one = scenario("pbx port: 7780")

    assert (one.pbx_port, one.alone) == (7780, True)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("further calls: {from: 2001}", "2:16: expected a list of further calls, not a mapping"),
        ("further calls: [{to: 2001}]", "2:17: the key 'from' is missing"),
        ("further calls: [{from: 1, does: [hears]}]", "2:34: 'hears' needs a value: `hears: ...`"),
        ("pbx port: 70000", "2:11: expected the number of a port, from 1 to 65535, not '70000'"),
        ("pbx port: 0", "2:11: expected the number of a port, from 1 to 65535, not '0'"),
    ],
)
def test_a_mistake_is_told_with_its_place(mistakes_in, written, message):
    assert mistakes_in(f"app: demo:app\n{written}\n") == [f"s.yaml:{message}"]
