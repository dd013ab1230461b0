"""<Call>: a call to somebody, with a script of its own (P4588; O7632).

On the canned line ten characters take a second; a phone of which nothing is said rings for two seconds.
"""

from __future__ import annotations

import pytest

from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.effects import Response, Spoken
from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.recording import RecordEnd
from simulator.telephony.script_events import CommandStarted
from simulator.telephony.steps import HangsUp, Hears, Pauses, Presses, Says, StaysSilent

HI = "<Response><Speak>Hi</Speak></Response>"
CALL = '<Call Url="/up" ErrorUrl="/error">4711</Call>'
MENU = (
    '<Response><UserInput Timeout="3"><InitialCommands><Speak>Press one</Speak></InitialCommands>'
    '<Inputs><Input Key="1"><Speak>one</Speak></Input></Inputs></UserInput></Response>'
)


def second(played):
    """The only call that was placed, and what happened on it."""
    (call,) = played.calls
    return call, played.transcript.lines(call_id=call.id)


# -- somebody answers ------------------------------------------------------------------------------------------------


def test_a_call_goes_out_the_script_goes_on_and_the_app_is_asked_when_somebody_picks_up(play):
    """ozml q22: it does not block."""
    played = play(
        CALL + "<Speak>I am calling</Speak>", answers={"/up": HI}, phones={"4711": Phone(steps=(Hears("hi"),))}
    )

    assert second(played)[1] == [
        "0.0 call from 9000 to 4711",
        "2.0 call answered",
        "2.0 POST /up CallConnected",
        "2.0 speaks 'Hi' (0.2 s)",
        "2.2 call ended by pbx: normal clearing",
    ]
    assert played.heard == ["I am calling"]
    assert [(call.cleared, call.ended_at) for call in played.pbx.calls] == [(True, 1.2), (True, 2.2)]


def test_call_connected_tells_which_call_it_is(play):
    played = play('<Call Url="/up?x=1" CallerId="77">47 11</Call>', answers={"/up?x=1": HI})

    (call,) = played.calls
    assert call.id != played.call.id
    assert played.requests[1:] == [
        (
            "/up?x=1",
            {
                "NotificationName": "CallConnected",
                "CallID": call.id,
                "CallerID": "77",
                "Dialed": "47 11",
                "ApiExtension": "9000",
            },
        )
    ]
    assert (call.side, call.caller_id, call.party.number) == (Side.CALLEE, "77", "47 11")


@pytest.mark.parametrize("name", ["Dialled", "Dialed", "dialed"])
def test_the_number_may_be_an_attribute_in_both_spellings(play, name):
    """Section 11, no. 9."""
    assert play(f'<Call {name}="4711" Url="/up"/>', answers={"/up": HI}).calls[0].dialled == "4711"


def test_the_extension_is_the_callers_number_if_there_is_no_other(play):
    """P4588; without ApiExtension it is the one that was called (ozml q23)."""
    played = play(
        '<Call Url="/up">1</Call><Call Url="/up" ApiExtension="8000">2</Call>'
        '<Call Url="/up" ApiExtension="8000" CallerId="77">3</Call>',
        answers={"/up": HI},
    )

    assert [(call.extension, call.caller_id) for call in played.calls] == [
        ("9000", "9000"),
        ("8000", "8000"),
        ("8000", "77"),
    ]
    assert [fields["ApiExtension"] for _, fields in played.requests[1:]] == ["9000", "8000", "8000"]


def test_a_name_that_the_callee_would_see_is_no_mistake(play):
    assert play('<Call Url="/up" CallerDisplayName="Bank">4711</Call>', answers={"/up": HI}).rules == []


def test_a_call_without_a_number_is_skipped(play):
    played = play('<Call Url="/up"/><Speak>Hi</Speak>')

    assert (played.rules, played.heard, played.calls) == (["missing-parameter"], ["Hi"], [])


def test_relative_addresses_count_from_the_answer_that_holds_the_command(play):
    """Section 4.7."""
    played = play(
        "<GoTo>/a/b</GoTo>",
        answers={
            "/a/b": '<Response><Call Url="up" ErrorUrl="../error">4711</Call></Response>',
            "/a/up": "",
            "/error": HI,
        },
    )

    assert [path for path, _ in played.requests] == ["/", "/a/b", "/a/up", "/error"]


