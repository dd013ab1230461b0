"""<BlindTransfer>: the caller is connected with somebody else, and the extension leaves (P4617).

On the canned line ten characters take a second; a phone of which nothing is said rings for two seconds.
"""

from __future__ import annotations

import pytest

from simulator.telephony.call import CallState
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.effects import AudioFile, Given, Spoken
from simulator.telephony.media import Clip, KeyMark
from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.script_events import CommandStarted
from simulator.telephony.steps import HangsUp, Hears, Pauses, Point, Presses, Says, StaysSilent

TRANSFER = "<BlindTransfer>4711</BlindTransfer><Speak>Sorry</Speak>"


def says(text, **options):
    return Says(Spoken(text), **options)


def lines_of(played, call, *, detail=False):
    return played.transcript.lines(call_id=call.id, detail=detail)


def both(played):
    """What the two people saw, without how it began."""
    (other,) = played.calls
    return lines_of(played, played.call)[3:], lines_of(played, other)[1:]


def menu(prompt="", inputs="", **attributes):
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f"<UserInput{written}><InitialCommands>{prompt}</InitialCommands><Inputs>"
        f'<Input Key="1">{inputs or "<Speak>one</Speak>"}</Input></Inputs></UserInput>'
    )


# -- somebody answers ------------------------------------------------------------------------------------------------


def test_the_caller_talks_to_whoever_picks_up_and_the_script_is_over(play):
    played = play(
        TRANSFER,
        caller=[Hears("hello"), says("It is me"), HangsUp()],
        phones={"4711": Phone(steps=(says("Hello?"), Hears("it is me")))},
    )

    assert both(played) == (
        [
            "2.0 connected with 4711",
            "2.0 hears 'Hello?' (0.6 s)",
            "2.6 says 'It is me' (0.8 s)",
            "2.6 voice started",
            "3.4 voice stopped",
            "3.4 call ended by caller: normal clearing",
        ],
        [
            "2.0 call answered",
            "2.0 connected with +3612345678",
            "2.0 says 'Hello?' (0.6 s)",
            "2.0 voice started",
            "2.6 voice stopped",
            "2.6 hears 'It is me' (0.8 s)",
            "3.4 call ended by caller: normal clearing",
        ],
    )


def test_the_phone_shows_the_callers_number(play):
    (other,) = play(TRANSFER, phones={"4711": Phone()}).calls

    assert (other.caller_id, other.dialled, other.side) == ("+3612345678", "4711", Side.CALLEE)


def test_the_target_may_be_an_attribute_and_a_variable(play):
    played = play('<Var ID="who">4711</Var><BlindTransfer Target="$who"/>', phones={"4711": Phone()})

    assert [call.dialled for call in played.calls] == ["4711"]


def test_parameters_of_third_party_control_are_no_mistake(play):
    """P4617: they are only considered there."""
    played = play(
        '<BlindTransfer Target="4711" TransferorParty="caller" CallId="1" FinishedUrl="/f"/>', phones={"4711": Phone()}
    )

    assert played.rules == []
    assert [path for path, _ in played.requests] == ["/"]


def test_without_a_target_the_command_is_skipped(play):
    played = play("<BlindTransfer/><Speak>Sorry</Speak>")

    assert (played.rules, played.heard, played.calls) == (["missing-parameter"], ["Sorry"], [])


def test_nothing_of_the_script_runs_after_a_transfer(play):
    """P4617: the extension leaves the conversation."""
    played = play(TRANSFER, caller=[Pauses(60.0), HangsUp()], phones={"4711": Phone(steps=(Pauses(9.0), HangsUp()))})

    assert [one.name for one in played.transcript.of(CommandStarted)] == ["BlindTransfer"]
    assert both(played)[0] == ["2.0 connected with 4711", "11.0 call ended by callee: normal clearing"]


def test_a_phone_is_picked_up_when_its_owner_says_so(play):
    played = play(TRANSFER, phones={"4711": Phone(after=7.5)})

    assert played.at("connected with 4711") == 7.5


