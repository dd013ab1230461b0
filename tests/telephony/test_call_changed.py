"""CallChanged: for every call, in order, what the app answers, and what happens if it gives no usable answer.

The states are those of http-api section 7.1, and how GetCallHistory calls the end is that of section 7.4.
"""

from __future__ import annotations

import pytest

from simulator.telephony.call_states import SessionState
from simulator.telephony.effects import Response
from simulator.telephony.script_events import CommandFinished
from simulator.telephony.steps import HangsUp, Hears, Pauses, StaysSilent
from tests.telephony.rows import END, TALK, WAITS, Row, assert_story
from tests.telephony.worlds import BUSY, GONE, SILENT, UNWATCHED, World, picks_up, refuses

S = SessionState

NORMAL = ["Ringing", "Answered", "InCall"]


def states(world: World, letter: str = "A") -> list[str]:
    return [line.split()[2] for line in world.changes() if line.split()[1] == letter]


ENDS = {
    "the caller hangs up": (Row(""), [*NORMAL, "Completed"], S.CALLER_HUNG_UP),
    "the callee hangs up": (
        Row("", phones={"2001": picks_up(Pauses(5.0), HangsUp())}),
        [*NORMAL, "Completed"],
        S.CALLEE_HUNG_UP,
    ),
    "the app hangs up": (Row("", {5.0: "Hangup CallId=A"}), [*NORMAL, "Completed"], S.CALLER_HUNG_UP),
    "the app hangs up while it rings": (Row("", {1.0: "Hangup CallId=A"}), ["Ringing", "Cancelled"], S.CANCELLED),
    "the callee is busy": (Row("", phones={"2001": BUSY}), ["Ringing", "Busy"], S.BUSY),
    "the callee refuses": (Row("", phones={"2001": refuses(after=3.0)}), ["Ringing", "Busy"], S.BUSY),
    "nobody picks up": (Row("", phones={"2001": SILENT}), ["Ringing", "Busy"], S.NOT_ANSWERED),
    "the number is unknown": (Row("", phones={"2001": GONE}), ["Ringing", "Error"], S.NOT_FOUND),
    "the call lasts too long": (
        Row("", caller=(Pauses(600.0), HangsUp()), world={"max_call_duration": 60.0}),
        [*NORMAL, "Error"],
        S.ABORTED,
    ),
    "people wait for each other": (
        Row("", caller=(Hears("never"),), phones={"2001": picks_up(Hears("never"))}),
        [*NORMAL, "Error"],
        S.ABORTED,
    ),
    "nobody has anything to do": (
        Row("", caller=(StaysSilent(),), phones={"2001": picks_up(StaysSilent())}),
        [*NORMAL, "Completed"],
        S.CALLEE_HUNG_UP,
    ),
    "an API extension: its script ends": (
        Row("", to="9000", answers={"/9000": "<Delay>3</Delay>"}),
        [*NORMAL, "Completed"],
        S.CALLEE_HUNG_UP,
    ),
    "an API extension: the caller hangs up": (
        Row("", to="9000", answers={"/9000": "<Delay>60</Delay>"}),
        [*NORMAL, "Completed"],
        S.CALLER_HUNG_UP,
    ),
    "an API extension: it refuses": (Row("", to="9000", answers={"/9000": "<Reject/>"}), ["Ringing", "Busy"], S.BUSY),
    "an API extension: its app fails": (
        Row("", to="9000", answers={"/9000": Response("", 500, b"")}),
        ["Ringing", "Error"],
        S.ERROR,
    ),
    "an API extension: its app fails later": (
        Row("", to="9000", answers={"/9000": "<GoTo>/next</GoTo>", "/next": Response("", 500, b"")}),
        [*NORMAL, "Error"],
        S.ERROR,
    ),
}


@pytest.mark.parametrize(("row", "told", "state"), ENDS.values(), ids=ENDS.keys())
def test_every_call_is_told_from_ringing_to_its_end(row, told, state):
    world = row.played("http")

    assert states(world) == told
    assert world.observed["A"].state is state


def test_a_caller_who_gives_up_while_it_rings():
    world = World(phones={"2001": SILENT}).calls("2000", "2001", *WAITS)
    world.does(7.0, lambda: world.pbx.hang_up(world.line("2000")))

    assert world.play().changes() == ["0.0 A Ringing", "7.0 A Cancelled"]
    assert world.observed["A"].state is S.CANCELLED


def test_a_phone_rings_for_90_seconds():
    """The default of Route (P4594, ozml q18)."""
    assert Row("", phones={"2001": SILENT}).played("http").changes() == ["0.0 A Ringing", "90.0 A Busy"]


