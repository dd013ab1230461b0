"""The phone system as a whole: names it gives, and what an onlooker sees and does."""

from __future__ import annotations

import string
from datetime import UTC, datetime

import pytest

from simulator.errors import ScenarioError
from simulator.pbx import Pbx
from simulator.settings import Settings
from simulator.telephony.causes import HangupCause
from simulator.telephony.effects import (
    ClipLoaded,
    Key,
    LoadClip,
    RecordingStored,
    Response,
    SendRequest,
    StoreRecording,
)
from simulator.telephony.media import Clip, KeyMark
from simulator.telephony.outbound import CallOrder
from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.steps import HangsUp, Pauses, Presses, StaysSilent
from simulator.telephony.variables import variables_from

BASE_62 = string.digits + string.ascii_uppercase + string.ascii_lowercase


SILENT = (StaysSilent(),)


class Line:
    """A PBX that is stepped by hand; the app always answers with one script."""

    def __init__(self, script, *, steps=SILENT, live=False, **options):
        self.pbx = Pbx(Settings(), **options)
        self.call = self.pbx.place_call("http://app/", steps, live=live)
        self._body = f"<Response>{script}</Response>".encode()
        self.pbx.kernel.settle()
        self.let_pass(0.0)

    def let_pass(self, until):
        kernel = self.pbx.kernel
        while True:
            while requests := kernel.take_effects():
                for request in requests:
                    kernel.reply(request.id, self._perform(request.effect), kernel.now)
            if (kernel.next_deadline() or until) >= until and kernel.now == until:
                return
            kernel.advance(until)

    def _perform(self, effect):
        match effect:
            case SendRequest(url):
                return Response(url, 200, self._body, "text/xml")
            case LoadClip(sound=Key(digit, seconds)):
                return ClipLoaded(Clip(digit, digit, seconds, keys=(KeyMark(digit, 0.0, seconds),)))
            case StoreRecording(recording):
                return RecordingStored(f"http://pbx/{recording.name}")
        raise AssertionError(effect)

    def lines(self):
        return self.pbx.transcript.lines()


# -- names -----------------------------------------------------------------------------------------------------------


def test_call_ids_are_positive_31_bit_numbers_in_base_62():
    """http-api.md section 7.5."""
    pbx = Pbx()
    ids = [pbx.place_call("http://app/").id for _ in range(500)]

    numbers = [sum(BASE_62.index(letter) * 62**power for power, letter in enumerate(reversed(one))) for one in ids]
    assert len(set(ids)) == 500
    assert all(0 < number < 2**31 for number in numbers)
    assert all(one[0] != "0" for one in ids)
    assert all(one[0] in "12" for one in ids if len(one) == 6)


def test_the_seed_decides_the_ids():
    def ids(seed):
        pbx = Pbx(seed=seed)
        return [pbx.place_call("http://app/").id for _ in range(3)]

    assert ids(7) == ids(7)
    assert ids(7) != ids(8)


def test_a_recording_is_named_after_its_call_and_the_moment_it_began():
    """http-api q23."""
    line = Line('<Delay>90</Delay><Record Duration="1"/>', epoch=datetime(2024, 12, 31, 23, 59, tzinfo=UTC))
    line.let_pass(100.0)

    assert [one.name for one in line.call.recordings] == [f"{line.call.id}_20250101000030.mp3"]


def test_recordings_within_one_second_have_different_names():
    line = Line('<Record FinishDigits="1" Format="wav"/><Record FinishDigits="2"/><Record Duration="1"/>')
    line.pbx.press(line.call, "12")
    line.let_pass(5.0)

    stem = f"{line.call.id}_20240101090000"
    assert [one.name for one in line.call.recordings] == [f"{stem}.wav", f"{stem}_2.mp3", f"{stem}_3.mp3"]


def test_the_same_seed_gives_the_same_transcript(play):
    def lines(seed):
        played = play('<Record Duration="1" FinishedUrl="/d"/>', answers={"/d": "<Response/>"}, seed=seed)
        return [str(entry) for entry in played.transcript]

    assert lines(1) == lines(1)
    assert lines(1) != lines(2)


# -- onlookers -------------------------------------------------------------------------------------------------------


