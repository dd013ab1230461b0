"""Lengths of time are written as in YAML."""

import pytest


@pytest.mark.pbx(app="simulator.demo.pin_menu:app", path="/incoming")
def test_the_pin_is_asked_for_soon(pbx):
    pbx.call().hears("PIN", within="5s")
