"""<Record>: what ends it, what is in it, and whom it is told (P4776)."""

from __future__ import annotations

from math import inf

import pytest

from simulator.telephony.effects import Given, Noise, Spoken
from simulator.telephony.media import Clip, KeyMark, Segment
from simulator.telephony.phone import Phone
from simulator.telephony.recording import AudioFormat, RecordEnd
from simulator.telephony.steps import HangsUp, Hears, Pauses, Presses, Says, StaysSilent

HUM = Noise("hum", -30.0, inf)
DONE = {"/done": "<Response/>"}


def voice(seconds, *stretches):
    """A sound of so many seconds in which somebody speaks in these stretches."""
    return Given(Clip("voice", "voice", seconds, tuple(Segment(*stretch) for stretch in stretches)))


def ends(played):
    return [(str(one.end), one.duration) for one in played.recordings]


# -- Inactivity ------------------------------------------------------------------------------------------------------


def test_inactivity_is_counted_from_the_end_of_the_voice(play):
    played = play(
        '<Record Inactivity="3" FinishedUrl="/done"/>', answers=DONE, caller=[Pauses(0.5), Says(Spoken("Hello there!"))]
    )

    assert played.lines()[3:] == [
        "0.0 recording started",
        "0.5 says 'Hello there!' (1.2 s)",
        "0.5 voice started",
        "1.7 voice stopped",
        "4.7 recording finished: final-timeout, 4.7 s",
        "4.7 POST /done RecordCompleted",
        "4.7 call ended by pbx: normal clearing",
    ]


def test_a_recording_that_nobody_speaks_into_ends_with_inactivity(play):
    played = play('<Record Inactivity="3"/>', caller=[StaysSilent()])

    assert ends(played) == [("initial-timeout", 3.0)]


def test_noise_is_no_voice_so_inactivity_ends_the_recording(play):
    played = play('<Record Inactivity="3"/>', caller=[Says(HUM)])

    assert ends(played) == [("initial-timeout", 3.0)]


def test_a_voice_that_goes_on_for_ever_is_stopped_by_duration_only(play):
    endless = Given(Clip("crowd", "crowd", inf, (Segment(0.0, inf),)))
    played = play('<Record Inactivity="3" Duration="60"/>', caller=[Says(endless)])

    assert ends(played) == [("max-duration", 60.0)]


def test_pauses_shorter_than_inactivity_are_part_of_the_message(play):
    played = play('<Record Inactivity="2"/>', caller=[Says(voice(6.0, (0.0, 1.0), (2.9, 4.0), (5.9, 6.0)))])

    assert ends(played) == [("final-timeout", 8.0)]


def test_voice_at_the_very_instant_of_the_inactivity_deadline_counts(play):
    played = play('<Record Inactivity="2"/>', caller=[Says(voice(6.0, (0.0, 1.0), (3.0, 4.0)))])

    assert ends(played) == [("final-timeout", 6.0)]


def test_voice_that_is_going_on_when_the_recording_starts_counts(play):
    played = play('<Delay>1</Delay><Record Inactivity="2"/>', caller=[Says(voice(5.0, (0.0, 4.0)))])

    assert played.lines()[5:] == [
        "1.0 recording started",
        "4.0 voice stopped",
        "6.0 recording finished: final-timeout, 5.0 s",
        "6.0 call ended by pbx: normal clearing",
    ]


def test_voice_that_was_over_before_the_recording_started_does_not_count(play):
    played = play('<Delay>1</Delay><Record Inactivity="2"/>', caller=[Says(voice(1.0, (0.0, 1.0)))])

    assert ends(played) == [("initial-timeout", 2.0)]


def test_silence_begins_when_the_last_of_several_voices_stops(play):
    played = play(
        '<Record Inactivity="1"/>',
        caller=[Says(voice(3.0, (0.0, 3.0)), background=True), Pauses(2.0), Says(voice(3.0, (0.0, 3.0)))],
    )

    assert ends(played) == [("final-timeout", 6.0)]


# -- Duration --------------------------------------------------------------------------------------------------------