PLACES = '<Call Url="/up">2001</Call><Delay>30</Delay>'

PLACED = {
    "its script ends": (picks_up(), [*NORMAL, "Completed"], S.CALLER_HUNG_UP),
    "the callee hangs up": (picks_up(Pauses(1.0), HangsUp()), [*NORMAL, "Completed"], S.CALLEE_HUNG_UP),
    "the callee is busy": (BUSY, ["Ringing", "Busy"], S.BUSY),
    "the callee refuses": (refuses(), ["Ringing", "Busy"], S.BUSY),
    "nobody picks up": (SILENT, ["Ringing", "Busy"], S.NOT_ANSWERED),
    "the number is unknown": (GONE, ["Ringing", "Error"], S.NOT_FOUND),
}


@pytest.mark.parametrize(("phone", "told", "state"), PLACED.values(), ids=PLACED.keys())
def test_calls_that_an_api_extension_places_are_told_too(phone, told, state):
    """http-api q18."""
    row = Row("", to="9000", phones={"2001": phone}, answers={"/9000": PLACES, "/up": "<Delay>2</Delay>", "/error": ""})
    world = row.played("http")

    assert states(world, "B") == told
    assert world.observed["B"].state is state
    assert (world.observed["B"].source, world.observed["B"].destination) == ("9000", "2001")


def test_what_it_tells():
    """The names are those of ListActiveCalls, the ID is spelt as CallerID is (http-api section 6.2)."""
    told = Row("").played("http").told("CallChanged")

    assert list(told[0].items())[1:] == [
        ("CallState", "Ringing"),
        ("CallerID", "2000"),
        ("Source", "2000"),
        ("Destination", "2001"),
        ("StartTime", "2024-01-01T09:00:00.0000+00:00"),
        ("RingDuration", "0"),
        ("TalkDuration", "0"),
    ]
    assert next(iter(told[0])) == "CallID"
    assert len({one["CallID"] for one in told}) == 1
    assert [(one["RingDuration"], one["TalkDuration"]) for one in told] == [
        ("0", "0"),
        ("2", "0"),
        ("2", "0"),
        ("2", "20"),
    ]


def test_seconds_are_whole_and_rounded_down_and_the_start_is_not():
    world = World(phones={"2001": picks_up(Pauses(3.9), HangsUp(), after=2.9)}).calls("2000", "2001", at=1.23456).play()
    last = world.told("CallChanged")[-1]

    assert last["StartTime"] == "2024-01-01T09:00:01.2345+00:00"
    assert (last["RingDuration"], last["TalkDuration"]) == ("2", "3")


def test_nothing_is_told_where_no_address_is_set():
    world = Row("", {5.0: "Hold CallId=A"}, world={"office": UNWATCHED}).played("http")

    assert world.told("CallChanged") == []
    assert [one.state for one in world.observed["A"].changes] == [S.RINGING, S.IN_CALL, S.ON_HOLD, S.CALLER_HUNG_UP]


# -- answers ---------------------------------------------------------------------------------------------------------

TWO = "speaks 'One second' (1.0 s)"

