from simulator.telephony.causes import HangupCause, Side


def test_a_cause_has_the_number_and_the_name_of_q850():
    assert [(cause.code, str(cause)) for cause in HangupCause] == [
        (1, "unallocated number"),
        (16, "normal clearing"),
        (17, "user busy"),
        (19, "no answer from user"),
        (21, "call rejected"),
        (38, "network out of order"),
        (41, "temporary failure"),
        (102, "recovery on timer expiry"),
        (127, "interworking"),
    ]


def test_a_call_can_be_ended_by_the_people_at_its_ends_and_by_the_pbx():
    assert [str(side) for side in Side] == ["caller", "callee", "pbx"]
    assert (Side.CALLER.other, Side.CALLEE.other) == (Side.CALLEE, Side.CALLER)
