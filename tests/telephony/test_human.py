"""The scripted human: each step, what it waits for, and what counts as its failure."""

from __future__ import annotations

from math import inf

import pytest

from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.effects import AudioFile, Given, Key, Noise, Spoken
from simulator.telephony.events import CallerSounded, StepFailed
from simulator.telephony.media import Clip, Segment
from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.steps import (
    HangsUp,
    Hears,
    Pauses,
    Point,
    Presses,
    Says,
    SendsMessage,
    SendsSms,
    StaysSilent,
)
from simulator.telephony.text_match import folded

WELCOME = "<Speak>Welcome to the bank.</Speak>"  # 2.0 s
MENU = '<UserInput Timeout="5"><Inputs><Input Key="1"><Speak>one</Speak></Input></Inputs></UserInput>'


def failures(played):
    return [str(event) for event in played.transcript.of(StepFailed)]


def steps_reached(played):
    return [line for line in played.lines(detail=True) if " step " in line]


# -- hears -----------------------------------------------------------------------------------------------------------


def test_hears_waits_for_the_end_of_the_prompt(play):
    played = play(WELCOME + "<Delay>5</Delay>", caller=[Hears("welcome"), HangsUp()])

    assert steps_reached(played) == ["0.0 step 1: hears 'welcome'", "2.0 step 2: hangs up"]


def test_hears_can_wait_for_the_beginning_only(play):
    played = play("<Delay>1</Delay>" + WELCOME, caller=[Hears("welcome", at=Point.START), HangsUp()])

    assert played.at("step 2: hangs up") == 1.0


def test_hears_matches_anywhere_without_regard_to_case_and_blank_space(play):
    played = play("<Speak>  Please \n\t PRESS   one </Speak>" + MENU, caller=[Hears("please press"), HangsUp()])

    assert failures(played) == []
    assert folded(" Straße \n  1 ") == "strasse 1"


def test_each_prompt_counts_once(play):
    played = play(
        "<Speak>Again</Speak><Delay>1</Delay><Speak>Again</Speak><Delay>5</Delay>",
        caller=[Hears("again"), Hears("again"), HangsUp()],
    )

    assert steps_reached(played) == [
        "0.0 step 1: hears 'again'",
        "0.5 step 2: hears 'again'",
        "2.0 step 3: hangs up",
    ]


def test_hears_passes_over_prompts_that_it_does_not_wait_for(play):
    played = play("<Speak>One</Speak><Speak>Two</Speak><Delay>5</Delay>", caller=[Hears("two"), HangsUp()])

    assert played.at("step 2: hangs up") == 0.6


def test_what_was_heard_before_the_step_counts(play):
    played = play("<Speak>One</Speak><Delay>9</Delay>", caller=[Pauses(2.0), Hears("one"), HangsUp()])

    assert played.at("step 3: hangs up") == 2.0


def test_a_prompt_that_was_interrupted_has_been_heard(play):
    played = play(
        '<UserInput Timeout="5" Digits="2"><InitialCommands><Speak>Press two keys</Speak></InitialCommands>'
        "</UserInput>",
        caller=[Pauses(0.5), Presses("1"), Hears("two keys"), HangsUp()],
    )

    assert failures(played) == []
    assert played.at("step 4: hangs up") == 0.6


def test_hearing_the_last_words_before_the_pbx_hangs_up_is_no_failure(play):
    assert failures(play("<Speak>Goodbye</Speak>", caller=[Hears("goodbye")])) == []


def test_hears_has_failed_when_the_call_ends_first(play):
    played = play(WELCOME, caller=[Hears("goodbye")])

    assert failures(played) == [
        "step 1 failed: hears 'goodbye': the call ended (normal clearing) before that; heard 'Welcome to the bank.'"
    ]


def test_hears_has_failed_when_its_time_is_up_and_the_caller_hangs_up(play):
    played = play(WELCOME + "<Delay>60</Delay>", caller=[Hears("goodbye", within=5.0)])

    assert failures(played) == [
        "step 1 failed: hears 'goodbye': not within 5.0 s; heard 'Welcome to the bank.'",
    ]
    assert played.lines()[-1] == "5.0 call ended by caller: normal clearing"