LISTS = {
    "commands run one after the other; a text is heard to its end first": Row(
        TALK + f"2.0 2000 {TWO}\n2.0 2001 {TWO}\n3.0 put on hold by the app\n3.0 A Hold" + END,
        answers={"A InCall": "Speak Party=all Text='One second'; Hold"},
    ),
    "a file is heard to its end first": Row(
        TALK + "2.0 2001 plays 'tune.wav' (2.0 s)\n4.0 put on hold by the app\n4.0 A Hold" + END,
        answers={"A InCall": "Play Party=callee AudioFile=tune.wav; Hold"},
    ),
    "keys are sent while the list goes on": Row(
        TALK + "2.0 put on hold by the app\n2.0 A Hold\n2.0 2001 sends '1' (0.1 s)" + END,
        answers={"A InCall": "SendDTMF Party=callee Keys=1; Hold"},
    ),
    "answers that overlap wait for each other": Row(
        TALK + f"2.0 2000 {TWO}\n3.0 2000 speaks 'and another' (1.1 s)\n4.1 put on hold by the app\n4.1 A Hold" + END,
        answers={
            "A Answered": "Speak Party=caller Text='One second'",
            "A InCall": "Speak Party=caller Text='and another'; Hold",
        },
    ),
    "notifications do not wait for lists": Row(
        TALK
        + f"2.0 2000 {TWO}\n2.5 put on hold by the app\n2.5 A Hold\n3.0 taken off hold by the app\n3.0 A InCall"
        + END,
        {2.5: "Hold CallId=A"},
        answers={"A InCall": "Speak Party=caller Text='One second'", "A Hold": "Unhold"},
    ),
    "what stands behind the end of the call is skipped": Row(
        TALK
        + f"2.0 2000 {TWO}"
        + """
        2.5 2001 call ended by callee: normal clearing
        2.5 2000 call ended by callee: normal clearing
        2.5 2000 interrupted after 0.5 s: 'One second'
        2.5 A Completed
        2.5 <Hold> skipped: the call has ended
        """,
        phones={"2001": picks_up(Pauses(0.5), HangsUp())},
        answers={"A InCall": "Speak Party=caller Text='One second'; Hold"},
    ),
    "and so is an answer that had to wait, which the app gave in time": Row(
        TALK
        + f"2.0 2000 {TWO}"
        + """
        2.5 2001 call ended by callee: normal clearing
        2.5 2000 call ended by callee: normal clearing
        2.5 2000 interrupted after 0.5 s: 'One second'
        2.5 A Completed
        2.5 <Hold> skipped: the call has ended
        """,
        phones={"2001": picks_up(Pauses(0.5), HangsUp())},
        answers={"A Answered": "Speak Party=caller Text='One second'", "A InCall": "Hold"},
    ),
    "behind Hangup commands about other calls run": Row(
        """
        0.0 A Ringing
        1.0 B Ringing
        2.0 2000 connected with 2001
        2.0 2001 connected with 2000
        2.0 A Answered
        2.0 A InCall
        3.0 2003 connected with 2002
        3.0 2002 connected with 2003
        3.0 2003 call ended by pbx: normal clearing
        3.0 2002 call ended by pbx: normal clearing
        3.0 <Hold> skipped: the call has ended
        3.0 2000 call ended by pbx: normal clearing
        3.0 2001 call ended by pbx: normal clearing
        3.0 B Answered
        3.0 B InCall
        3.0 B Completed
        3.0 A Completed
        """,
        also={1.0: ("2003", "2002", WAITS)},
        answers={"B InCall": "Hangup; Hold; Hangup CallId=A"},
    ),
    "a list may be about another call only": Row(
        """
        0.0 A Ringing
        1.0 B Ringing
        2.0 2000 connected with 2001
        2.0 2001 connected with 2000
        2.0 A Answered
        2.0 A InCall
        3.0 2003 connected with 2002
        3.0 2002 connected with 2003
        3.0 put on hold by the app
        3.0 A Hold
        3.0 B Answered
        3.0 B InCall
        4.0 2003 call ended by caller: normal clearing
        4.0 2002 call ended by caller: normal clearing
        4.0 B Completed
        """
        + END,
        also={1.0: ("2003", "2002", (Pauses(1.0), HangsUp()))},
        answers={"B InCall": "Hold CallId=A"},
    ),
    "an unknown call is told, and the list goes on": Row(
        TALK + "2.0 refused\n2.0 put on hold by the app\n2.0 A Hold" + END,
        answers={"A InCall": "Hold CallId=Nobody; Hold"},
    ),
    "what does not fit is told, and the list goes on": Row(
        TALK + "2.0 refused\n2.0 put on hold by the app\n2.0 A Hold" + END, answers={"A InCall": "Unhold; Hold"}
    ),
    "IDs are case-sensitive": Row(TALK + "2.0 refused" + END, answers={"A InCall": "<Hold CallId='1YILWH'/>"}),
    "the commands of API extensions are not for others": Row(
        TALK + "2.0 error: wrong-family\n2.0 error: wrong-family\n2.0 put on hold by the app\n2.0 A Hold" + END,
        answers={"A InCall": "<Delay>5</Delay><GoTo>/next</GoTo><Hold/>"},
    ),
    "without Party nobody hears anything": Row(
        TALK + "2.0 error: missing-parameter" + END, answers={"A InCall": "<Speak>nobody</Speak>"}
    ),
}


@pytest.mark.parametrize("row", LISTS.values(), ids=LISTS.keys())
def test_what_the_answers_do(row):
    assert_story(row.played("answer"), row.story)


FAILURES = {
    "an error": (Response("", 500, b"", "text/html"), "http-status"),
    "nobody there": (Response("", 0, b"", failure="connection refused"), "no-answer"),
    "no XML": (Response("", 200, b"<Resp", "text/xml"), "unusable-answer"),
    "another page": (Response("", 200, b"<html/>", "text/html"), "unknown-root"),
    "nothing at all": (Response("", 200, b"", "text/xml"), "unusable-answer"),
}