def test_somebody_may_press_keys_beside_the_script():
    line = Line('<Record FinishDigits="#"/>')
    line.let_pass(2.0)
    line.pbx.press(line.call, "1#")
    line.let_pass(3.0)

    assert line.lines()[3:] == [
        "0.0 recording started",
        "2.0 presses 1",
        "2.0 key 1 ignored",
        "2.2 presses #",
        "2.2 recording finished: finish-digit, 2.2 s",
        "2.2 call ended by pbx: normal clearing",
    ]


def test_keys_that_somebody_presses_when_the_call_ends_are_no_error():
    line = Line("<Delay>1</Delay>")
    line.pbx.press(line.call, "123456789")
    line.let_pass(5.0)
    line.pbx.press(line.call, "12")
    line.let_pass(6.0)

    assert line.lines()[-1] == "1.0 call ended by pbx: normal clearing"
    assert line.pbx.idle


def test_somebody_may_hang_up():
    line = Line("<Record/>")
    line.let_pass(2.0)
    line.pbx.hang_up(line.call)
    line.let_pass(2.0)

    assert line.lines()[-2:] == [
        "2.0 call ended by caller: normal clearing",
        "2.0 recording finished: hang-up, 2.0 s",
    ]
    assert line.pbx.idle


def test_somebody_may_hang_up_while_it_rings():
    """The app is not blamed for an answer that comes too late."""
    pbx = Pbx()
    call = pbx.place_call("http://app/")
    pbx.kernel.settle()
    (request,) = pbx.kernel.take_effects()
    pbx.hang_up(call)
    pbx.kernel.reply(request.id, Response("http://app/", 200, b"<Response><Reject/></Response>"), now=3.0)

    assert pbx.transcript.lines()[2:] == ["0.0 call ended by caller: normal clearing"]
    assert pbx.idle


# -- when it is over -------------------------------------------------------------------------------------------------


def test_a_phone_system_without_calls_is_idle():
    assert Pbx().idle


def test_it_is_not_idle_while_a_call_has_not_been_cleared():
    line = Line("<Delay>5</Delay>")
    assert not line.pbx.idle

    line.let_pass(5.0)
    assert line.pbx.idle


def test_a_call_that_nobody_can_end_is_given_up_with_the_reason():
    line = Line("<Record/>")
    line.pbx.patience.give_up()
    line.let_pass(0.0)

    assert line.call.stalled == (
        "nothing can happen any more: the app's script waits for voice, silence, a key or the end of the "
        "call; the caller waits for the end of the call"
    )
    assert line.call.cause is HangupCause.RECOVERY_ON_TIMER_EXPIRY


def test_a_call_that_is_too_long_is_given_up_at_the_limit(play):
    played = play("<Delay>100000</Delay>")

    assert played.lines()[-2:] == [
        "3600.0 stalled: the call was still up after 3600.0 s",
        "3600.0 call ended by caller: recovery on timer expiry",
    ]


def test_a_call_that_ends_at_the_limit_is_not_given_up(play):
    played = play("<Delay>60</Delay>", max_call_duration=60.0)

    assert played.lines()[-1] == "60.0 call ended by pbx: normal clearing"


def test_calls_of_one_phone_system_share_its_clock():
    pbx = Pbx()
    first = pbx.place_call("http://app/", [Pauses(1.0), HangsUp()], to="9001", caller="1")
    second = pbx.place_call("http://app/", to="9002", caller="2")
    pbx.kernel.settle()

    assert pbx.transcript.lines(call_id=first.id)[0] == "0.0 call from 1 to 9001"
    assert pbx.transcript.lines(call_id=second.id)[0] == "0.0 call from 2 to 9002"
    assert first.kernel is second.kernel


def test_settings_with_unknown_notifications_are_refused_before_any_call():
    with pytest.raises(ScenarioError, match="unknown notification 'Incoming'"):
        Pbx(Settings(notification_fields={"Incoming": {}}))


# -- several exchanges -----------------------------------------------------------------------------------------------


def test_what_a_scenario_gives_is_copied_for_each_call_and_message():
    given = variables_from({"a": "1"})
    pbx = Pbx()
    call, sms = pbx.place_call("http://app/", variables=given), pbx.receive_sms("http://app/", "x", variables=given)

    assert call.variables == sms.variables == given
    assert call.variables is not sms.variables is not given


