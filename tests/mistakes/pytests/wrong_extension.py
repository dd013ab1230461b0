"""The app is at 9000, as nothing else is said, and the caller dials another number."""

import pytest


@pytest.mark.pbx(app="simulator.demo.pin_menu:app", path="/incoming")
def test_dials_another_number(pbx):
    call = pbx.call("9001")
    call.hears("enter your PIN")
