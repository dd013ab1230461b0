"""A call from beginning to end, as the core alone sees it."""

from __future__ import annotations

import pytest

from simulator.pbx import Pbx
from simulator.settings import Settings
from simulator.telephony.call import CallState
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.effects import Given, RecordingStored, Response, SendRequest, StoreRecording
from simulator.telephony.events import AnswerReceived, NotificationSent
from simulator.telephony.media import Clip, KeyMark
from simulator.telephony.phone import Phone
from simulator.telephony.recording import RecordEnd
from simulator.telephony.steps import HangsUp, Pauses, Presses, Says, StaysSilent

EMPTY = "<Response/>"


def test_a_call_is_offered_answered_and_hung_up_at_the_end_of_the_script(play):
    """P4689: at the end of the OzML the PBX hangs up by itself."""
    played = play("<Speak>Good morning.</Speak>")

    assert played.lines() == [
        "0.0 call from +3612345678 to 9000",
        "0.0 POST / IncomingCall",
        "0.0 call answered",
        "0.0 speaks 'Good morning.' (1.3 s)",
        "1.3 call ended by pbx: normal clearing",
    ]


def test_an_empty_script_is_no_way_to_keep_a_call(play):
    assert play("").lines()[-2:] == ["0.0 call answered", "0.0 call ended by pbx: normal clearing"]


def test_incoming_call_tells_who_calls_whom(play):
    played = play("")

    ((path, fields),) = played.requests
    assert path == "/"
    assert fields == {
        "NotificationName": "IncomingCall",
        "CallID": played.call.id,
        "CallerID": "+3612345678",
        "Dialed": "9000",
        "ApiExtension": "9000",
    }


def test_the_phone_rings_until_the_app_has_answered(play):
    played = play("<Speak>Hi</Speak>", latency=2.5)

    assert (played.at("POST / IncomingCall"), played.at("call answered")) == (0.0, 2.5)


def test_a_call_ends_once(play):
    played = play("<Hangup/>")
    played.call.end(Side.CALLER, HangupCause.USER_BUSY)

    assert (played.call.state, played.call.ended_by) == (CallState.ENDED, Side.PBX)
    assert played.call.cause is HangupCause.NORMAL_CLEARING


def test_a_hang_up_during_a_request_is_not_lost(play):
    """Events are edges; the call remembers that it has ended."""
    played = play(
        "<Speak>One</Speak><GoTo>/next</GoTo>",
        answers={"/next": "<Response><Speak>never heard</Speak></Response>"},
        caller=[Pauses(0.7), HangsUp()],
        latency=0.5,
    )

    assert played.lines()[-3:] == [
        "0.5 speaks 'One' (0.3 s)",
        "0.8 POST /next GoTo",
        "1.2 call ended by caller: normal clearing",
    ]
    assert played.heard == ["One"]


def test_hanging_up_drops_the_rest_of_the_script(play):
    played = play("<Speak>A long welcome</Speak><Speak>more</Speak>", caller=[Pauses(0.4), HangsUp()])

    assert played.lines()[3:] == [
        "0.0 speaks 'A long welcome' (1.4 s)",
        "0.4 call ended by caller: normal clearing",
        "0.4 interrupted after 0.4 s: 'A long welcome'",
    ]


def test_the_app_is_told_of_a_recording_that_the_hang_up_cut_before_the_call_is_cleared(play):
    played = play(
        '<Record FinishedUrl="/done"/>', answers={"/done": EMPTY}, caller=[Pauses(2.0), HangsUp()], latency=1.0
    )

    assert played.lines(detail=True)[-6:] == [
        "3.0 call ended by caller: normal clearing",
        "3.0 recording finished: hang-up, 2.0 s",
        "3.0 POST /done RecordCompleted",
        "4.0 200 text/xml, 11 bytes",
        "4.0 <Record> left",
        "4.0 call cleared",
    ]


def test_a_recording_in_a_prompt_is_told_of_before_the_call_is_cleared(play):
    played = play(
        '<UserInput><InitialCommands><Record FinishedUrl="/done"/></InitialCommands></UserInput>',
        answers={"/done": EMPTY},
        caller=[Pauses(2.0), HangsUp()],
        latency=1.0,
    )

    assert played.lines(detail=True)[-6:] == [
        "3.0 recording finished: hang-up, 2.0 s",
        "3.0 POST /done RecordCompleted",
        "4.0 200 text/xml, 11 bytes",
        "4.0 <Record> left",
        "4.0 <UserInput> left",
        "4.0 call cleared",
    ]