def test_each_call_has_variables_of_its_own(play):
    """ozml q22, q39."""
    up = '<Response><Speak>$who</Speak><Var ID="who">Bela</Var><Speak>$who</Speak></Response>'
    played = play(
        '<Var ID="who">Anna</Var><Call Url="/up">1</Call><Delay>9</Delay><Speak>$who</Speak>', answers={"/up": up}
    )

    assert [prompt.text for prompt in played.calls[0].prompts] == ["$who", "Bela"]
    assert played.heard == ["Anna"]
    assert played.rules == ["unknown-variable"]


def test_variables_are_put_in_before_the_call_goes_out(play):
    played = play(
        '<Var ID="n">4711</Var><Call Url="/up?who=$n">$n</Call><Var ID="n">1</Var>', answers={"/up?who=4711": HI}
    )

    assert played.calls[0].dialled == "4711"
    assert played.requests[1][0] == "/up?who=4711"


def test_the_callee_may_press_keys_and_be_recorded(play):
    played = play(
        CALL,
        answers={
            "/up": '<Response><UserInput Timeout="5" ForwardToUrl="/keys"/></Response>',
            "/keys": '<Response><Record Duration="9" FinishedUrl="/done"/></Response>',
            "/done": HI,
        },
        phones={"4711": Phone(steps=(Presses("7"), Says(Spoken("Hello there")), HangsUp()))},
    )

    call, _ = second(played)
    assert played.requests[2][1] == {
        "NotificationName": "DtmfEntered",
        "CallID": call.id,
        "CallerID": "9000",
        "DtmfDigits": "7",
    }
    (recording,) = call.recordings
    assert (recording.end, recording.call_id, recording.started_at, recording.ended_at) == (
        RecordEnd.HANG_UP,
        call.id,
        2.0,
        3.2,
    )
    assert [path for path, _ in played.requests] == ["/", "/up", "/keys", "/done"]
    assert played.recordings == []


def test_reject_counts_only_on_a_call_that_comes_in(play):
    """ozml q12."""
    played = play(CALL, answers={"/up": "<Response><Reject/><Speak>Hi</Speak></Response>"})

    assert played.rules == ["misplaced"]
    assert [prompt.text for prompt in played.calls[0].prompts] == ["Hi"]


def test_an_empty_answer_ends_the_call_as_everywhere(play):
    """P4689: at the end of the script the PBX hangs up."""
    call, lines = second(play(CALL, answers={"/up": "<Response/>"}))

    assert lines[-1] == "2.0 call ended by pbx: normal clearing"
    assert call.cause is HangupCause.NORMAL_CLEARING


# -- several at once -------------------------------------------------------------------------------------------------


def test_calls_go_on_when_the_caller_has_hung_up(play):
    played = play(
        CALL + "<Delay>60</Delay>",
        caller=[Pauses(1.0), HangsUp()],
        answers={"/up": "<Response><Delay>30</Delay></Response>"},
    )

    assert (played.call.ended_at, played.calls[0].ended_at) == (1.0, 32.0)
    assert played.pbx.idle


def test_the_same_menu_runs_on_both_calls_at_the_same_instants(play):
    played = play(
        '<Call Url="/menu">4711</Call><Delay>2</Delay><GoTo>/menu</GoTo>',
        answers={"/menu": MENU},
        caller=[Hears("press one"), Presses("1")],
        phones={"4711": Phone(steps=(Hears("press one"), Presses("1")))},
    )

    shared = [
        "2.0 speaks 'Press one' (0.9 s)",
        "2.9 presses 1",
        "2.9 entered 1: an Input",
        "2.9 speaks 'one' (0.3 s)",
        "3.2 call ended by pbx: normal clearing",
    ]
    assert second(played)[1][3:] == shared
    assert played.transcript.lines(call_id=played.call.id)[4:] == shared


def test_a_key_on_one_call_means_nothing_on_the_other(play):
    played = play(
        '<Call Url="/menu">4711</Call><Delay>2</Delay><GoTo>/menu</GoTo>',
        answers={"/menu": MENU},
        caller=[Hears("press one"), Presses("1")],
        phones={"4711": Phone(steps=(StaysSilent(),))},
    )

    assert [prompt.text for prompt in played.calls[0].prompts] == ["Press one"]
    assert (played.call.ended_at, played.calls[0].ended_at) == (3.2, 5.9)