def test_a_failure_says_that_nothing_was_heard(play):
    played = play("<Delay>60</Delay>", caller=[Hears("hello", within=1.0)])

    assert failures(played) == ["step 1 failed: hears 'hello': not within 1.0 s; nothing was heard"]


def test_a_failure_names_the_last_five_prompts(play):
    prompts = "".join(f"<Speak>{number}</Speak>" for number in range(1, 8))
    played = play(prompts, caller=[Hears("goodbye")])

    assert failures(played)[0].endswith("; heard '3', '4', '5', '6', '7'")


# -- reacting --------------------------------------------------------------------------------------------------------


def test_the_caller_reacts_after_the_app_has_been_asked(play):
    """The answer decides what the key will mean, so nobody presses before it is there."""
    played = play(
        "<Speak>Press one</Speak><GoTo>/menu</GoTo>",
        answers={"/menu": f"<Response>{MENU}</Response>"},
        caller=[Hears("press one"), Presses("1")],
        latency=2.0,
    )

    assert played.lines()[-5:] == [
        "2.9 POST /menu GoTo",
        "4.9 presses 1",
        "4.9 entered 1: an Input",
        "4.9 speaks 'one' (0.3 s)",
        "5.2 call ended by pbx: normal clearing",
    ]


def test_a_chain_of_requests_is_waited_for_to_its_end(play):
    played = play(
        "<Speak>Press one</Speak><GoTo>/a</GoTo>",
        answers={"/a": "<Response><GoTo>/b</GoTo></Response>", "/b": f"<Response>{MENU}</Response>"},
        caller=[Hears("press one"), Presses("1")],
        latency=1.0,
    )

    assert played.lines()[-4:-2] == ["3.9 presses 1", "3.9 entered 1: an Input"]


def test_a_person_takes_time_to_react(play):
    played = play("<Speak>Press one</Speak>" + MENU, caller=[Hears("one"), Presses("1")], reaction_time=0.4)

    assert played.at("entered 1") == 1.3


# -- says ------------------------------------------------------------------------------------------------------------


def test_says_lasts_as_long_as_the_sound(play):
    played = play("<Delay>9</Delay>", caller=[Says(Spoken("Hello there")), HangsUp()])

    assert played.lines()[3:] == [
        "0.0 says 'Hello there' (1.1 s)",
        "0.0 voice started",
        "1.1 voice stopped",
        "1.1 call ended by caller: normal clearing",
    ]


def test_background_sound_goes_on_while_the_caller_does_something_else(play):
    played = play(
        "<Delay>9</Delay>",
        caller=[Says(Noise("pink", -30.0, inf), background=True), Pauses(1.0), Says(Spoken("Hi")), HangsUp()],
    )

    assert played.lines()[3:] == [
        "0.0 says 'pink noise' (for ever)",
        "1.0 says 'Hi' (0.2 s)",
        "1.0 voice started",
        "1.2 voice stopped",
        "1.2 call ended by caller: normal clearing",
    ]
    assert [(one.at, one.end) for one in played.call.party.track.soundings] == [(0.0, 1.2), (1.0, 1.2)]


def test_voices_that_overlap_are_heard_as_one(play):
    crowd = Given(Clip("crowd", "crowd", 4.0, (Segment(0.0, 4.0),)))
    played = play("<Delay>9</Delay>", caller=[Says(crowd, background=True), Pauses(1.0), Says(Spoken("Hi"))])

    assert [line for line in played.lines() if "voice" in line] == ["0.0 voice started", "4.0 voice stopped"]


def test_pauses_within_a_sound_are_heard(play):
    clip = Given(Clip("two words", "two words", 3.0, (Segment(0.5, 1.0), Segment(2.0, 2.5))))
    played = play("<Delay>9</Delay>", caller=[Says(clip)])

    assert [line for line in played.lines() if "voice" in line] == [
        "0.5 voice started",
        "1.0 voice stopped",
        "2.0 voice started",
        "2.5 voice stopped",
    ]


