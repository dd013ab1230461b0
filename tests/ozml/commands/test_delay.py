"""<Delay>: a pause before the next command (P4688)."""

from simulator.telephony.steps import HangsUp, Pauses


def test_delay_postpones_the_next_command(play):
    assert play("<Speak>A</Speak><Delay>3</Delay><Speak>B</Speak>").at("speaks 'B'") == 3.1


def test_hanging_up_ends_a_delay(play):
    assert play("<Delay>3</Delay>", caller=[Pauses(1.0), HangsUp()]).lines()[-1] == (
        "1.0 call ended by caller: normal clearing"
    )


def test_a_delay_that_is_absurdly_long_is_a_mistake_of_the_app(play):
    played = play(f"<Delay>{'9' * 400}</Delay>")

    assert played.rules == ["bad-value"]
    assert played.lines()[-1] == "0.0 call ended by pbx: normal clearing"
