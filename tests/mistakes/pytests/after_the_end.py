"""The test goes on although the call is over."""

import pytest


@pytest.mark.pbx(app="simulator.demo.voicemail:app", path="/incoming")
def test_a_message_is_left(pbx):
    call = pbx.call()
    call.hears("leave a message")
    call.hangs_up()
    call.says("Please call me back.")
