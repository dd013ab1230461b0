"""What each fault does, by the transcript to the letter; and which ones it meets."""

from __future__ import annotations

import pytest

from simulator.errors import ScenarioError
from simulator.pbx import Pbx
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.effects import Response, StoreRecording
from simulator.telephony.events import AnswerReceived
from simulator.telephony.fault import (
    Delay,
    DelayAnswer,
    Drop,
    Duplicate,
    FlawKind,
    LineFault,
    LoseAnswer,
    RecordingFault,
    Reorder,
    RequestFault,
    Reset,
    Status,
    Which,
)
from simulator.telephony.fault_events import AnswerUnused, FaultMet
from simulator.telephony.fault_step import Suffers
from simulator.telephony.notifications import NotificationName
from simulator.telephony.office import Office
from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.problem import Severity
from simulator.telephony.steps import HangsUp, Hears, Pauses, Presses, StaysSilent
from simulator.telephony.text_match import TextMatch
from tests.conftest import APP, CannedApp, CannedOutside, drive, ozml

INCOMING, DIGITS = NotificationName.INCOMING_CALL, NotificationName.DTMF_ENTERED
CHANGED, RECORDED = NotificationName.CALL_CHANGED, NotificationName.RECORD_COMPLETED
GO_TO = NotificationName.GO_TO
HI = "<Speak>Hi</Speak>"
CALL = "0.0 call from +3612345678 to 9000"
ASKED = "0.0 POST / IncomingCall"
SPOKEN = ["0.0 call answered", "0.0 speaks 'Hi' (0.2 s)", "0.2 call ended by pbx: normal clearing"]
WATCHED = Office(call_changed_url=f"{APP}/changed")


def because(fault: str) -> str:
    return f"warning: /: no answer of the app, because of a fault: {fault}"


def later(seconds: float) -> list[str]:
    """What happens on a call that is answered so late."""
    return [
        f"{seconds:.1f} call answered",
        f"{seconds:.1f} speaks 'Hi' (0.2 s)",
        f"{seconds + 0.2:.1f} call ended by pbx: normal clearing",
    ]


def gone(seconds: float, fault: str) -> list[str]:
    """What happens on a call about which the PBX gets no answer."""
    return [f"{seconds:.1f} {because(fault)}", f"{seconds:.1f} call ended by pbx: temporary failure"]


ONE = [
    (Drop(), ["0.0 fault: IncomingCall is dropped", *gone(10, "IncomingCall is dropped")], 0),
    (Delay(3), ["0.0 fault: IncomingCall is delayed by 3.0 s", *later(3)], 1),
    (
        Delay(10),
        ["0.0 fault: IncomingCall is delayed by 10.0 s", *gone(10, "IncomingCall is delayed by 10.0 s")],
        0,
    ),
    (DelayAnswer(3), ["0.0 fault: the answer to IncomingCall is delayed by 3.0 s", *later(3)], 1),
    (
        DelayAnswer(11),
        [
            "0.0 fault: the answer to IncomingCall is delayed by 11.0 s",
            *gone(10, "the answer to IncomingCall is delayed by 11.0 s"),
        ],
        1,
    ),
    (
        LoseAnswer(),
        ["0.0 fault: the answer to IncomingCall is lost", *gone(10, "the answer to IncomingCall is lost")],
        1,
    ),
    (Duplicate(), ["0.0 fault: IncomingCall arrives twice; the first answer counts", *SPOKEN], 2),
    (
        Duplicate(second_counts=True),
        ["0.0 fault: IncomingCall arrives twice; the second answer counts", *SPOKEN],
        2,
    ),
    (
        Reorder(),
        [
            "0.0 fault: IncomingCall is held back until another notification has arrived",
            *gone(10, "IncomingCall is held back until another notification has arrived"),
        ],
        0,
    ),
    (
        Reset(),
        [
            "0.0 fault: the connection is reset before IncomingCall arrives",
            *gone(0, "the connection is reset before IncomingCall arrives"),
        ],
        0,
    ),
    (
        Status(503),
        [
            "0.0 fault: a proxy answers IncomingCall with status 503",
            *gone(0, "a proxy answers IncomingCall with status 503"),
        ],
        0,
    ),
]