def test_nothing_is_heard_on_a_call_that_has_ended(play):
    played = play("<Speak>Hello</Speak>", caller=[HangsUp()])

    assert played.heard == []
    assert played.call.ended_by is Side.CALLER


def test_prompts_remember_when_they_were_heard_and_how_they_ended(play):
    played = play("<Speak>Hello</Speak><Speak>Good afternoon</Speak>", caller=[Pauses(1.0), HangsUp()])

    first, second = played.call.prompts
    assert (first.text, first.started_at, first.ended_at, first.interrupted) == ("Hello", 0.0, 0.5, False)
    assert (second.text, second.started_at, second.ended_at, second.interrupted) == ("Good afternoon", 0.5, 1.0, True)


def test_a_request_takes_as_long_as_it_is_charged(play):
    played = play("<GoTo>/next</GoTo>", answers={"/next": "<Response><Speak>Hello</Speak></Response>"}, latency=0.25)

    assert played.lines() == [
        "0.0 call from +3612345678 to 9000",
        "0.0 POST / IncomingCall",
        "0.25 call answered",
        "0.25 POST /next GoTo",
        "0.5 speaks 'Hello' (0.5 s)",
        "1.0 call ended by pbx: normal clearing",
    ]


def test_what_the_app_answered_is_kept_byte_for_byte(play):
    played = play("<Speak>Zoë</Speak>")

    (sent,) = played.transcript.of(NotificationSent)
    (answer,) = played.transcript.of(AnswerReceived)
    assert sent.fields["NotificationName"] == "IncomingCall"
    assert answer.body == "<Response><Speak>Zoë</Speak></Response>".encode()
    assert (answer.status, answer.content_type) == (200, "text/xml")


def test_a_request_that_fails_shows_why(play):
    played = play(answers={"/": Response("", 0, failure="connection refused")})

    assert "0.0 no answer from /: connection refused" in played.lines(detail=True)


def test_field_names_of_the_users_table_are_sent(play):
    played = play("", notification_fields={"IncomingCall": {"CallId": "call_id", "From": "caller_id"}})

    assert played.requests == [
        ("/", {"NotificationName": "IncomingCall", "CallId": played.call.id, "From": "+3612345678"})
    ]


# -- keys ------------------------------------------------------------------------------------------------------------


def test_a_key_that_no_command_wants_is_lost(play):
    """ozml q30: no buffer is documented."""
    played = play("<Delay>1</Delay>", caller=[Presses("5")])

    assert played.lines()[-3:] == [
        "0.0 presses 5",
        "0.0 key 5 ignored",
        "1.0 call ended by pbx: normal clearing",
    ]


def test_a_key_goes_to_the_recording_in_a_prompt_that_ends_with_it_and_to_nobody_else(play):
    """ozml q32: the finishing key is consumed, so the menu around the recording does not hear it."""
    played = play(
        '<UserInput Timeout="1"><InitialCommands><Record FinishDigits="#"/></InitialCommands>'
        '<Inputs><Input Key="#"><Speak>wrong</Speak></Input></Inputs></UserInput>',
        caller=[Pauses(1.0), Presses("#")],
    )

    assert played.lines()[3:] == [
        "0.0 recording started",
        "1.0 presses #",
        "1.0 recording finished: finish-digit, 1.0 s",
        "2.0 call ended by pbx: normal clearing",
    ]


def test_another_key_goes_to_the_menu_and_stops_the_recording_in_its_prompt(play):
    played = play(
        '<UserInput><InitialCommands><Record FinishDigits="#" FinishedUrl="/done"/></InitialCommands>'
        '<Inputs><Input Key="1"><Speak>one</Speak></Input></Inputs></UserInput>',
        answers={"/done": "<Response><Speak>not run</Speak></Response>"},
        caller=[Pauses(1.0), Presses("1")],
    )

    assert played.lines()[3:] == [
        "0.0 recording started",
        "1.0 presses 1",
        "1.0 recording finished: stop, 1.0 s",
        "1.0 POST /done RecordCompleted",
        "1.0 entered 1: an Input",
        "1.0 speaks 'one' (0.3 s)",
        "1.3 call ended by pbx: normal clearing",
    ]
    assert played.recordings[0].end is RecordEnd.STOPPED


