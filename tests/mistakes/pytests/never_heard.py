"""The text is another one."""

import pytest


@pytest.mark.pbx(app="simulator.demo.pin_menu:app", path="/incoming")
def test_the_balance_is_told(pbx):
    call = pbx.call()
    call.hears("enter your PIN")
    call.presses("1234")
    call.hears("press 1")
    call.presses("1")
    call.hears("Your balance is 120 euros")