@pytest.mark.parametrize(("hitch", "lines", "requests"), ONE, ids=[str(one[0]) for one in ONE])
def test_what_happens_to_a_notification(play, hitch, lines, requests):
    played = play(HI, faults=[RequestFault(hitch)])

    assert played.lines() == [CALL, ASKED, *lines]
    assert len(played.requests) == requests


def test_how_long_a_dropped_notification_is_waited_for_is_a_setting(play):
    played = play(HI, faults=[RequestFault(Drop())], notification_timeout=2.5)

    assert played.at("call ended") == 2.5
    assert "2.5 no answer from /: none within 2.5 s" in played.lines(detail=True)


@pytest.mark.parametrize(
    ("hitch", "answers"),
    [
        (Reset(), ["no answer from http://app/: the connection was reset"]),
        (Status(503), ["503 text/plain, 23 bytes"]),
        (Status(599), ["599 text/plain, 3 bytes"]),
    ],
    ids=str,
)
def test_the_pbx_takes_what_comes_in_place_of_an_answer(play, hitch, answers):
    played = play(HI, faults=[RequestFault(hitch)])

    assert [str(one) for one in played.transcript.of(AnswerReceived)] == answers


def test_an_answer_that_is_not_used_stands_in_the_long_transcript(play):
    played = play(HI, faults=[RequestFault(LoseAnswer())])

    assert played.lines(detail=True)[2:4] == [
        "0.0 fault: the answer to IncomingCall is lost",
        "0.0 not used: 200 text/xml, 38 bytes",
    ]


@pytest.mark.parametrize(("second_counts", "spoken"), [(False, "one"), (True, "two")])
def test_of_two_answers_one_counts(play, second_counts, spoken):
    numbers = iter(["one", "two"])

    played = play(
        answers=lambda *_: ozml(f"<Speak>{next(numbers)}</Speak>"), faults=[RequestFault(Duplicate(second_counts))]
    )

    assert played.heard == [spoken]


def test_what_follows_from_a_fault_is_told_and_is_no_error_of_the_app(play):
    played = play(HI, faults=[RequestFault(Drop())])

    (problem,) = played.transcript.problems()
    assert (problem.rule, problem.severity) == ("fault", Severity.WARNING)


def test_what_is_wrong_with_an_answer_that_arrives_late_is_the_apps_mistake(play):
    played = play(answers={"/": Response("", 500)}, faults=[RequestFault(Delay(1))])

    assert played.rules == ["http-status"]


def test_a_menu_is_told_late_what_was_entered(play):
    menu = '<UserInput Digits="1" Timeout="5" ForwardToUrl="/entered"><InitialCommands/></UserInput>'

    played = play(
        menu,
        answers={"/entered": ozml(HI)},
        caller=[Pauses(1), Presses("5")],
        faults=[RequestFault(Delay(3), Which(DIGITS))],
    )

    assert played.lines()[2:] == [
        "0.0 call answered",
        "1.0 presses 5",
        "1.0 entered 5: forwarded to the app",
        "1.0 POST /entered DtmfEntered",
        "1.0 fault: DtmfEntered is delayed by 3.0 s",
        "4.0 speaks 'Hi' (0.2 s)",
        "4.2 call ended by pbx: normal clearing",
    ]


def test_the_caller_may_hang_up_while_a_notification_is_under_way(play):
    played = play(HI, caller=[StaysSilent(1), HangsUp()], faults=[RequestFault(Delay(3), Which(INCOMING))])

    assert played.lines() == [
        CALL,
        ASKED,
        "0.0 fault: IncomingCall is delayed by 3.0 s",
        "3.0 call answered",
        "3.0 speaks 'Hi' (0.2 s)",
        "3.2 call ended by pbx: normal clearing",
    ]


