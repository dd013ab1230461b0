"""What is expected is not what comes of the call."""

import pytest


@pytest.mark.pbx(app="simulator.demo.voicemail:app", path="/incoming")
def test_a_message_ends_by_a_key(pbx):
    call = pbx.call()
    call.hears("leave a message")
    call.says("Please call me back.")
    call.ends(by="pbx")
    call.expects(recording={"ended_by": "finish-digit"})
