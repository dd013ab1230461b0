"""The test waits for the menu before it enters the PIN."""

import pytest


@pytest.mark.pbx(app="simulator.demo.pin_menu:app", path="/incoming")
def test_the_pin_opens_the_account(pbx):
    call = pbx.call()
    call.hears("enter your PIN")
    call.hears("For your balance")
    call.presses("1234")