# -- reordering ------------------------------------------------------------------------------------------------------


def test_a_notification_that_is_held_back_arrives_right_after_the_next_one(play):
    ringing = Which(CHANGED, {"CallState": TextMatch("Ringing")})

    played = play(HI, answers={"/changed": ozml()}, office=WATCHED, faults=[RequestFault(Reorder(), ringing)])

    assert played.lines() == [
        CALL,
        ASKED,
        "0.0 POST /changed CallChanged",
        "0.0 fault: CallChanged is held back until another notification has arrived",
        "0.0 fault: CallChanged arrives now, after IncomingCall",
        "0.0 call answered",
        "0.0 POST /changed CallChanged",
        "0.0 speaks 'Hi' (0.2 s)",
        "0.0 POST /changed CallChanged",
        "0.2 call ended by pbx: normal clearing",
        "0.2 POST /changed CallChanged",
    ]
    assert [path for path, _ in played.requests] == ["/", "/changed", "/changed", "/changed", "/changed"]


def states(played):
    return [fields["CallState"] for path, fields in played.requests if path == "/changed"]


def test_whoever_watches_a_call_may_learn_of_two_states_the_wrong_way_round(play):
    answered = Which(CHANGED, {"CallState": TextMatch("Answered")})

    played = play(HI, answers={"/changed": ozml()}, office=WATCHED, faults=[RequestFault(Reorder(), answered)])

    assert states(played) == ["Ringing", "InCall", "Answered", "Completed"]


def test_only_one_notification_is_held_back_at_a_time(play):
    played = play(HI, answers={"/changed": ozml()}, office=WATCHED, faults=[RequestFault(Reorder(), Which(CHANGED))])

    assert states(played) == ["Ringing", "InCall", "Answered"]
    assert played.lines()[-1].startswith("10.2 warning: /changed: no answer of the app, because of a fault:")


# -- which ones ------------------------------------------------------------------------------------------------------

ROUNDS = "".join(f'<GoTo Url="/{number}"/>' for number in "1")
PATHS = {f"/{number}": ozml(f'<GoTo Url="/{number + 1}"/>') for number in range(1, 8)} | {"/8": ozml()}


def dropped(play, which: Which, **options) -> list[int]:
    """Which of eight GoTo are reset."""
    told: list[str] = []

    def app(path, _):
        return PATHS.get(path, ozml(ROUNDS))

    played = play(answers=app, faults=[RequestFault(Delay(1), which)], **options)
    for entry in played.transcript:
        if str(entry.event).startswith("POST") and "GoTo" in str(entry.event):
            told.append("")
        elif isinstance(entry.event, FaultMet):
            told[-1] = "met"
    return [number for number, met in enumerate(told, start=1) if met]


@pytest.mark.parametrize(
    ("which", "met"),
    [
        (Which(GO_TO), [1, 2, 3, 4, 5, 6, 7, 8]),
        (Which(GO_TO, number=3), [3]),
        (Which(GO_TO, number=3, times=2), [3, 4]),
        (Which(GO_TO, times=2), [1, 2]),
        (Which(CHANGED), []),
    ],
)
def test_a_fault_counts_those_that_fit(play, which, met):
    assert dropped(play, which) == met


def test_chance_is_drawn_from_the_seed(play):
    some = Which(GO_TO, chance=0.5)

    drawn = [dropped(play, some, seed=seed) for seed in range(5)]

    assert drawn == [dropped(play, some, seed=seed) for seed in range(5)]
    assert drawn == [[5, 7], [1, 4, 6], [1, 5, 6, 7, 8], [3, 5], [5, 6, 7]]


def test_a_fault_that_fits_nothing_changes_no_line_and_no_id(play):
    plain = play(HI, caller=[Hears("Hi")])
    armed = play(HI, caller=[Hears("Hi")], faults=[RequestFault(Drop(), Which(GO_TO, chance=0.5))])

    assert armed.lines(detail=True) == plain.lines(detail=True)
    assert armed.call.id == plain.call.id


