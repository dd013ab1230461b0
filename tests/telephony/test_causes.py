from simulator.telephony.causes import HangupCause, Side


def test_a_cause_has_the_number_and_the_name_of_q850():
    assert [(cause.code, str(cause)) for cause in HangupCause] == [
        (16, "normal clearing"),
        (17, "user busy"),
        (19, "no answer from user"),
        (21, "call rejected"),
        (41, "temporary failure"),
        (102, "recovery on timer expiry"),
        (127, "interworking"),
    ]


def test_a_call_has_two_sides():
    assert [str(side) for side in Side] == ["caller", "pbx"]
