"""The phone that should ring has another number."""

import pytest


@pytest.mark.pbx(app="simulator.demo.reception:app", path="/incoming")
def test_the_operator_is_called(pbx):
    operator = pbx.phone("4710")
    call = pbx.call()
    call.hears("Please hold the line")
    operator.answers()