def test_a_second_key_does_not_cut_short_how_a_recording_is_told(play):
    played = play(
        '<UserInput Digits="2"><InitialCommands><Record FinishedUrl="/done"/></InitialCommands>'
        '<Inputs><Input Key="12"><Speak>twelve</Speak></Input></Inputs></UserInput>',
        answers={"/done": EMPTY},
        caller=[Pauses(1.0), Presses("12")],
        latency=1.0,
    )

    assert played.lines()[3:] == [
        "1.0 recording started",
        "2.0 presses 1",
        "2.0 recording finished: stop, 1.0 s",
        "2.0 POST /done RecordCompleted",
        "2.2 presses 2",
        "3.0 entered 12: an Input",
        "3.0 speaks 'twelve' (0.6 s)",
        "3.6 call ended by pbx: normal clearing",
    ]


def test_a_key_gives_up_a_request_that_the_prompt_was_waiting_for(play):
    """And whoever waits until the app has been asked does not wait for ever."""
    played = play(
        "<UserInput><InitialCommands><Delay>1</Delay><GoTo>/slow</GoTo></InitialCommands>"
        '<Inputs><Input Key="1"><Speak>one</Speak></Input></Inputs></UserInput>',
        answers={"/slow": EMPTY},
        caller=[Pauses(3.0), Presses("1")],
        latency=5.0,
    )

    assert played.lines(detail=True)[-13:] == [
        "6.0 POST /slow GoTo",
        "8.0 step 2: presses 1",
        "8.0 presses 1",
        "8.0 no answer from /slow: nobody waits for it any more",
        "8.0 <GoTo> interrupted",
        "8.0 entered 1: an Input",
        "8.0 <Speak> Text='one' at /:1:114",
        "8.0 speaks 'one' (0.3 s)",
        "8.3 finished 'one'",
        "8.3 <Speak> done",
        "8.3 <UserInput> done",
        "8.3 call ended by pbx: normal clearing",
        "8.3 call cleared",
    ]


def test_keys_in_a_sound_that_the_caller_makes_count_as_pressed(play):
    clip = Clip("voice-and-key", "voice-and-key", 2.0, keys=(KeyMark("7", 0.5, 0.6),))
    played = play('<Record FinishDigits="7"/>', caller=[Says(Given(clip, "a tune"))])

    assert played.lines()[3:] == [
        "0.0 recording started",
        "0.0 says 'a tune' (2.0 s)",
        "0.5 presses 7",
        "0.5 recording finished: finish-digit, 0.5 s",
        "0.5 call ended by pbx: normal clearing",
    ]


def test_keys_in_a_sound_do_not_count_if_the_pbx_does_not_detect_them_in_band(play):
    clip = Clip("key", "key", 2.0, keys=(KeyMark("7", 0.5, 0.6),))
    played = play('<Record FinishDigits="7" Duration="3"/>', caller=[Says(Given(clip))], inband_dtmf=False)

    assert played.recordings[0].end is RecordEnd.MAX_DURATION


# -- answers in answers ----------------------------------------------------------------------------------------------


def test_an_app_that_records_for_ever_is_given_up_and_does_not_break_the_simulator(play):
    """Each answer to RecordCompleted holds the next Record; nesting has no limit."""
    again = '<Record Duration="1" FinishedUrl="/again"/>'
    played = play(
        again, answers={"/again": f"<Response>{again}</Response>"}, caller=[StaysSilent()], max_call_duration=400.0
    )

    assert len(played.recordings) == 401
    assert played.call.cause is HangupCause.RECOVERY_ON_TIMER_EXPIRY
    assert played.call.stalled == "the call was still up after 400.0 s"