@pytest.mark.parametrize("number", ["4711", " 4711 ", "47-11", "(47) 11"])
def test_numbers_are_compared_without_what_makes_them_readable(play, number):
    played = play(f"<BlindTransfer>{number}</BlindTransfer>", phones={"47/11": Phone(PhoneOutcome.BUSY)})

    assert played.calls[0].cause is HangupCause.USER_BUSY


# -- who ends it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("caller", "callee", "by", "at"),
    [
        ([Pauses(5.0), HangsUp()], (StaysSilent(),), Side.CALLER, 5.0),
        ([StaysSilent()], (Pauses(3.0), HangsUp()), Side.CALLEE, 5.0),
        ([Pauses(5.0), HangsUp()], (Pauses(3.0), HangsUp()), Side.CALLER, 5.0),
    ],
    ids=["the caller", "the callee", "both at one instant: whoever began to wait first"],
)
def test_both_calls_end_when_one_of_the_two_hangs_up(play, caller, callee, by, at):
    """ozml q20."""
    played = play(TRANSFER, caller=caller, phones={"4711": Phone(steps=callee)})

    for call in (played.call, *played.calls):
        assert (call.ended_by, call.cause, call.ended_at) == (by, HangupCause.NORMAL_CLEARING, at)
        assert call.peer is None
        assert call.cleared
    assert played.transcript.problems() == []


def test_the_call_ends_when_neither_goes_on(play):
    """ozml q20: whoever is the last to have nothing to do hangs up."""
    played = play(TRANSFER, caller=[Pauses(4.0)], phones={"4711": Phone(steps=(says("Hello"),))})
    assert both(played)[0][-1] == "4.0 call ended by caller: normal clearing"

    played = play(TRANSFER, phones={"4711": Phone(steps=(says("Hello"),))})
    assert both(played)[0][-1] == "2.5 call ended by callee: normal clearing"


@pytest.mark.parametrize("steps", [(), (StaysSilent(),)])
def test_people_who_have_nothing_to_do_are_connected_and_part_at_once(play, steps):
    played = play(TRANSFER, caller=list(steps), phones={"4711": Phone(steps=steps)})

    assert both(played)[0] == ["2.0 connected with 4711", "2.0 call ended by callee: normal clearing"]


def test_somebody_who_hangs_up_as_soon_as_he_has_picked_up_was_connected(play):
    """The transfer has not failed: the script is over."""
    played = play(TRANSFER, phones={"4711": Phone(steps=(HangsUp(),))})

    assert both(played)[0] == ["2.0 connected with 4711", "2.0 call ended by callee: normal clearing"]


def test_two_people_who_wait_for_each_other_are_given_up(play):
    played = play(TRANSFER, caller=[Hears("hello")], phones={"4711": Phone(steps=(Hears("hello"),))})

    assert both(played) == (
        [
            "2.0 connected with 4711",
            "2.0 stalled: nothing can happen any more: the caller waits for a prompt or the end of the call; "
            "the app's script waits for the end of the call",
            "2.0 call ended by caller: recovery on timer expiry",
            "2.0 step 1 failed: hears 'hello': nothing can happen any more; nothing was heard",
        ],
        [
            "2.0 call answered",
            "2.0 connected with +3612345678",
            "2.0 stalled: nothing can happen any more: the call to 4711 waits for the end of the call; "
            "the phone 4711 waits for a prompt or the end of the call",
            "2.0 call ended by caller: recovery on timer expiry",
            "2.0 step 1 failed: hears 'hello': nothing can happen any more; nothing was heard",
        ],
    )


def test_people_who_talk_for_too_long_are_given_up_at_the_limit(play):
    played = play(
        TRANSFER, caller=[Pauses(500.0)], phones={"4711": Phone(steps=(StaysSilent(),))}, max_call_duration=100.0
    )

    assert both(played)[0] == [
        "2.0 connected with 4711",
        "100.0 stalled: the call was still up after 100.0 s",
        "100.0 call ended by caller: recovery on timer expiry",
        "100.0 step 1 failed: pauses 500.0 s: nothing can happen any more; nothing was heard",
    ]


# -- what the two hear of each other ---------------------------------------------------------------------------------