def test_duration_ends_the_recording_while_somebody_speaks(play):
    played = play('<Record Duration="2"/>', caller=[Says(Spoken("a message that is much too long"))])

    assert played.lines()[-2:] == [
        "2.0 recording finished: max-duration, 2.0 s",
        "2.0 call ended by pbx: normal clearing",
    ]


def test_duration_counts_when_inactivity_falls_on_the_same_instant(play):
    played = play('<Record Duration="5" Inactivity="3"/>', caller=[Says(voice(2.0, (0.0, 2.0)))])

    assert ends(played) == [("max-duration", 5.0)]


@pytest.mark.parametrize("attribute", ["Duration", "Inactivity"])
def test_zero_counts_as_not_given(play, attribute):
    """ozml q34."""
    played = play(f'<Record {attribute}="0"/>', caller=[Pauses(4.0), HangsUp()])

    assert ends(played) == [("hang-up", 4.0)]
    assert [str(problem) for problem in played.transcript.problems()] == [
        f"http://app/:1:11: <Record> {attribute}='0' counts as not given"
    ]


# -- FinishDigits ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["#", "*"])
def test_any_one_of_the_finish_digits_ends_the_recording(play, key):
    """Section 11, no. 7: a set of keys, not a sequence."""
    played = play('<Record FinishDigits="#*"/>', caller=[Pauses(1.5), Presses(key)])

    assert ends(played) == [("finish-digit", 1.5)]


def test_the_finishing_key_is_not_heard_in_the_recording(play):
    """ozml q32."""
    played = play('<Record FinishDigits="#"/>', caller=[Says(voice(1.0, (0.0, 1.0))), Presses("#")])

    (recording,) = played.recordings
    assert [sounding.clip.label for sounding in recording.soundings] == ["audio segment"]


def test_the_finishing_key_in_a_clip_is_muted_from_its_first_instant(play):
    clip = Clip("tune", "tune", 2.0, keys=(KeyMark("#", 0.5, 0.7),))
    played = play('<Record FinishDigits="#"/><Record Duration="1"/>', caller=[Says(Given(clip))])

    assert ends(played) == [("finish-digit", 0.5), ("max-duration", 1.0)]
    assert played.recordings[1].soundings[0].muted == (Segment(0.5, 0.7),)


def test_other_keys_are_recorded_as_sound_and_mean_nothing(play):
    """ozml q31."""
    played = play('<Record FinishDigits="#"/>', caller=[Presses("12#")])

    (recording,) = played.recordings
    assert [(sounding.clip.label, sounding.at) for sounding in recording.soundings] == [("1", 0.0), ("2", 0.2)]
    assert played.lines()[4:] == [
        "0.0 presses 1",
        "0.0 key 1 ignored",
        "0.2 presses 2",
        "0.2 key 2 ignored",
        "0.4 presses #",
        "0.4 recording finished: finish-digit, 0.4 s",
        "0.4 call ended by pbx: normal clearing",
    ]


def test_a_finish_digit_at_the_very_instant_of_the_deadline_counts(play):
    for limit in ('Duration="3"', 'Inactivity="3"'):
        played = play(f'<Record {limit} FinishDigits="#"/>', caller=[Pauses(3.0), Presses("#")])

        assert ends(played) == [("finish-digit", 3.0)]


def test_the_finishing_key_is_not_an_entry_in_the_menu_that_follows(play):
    played = play(
        '<Record FinishDigits="#"/><UserInput Timeout="1"><Inputs><Input Key="#"><Speak>no</Speak></Input></Inputs>'
        "</UserInput>",
        caller=[Presses("#")],
    )

    assert played.heard == []


def test_a_recording_may_be_0_s_long(play):
    played = play(
        '<Speak>Go</Speak><Record FinishDigits="#" FinishedUrl="/done"/>',
        answers=DONE,
        caller=[Hears("go"), Presses("#")],
    )

    assert played.lines()[4:] == [
        "0.2 recording started",
        "0.2 presses #",
        "0.2 recording finished: finish-digit, 0.0 s",
        "0.2 POST /done RecordCompleted",
        "0.2 call ended by pbx: normal clearing",
    ]
    assert played.recordings[0].soundings == ()


# -- hanging up ------------------------------------------------------------------------------------------------------