def test_many_calls_ring_at_once(play):
    numbers = "".join(f"<item>{number}</item>" for number in range(1, 6))
    played = play(
        f'<Array ID="all">{numbers}</Array><ForEach Source="all"><Call Url="/up">$item</Call></ForEach>',
        answers={"/up": HI},
        phones={str(number): Phone(after=float(number)) for number in range(1, 6)},
    )

    assert [(call.dialled, call.answered_at, call.ended_at) for call in played.calls] == [
        ("1", 1.0, 1.2),
        ("2", 2.0, 2.2),
        ("3", 3.0, 3.2),
        ("4", 4.0, 4.2),
        ("5", 5.0, 5.2),
    ]


def test_a_chain_of_calls_without_end_is_stopped(play):
    played = play(CALL, answers={"/up": f"<Response>{CALL}</Response>"}, order_limit=5)

    assert len(played.calls) == 5
    assert played.rules == ["too-many"]


def test_calls_that_are_still_up_at_the_limit_are_all_given_up(play):
    played = play(
        '<Call Url="/up">1</Call><Call Url="/up">2</Call><Delay>60</Delay>',
        answers={"/up": '<Response><Record FinishedUrl="/done"/></Response>', "/done": "<Response/>"},
        phones={"1": Phone(steps=(StaysSilent(),)), "2": Phone(after=30.0, steps=(StaysSilent(),))},
        max_call_duration=20.0,
    )

    assert [call.stalled for call in played.pbx.calls] == ["the call was still up after 20.0 s"] * 3
    assert [call.cause for call in played.pbx.calls] == [HangupCause.RECOVERY_ON_TIMER_EXPIRY] * 3
    assert [call.ended_at for call in played.pbx.calls] == [20.0] * 3
    assert [path for path, _ in played.requests] == ["/", "/up", "/done"]
    assert played.pbx.idle


def test_the_same_seed_gives_the_same_calls(play):
    def played(seed):
        return play(CALL * 2 + "<SendSms Recipient='1'>x</SendSms>", answers={"/up": MENU}, seed=seed)

    assert played(1).transcript.as_data() == played(1).transcript.as_data()
    assert [call.id for call in played(1).calls] != [call.id for call in played(2).calls]


# -- nobody answers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phone", "state", "at"),
    [
        (Phone(PhoneOutcome.BUSY), "Busy", 0.0),
        (Phone(PhoneOutcome.REFUSES, after=3.0), "Busy", 3.0),
        (Phone(PhoneOutcome.UNKNOWN), "NotFound", 0.0),
        (Phone(PhoneOutcome.NO_ANSWER), "NoAnswer", 90.0),
        (Phone(after=100.0), "NoAnswer", 90.0),
    ],
)
def test_a_call_that_does_not_come_about_is_told_to_error_url(play, phone, state, at):
    """p_4235: status code 402; http-api q4: the names of the states."""
    played = play(CALL, answers={"/error": HI}, phones={"4711": phone})

    call, lines = second(played)
    assert played.requests[1:] == [
        (
            "/error",
            {
                "NotificationName": "Error",
                "CallID": call.id,
                "ErrorCode": "402",
                "ErrorMessage": f"Call connect to '4711' failed with result state '{state}'",
            },
        )
    ]
    assert lines[1:] == [f"{at} call ended by {call.ended_by}: {call.cause}", f"{at} POST /error Error"]
    assert played.transcript.problems() == []


def test_what_the_app_answers_to_an_error_is_not_run(play):
    """http-api section 6.10."""
    for answer in (HI, "nonsense", Response("", 500)):
        played = play(CALL, answers={"/error": answer}, phones={"4711": Phone(PhoneOutcome.BUSY)})

        assert played.rules == []
        assert not [one for one in played.transcript.of(CommandStarted) if one.name == "Speak"]


@pytest.mark.parametrize("error_url", ["", ' ErrorUrl=""'])
def test_without_error_url_nobody_is_told(play, error_url):
    """ozml q24."""
    played = play(f'<Call Url="/up"{error_url}>4711</Call>', phones={"4711": Phone(PhoneOutcome.BUSY)})

    assert [path for path, _ in played.requests] == ["/"]
    assert played.rules == []