def test_keys_between_two_people_are_heard_and_not_ignored_by_anybody(play):
    """ozml q30 is about keys that are meant for the PBX."""
    played = play(
        TRANSFER, caller=[Hears("Press five"), Presses("55")], phones={"4711": Phone(steps=(says("Press five"),))}
    )

    assert both(played) == (
        [
            "2.0 connected with 4711",
            "2.0 hears 'Press five' (1.0 s)",
            "3.0 presses 5",
            "3.2 presses 5",
            "3.3 call ended by caller: normal clearing",
        ],
        [
            "2.0 call answered",
            "2.0 connected with +3612345678",
            "2.0 says 'Press five' (1.0 s)",
            "2.0 voice started",
            "3.0 voice stopped",
            "3.0 hears '5' (0.1 s)",
            "3.2 hears '5' (0.1 s)",
            "3.3 call ended by caller: normal clearing",
        ],
    )


def test_keys_while_the_phone_rings_are_ignored(play):
    played = play(TRANSFER, caller=[Pauses(1.0), Presses("5")], phones={"4711": Phone()})

    assert both(played)[0][:3] == ["1.0 presses 5", "1.0 key 5 ignored", "2.0 connected with 4711"]


def test_keys_in_a_sound_are_no_mistake_between_people(play):
    tune = Given(Clip("tune", "tune", 1.0, keys=(KeyMark("1", 0.2, 0.4),)), "tune")
    played = play(TRANSFER, caller=[Pauses(3.0), Says(tune), HangsUp()], phones={"4711": Phone(steps=(StaysSilent(),))})

    assert both(played)[0][1:3] == ["3.0 says 'tune' (1.0 s)", "3.2 presses 1"]


def test_of_a_sound_that_began_before_the_connection_the_other_hears_the_rest(play):
    played = play(
        TRANSFER,
        caller=[says("hello? is anybody there?", background=True), Pauses(2.1), says("Ah")],
        phones={"4711": Phone(steps=(Hears("ah"), HangsUp()))},
    )

    assert [line for line in both(played)[1] if "hears" in line] == [
        "2.0 hears 'hello? is anybody there?' (0.4 s)",
        "2.1 hears 'Ah' (0.2 s)",
    ]
    assert played.calls[0].ended_by is Side.CALLEE


def test_a_sound_that_the_hang_up_cuts_short_was_heard_so_far_by_the_other(play):
    played = play(
        TRANSFER,
        caller=[Pauses(2.5), HangsUp()],
        phones={"4711": Phone(steps=(says("a very long story, you know"), Presses("1")))},
    )

    (heard,) = played.call.prompts
    assert (heard.started_at, heard.ended_at, heard.interrupted) == (2.0, 2.5, True)
    assert "2.5 interrupted after 0.5 s: 'a very long story, you know'" in lines_of(played, played.call)
    assert played.calls[0].party.track.soundings[0].end == 2.5


def test_what_is_in_a_sound_is_heard_by_itself(play):
    """Where it begins and ends is an event on the call of the one who speaks."""
    played = play(TRANSFER, caller=[Pauses(2.5), says("Hi")], phones={"4711": Phone()})

    assert [line for line in lines_of(played, played.call) if "voice" in line] == [
        "2.5 voice started",
        "2.7 voice stopped",
    ]
    assert not [line for line in lines_of(played, played.calls[0]) if "voice" in line]


def test_both_may_speak_at_once(play):
    played = play(
        TRANSFER,
        caller=[Pauses(2.5), says("Hello"), StaysSilent()],
        phones={"4711": Phone(steps=(says("Hello there"), HangsUp()))},
    )

    assert [(one.text, one.started_at, one.ended_at) for one in played.call.prompts] == [("Hello there", 2.0, 3.1)]
    assert [(one.text, one.started_at, one.ended_at) for one in played.calls[0].prompts] == [("Hello", 2.5, 3.0)]


def test_the_beginning_of_what_the_other_says_can_be_waited_for(play):
    played = play(
        TRANSFER,
        caller=[Hears("good", at=Point.START), HangsUp()],
        phones={"4711": Phone(steps=(says("Good morning"),))},
    )

    assert both(played)[0][1:] == [
        "2.0 hears 'Good morning' (1.2 s)",
        "2.0 call ended by caller: normal clearing",
        "2.0 interrupted after 0.0 s: 'Good morning'",
    ]


