"""Steps that are made of others: when each is over, and which one has failed."""

from __future__ import annotations

from math import inf

import pytest

from simulator.telephony.effects import Noise
from simulator.telephony.events import StepFailed
from simulator.telephony.reactions import Branch, Repeats, When
from simulator.telephony.steps import HangsUp, Hears, Pauses, Presses, Says, StaysSilent, misfit_among
from simulator.telephony.waits_for import Occurrence, WaitsFor
from tests.conftest import ozml

MENU = """<UserInput Timeout="5" Repeat="True"><InitialCommands><Speak>One</Speak></InitialCommands>
<Inputs><Input Key="1"><Speak>Two</Speak></Input><Input Key="2"><Speak>Three</Speak></Input></Inputs></UserInput>"""


def failures(played):
    return [str(event) for event in played.transcript.of(StepFailed)]


def steps_reached(played):
    return [line for line in played.lines(detail=True) if " step " in line]


# -- repeats ---------------------------------------------------------------------------------------------------------


def test_steps_are_taken_so_many_times(play):
    played = play("<Delay>60</Delay>", caller=[Repeats((Presses("1"), Pauses(1)), 3), HangsUp()])

    assert [line for line in played.lines() if "presses" in line] == ["0.0 presses 1", "1.1 presses 1", "2.2 presses 1"]
    assert steps_reached(played)[0] == "0.0 step 1: repeats 3 times"
    assert steps_reached(played)[-1] == "3.3 step 2: hangs up"


def test_no_times_are_none(play):
    played = play("<Delay>60</Delay>", caller=[Repeats((Hears("never"),), 0), HangsUp()])

    assert failures(played) == []


def test_repeating_may_nest(play):
    played = play("<Delay>60</Delay>", caller=[Repeats((Repeats((Presses("1"),), 2), Presses("2")), 2), HangsUp()])

    pressed = "".join(line[-1] for line in played.lines() if "presses" in line)
    assert pressed == "112112"


def test_what_is_repeated_fails_under_its_own_name_and_the_number_of_the_whole(play):
    played = play("<Delay>1</Delay><Hangup/>", caller=[Pauses(0.1), Repeats((Pauses(0.6), Presses("1")), 9)])

    assert failures(played) == [
        "step 2 failed: presses 1: the call ended (normal clearing) before that; nothing was heard"
    ]


def test_rounds_end_when_something_is_heard_wherever_they_are(play):
    until = Hears("two")
    caller = [Repeats((Hears("one"), Presses("1"), Hears("one")), until=until), HangsUp()]

    played = play(MENU + "<Delay>60</Delay>", caller=caller)

    assert failures(played) == []
    assert played.at("step 2: hangs up") == played.at("finished 'Two'")


def test_rounds_end_behind_the_last_step_if_none_waits(play):
    caller = [Repeats((Pauses(2),), until=Hears("two")), HangsUp()]

    played = play("<Delay>3</Delay><Speak>Two</Speak><Delay>60</Delay>", caller=caller)

    assert played.at("step 2: hangs up") == 4.0


def test_what_was_heard_before_the_first_round_leaves_no_round(play):
    caller = [Pauses(1), Repeats((Presses("9"),), until=Hears("two")), HangsUp()]

    played = play("<Speak>Two</Speak><Delay>60</Delay>", caller=caller)

    assert [line for line in played.lines() if "presses" in line] == []
    assert failures(played) == []


def test_what_is_never_heard_fails_after_the_last_round(play):
    played = play("<Speak>One</Speak><Delay>60</Delay>", caller=[Repeats((Pauses(1),), 3, Hears("two"))])

    assert failures(played) == ["step 1 failed: repeats until it hears 'two': not heard in 3 rounds; heard 'One'"]


def test_the_end_of_the_call_leaves_unheard_what_ends_the_rounds(play):
    played = play("<Speak>One</Speak><Hangup/>", caller=[Repeats((StaysSilent(9),), 3, Hears("two"))])

    assert failures(played) == ["step 1 failed: hears 'two': the call ended (normal clearing) before that; heard 'One'"]


