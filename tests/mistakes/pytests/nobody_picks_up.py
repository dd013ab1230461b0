"""The phone rings, and the test has forgotten to pick it up."""

import pytest


@pytest.mark.pbx(app="simulator.demo.reception:app", path="/incoming")
def test_the_operator_is_asked_for_the_bill(pbx):
    pbx.phone("4711")
    call = pbx.call()
    call.hears("Reception, Anna speaking")