@pytest.mark.parametrize("latency", [0.0, 3.0])
def test_a_call_that_is_given_up_is_still_cleared(play, latency):
    played = play(
        '<Record FinishedUrl="/done"/>',
        answers={"/done": EMPTY},
        caller=[Says(Given(Clip("hum", "hum", 50.0)))],
        latency=latency,
        max_call_duration=10.0,
    )

    assert played.call.cleared
    assert played.lines()[-5:] == [
        "10.0 stalled: the call was still up after 10.0 s",
        "10.0 call ended by caller: recovery on timer expiry",
        f"10.0 recording finished: hang-up, {10.0 - latency} s",
        "10.0 step 1 failed: says 'audio segment': nothing can happen any more; nothing was heard",
        "10.0 POST /done RecordCompleted",
    ]


# -- two people ------------------------------------------------------------------------------------------------------


def two(pbx):
    """Two calls that have been answered and are connected."""
    first, second = pbx.switchboard.ring("1", "2", "9000"), pbx.switchboard.ring("2", "1", "9000")
    for call in (first, second):
        call.answer()
    first.connect(second)
    return first, second


def test_two_calls_that_are_connected_know_each_other():
    first, second = two(Pbx())

    assert (first.peer, second.peer) == (second, first)
    assert not first.ended


@pytest.mark.parametrize(
    ("by", "seen"), [(Side.CALLEE, Side.CALLER), (Side.PBX, Side.PBX)], ids=["a person", "the PBX"]
)
def test_both_end_for_the_same_reason_and_each_sees_who_did_it(by, seen):
    first, second = two(Pbx())
    first.end(by, HangupCause.USER_BUSY)

    assert (first.ended_by, second.ended_by) == (by, seen)
    assert (first.cause, second.cause) == (HangupCause.USER_BUSY, HangupCause.USER_BUSY)
    assert (first.peer, second.peer) == (None, None)


def test_ending_the_other_one_too_changes_nothing():
    first, second = two(Pbx())
    first.end(Side.CALLEE)
    second.end(Side.PBX, HangupCause.INTERWORKING)

    assert (second.ended_by, second.cause) == (Side.CALLER, HangupCause.NORMAL_CLEARING)


def test_people_of_whom_one_has_something_to_do_stay_connected():
    first, second = two(Pbx())
    first.party.done = True
    first.end_if_nobody_goes_on()
    assert not first.ended

    second.party.done = True
    second.end_if_nobody_goes_on()
    assert (first.ended, second.ended, second.ended_by) == (True, True, Side.CALLEE)


def test_somebody_who_talks_to_the_pbx_stays_although_he_has_nothing_to_do(play):
    assert play("<Delay>60</Delay>").call.ended_at == 60.0


def test_what_is_recorded_after_a_transfer_is_nothing(play):
    """The extension is out of it (P4617), so its recording of the first call stays as it was."""
    played = play(
        '<Record Duration="1"/><BlindTransfer>1</BlindTransfer>',
        caller=[Says(Given(Clip("v", "v", 9.0)))],
        phones={"1": Phone(steps=(Pauses(5.0), HangsUp()))},
    )

    assert [one.ended_at for one in played.recordings] == [1.0]
    assert played.calls[0].recordings == []
    assert played.call.ended_at == 8.0


def test_a_copy_of_a_recording_that_cannot_be_written_is_an_error_and_the_app_is_told_all_the_same():
    """The address is good, only the folder is not."""
    pbx = Pbx(Settings(dialect="ozeki10"))
    pbx.place_call("http://app/", [StaysSilent()])
    body = b'<Response><Record Duration="1" RecordPath="/etc" FinishedUrl="done"/></Response>'
    asked = []
    pbx.kernel.settle()
    while not pbx.idle:
        for request in pbx.kernel.take_effects():
            match request.effect:
                case SendRequest(url):
                    asked.append(url)
                    pbx.kernel.reply(request.id, Response(url, 200, body if len(asked) == 1 else b"<Response/>"), 0.0)
                case StoreRecording():
                    pbx.kernel.reply(request.id, RecordingStored("http://pbx/1.mp3", "/etc: not allowed"), 0.0)
        pbx.kernel.advance(pbx.kernel.next_deadline() or 0.0)

    assert asked == ["http://app/", "http://app/done"]
    assert [str(one) for one in pbx.transcript.problems()] == ["http://app/:1:11: /etc: not allowed"]