def test_what_one_fault_draws_does_not_depend_on_another_one(play):
    one = RequestFault(Delay(1), Which(GO_TO, chance=0.5))
    other = RequestFault(Duplicate(), Which(GO_TO, chance=0.5))

    def met(*faults):
        played = play(answers=lambda path, _: PATHS.get(path, ozml(ROUNDS)), faults=faults)
        return [entry.event.kind for entry in played.transcript if isinstance(entry.event, FaultMet)]

    assert [kind for kind in met(one, other) if kind == "delay"] == met(one)


def test_a_fault_of_a_field_that_there_is_not_is_refused():
    wrong = RequestFault(Drop(), Which(CHANGED, {"CallStat": TextMatch("InCall")}))

    with pytest.raises(ScenarioError) as error:
        Pbx(faults=[wrong])

    assert str(error.value) == (
        "faults: drop: CallChanged with CallStat=InCall: CallChanged has no field 'CallStat'; did you mean 'CallState'?"
    )


def test_fields_are_compared_as_they_are_shown(play):
    shown = Which(RECORDED, {"RecordURL": TextMatch("http://pbx/*")})

    pbx = Pbx(faults=[RequestFault(Drop(), shown)])
    pbx.transcript.origins["http://recordings"] = "http://pbx"
    pbx.place_call(f"{APP}/")
    canned = {"/": ozml('<Record Duration="2" FinishedUrl="/done"/>'), "/done": ozml()}
    drive(pbx, CannedOutside(CannedApp(canned), {}))

    assert [one.about for one in pbx.transcript.of(FaultMet)] == ["RecordCompleted"]


def test_a_step_that_arms_a_fault_of_a_field_that_there_is_not_is_refused(play):
    wrong = RequestFault(Drop(), Which(CHANGED, {"CallStat": TextMatch("InCall")}))

    with pytest.raises(ScenarioError, match="CallChanged has no field 'CallStat'; did you mean 'CallState'\\?"):
        play(HI, caller=[Suffers(wrong), StaysSilent()])


def test_a_fault_of_any_notification_may_name_the_field_of_one():
    wrong = RequestFault(Drop(), Which(fields={"Colour": TextMatch("red")}))

    with pytest.raises(ScenarioError, match="no notification has a field 'Colour'"):
        Pbx(faults=[wrong])

    assert Pbx(faults=[RequestFault(Drop(), Which(fields={"RecordURL": TextMatch("*")}))])


# -- several at once -------------------------------------------------------------------------------------------------


def test_of_two_faults_the_first_one_is_met_first(play):
    twice_late = play(HI, faults=[RequestFault(Duplicate()), RequestFault(Delay(2))])
    late_twice = play(HI, faults=[RequestFault(Delay(2)), RequestFault(Duplicate())])

    assert twice_late.lines()[2:6] == [
        "0.0 fault: IncomingCall arrives twice; the first answer counts",
        "0.0 fault: IncomingCall is delayed by 2.0 s",
        "0.0 fault: IncomingCall is delayed by 2.0 s",
        "2.0 call answered",
    ]
    assert late_twice.lines()[2:5] == [
        "0.0 fault: IncomingCall is delayed by 2.0 s",
        "2.0 fault: IncomingCall arrives twice; the first answer counts",
        "2.0 call answered",
    ]


def test_a_copy_is_sent_also_where_the_first_answer_is_lost_and_in_time(play):
    played = play(HI, faults=[RequestFault(Duplicate()), RequestFault(LoseAnswer())])

    assert played.lines()[2:4] == [
        "0.0 fault: IncomingCall arrives twice; the first answer counts",
        "0.0 fault: the answer to IncomingCall is lost",
    ]
    assert [entry.at for entry in played.transcript if isinstance(entry.event, AnswerUnused)] == [0.0, 0.0]
    assert (len(played.requests), played.at("no answer from")) == (2, 10.0)


