"""Steps that wait for fields are looked at before anybody is called."""

from __future__ import annotations

import pytest

from simulator import presses, repeats, waits_for
from simulator.errors import ScenarioError
from simulator.pbx import Pbx
from simulator.phones import phone_book
from simulator.settings import Settings

WRONG = waits_for("DtmfEntered", fields={"DtmfDigts": "1234"})
TOLD = "DtmfEntered has no field 'DtmfDigts'; did you mean 'DtmfDigits'?"


@pytest.mark.parametrize(
    ("steps", "where"),
    [
        ([presses("1"), WRONG], "step 2 (waits for DtmfEntered with DtmfDigts '1234')"),
        ([repeats(presses("1"), WRONG, times=2)], "step 2 (waits for DtmfEntered with DtmfDigts '1234')"),
    ],
)
def test_a_caller_who_waits_for_a_field_that_there_is_not_calls_nobody(steps, where):
    pbx = Pbx()

    with pytest.raises(ScenarioError) as error:
        pbx.place_call("http://app/", steps)

    assert str(error.value) == f"{where}: {TOLD}"
    assert pbx.placed == []


def test_so_does_a_phone_that_nobody_has_called():
    with pytest.raises(ScenarioError) as error:
        Pbx(phones=phone_book({"4711": [WRONG]}))

    assert str(error.value) == f"phones: 4711: step 1 (waits for DtmfEntered with DtmfDigts '1234'): {TOLD}"


def test_a_field_may_have_the_name_that_the_settings_give_it():
    pbx = Pbx(Settings(notification_fields={"DtmfEntered": {"DtmfDigts": "digits"}}))

    assert pbx.place_call("http://app/", [WRONG])