def test_steps_that_were_still_to_come_when_the_other_hangs_up_have_failed(play):
    played = play(
        TRANSFER, caller=[Hears("hello"), Hears("goodbye")], phones={"4711": Phone(steps=(says("Hello"), HangsUp()))}
    )

    assert played.lines()[-1] == (
        "2.5 step 2 failed: hears 'goodbye': the call ended (normal clearing) before that; heard 'Hello'"
    )


def test_a_callee_who_waits_in_vain_hangs_up(play):
    played = play(TRANSFER, caller=[StaysSilent()], phones={"4711": Phone(steps=(Hears("hello", within=5.0),))})

    assert both(played)[1][2:] == [
        "7.0 step 1 failed: hears 'hello': not within 5.0 s; nothing was heard",
        "7.0 call ended by callee: normal clearing",
    ]


# -- nobody answers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phone", "cause", "by", "at"),
    [
        (Phone(PhoneOutcome.BUSY), HangupCause.USER_BUSY, Side.CALLEE, 0.0),
        (Phone(PhoneOutcome.BUSY, after=1.5), HangupCause.USER_BUSY, Side.CALLEE, 1.5),
        (Phone(PhoneOutcome.REFUSES), HangupCause.CALL_REJECTED, Side.CALLEE, 0.0),
        (Phone(PhoneOutcome.REFUSES, after=4.0), HangupCause.CALL_REJECTED, Side.CALLEE, 4.0),
        (Phone(PhoneOutcome.UNKNOWN), HangupCause.UNALLOCATED_NUMBER, Side.CALLEE, 0.0),
        (Phone(PhoneOutcome.NO_ANSWER), HangupCause.NO_ANSWER, Side.PBX, 90.0),
        (Phone(PhoneOutcome.NO_ANSWER, after=5.0), HangupCause.NO_ANSWER, Side.PBX, 90.0),
        (Phone(after=90.5), HangupCause.NO_ANSWER, Side.PBX, 90.0),
        (Phone(steps=(Says(Spoken("hi")),), after=120.0), HangupCause.NO_ANSWER, Side.PBX, 90.0),
    ],
)
def test_a_failed_transfer_falls_through_to_the_next_command(play, phone, cause, by, at):
    """O7631 and section 11, no. 3; how it fails is ozml q18."""
    played = play(TRANSFER, caller=[Hears("sorry")], phones={"4711": phone})

    (other,) = played.calls
    assert (other.cause, other.ended_by, other.ended_at, other.state) == (cause, by, at, CallState.ENDED)
    assert both(played)[0] == [
        f"{at} transfer to 4711 failed: {cause}",
        f"{at} speaks 'Sorry' (0.5 s)",
        f"{at + 0.5} call ended by pbx: normal clearing",
    ]


def test_a_phone_that_is_picked_up_at_the_very_end_of_the_ring_time_is_connected(play):
    played = play(TRANSFER, phones={"4711": Phone(after=90.0)})

    assert played.at("connected with 4711") == 90.0


def test_the_ring_time_is_a_setting(play):
    assert play(TRANSFER, phones={"4711": Phone(after=6.0)}, ring_time=5.0).at("transfer to 4711 failed") == 5.0


def test_steps_of_somebody_who_was_never_reached_are_no_failure_of_his(play):
    played = play(TRANSFER, phones={"4711": Phone(PhoneOutcome.BUSY, steps=(Hears("hello"),))})

    assert not [line for line in played.lines() if "step" in line]


def test_a_phone_whose_owners_sound_cannot_be_had_is_not_picked_up(play):
    played = play(TRANSFER, phones={"4711": Phone(steps=(Says(AudioFile("missing.wav")),))})

    assert both(played) == (
        [
            "0.0 transfer to 4711 failed: temporary failure",
            "0.0 speaks 'Sorry' (0.5 s)",
            "0.5 call ended by pbx: normal clearing",
        ],
        [
            "0.0 step 0 failed: the phone was not picked up: missing.wav: no such file",
            "0.0 call ended by callee: temporary failure",
        ],
    )