@pytest.mark.parametrize(
    ("second_counts", "spoken", "at"), [(False, "one", 3.0), (True, "two", 3.0)], ids=["first", "second"]
)
def test_the_answer_that_counts_does_not_wait_for_the_other_one(play, second_counts, spoken, at):
    numbers = iter(["one", "two"])

    played = play(
        answers=lambda *_: ozml(f"<Speak>{next(numbers)}</Speak>"),
        faults=[RequestFault(Duplicate(second_counts)), RequestFault(DelayAnswer(3))],
    )

    assert (played.heard, played.at("call answered")) == ([spoken], at)


def test_both_copies_of_a_notification_that_is_held_back_follow_the_next_one(play):
    ringing = Which(CHANGED, {"CallState": TextMatch("Ringing")})

    played = play(
        HI,
        answers={"/changed": ozml()},
        office=WATCHED,
        faults=[RequestFault(Duplicate(), ringing), RequestFault(Reorder(), ringing)],
    )

    assert [path for path, _ in played.requests][:4] == ["/", "/changed", "/changed", "/changed"]
    assert states(played) == ["Ringing", "Ringing", "Answered", "InCall", "Completed"]


def test_what_is_dropped_meets_nothing_else(play):
    played = play(HI, faults=[RequestFault(LoseAnswer()), RequestFault(Drop()), RequestFault(Delay(2))])

    assert [str(one) for one in played.transcript.of(FaultMet)] == ["fault: IncomingCall is dropped"]


def test_an_answer_that_is_late_on_both_ways_is_given_up_in_time(play):
    played = play(HI, faults=[RequestFault(Delay(6)), RequestFault(DelayAnswer(6))])

    assert played.lines()[2:] == [
        "0.0 fault: IncomingCall is delayed by 6.0 s",
        "6.0 fault: the answer to IncomingCall is delayed by 6.0 s",
        *gone(10, "the answer to IncomingCall is delayed by 6.0 s"),
    ]


# -- recordings ------------------------------------------------------------------------------------------------------

RECORD = '<Record Duration="2" FinishedUrl="/done"/>'
DONE = {"/done": ozml()}


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (FlawKind.MISSING, "2.0 fault: the recording cannot be had"),
        (FlawKind.LATE, "2.0 fault: the recording can only be had 5.0 s from now"),
        (FlawKind.CUT, "2.0 fault: the recording breaks off in the middle"),
        (FlawKind.EMPTY, "2.0 fault: the recording is empty"),
    ],
)
def test_a_transcript_tells_what_is_wrong_with_a_recording(play, kind, line):
    played = play(RECORD, answers=DONE, faults=[RecordingFault(kind, 5.0)])

    assert played.lines()[3:6] == [
        "0.0 recording started",
        "2.0 recording finished: max-duration, 2.0 s",
        line,
    ]


def test_the_flaws_of_a_recording_are_handed_on_with_the_instant_from_which_a_late_one_is_there():
    kept: list[StoreRecording] = []

    class Outside(CannedOutside):
        def perform(self, effect):
            if isinstance(effect, StoreRecording):
                kept.append(effect)
            return super().perform(effect)

    pbx = Pbx(faults=[RecordingFault(FlawKind.LATE, 5.0, Which(number=2)), RecordingFault(FlawKind.CUT)])
    pbx.place_call(f"{APP}/")
    drive(pbx, Outside(CannedApp({"/": ozml('<Record Duration="2"/>', '<Record Duration="3"/>')}), {}))

    assert [[(one.kind, one.until) for one in effect.flaws] for effect in kept] == [
        [(FlawKind.CUT, 2.0)],
        [(FlawKind.LATE, 10.0), (FlawKind.CUT, 5.0)],
    ]