@pytest.mark.parametrize(("answer", "rule"), FAILURES.values(), ids=FAILURES.keys())
def test_an_app_that_fails_leaves_the_call_untouched(answer, rule):
    """http-api section 6.12."""
    row = Row("", answers={f"A {state}": answer for state in (*NORMAL, "Completed")})
    world = row.played("http")

    assert world.changes() == ["0.0 A Ringing", "2.0 A Answered", "2.0 A InCall", "22.0 A Completed"]
    assert world.rules == [rule] * 4
    assert world.line("2001").cause.title == "normal clearing"


def test_an_empty_list_does_nothing():
    assert Row("", answers={"A InCall": "<!-- nothing -->"}).played("http").rules == []


def test_an_app_that_takes_its_time_is_told_one_thing_after_the_other():
    """http-api q17; what has happened meanwhile is told as it was then."""
    world = Row("", {2.5: "Hold CallId=A"}, world={"slow": {"/changed": 3.0}}).played("http")

    assert world.changes() == ["0.0 A Ringing", "3.0 A Answered", "6.0 A InCall", "9.0 A Hold", "22.0 A Completed"]
    assert [one["TalkDuration"] for one in world.told("CallChanged")] == ["0", "0", "0", "0", "20"]


def test_different_calls_are_told_side_by_side():
    """http-api q17."""
    world = Row("", also={1.0: ("2003", "2002", WAITS)}, world={"slow": {"/changed": 3.0}}).played("http")

    assert world.changes() == [
        "0.0 A Ringing",
        "1.0 B Ringing",
        "3.0 A Answered",
        "4.0 B Answered",
        "6.0 A InCall",
        "7.0 B InCall",
        "22.0 A Completed",
        "23.0 B Completed",
    ]


@pytest.mark.parametrize(("state", "rules"), [("InCall", []), ("Completed", ["wrong-state"])])
def test_an_app_makes_no_mistake_if_the_call_ended_before_it_was_told(state, rules):
    row = Row("", caller=(Pauses(1.0), HangsUp()), answers={f"A {state}": "Hold"}, world={"slow": {"/changed": 3.0}})

    assert row.played("http").rules == rules


@pytest.mark.parametrize(
    ("commands", "outcomes"),
    [
        ("<Unhold/>", ["without effect"]),
        ("<Hold CallId='nobody'/>", ["without effect"]),
        ("<AttendedTransfer TargetCallId='nobody'/>", ["without effect"]),
        ("<Hold/><Unhold/>", ["done", "done"]),
    ],
)
def test_a_command_that_cannot_be_used_is_not_called_done(commands, outcomes):
    world = Row("", caller=(Pauses(9.0), HangsUp()), answers={"A InCall": commands}).played("http")

    assert [str(event.outcome) for event in world.pbx.transcript.of(CommandFinished)] == outcomes


def test_a_command_that_comes_too_late_is_skipped_and_not_called_done():
    row = Row("", caller=(Pauses(1.0), HangsUp()), answers={"A InCall": "Hold"}, world={"slow": {"/changed": 3.0}})
    world = row.played("http")

    assert [str(event.outcome) for event in world.pbx.transcript.of(CommandFinished)] == ["without effect"]
    assert "<Hold> skipped: the call has ended" in "\n".join(world.pbx.transcript.lines())


def test_a_list_without_end_is_given_up_and_the_call_goes_on():
    row = Row("", answers={"A InCall": "<Unhold/>" * 30}, world={"command_limit": 10})
    world = row.played("http")

    assert "endless-script" in world.rules
    assert states(world) == [*NORMAL, "Completed"]


def test_what_only_waits_for_the_app_goes_on_when_that_has_answered():
    """Two people without anything to do hang up, but not while an app lets them hear something (ozml q20)."""
    row = Row(
        TALK
        + f"2.0 2000 {TWO}"
        + """
        3.0 2000 call ended by caller: normal clearing
        3.0 2001 call ended by caller: normal clearing
        3.0 A Completed
        """,
        caller=(StaysSilent(),),
        phones={"2001": picks_up(StaysSilent())},
        answers={"A InCall": "Speak Party=caller Text='One second'"},
    )

    assert_story(row.played("http"), row.story)


def test_the_one_who_is_asked_about_a_call_that_is_over_may_still_do_something_about_another():
    row = Row("", also={10.0: ("2003", "2002", WAITS)}, answers={"A Completed": "Hangup CallId=B"})

    assert row.played("http").changes()[-1] == "22.0 B Completed"