def test_what_happens_at_numbers_without_a_phone_is_a_setting(play):
    """ozml q18."""
    assert play(TRANSFER).at("connected with 4711") == 2.0
    assert play(TRANSFER, unlisted_numbers="unknown").at("failed: unallocated number") == 0.0
    assert play(TRANSFER, unlisted_numbers="busy").at("failed: user busy") == 0.0
    assert play(TRANSFER, unlisted_numbers="refuses").at("failed: call rejected") == 0.0
    assert play(TRANSFER, unlisted_numbers="no answer").at("failed: no answer from user") == 90.0


def test_each_call_to_a_number_meets_what_is_next_in_its_list_and_then_the_last(play):
    played = play(
        "<BlindTransfer>4711</BlindTransfer>" * 4,
        phones={
            "4711": (Phone(PhoneOutcome.BUSY), Phone(PhoneOutcome.REFUSES, after=1.0), Phone(PhoneOutcome.UNKNOWN))
        },
    )

    assert failures(played) == [
        "0.0 transfer to 4711 failed: user busy",
        "1.0 transfer to 4711 failed: call rejected",
        "1.0 transfer to 4711 failed: unallocated number",
        "1.0 transfer to 4711 failed: unallocated number",
    ]


def failures(played):
    return [line for line in played.lines() if "transfer to" in line]


def test_one_number_after_the_other_until_somebody_answers(play):
    played = play(
        "<BlindTransfer>1</BlindTransfer><BlindTransfer>2</BlindTransfer><BlindTransfer>3</BlindTransfer>",
        caller=[Hears("hello"), HangsUp()],
        phones={"1": Phone(PhoneOutcome.BUSY), "2": Phone(steps=(says("Hello"),))},
    )

    assert [(call.dialled, call.answered_at) for call in played.calls] == [("1", None), ("2", 2.0)]
    assert played.call.ended_at == 2.5


def test_a_transfer_to_ones_own_number_is_a_call_like_any_other(play):
    played = play(
        "<BlindTransfer>+36 1 2345678</BlindTransfer><Speak>Sorry</Speak>",
        phones={"+3612345678": Phone(PhoneOutcome.BUSY)},
    )

    assert played.heard == ["Sorry"]


# -- while it rings --------------------------------------------------------------------------------------------------


def test_the_phone_stops_ringing_when_the_caller_hangs_up(play):
    played = play(TRANSFER, caller=[Pauses(1.0), HangsUp()], phones={"4711": Phone(after=5.0, steps=(Hears("hello"),))})

    assert lines_of(played, played.call, detail=True)[6:] == [
        "1.0 step 2: hangs up",
        "1.0 call ended by caller: normal clearing",
        "1.0 <BlindTransfer> left",
        "1.0 call cleared",
    ]
    assert lines_of(played, played.calls[0], detail=True) == [
        "0.0 call from +3612345678 to 4711",
        "0.0 state Ringing",
        "1.0 call ended by caller: normal clearing",
        "1.0 state Cancelled",
        "1.0 call cleared",
    ]


def test_a_caller_who_hangs_up_at_the_instant_of_the_pick_up_was_first(play):
    played = play(TRANSFER, caller=[Pauses(2.0), HangsUp()], phones={"4711": Phone()})

    assert [call.ended_by for call in (played.call, *played.calls)] == [Side.CALLER, Side.CALLER]
    assert played.transcript.problems() == []


def test_a_key_in_a_menu_gives_the_transfer_in_its_prompt_up(play):
    played = play(
        menu("<BlindTransfer>4711</BlindTransfer>", Timeout=5),
        caller=[Pauses(1.0), Presses("1")],
        phones={"4711": Phone(after=5.0)},
    )

    assert both(played) == (
        [
            "1.0 presses 1",
            "1.0 entered 1: an Input",
            "1.0 speaks 'one' (0.3 s)",
            "1.3 call ended by pbx: normal clearing",
        ],
        ["1.0 call ended by pbx: normal clearing"],
    )