def test_the_clock_shows_the_instant_from_which_a_late_recording_is_there():
    """Who serves recordings reads it; on the wall clock it only moves when something is due."""
    pbx = Pbx(faults=[RecordingFault(FlawKind.LATE, 5.0)])
    pbx.place_call(f"{APP}/")
    due: list[float | None] = []

    class Outside(CannedOutside):
        def perform(self, effect):
            if isinstance(effect, StoreRecording):
                pbx.transcript.listeners.append(lambda _: due.append(pbx.kernel.next_deadline()))
            return super().perform(effect)

    drive(pbx, Outside(CannedApp({"/": ozml('<Record Duration="2"/>', HI, '<Delay Time="60"/>')}), {}))

    assert 7.0 in due


# -- the line --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "lines"),
    [
        (LineFault(at=0.1), [*SPOKEN[:2], "0.1 fault: the line of +3612345678 drops"]),
        (LineFault(after="call answered"), [SPOKEN[0], "0.0 fault: the line of +3612345678 drops"]),
        (LineFault(after="prompt started", later=0.1), [*SPOKEN[:2], "0.1 fault: the line of +3612345678 drops"]),
        (LineFault(which=Which(INCOMING)), ["0.0 fault: the line of +3612345678 drops"]),
    ],
    ids=str,
)
def test_a_line_drops_at_an_instant_or_after_an_event(play, fault, lines):
    played = play(HI, faults=[fault])

    assert played.lines()[:2] == [CALL, ASKED]
    assert played.lines()[2 : 2 + len(lines)] == lines
    assert played.lines()[2 + len(lines)].endswith("call ended by pbx: network out of order")
    assert (played.call.ended_by, played.call.cause) == (Side.PBX, HangupCause.NETWORK_OUT_OF_ORDER)


def test_a_line_drops_after_the_event_that_counts(play):
    played = play(
        f"{HI}<Speak>Ho</Speak><Speak>Hm</Speak>", faults=[LineFault(after="prompt finished", which=Which(number=2))]
    )

    assert played.heard == ["Hi", "Ho"]
    assert played.at("drops") == 0.4


def test_a_line_that_drops_may_be_that_of_somebody_else(play):
    played = play(
        '<BlindTransfer Target="4711"/>',
        phones={"4711": Phone(steps=(Pauses(30),))},
        caller=[StaysSilent()],
        faults=[LineFault(after="call answered", later=3, number="47 11", cause=HangupCause.TEMPORARY_FAILURE)],
    )

    assert played.lines()[-3:] == [
        "5.0 [4711] fault: the line of 4711 drops",
        "5.0 [4711] call ended by pbx: temporary failure",
        "5.0 call ended by pbx: temporary failure",
    ]


def test_a_line_drops_while_the_app_that_watches_is_told_something(play):
    answered = Which(CHANGED, {"CallState": TextMatch("Answered")})

    played = play(HI, answers={"/changed": ozml()}, office=WATCHED, faults=[LineFault(which=answered, later=0.05)])

    assert played.at("fault: the line") == 0.05
    assert states(played) == ["Ringing", "Answered", "InCall", "Error"]


BUSY_THEN_ANSWERS = {"4711": (Phone(PhoneOutcome.BUSY, after=1.0), Phone(steps=(Pauses(30),), after=1.0))}
TWICE = '<BlindTransfer Target="4711"/><BlindTransfer Target="4711"/>'


@pytest.mark.parametrize(
    ("fault", "at"),
    [
        (LineFault(after="call answered", later=3, number="4711"), 5.0),
        (LineFault(at=4, number="47*"), 4.0),
        (LineFault(which=Which(CHANGED, {"Destination": TextMatch("4711"), "CallState": TextMatch("InCall")})), 2.0),
    ],
    ids=str,
)
def test_a_line_drops_on_a_later_call_to_a_number_if_the_first_one_is_over_before(play, fault, at):
    played = play(
        TWICE,
        answers={"/changed": ozml()},
        office=WATCHED,
        phones=BUSY_THEN_ANSWERS,
        caller=[StaysSilent()],
        faults=[fault],
    )

    assert played.at("fault: the line of") == at
    assert len(played.transcript.of(FaultMet)) == 1