def test_a_sound_that_the_pbx_cut_off_by_hanging_up_has_been_said(play):
    played = play('<Record Duration="1"/>', caller=[Says(Spoken("a very long message"))])

    assert failures(played) == []
    assert played.call.party.track.soundings[0].end == 1.0


def test_a_sound_is_loaded_once(play):
    played = play("<Delay>9</Delay>", caller=[Says(Spoken("Hi")), Says(Spoken("Hi"))])

    assert [str(event) for event in played.transcript.of(CallerSounded)] == ["says 'Hi' (0.2 s)"] * 2


def test_a_call_is_not_placed_when_a_sound_cannot_be_had(play):
    played = play("", caller=[Says(AudioFile("missing.wav"))])

    assert played.lines() == [
        "0.0 step 0 failed: the call was not placed: missing.wav: no such file",
        "0.0 call ended by caller: normal clearing",
    ]
    assert played.requests == []


# -- presses ---------------------------------------------------------------------------------------------------------


def test_keys_are_pressed_one_after_the_other(play):
    played = play("<Delay>9</Delay>", caller=[Presses("12"), HangsUp()])

    assert played.lines()[3:] == [
        "0.0 presses 1",
        "0.0 key 1 ignored",
        "0.2 presses 2",
        "0.2 key 2 ignored",
        "0.3 call ended by caller: normal clearing",
    ]


def test_the_length_of_keys_and_gaps_are_settings(play):
    played = play("<Delay>9</Delay>", caller=[Presses("12"), HangsUp()], key_seconds=0.5, key_gap_seconds=0.25)

    assert [line for line in played.lines() if "ignored" not in line][3:] == [
        "0.0 presses 1",
        "0.75 presses 2",
        "1.25 call ended by caller: normal clearing",
    ]


def test_the_last_key_may_end_the_call(play):
    played = play('<UserInput Timeout="5" Digits="2"/>', caller=[Presses("12")], wrong_entry_repeats=False)

    assert failures(played) == []
    assert played.lines()[-2:] == ["0.2 entered 12: no match", "0.2 call ended by pbx: normal clearing"]


def test_keys_that_the_call_was_too_short_for_are_a_failure(play):
    played = play("<Delay>1</Delay>", caller=[Presses("123456789")])

    assert failures(played) == ["step 1 failed: presses 123456789: the call ended after '123456'"]


# -- pausing, staying, hanging up ------------------------------------------------------------------------------------


def test_staying_silent_is_no_failure_however_long_it_lasts(play):
    assert failures(play("<Delay>1</Delay>", caller=[StaysSilent(5.0), Pauses(3.0), HangsUp()])) == []


def test_staying_silent_for_a_while_lets_the_next_step_have_its_turn(play):
    played = play("<Delay>9</Delay>", caller=[StaysSilent(2.0), HangsUp()])

    assert played.lines()[-1] == "2.0 call ended by caller: normal clearing"


def test_a_caller_whose_script_is_over_stays_on_the_line(play):
    assert play("<Delay>3</Delay>", caller=[Pauses(1.0)]).lines()[-1] == "3.0 call ended by pbx: normal clearing"


def test_steps_describe_themselves():
    steps = [
        Hears("hello"),
        Says(Spoken("hi")),
        Says(Noise("hum", -40.0, 2.0)),
        Says(AudioFile("hi.wav")),
        Says(Key("5", 0.1)),
        Presses("12#"),
        Pauses(1.5),
        StaysSilent(),
        StaysSilent(2.0),
        HangsUp(),
    ]

    assert [str(step) for step in steps] == [
        "hears 'hello'",
        "says 'hi'",
        "says 'hum noise at -40 dBFS'",
        "says 'hi.wav'",
        "says '5'",
        "presses 12#",
        "pauses 1.5 s",
        "stays silent",
        "stays silent 2.0 s",
        "hangs up",
    ]