def test_the_outer_rounds_can_be_over_within_the_inner_ones(play):
    inner = Repeats((Hears("nothing"),), until=Hears("nobody"))
    caller = [Repeats((inner, Presses("9")), until=Hears("two")), HangsUp()]

    played = play("<Speak>One</Speak><Speak>Two</Speak><Delay>60</Delay>", caller=caller)

    assert failures(played) == []
    assert played.at("step 2: hangs up") == played.at("finished 'Two'")


def test_what_is_heard_while_nothing_is_waited_for_counts_though_the_call_ends_then(play):
    caller = [Repeats((StaysSilent(60),), until=Hears("two"))]

    played = play("<Speak>One</Speak><Speak>Two</Speak><Hangup/>", caller=caller)

    assert failures(played) == []


def test_rounds_end_while_something_else_is_waited_for(play):
    caller = [Repeats((WaitsFor(Occurrence("RecordingStarted")),), until=Hears("two")), HangsUp()]

    played = play("<Speak>One</Speak><Speak>Two</Speak><Delay>60</Delay>", caller=caller)

    assert played.at("step 2: hangs up") == played.at("finished 'Two'")


def test_what_ends_the_rounds_comes_before_a_step_that_would_take_it(play):
    caller = [Repeats((Hears("/one|two/"),), until=Hears("two")), HangsUp()]

    played = play("<Speak>One</Speak><Speak>Two</Speak><Delay>60</Delay>", caller=caller)

    assert failures(played) == []
    assert played.at("step 2: hangs up") == played.at("finished 'Two'")


def test_rounds_that_take_no_time_come_to_an_end(play):
    played = play("<Delay>60</Delay>", caller=[Repeats((Pauses(0),), 5_000)])

    assert failures(played) == [
        "step 1 failed: repeats 5000 times: 1000 rounds have been taken, and no time has passed"
    ]


def test_rounds_within_rounds_come_to_an_end(play):
    inner = Repeats((Pauses(0.001),), 10_000)

    played = play("<Delay>3600</Delay>", caller=[Repeats((inner,), 10_000)])

    assert failures(played) == [
        "step 1 failed: repeats 10000 times: 100000 rounds have been taken on this call; no more are"
    ]


def test_rounds_that_are_still_to_come_are_missed(play):
    played = play("<Delay>1</Delay><Hangup/>", caller=[Repeats((Presses("1"), Pauses(3)), 2)])

    assert failures(played) == [
        "step 1 failed: presses 1: the call ended (normal clearing) before that; nothing was heard"
    ]


# -- when ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("script", "pressed"), [("<Speak>One</Speak>", "1"), ("<Speak>Two</Speak>", "22")])
def test_what_is_heard_chooses_the_branch(play, script, pressed):
    branches = (Branch(Hears("one"), (Presses("1"),)), Branch(Hears("two"), (Presses("2"), Presses("2"))))

    played = play(script + "<Delay>60</Delay>", caller=[When(branches), HangsUp()])

    assert "".join(line[-1] for line in played.lines() if "presses" in line) == pressed
    assert failures(played) == []


def test_the_prompt_that_came_first_chooses_and_counts_once(play):
    branches = (Branch(Hears("two"), (Presses("2"),)), Branch(Hears("one"), (Presses("1"),)))
    caller = [Pauses(5), When(branches), When(branches), HangsUp()]

    played = play("<Speak>One</Speak><Speak>Two</Speak><Delay>60</Delay>", caller=caller)

    assert "".join(line[-1] for line in played.lines() if "presses" in line) == "12"


def test_without_a_branch_that_fits_it_fails_when_the_call_ends(play):
    played = play("<Speak>Three</Speak><Hangup/>", caller=[When((Branch(Hears("one")), Branch(Hears("two"))))])

    assert failures(played) == [
        "step 1 failed: when it hears 'one' or 'two': the call ended (normal clearing) before that; heard 'Three'"
    ]