def test_what_lies_in_the_past_drops_no_line(play):
    fault = LineFault(at=0.5, number="4711")

    played = play(
        f'{HI}<Delay Time="1"/><BlindTransfer Target="4711"/>',
        phones={"4711": (Phone(steps=(HangsUp(),)),)},
        faults=[fault],
    )

    assert played.transcript.of(FaultMet) == []
    assert played.pbx.switchboard.faults.unmet == [fault]


def test_a_line_drops_after_a_notification_about_its_own_call(play):
    """Without a number it is the line of that call, not that of the first one."""
    in_call = Which(CHANGED, {"Source": TextMatch("2000"), "CallState": TextMatch("InCall")})

    pbx = Pbx(office=WATCHED, phones={"2001": (Phone(steps=(Pauses(30),)),)}, faults=[LineFault(which=in_call)])
    pbx.place_call(f"{APP}/", (StaysSilent(),))
    pbx.place_call("", (StaysSilent(),), to="2001", caller="2000")
    drive(pbx, CannedOutside(CannedApp({"/": ozml('<Delay Time="20"/>'), "/changed": ozml()}), {}))

    assert [one.about for one in pbx.transcript.of(FaultMet)] == ["2000"]


def test_faults_that_met_nothing_are_known_those_by_chance_aside(play):
    never, by_chance = RequestFault(Drop(), Which(GO_TO)), RequestFault(Drop(), Which(GO_TO, chance=0.5))

    played = play(HI, faults=[never, by_chance, RequestFault(Delay(1)), LineFault(after="voice started")])

    assert played.pbx.switchboard.faults.unmet == [never, LineFault(after="voice started")]


def test_nobody_is_told_that_an_answer_was_no_good_when_a_line_drops(play):
    office = Office(error_url=f"{APP}/error")

    played = play(HI, office=office, faults=[LineFault(at=0.1, cause=HangupCause.TEMPORARY_FAILURE)])

    assert [path for path, _ in played.requests] == ["/"]


def test_an_app_that_has_placed_a_call_is_told_of_its_end_when_the_line_drops(play):
    played = play(
        '<Call Dialled="4711" FinishedUrl="/finished" ErrorUrl="/failed" Url="/talk"/>',
        answers={"/talk": ozml('<Delay Time="60"/>'), "/finished": ozml()},
        faults=[LineFault(at=7.0, number="4711", cause=HangupCause.TEMPORARY_FAILURE)],
        dialect="ozeki10",
    )

    assert [(path, fields.get("Duration")) for path, fields in played.requests[1:]] == [
        ("/talk", None),
        ("/finished", "5"),
    ]


def test_a_line_that_is_over_does_not_drop(play):
    played = play(HI, faults=[LineFault(at=12.0)])

    assert played.lines() == [CALL, ASKED, *SPOKEN]


def test_a_caller_whose_step_can_no_longer_come_true_says_so(play):
    played = play(HI, caller=[Hears("never")], faults=[LineFault(at=0.1)])

    (failed,) = [line for line in played.lines() if "failed" in line]
    assert failed.startswith("0.1 step 1 failed: hears 'never'")


def test_a_fault_may_be_armed_while_a_call_is_up():
    pbx = Pbx()
    call = pbx.place_call(f"{APP}/", [StaysSilent()])
    outside = CannedOutside(CannedApp({"/": ozml('<Delay Time="60"/>')}), {})
    pbx.kernel.spawn(_arms(pbx, call), None, "the test")
    drive(pbx, outside)

    assert pbx.transcript.lines()[-2:] == [
        "7.0 fault: the line of +3612345678 drops",
        "7.0 call ended by pbx: network out of order",
    ]


def _arms(pbx, call):
    yield from call.pause(5.0)
    pbx.switchboard.faults.arm(LineFault(at=2.0), call)