# -- when the call is over -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [Hears("more"), Says(Spoken("more")), Presses("1")], ids=["hears", "says", "presses"])
def test_a_step_that_needs_the_line_and_never_had_its_turn_has_failed(play, step):
    played = play("<Delay>1</Delay>", caller=[Pauses(3.0), step])

    assert failures(played) == [
        f"step 2 failed: {step}: the call ended (normal clearing) before that; nothing was heard"
    ]


@pytest.mark.parametrize("step", [Hears("x"), Says(Spoken("x")), Presses("1")], ids=["hears", "says", "presses"])
def test_a_refused_call_fails_the_first_step_that_needs_the_line(play, step):
    played = play("<Reject/>", caller=[step])

    assert failures(played) == [f"step 1 failed: {step}: the call ended (call rejected) before that; nothing was heard"]


def test_steps_that_need_no_line_may_be_left_over(play):
    assert failures(play("<Reject/>", caller=[Pauses(1.0), StaysSilent(), HangsUp()])) == []


def test_only_the_first_step_that_failed_is_reported(play):
    played = play("<Delay>1</Delay>", caller=[Pauses(3.0), Presses("1"), Presses("2")])

    assert [event.number for event in played.transcript.of(StepFailed)] == [2]


def test_a_step_that_comes_at_the_very_instant_of_the_hang_up_has_not_had_its_turn(play):
    played = play("<Delay>1</Delay>", caller=[Hears("never", within=9.0)])
    assert failures(played)[0].startswith("step 1 failed: hears 'never': the call ended")

    played = play("<Speak>Goodbye</Speak>", caller=[Hears("goodbye"), Presses("1")])
    assert failures(played) == [
        "step 2 failed: presses 1: the call ended (normal clearing) before that; heard 'Goodbye'"
    ]


def test_a_step_whose_turn_comes_when_the_app_has_just_ended_the_call_has_failed(play):
    played = play(
        "<Speak>Bye</Speak><GoTo>/end</GoTo>",
        answers={"/end": "<Response/>"},
        caller=[Hears("bye"), Says(Spoken("wait"))],
        latency=1.0,
    )

    assert failures(played) == ["step 2 failed: says 'wait': the call ended (normal clearing) before that; heard 'Bye'"]


def test_when_nothing_can_happen_any_more_the_report_says_what_everybody_waits_for(play):
    played = play('<Record FinishDigits="#"/>', caller=[Hears("thank you")])

    assert played.lines()[3:] == [
        "0.0 recording started",
        "0.0 stalled: nothing can happen any more: the app's script waits for voice, silence, a key or the end of "
        "the call; the caller waits for a prompt or the end of the call",
        "0.0 call ended by caller: recovery on timer expiry",
        "0.0 recording finished: hang-up, 0.0 s",
        "0.0 step 1 failed: hears 'thank you': nothing can happen any more; nothing was heard",
    ]


def test_a_stall_fails_no_step_once_all_have_been_taken(play):
    played = play("<Record/>", caller=[Says(Spoken("Hi"))])

    assert failures(played) == []
    assert (played.call.ended_by, played.call.cause) == (Side.CALLER, HangupCause.RECOVERY_ON_TIMER_EXPIRY)


def test_a_stall_while_it_rings_fails_the_first_step(play):
    played = play("<Delay>1</Delay>", caller=[Hears("x")], latency=20.0, max_call_duration=10.0)

    assert failures(played) == ["step 1 failed: hears 'x': nothing can happen any more; nothing was heard"]


# -- whoever is called -----------------------------------------------------------------------------------------------


def called(play, phone, up="<Delay>5</Delay>", **options):
    """Lines of a call to a phone; the app answers CallConnected with `up`."""
    played = play(
        '<Call Url="/up">1</Call>', answers={"/up": f"<Response>{up}</Response>"}, phones={"1": phone}, **options
    )
    (call,) = played.calls
    return played.transcript.lines(call_id=call.id)


def test_a_phone_is_picked_up_after_two_seconds_where_nothing_is_said(play):
    assert called(play, Phone())[1] == "2.0 call answered"