@pytest.mark.parametrize("url", ["", ' Url=""'])
def test_without_url_the_call_is_hung_up_when_it_is_picked_up(play, url):
    """P4588; ozml q7."""
    played = play(f'<Call{url} ErrorUrl="/error">4711</Call>')

    assert second(played)[1] == [
        "0.0 call from 9000 to 4711",
        "2.0 call answered",
        "2.0 call ended by pbx: normal clearing",
    ]
    assert played.rules == ["missing-parameter"]
    assert [path for path, _ in played.requests] == ["/"]


@pytest.mark.parametrize("answer", ["nonsense", Response("", 404), Response("", 0, failure="connection refused")])
def test_an_answer_that_cannot_be_used_ends_the_call_and_is_told_to_error_url(play, answer):
    """P4588: if what is at Url cannot be downloaded, the call is hung up."""
    played = play(CALL, answers={"/up": answer, "/error": HI})

    call, lines = second(played)
    assert (call.cause, call.ended_by, call.ended_at) == (HangupCause.TEMPORARY_FAILURE, Side.PBX, 2.0)
    assert lines[-2:] == ["2.0 call ended by pbx: temporary failure", "2.0 POST /error Error"]
    assert played.requests[-1][1]["ErrorMessage"] == "Call connect to '4711' failed with result state 'Error'"


def test_a_callee_who_hangs_up_before_the_app_has_answered_is_no_failure(play):
    played = play(CALL, answers={"/up": HI}, phones={"4711": Phone(steps=(Pauses(0.5), HangsUp()))}, latency=1.0)

    call, lines = second(played)
    assert lines[-1] == "3.5 call ended by callee: normal clearing"
    assert call.prompts == []
    assert [path for path, _ in played.requests] == ["/", "/up"]


def test_a_callee_who_hangs_up_as_soon_as_he_has_picked_up_was_reached(play):
    played = play(CALL, answers={"/up": HI}, phones={"4711": Phone(steps=(HangsUp(),))})

    assert [path for path, _ in played.requests] == ["/", "/up"]
    assert second(played)[1][-2:] == [
        "2.0 call ended by callee: normal clearing",
        "2.0 interrupted after 0.0 s: 'Hi'",
    ]


def test_a_call_that_is_given_up_while_it_rings_has_failed(play):
    played = play(CALL, answers={"/error": HI}, phones={"4711": Phone(after=60.0)}, max_call_duration=10.0)

    assert second(played)[1] == [
        "0.0 call from 9000 to 4711",
        "10.0 stalled: the call was still up after 10.0 s",
        "10.0 call ended by callee: recovery on timer expiry",
        "10.0 POST /error Error",
    ]


def test_steps_that_the_callee_could_not_take_have_failed(play):
    played = play(CALL, answers={"/up": HI}, phones={"4711": Phone(steps=(Hears("hi"), Presses("1")))})

    assert second(played)[1][-1] == (
        "2.2 step 2 failed: presses 1: the call ended (normal clearing) before that; heard 'Hi'"
    )


# -- from other scripts ----------------------------------------------------------------------------------------------


def test_a_short_message_can_lead_to_a_call(play):
    """Section 1.6: it needs no call."""
    played = play(CALL, sms="call me", answers={"/up": HI})

    assert [(call.dialled, call.caller_id, call.ended_at) for call in played.calls] == [("4711", "9000", 2.2)]
    assert played.rules == []


def test_a_delivery_report_can_lead_to_a_call(play):
    played = play(
        '<SendSms Recipient="1" DeliveryReportURL="/report">Hi</SendSms>',
        answers={"/report": f"<Response>{CALL}</Response>", "/up": HI},
    )

    assert [(call.dialled, call.answered_at) for call in played.calls] == [("4711", 3.0)]


def test_a_recording_that_is_told_after_the_call_can_lead_to_a_call(play):
    """ozml q35: what needs no call is run."""
    played = play(
        '<Record FinishedUrl="/done"/>',
        caller=[Pauses(1.0), HangsUp()],
        answers={"/done": f"<Response>{CALL}</Response>", "/up": HI},
    )

    assert [(call.dialled, call.answered_at, call.ended_at) for call in played.calls] == [("4711", 3.0, 3.2)]


# -- Ozeki 10 --------------------------------------------------------------------------------------------------------


