"""A property of a recording has the name that the object has."""

import pytest


@pytest.mark.pbx(app="simulator.demo.voicemail:app", path="/incoming")
def test_the_message_is_recorded(pbx):
    call = pbx.call()
    call.hears("leave a message")
    call.says("Hello")
    call.stays_silent()
    call.expects(recording={"duration": "3s"})