def test_hanging_up_ends_the_recording_while_somebody_speaks(play):
    played = play(
        '<Record Duration="60" Inactivity="3" FinishedUrl="/done"/>',
        answers=DONE,
        caller=[Says(voice(9.0, (0.0, 9.0)), background=True), Pauses(2.5), HangsUp()],
    )

    (recording,) = played.recordings
    assert (recording.end, recording.duration) == (RecordEnd.HANG_UP, 2.5)
    assert [(one.clip.label, one.at) for one in recording.soundings] == [("audio segment", 0.0)]
    assert played.lines()[-1] == "2.5 POST /done RecordCompleted"


def test_hanging_up_counts_when_duration_falls_on_the_same_instant(play):
    played = play('<Record Duration="2"/>', caller=[Pauses(2.0), HangsUp()])

    assert ends(played) == [("hang-up", 2.0)]


def test_without_any_limit_only_hanging_up_ends_it(play):
    """ozml q33."""
    assert ends(play("<Record/>", caller=[Pauses(1800.0), HangsUp()])) == [("hang-up", 1800.0)]


# -- whom it is told -------------------------------------------------------------------------------------------------


def test_record_completed_names_the_file(play):
    played = play(
        '<Record Duration="1" Format="wav" FinishedUrl="/done?box=7"/>', answers={"/done?box=7": "<Response/>"}
    )

    (recording,) = played.recordings
    assert recording.format is AudioFormat.WAV
    assert recording.name == f"{played.call.id}_20240101090000.wav"
    assert played.requests[1] == (
        "/done?box=7",
        {
            "NotificationName": "RecordCompleted",
            "CallID": played.call.id,
            "RecordURL": f"http://pbx/HttpRecordings/{recording.name}",
        },
    )


def test_the_format_is_mp3_unless_another_is_wanted(play):
    (recording,) = play('<Record Duration="1"/>').recordings

    assert (recording.format, recording.name[-4:]) == (AudioFormat.MP3, ".mp3")


@pytest.mark.parametrize("attribute", ["", 'FinishedUrl=""'])
def test_without_an_address_the_recording_exists_and_nobody_is_told(play, attribute):
    played = play(f'<Record Duration="1" {attribute}/>')

    assert ends(played) == [("max-duration", 1.0)]
    assert [path for path, _ in played.requests] == ["/"]


def test_the_answer_is_run_in_the_place_of_the_record(play):
    """ozml q35."""
    played = play(
        '<Record Duration="1" FinishedUrl="/done"/><Speak>Bye</Speak>',
        answers={"/done": "<Response><Speak>Thank you</Speak></Response>"},
    )

    assert played.lines()[3:] == [
        "0.0 recording started",
        "1.0 recording finished: max-duration, 1.0 s",
        "1.0 POST /done RecordCompleted",
        "1.0 speaks 'Thank you' (0.9 s)",
        "1.9 speaks 'Bye' (0.3 s)",
        "2.2 call ended by pbx: normal clearing",
    ]


def test_the_answer_may_end_the_call(play):
    played = play(
        '<Record Duration="1" FinishedUrl="/done"/><Speak>never</Speak>',
        answers={"/done": "<Response><Hangup/></Response>"},
    )

    assert played.heard == []


def test_the_answer_after_a_hang_up_cannot_speak_to_anybody(play):
    played = play(
        '<Record FinishedUrl="/done"/>',
        answers={"/done": "<Response><Speak>Thank you</Speak></Response>"},
        caller=[Pauses(1.0), HangsUp()],
    )

    assert played.lines()[-1] == "1.0 <Speak> skipped: the call has ended"


def test_a_caller_who_hangs_up_while_the_app_is_told_ends_the_call(play):
    played = play(
        '<Record Duration="1" FinishedUrl="/done"/><Speak>never</Speak>',
        answers={"/done": "<Response><Speak>never</Speak></Response>"},
        caller=[Pauses(2.0), HangsUp()],
        latency=1.5,
    )

    assert played.lines()[-3:] == [
        "2.5 POST /done RecordCompleted",
        "3.5 call ended by caller: normal clearing",
        "4.0 <Speak> skipped: the call has ended",
    ]


# -- more than one ---------------------------------------------------------------------------------------------------