def test_without_a_branch_that_fits_it_fails_when_the_time_is_up(play):
    played = play("<Speak>Three</Speak><Delay>60</Delay>", caller=[When((Branch(Hears("one")),), within=2.5)])

    assert failures(played) == ["step 1 failed: when it hears 'one': not within 2.5 s; heard 'Three'"]


def test_otherwise_is_done_when_the_time_is_up(play):
    step = When((Branch(Hears("one")),), (Presses("9"),), within=2.5)

    played = play("<Delay>60</Delay>", caller=[step, HangsUp()])

    assert played.at("step 1: presses 9") == 2.5
    assert failures(played) == []


def test_otherwise_is_done_a_second_after_the_last_word_if_no_time_is_given(play):
    step = When((Branch(Hears("one")),), (Presses("9"),))

    played = play("<Speak>Three</Speak><Speak>Four</Speak><Delay>60</Delay>", caller=[step, HangsUp()])

    assert played.at("step 1: presses 9") == played.at("finished 'Four'") + 1.0


def test_what_did_not_choose_a_branch_can_still_be_heard(play):
    caller = [When((Branch(Hears("one")),), ()), Hears("three"), HangsUp()]

    played = play("<Speak>Three</Speak><Delay>60</Delay>", caller=caller)

    assert failures(played) == []


def test_something_optional_is_not_missed_when_the_call_ends(play):
    played = play("<Speak>Three</Speak><Hangup/>", caller=[When((Branch(Hears("one")),), (), within=60)])

    assert failures(played) == []


def test_what_is_done_otherwise_is_missed_when_the_call_ends(play):
    step = When((Branch(Hears("one")),), (Hears("four"), Presses("1")))

    played = play("<Speak>Three</Speak><Hangup/>", caller=[step])

    assert failures(played) == [
        "step 1 failed: hears 'four': the call ended (normal clearing) before that; heard 'Three'"
    ]


def test_nobody_gives_up_while_the_app_is_asked(play):
    """The app takes 3 s for the answer with the prompt; nothing is said meanwhile."""
    step = When((Branch(Hears("two"), (Presses("2"),)),), ())

    played = play(
        "<Speak>One</Speak><GoTo>/two</GoTo>",
        answers={"/two": ozml("<Speak>Two</Speak><Delay>60</Delay>")},
        caller=[step, HangsUp()],
        latency=3.0,
    )

    assert [line for line in played.lines() if "presses" in line] != []


def test_a_step_of_a_branch_fails_under_its_own_name(play):
    step = When((Branch(Hears("one"), (Pauses(0.1), Hears("two"))),))

    played = play("<Speak>One</Speak><Delay>1</Delay><Hangup/>", caller=[step, Pauses(1)])

    assert failures(played) == ["step 1 failed: hears 'two': the call ended (normal clearing) before that; heard 'One'"]


def test_a_step_behind_the_whole_is_missed_under_its_own_number(play):
    step = When((Branch(Hears("one"), (Pauses(5),)),))

    played = play("<Speak>One</Speak><Hangup/>", caller=[step, Pauses(1), Presses("1")])

    assert failures(played) == ["step 3 failed: presses 1: the call ended (normal clearing) before that; heard 'One'"]


# -- what can never be reached ---------------------------------------------------------------------------------------


def test_a_step_that_can_never_be_reached_is_found_within_others():
    endless = Says(Noise("white", -40.0, inf))

    assert misfit_among([Pauses(1), Repeats((HangsUp(), Pauses(1)), 2)]) == (
        1,
        "holds one (pauses 1.0 s) that can never be reached: the caller hangs up before it",
    )
    assert misfit_among([When((Branch(Hears("one"), (endless, Presses("1"))),))]) == (
        0,
        "holds one (presses 1) that can never be reached: the noise before it has no end; let it be in the background",
    )
    assert misfit_among([When((Branch(Hears("one"), (HangsUp(),)),), ()), Presses("1")]) is None