def test_parameters_of_ozeki_10_are_ignored_elsewhere(play):
    played = play(
        '<Call Url="/up" ResponseOzML="x" FinishedUrl="/f" RingTime="1">4711</Call>', answers={"/up": HI}, dialect="xe"
    )

    assert played.rules == ["other-dialect"] * 3
    assert [path for path, _ in played.requests] == ["/", "/up"]


def test_finished_url_is_told_who_talked_for_how_long(play):
    """O7632; the contents are those of BlindTransfer's (section 5.2)."""
    played = play(
        '<Call Url="/up" FinishedUrl="/finished" ErrorUrl="/error">4711</Call>',
        answers={"/up": "<Response><Delay>3</Delay><Speak>Goodbye</Speak></Response>", "/finished": HI},
        dialect="ozeki10",
    )

    call, lines = second(played)
    assert lines[-2:] == ["5.7 call ended by pbx: normal clearing", "5.7 POST /finished CallFinished"]
    assert played.requests[-1] == (
        "/finished",
        {"NotificationName": "CallFinished", "CallID": call.id, "Caller": "9000", "Callee": "4711", "Duration": "3"},
    )
    assert call.prompts[-1].text == "Goodbye"


@pytest.mark.parametrize("phone", [Phone(PhoneOutcome.BUSY), Phone(PhoneOutcome.NO_ANSWER)])
def test_finished_url_is_not_told_of_a_call_that_did_not_come_about(play, phone):
    played = play(
        '<Call Url="/up" FinishedUrl="/finished">4711</Call>', phones={"4711": phone}, dialect="ozeki10", answers={}
    )

    assert [path for path, _ in played.requests] == ["/"]


def test_finished_url_counts_the_time_with_somebody_else_too(play):
    played = play(
        '<Call Url="/up" FinishedUrl="/finished">1</Call>',
        answers={"/up": "<Response><BlindTransfer>2</BlindTransfer></Response>", "/finished": HI},
        phones={"1": Phone(steps=(StaysSilent(),)), "2": Phone(steps=(Pauses(10.0), HangsUp()))},
        dialect="ozeki10",
    )

    assert played.requests[-1][1]["Duration"] == "12"


@pytest.mark.parametrize(
    ("ring_time", "after", "answered_at"),
    [(5, 5.0, 5.0), (5, 6.0, None), (120, 100.0, 100.0), (0, 80.0, 80.0), (0, 91.0, None)],
)
def test_ring_time_closes_the_attempt(play, ring_time, after, answered_at):
    """O7632; 0 is as not given."""
    played = play(
        f'<Call Url="/up" RingTime="{ring_time}">4711</Call>',
        answers={"/up": HI},
        phones={"4711": Phone(after=after)},
        dialect="ozeki10",
    )

    call, _ = second(played)
    assert call.answered_at == answered_at
    assert call.cause is (HangupCause.NORMAL_CLEARING if answered_at else HangupCause.NO_ANSWER)


def test_response_ozml_is_run_without_asking_the_app(play):
    script = "&lt;Response>&lt;Speak>Hello&lt;/Speak>&lt;GoTo>next&lt;/GoTo>&lt;/Response>"
    played = play(
        f'<Call ResponseOzML="{script}" Url="/not-asked">4711</Call>', answers={"/next": HI}, dialect="ozeki10"
    )

    call, _ = second(played)
    assert [prompt.text for prompt in call.prompts] == ["Hello", "Hi"]
    assert played.requests[1:] == [("/next", {"NotificationName": "GoTo", "CallID": call.id, "CallerID": "9000"})]
    assert played.rules == []


def test_response_ozml_that_is_none_ends_the_call_and_is_told(play):
    played = play('<Call ResponseOzML="Hello" ErrorUrl="/error">4711</Call>', answers={"/error": HI}, dialect="ozeki10")

    assert second(played)[0].cause is HangupCause.TEMPORARY_FAILURE
    assert played.rules == ["unusable-answer"]
    assert [path for path, _ in played.requests] == ["/", "/error"]


def test_an_api_extension_is_not_called_by_another_one(play):
    played = play('<Call Url="/up">9000</Call><Speak>Hi</Speak>', answers={"/up": HI})

    assert played.calls == []
    (problem,) = played.transcript.problems()
    assert (problem.rule, problem.message) == (
        "not-simulated",
        "calls between two API extensions are not simulated: 9000 is not called",
    )
