"""Offices and further calls from Python: what makes sense is taken, what does not is told."""

from __future__ import annotations

import re

import pytest

from simulator.drivers.further_call import FurtherCall
from simulator.errors import ScenarioError
from simulator.office import Access, ApiExtension, Office, checked_further, checked_office, dials
from simulator.steps import hangs_up, hears, says
from simulator.telephony.steps import HangsUp, Hears


def test_an_office_may_hold_relative_addresses():
    office = Office(
        extensions={"9000": ApiExtension("/in", "/sms")}, call_changed_url="/c?pbx={pbx}", error_url="http://a/b"
    )

    assert checked_office(office) is office


@pytest.mark.parametrize(
    ("office", "message"),
    [
        ("x", "office: expected Office(...), not 'x'"),
        (
            Office(extensions={"9000": "/in"}),
            "office: extensions: '9000': expected ApiExtension('/incoming'), not '/in'",
        ),
        (Office(extensions=["9000"]), "office: extensions: expected extensions by number such as"),
        (Office(sms="*"), "office: sms: expected patterns such as ('+36*',), not '*'"),
        (Office(routing_url=None), "office: routing_url: expected an address such as /incoming or"),
        (
            Office(routing_url="route"),
            "office: expected an address such as /incoming or http://127.0.0.1:8000/incoming, not 'route'",
        ),
        (Office(extensions={"1": ApiExtension(3)}), "office: expected an address such as"),
        (Office(access=None), "office: access: expected Access(...), not None"),
    ],
)
def test_what_is_no_office_is_told(office, message):
    with pytest.raises(ScenarioError, match="^" + re.escape(message)):
        checked_office(office)


def test_clients_that_are_no_addresses_are_told_at_once():
    with pytest.raises(ScenarioError, match="'nowhere' is no address or network of clients"):
        Access(denied=("nowhere",))


def test_somebody_else_dials():
    assert dials("2001", hears("Hello"), hangs_up(), to="2002", at=3) == FurtherCall(
        "2001", "2002", (Hears("Hello"), HangsUp()), 3.0
    )


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((2001,), {}, "dials(caller=2001): `caller` must be a number, as a text such as '2001'"),
        (("2001",), {"to": " "}, "dials(to=' '): `to` must be a number, as a text such as '2001'"),
        (("2001",), {"at": -1}, "dials(at=-1): `at` must be a finite number, not negative"),
        (("2001",), {"at": True}, "dials(at=True): `at` must be a finite number, not negative"),
        (("2001", "hello"), {}, "dials(...): step 1: expected a step such as says('Hello'), not 'hello'"),
        (
            ("2001", hangs_up(), says("x")),
            {},
            "dials(...): step 2 (says 'x') can never be reached: the caller hangs up before it",
        ),
    ],
)
def test_what_nobody_can_dial_is_told(arguments, options, message):
    with pytest.raises(ScenarioError, match=f"^{re.escape(message)}$"):
        dials(*arguments, **options)


def test_further_calls_may_be_one_or_several():
    one = dials("2001")

    assert checked_further(one) == (one,)
    assert checked_further([one, one]) == (one, one)


@pytest.mark.parametrize("written", ["2001", ["2001"], 5])
def test_what_is_no_further_call_is_told(written):
    with pytest.raises(ScenarioError, match=r"^further: expected calls such as dials\('2001', to='2002'\), not "):
        checked_further(written)