def test_how_long_a_phone_rings_is_a_setting_and_a_property_of_the_phone(play):
    assert called(play, Phone(), pick_up_time=4.5)[1] == "4.5 call answered"
    assert called(play, Phone(after=7.0), pick_up_time=4.5)[1] == "7.0 call answered"
    assert called(play, Phone(after=0.0))[1] == "0.0 call answered"


def test_whoever_refuses_does_so_at_once_where_nothing_is_said(play):
    assert called(play, Phone(PhoneOutcome.BUSY), pick_up_time=4.5)[1] == "0.0 call ended by callee: user busy"
    assert called(play, Phone(PhoneOutcome.REFUSES, after=3.0))[1] == "3.0 call ended by callee: call rejected"


def test_the_pbx_acts_on_the_pick_up_before_the_callee_says_anything(play):
    lines = called(play, Phone(steps=(Says(Spoken("Hello?")), HangsUp())), up='<Record Duration="9"/>')

    assert lines[1:] == [
        "2.0 call answered",
        "2.0 POST /up CallConnected",
        "2.0 recording started",
        "2.0 says 'Hello?' (0.6 s)",
        "2.0 voice started",
        "2.6 voice stopped",
        "2.6 call ended by callee: normal clearing",
        "2.6 recording finished: hang-up, 0.6 s",
    ]


def test_a_callee_does_not_wait_for_the_app(play):
    """Whoever wants to, hears the prompt first."""
    lines = called(play, Phone(steps=(Presses("5"),)), latency=1.0)

    assert lines[2:5] == ["3.0 POST /up CallConnected", "3.0 presses 5", "3.0 key 5 ignored"]


def test_a_callee_who_could_not_take_a_step_has_failed(play):
    assert called(play, Phone(steps=(Hears("hello"),)))[-1] == (
        "7.0 step 1 failed: hears 'hello': the call ended (normal clearing) before that; nothing was heard"
    )


def test_the_steps_of_a_phone_that_is_not_picked_up_are_not_taken(play):
    assert called(play, Phone(PhoneOutcome.NO_ANSWER, steps=(Hears("hello"),)))[1:] == [
        "90.0 call ended by pbx: no answer from user"
    ]


def test_a_phone_is_not_picked_up_when_a_sound_of_its_owner_cannot_be_had(play):
    assert called(play, Phone(steps=(Says(AudioFile("missing.wav")),)))[1:] == [
        "0.0 step 0 failed: the phone was not picked up: missing.wav: no such file",
        "0.0 call ended by callee: temporary failure",
    ]


def test_a_voice_that_there_is_not_is_a_warning(play):
    lines = called(play, Phone(steps=(Says(Spoken("Hi", "xx-XX")),)))

    assert lines[1] == "0.0 warning: the caller's script: no voice for 'xx-XX'"


# -- messages --------------------------------------------------------------------------------------------------------


def test_a_caller_may_send_a_short_message_to_the_extension(play):
    played = play("<Delay>5</Delay>", caller=[Pauses(1.0), SendsSms("hello"), Pauses(1.0), HangsUp()])

    assert [fields["NotificationName"] for _, fields in played.requests] == ["IncomingCall", "IncomingSMS"]
    assert (played.requests[1][1]["Sender"], played.requests[1][1]["Message"]) == ("+3612345678", "hello")
    assert played.call.ended_at == 2.0


def test_messages_that_the_call_was_too_short_for_are_a_failure(play):
    for step in (SendsSms("x"), SendsMessage("a@b", "x")):
        assert failures(play("<Delay>1</Delay>", caller=[Pauses(3.0), step])) == [
            f"step 2 failed: {step}: the call ended (normal clearing) before that; nothing was heard"
        ]


def test_a_short_message_to_an_extension_of_which_nothing_is_known_cannot_be_sent(play):
    played = play(
        '<Call Url="/up" ApiExtension="8000">1</Call>',
        answers={"/up": "<Response><Delay>5</Delay></Response>"},
        phones={"1": Phone(steps=(SendsSms("x"),))},
    )

    assert failures(played) == ["step 1 failed: sends SMS 'x': nothing is known of an app at extension 8000"]