def test_two_recordings_in_one_call_have_their_own_sound_and_names(play):
    played = play(
        '<Record Duration="1" FinishedUrl="/done"/><Record Duration="1" FinishedUrl="/done"/>',
        answers=DONE,
        caller=[Says(voice(0.5, (0.0, 0.5))), Pauses(1.0), Says(Spoken("Two"))],
    )

    first, second = played.recordings
    assert (first.name, second.name) == (
        f"{played.call.id}_20240101090000.mp3",
        f"{played.call.id}_20240101090001.mp3",
    )
    assert [one.clip.label for one in first.soundings] == ["audio segment"]
    assert [one.clip.label for one in second.soundings] == ["Two"]
    assert [fields["RecordURL"][-8:] for _, fields in played.requests[1:]] == ["0000.mp3", "0001.mp3"]


def test_sound_that_goes_on_is_in_both_recordings(play):
    played = play('<Record Duration="1"/><Record Duration="1"/>', caller=[Says(HUM)])

    assert [[one.clip.label for one in recording.soundings] for recording in played.recordings] == [
        ["hum noise"],
        ["hum noise"],
    ]


def test_a_menu_around_a_recording_in_its_prompt_stops_it(play):
    played = play(
        '<UserInput><InitialCommands><Record FinishedUrl="/done"/><Speak>never</Speak></InitialCommands></UserInput>',
        answers={"/done": "<Response><Speak>never</Speak></Response>"},
        caller=[Pauses(1.0), Presses("1")],
        wrong_entry_repeats=False,
    )

    assert ends(played) == [("stop", 1.0)]
    assert [path for path, _ in played.requests] == ["/", "/done"]
    assert played.heard == []


def test_a_key_for_the_menu_around_it_cuts_the_answer_to_record_completed_short(play):
    played = play(
        '<UserInput><InitialCommands><Record Duration="1" FinishedUrl="/done"/></InitialCommands>'
        '<Inputs><Input Key="1"><Speak>one</Speak></Input></Inputs></UserInput>',
        answers={"/done": "<Response><Speak>We have got your message</Speak></Response>"},
        caller=[Pauses(1.5), Presses("1")],
    )

    assert played.lines()[-5:] == [
        "1.5 presses 1",
        "1.5 interrupted after 0.5 s: 'We have got your message'",
        "1.5 entered 1: an Input",
        "1.5 speaks 'one' (0.3 s)",
        "1.8 call ended by pbx: normal clearing",
    ]


# -- Ozeki 10, and other calls ---------------------------------------------------------------------------------------


def test_a_copy_is_wanted_in_a_folder(play):
    """O7641: RecordPath."""
    played = play('<Record Duration="1" RecordPath="Voicemail/9000"/>', dialect="ozeki10")

    assert [one.folder for one in played.recordings] == ["Voicemail/9000"]


def test_phone_system_xe_does_not_know_a_folder(play):
    played = play('<Record Duration="1" RecordPath="Voicemail/9000"/>')

    assert (played.rules, [one.folder for one in played.recordings]) == (["other-dialect"], [""])


def test_parameters_of_third_party_control_are_no_mistake(play):
    """P4776: CallId is only considered there."""
    assert play('<Record CallId="1" Duration="1"/>').rules == []


def test_it_needs_a_call(play):
    assert play("<Record/>", sms="hi").rules == ["needs-call"]


def test_each_of_two_calls_records_its_own_side(play):
    played = play(
        '<Call Url="/up">1</Call><Delay>2</Delay><GoTo>/up</GoTo>',
        answers={"/up": '<Response><Record Duration="3" FinishedUrl="/done"/></Response>', "/done": "<Response/>"},
        caller=[Pauses(2.0), Says(Spoken("caller"))],
        phones={"1": Phone(steps=(Pauses(1.0), Says(Spoken("callee"))))},
    )

    (mine,), (other,) = played.recordings, played.calls[0].recordings
    assert [one.clip.label for one in mine.soundings] == ["caller"]
    assert [one.clip.label for one in other.soundings] == ["callee"]
    assert mine.name != other.name
    told = {fields["RecordURL"].rpartition("/")[2] for path, fields in played.requests if path == "/done"}
    assert told == {mine.name, other.name}
