"""A parameter of a step is misspelt, and a setting."""

import pytest


@pytest.mark.pbx(app="simulator.demo.pin_menu:app", path="/incoming", settings={"notification_timout": 5})
def test_a_setting_is_misspelt(pbx):
    pbx.call()


@pytest.mark.pbx(ap="simulator.demo.pin_menu:app")
def test_a_parameter_of_the_marker_is_misspelt(pbx):
    pbx.call()