def test_a_key_that_does_not_barge_in_lets_the_transfer_in_the_prompt_come_about(play):
    played = play(
        menu("<BlindTransfer>4711</BlindTransfer>", Timeout=5, MaxDigits=2),
        caller=[Pauses(1.0), Presses("1"), StaysSilent()],
        phones={"4711": Phone(after=3.0, steps=(Pauses(5.0), HangsUp()))},
        barge_in=False,
    )

    assert both(played)[0] == [
        "1.0 presses 1",
        "3.0 connected with 4711",
        "8.0 call ended by callee: normal clearing",
    ]


def test_a_prompt_whose_transfer_fails_goes_on(play):
    played = play(
        menu(TRANSFER, Timeout=1), caller=[Hears("sorry"), Presses("1")], phones={"4711": Phone(PhoneOutcome.BUSY)}
    )

    assert played.heard == ["Sorry", "one"]


# -- wherever it stands ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "script",
    [
        menu("<BlindTransfer>4711</BlindTransfer>", Timeout=5, Repeat="true"),
        menu("", "<BlindTransfer>4711</BlindTransfer>", Timeout=5, Repeat="true"),
        menu("", menu("", "<BlindTransfer>4711</BlindTransfer>", Timeout=5), Timeout=5, Repeat="true"),
        '<Array ID="a"><item>4711</item><item>4712</item></Array>'
        '<ForEach Source="a"><BlindTransfer>$item</BlindTransfer></ForEach>',
        '<UserInput Timeout="5" Repeat="true" ForwardToUrl="/transfer"/>',
        '<Record Duration="1" FinishedUrl="/transfer"/>',
        "<GoTo>/transfer</GoTo>",
    ],
    ids=["prompt", "input", "menu in a menu", "for-each", "answer to DtmfEntered", "to RecordCompleted", "to GoTo"],
)
def test_it_ends_the_whole_script_wherever_it_stands(play, script):
    played = play(
        script + "<Speak>never</Speak>",
        caller=[Pauses(0.5), Presses("1"), Pauses(0.4), Presses("1"), Hears("bye"), HangsUp()]
        if "UserInput" in script and "InitialCommands><Blind" not in script
        else [Hears("bye"), HangsUp()],
        answers={"/transfer": "<Response><BlindTransfer>4711</BlindTransfer><Speak>never</Speak></Response>"},
        phones={"4711": Phone(steps=(says("Bye"), StaysSilent()))},
    )

    assert played.heard == ["Bye"]
    assert [call.dialled for call in played.calls] == ["4711"]
    assert [call.ended_by for call in (played.call, *played.calls)] == [Side.CALLER, Side.CALLER]
    assert (played.call.key_takers, played.call.menu_depth) == ([], 0)
    assert played.call.variables.get("item") is None


def test_in_the_answer_to_a_recording_that_the_hang_up_ended_it_is_skipped(play):
    played = play(
        '<Record FinishedUrl="/done"/>',
        answers={"/done": "<Response><BlindTransfer>4711</BlindTransfer></Response>"},
        caller=[Pauses(1.0), HangsUp()],
    )

    assert played.lines()[-1] == "1.0 <BlindTransfer> skipped: the call has ended"
    assert played.calls == []


def test_somebody_whom_the_app_has_called_can_be_transferred_too(play):
    played = play(
        '<Call Url="/up">1</Call>',
        answers={"/up": "<Response><BlindTransfer>2</BlindTransfer></Response>"},
        phones={"1": Phone(steps=(Hears("yes"), HangsUp())), "2": Phone(steps=(says("Yes?"), StaysSilent()))},
    )

    first, second = played.calls
    assert (second.caller_id, second.dialled) == ("1", "2")
    assert (first.ended_by, second.ended_by, first.ended_at) == (Side.CALLEE, Side.CALLER, 4.4)


def test_transfers_count_among_what_scripts_may_set_going(play):
    played = play("<BlindTransfer>1</BlindTransfer>" * 4, phones={"1": Phone(PhoneOutcome.BUSY)}, order_limit=3)

    assert len(played.calls) == 3
    assert played.rules == ["too-many"]


def test_transfers_that_fail_for_ever_and_take_no_time_are_stopped(play):
    played = play("<BlindTransfer>1</BlindTransfer><GoTo>/</GoTo>", phones={"1": Phone(PhoneOutcome.BUSY)})

    assert played.rules == ["endless-goto"]
    assert len(played.calls) == 101