def test_a_step_that_can_never_be_reached_is_refused():
    with pytest.raises(ScenarioError, match=r"step 2 \(presses 1\) can never be reached: the caller hangs up before"):
        Pbx().place_call("http://app/", [HangsUp(), Presses("1")])


def test_calls_and_messages_are_told_apart(play):
    played = play("<SendSms Recipient='1'>x</SendSms><Call>2</Call>", sms="hello")

    assert [type(one).__name__ for one in played.pbx.exchanges] == ["Exchange", "Exchange", "Call"]
    assert [one.dialled for one in played.pbx.calls] == ["2"]


def test_it_is_not_idle_while_a_message_has_not_been_delivered(play):
    pbx = Pbx()
    pbx.switchboard.send_sms(pbx.place_call("http://app/"), "1", "x")

    assert not pbx.idle


def test_everybody_on_whom_nothing_can_happen_is_given_up_at_once(play):
    """And each of them is told what he was waiting for, before any of them ends."""
    played = play(
        '<Call Url="/up">1</Call><Call Url="/up">2</Call><Record/>',
        answers={"/up": "<Response><Record/></Response>"},
        phones={"1": Phone(steps=(StaysSilent(),)), "2": Phone(steps=(StaysSilent(),))},
    )

    stalled = [line.split(";")[0] for line in played.lines() if "stalled" in line]
    assert stalled == [
        "2.0 stalled: nothing can happen any more: the app's script waits for voice, silence, a key or the end of the "
        "call",
        "2.0 [1] stalled: nothing can happen any more: the call to 1 waits for voice, silence, a key or the end of "
        "the call",
        "2.0 [2] stalled: nothing can happen any more: the call to 2 waits for voice, silence, a key or the end of "
        "the call",
    ]
    assert {call.cause for call in played.pbx.calls} == {HangupCause.RECOVERY_ON_TIMER_EXPIRY}


def test_what_is_set_going_after_something_was_given_up_has_its_own_time(play):
    played = play(
        '<Record FinishedUrl="/done"/>',
        answers={
            "/done": "<Response><SendSms Recipient='1'>x</SendSms><GoTo>/more</GoTo></Response>",
            "/more": "<Response/>",
        },
        latency=1.5,
        caller=[Pauses(500.0)],
        max_call_duration=100.0,
    )

    assert played.lines()[-4:] == [
        "100.0 POST /done RecordCompleted",
        "101.5 SMS to 1: 'x'",
        "101.5 POST /more GoTo",
        "102.5 [SMS] SMS to 1: delivered",
    ]
    assert [one.cleared for one in played.pbx.exchanges] == [True, True]


def test_giving_up_what_does_not_end_is_an_error_of_ours():
    """Asked again and again it would never end."""
    pbx = Pbx()
    pbx.place_call("http://app/")
    pbx.kernel.settle()
    pbx.patience.give_up()

    with pytest.raises(RuntimeError, match="has been given up and does not end: nothing can happen any more: "):
        pbx.patience.give_up()


def test_giving_up_when_everything_is_over_changes_nothing(play):
    played = play("")
    before = played.lines()
    played.pbx.patience.give_up()

    assert played.lines() == before


def test_a_call_is_overdue_only_behind_the_limit_and_only_while_it_is_up(play):
    line = Line("<Delay>5</Delay>")
    assert [line.pbx.patience.overdue(at) for at in (5.0, 3600.0, 3600.1)] == [False, False, True]

    line.let_pass(5.0)
    assert not line.pbx.patience.overdue(3600.1)


def test_an_order_of_the_switchboard_is_a_call_like_any_other():
    pbx = Pbx(phones={"1": (Phone(PhoneOutcome.REFUSES),)})
    call = pbx.switchboard.place_call("1", CallOrder(caller_id="77"), extension="9000")
    pbx.kernel.settle()
    pbx.kernel.advance(0.0)

    assert pbx.transcript.lines(call_id=call.id) == [
        "0.0 call from 77 to 1",
        "0.0 call ended by callee: call rejected",
    ]


def test_somebody_who_may_be_acted_for_stays_on_the_line_after_a_transfer():
    """A live caller has no steps, and is not done for that."""
    line = Line("<BlindTransfer>4711</BlindTransfer>", phones={"4711": (Phone(),)}, live=True, steps=())
    line.let_pass(60.0)

    assert line.call.peer is not None
    line.pbx.hang_up(line.call)
    assert line.pbx.idle
