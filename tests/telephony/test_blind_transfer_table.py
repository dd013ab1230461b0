"""BlindTransfer between people: the transferor leaves when the target has picked up, and stays if it does not.

Who leaves is the one whom TransferorParty names (p_4575, P4583). The call to the target has an ID of its own (http-api
section 7.5); the old one ends as Transferred (section 7.1).
"""

from __future__ import annotations

import pytest

from simulator.telephony.steps import HangsUp, Pauses, StaysSilent
from tests.telephony.rows import END, TALK, Row, assert_story, both_ways
from tests.telephony.worlds import BUSY, GONE, SILENT, WATCHED, picks_up, refuses

CALLEE_LEAVES = "BlindTransfer CallId=A TransferorParty=callee Target=2002"
CALLER_LEAVES = "BlindTransfer CallId=A TransferorParty=caller Target=2002"
CALLEE_WAITS = {"2001": picks_up(Pauses(20.0), HangsUp())}
CALLEE_ENDS = """
    22.0 2001 call ended by callee: normal clearing
    22.0 2000 call ended by callee: normal clearing
    22.0 A Completed
"""
RINGS = """
    5.0 2001 transfers 2000 to 2002
    5.0 B Ringing
"""
CALLEE_RINGS = RINGS.replace("2001 transfers 2000", "2000 transfers 2001")

COMES_ABOUT = {
    "the callee sends the caller on, and leaves": Row(
        TALK
        + RINGS
        + """
        7.0 2000 connected with 2002
        7.0 2002 connected with 2000
        7.0 2001 call ended by pbx: normal clearing
        7.0 A Transferred
        7.0 B Answered
        7.0 B InCall
        22.0 2000 call ended by caller: normal clearing
        22.0 2002 call ended by caller: normal clearing
        22.0 B Completed
        """,
        {5.0: CALLEE_LEAVES},
    ),
    "the caller sends the callee on, and leaves": Row(
        TALK
        + CALLEE_RINGS
        + """
        7.0 2001 connected with 2002
        7.0 2002 connected with 2001
        7.0 2000 call ended by pbx: normal clearing
        7.0 A Transferred
        7.0 B Answered
        7.0 B InCall
        22.0 2001 call ended by callee: normal clearing
        22.0 2002 call ended by caller: normal clearing
        22.0 B Completed
        """,
        {5.0: CALLER_LEAVES},
        phones=CALLEE_WAITS,
    ),
    "a setting has the examples count: the callee who is named is sent on": Row(
        TALK
        + CALLEE_RINGS
        + """
        7.0 2001 connected with 2002
        7.0 2002 connected with 2001
        7.0 2000 call ended by pbx: normal clearing
        7.0 A Transferred
        7.0 B Answered
        7.0 B InCall
        22.0 2001 call ended by callee: normal clearing
        22.0 2002 call ended by caller: normal clearing
        22.0 B Completed
        """,
        {5.0: CALLEE_LEAVES},
        phones=CALLEE_WAITS,
        world={"transferor_leaves": False},
    ),
    "a setting has the examples count: the caller who is named is sent on": Row(
        TALK
        + RINGS
        + """
        7.0 2000 connected with 2002
        7.0 2002 connected with 2000
        7.0 2001 call ended by pbx: normal clearing
        7.0 A Transferred
        7.0 B Answered
        7.0 B InCall
        22.0 2000 call ended by caller: normal clearing
        22.0 2002 call ended by caller: normal clearing
        22.0 B Completed
        """,
        {5.0: CALLER_LEAVES},
        world={"transferor_leaves": False},
    ),
    "the target can hang up then": Row(
        TALK
        + RINGS
        + """
        7.0 2000 connected with 2002
        7.0 2002 connected with 2000
        7.0 2001 call ended by pbx: normal clearing
        7.0 A Transferred
        7.0 B Answered
        7.0 B InCall
        10.0 2002 call ended by callee: normal clearing
        10.0 2000 call ended by callee: normal clearing
        10.0 B Completed
        """,
        {5.0: CALLEE_LEAVES},
        phones={"2002": picks_up(Pauses(3.0), HangsUp())},
    ),
    "who has been sent on can be sent on again": Row(
        TALK
        + RINGS
        + """
        7.0 2000 connected with 2002
        7.0 2002 connected with 2000
        7.0 2001 call ended by pbx: normal clearing
        7.0 A Transferred
        7.0 B Answered
        7.0 B InCall
        8.0 2002 transfers 2000 to 2003
        8.0 C Ringing
        10.0 2000 connected with 2003
        10.0 2003 connected with 2000
        10.0 2002 call ended by pbx: normal clearing
        10.0 B Transferred
        10.0 C Answered
        10.0 C InCall
        22.0 2000 call ended by caller: normal clearing
        22.0 2003 call ended by caller: normal clearing
        22.0 C Completed
        """,
        {5.0: CALLEE_LEAVES, 8.0: "BlindTransfer CallId=B TransferorParty=callee Target=2003"},
    ),
    "the target can be sent on, by who was sent to him": Row(
        TALK
        + RINGS
        + """
        7.0 2000 connected with 2002
        7.0 2002 connected with 2000
        7.0 2001 call ended by pbx: normal clearing
        7.0 A Transferred
        7.0 B Answered
        7.0 B InCall
        8.0 2000 transfers 2002 to 2003
        8.0 C Ringing
        10.0 2002 connected with 2003
        10.0 2003 connected with 2002
        10.0 2000 call ended by pbx: normal clearing
        10.0 B Transferred
        10.0 C Answered
        10.0 C InCall
        20.0 2003 call ended by callee: normal clearing
        20.0 2002 call ended by caller: normal clearing
        20.0 C Completed
        """,
        {5.0: CALLEE_LEAVES, 8.0: "BlindTransfer CallId=B TransferorParty=caller Target=2003"},
        phones={"2003": picks_up(Pauses(10.0), HangsUp())},
    ),
    "two people who only wait are connected, and nobody has anything to do": Row(
        TALK
        + RINGS
        + """
        7.0 2000 connected with 2002
        7.0 2002 connected with 2000
        7.0 2001 call ended by pbx: normal clearing
        7.0 A Transferred
        7.0 B Answered
        7.0 B InCall
        7.0 2002 call ended by callee: normal clearing
        7.0 2000 call ended by callee: normal clearing
        7.0 B Completed
        """,
        {5.0: CALLEE_LEAVES},
        caller=(StaysSilent(),),
        phones={"2002": picks_up(StaysSilent())},
    ),
    "a target that is forwarded while it rings": Row(
        TALK
        + RINGS
        + """
        6.0 forwarded to 2003
        6.0 2002 call ended by pbx: normal clearing
        6.0 B Transferred
        6.0 C Ringing
        8.0 2000 connected with 2003
        8.0 2003 connected with 2000
        8.0 2001 call ended by pbx: normal clearing
        8.0 A Transferred
        8.0 C Answered
        8.0 C InCall
        22.0 2000 call ended by caller: normal clearing
        22.0 2003 call ended by caller: normal clearing
        22.0 C Completed
        """,
        {5.0: CALLEE_LEAVES, 6.0: "Forward CallId=B Destination=2003"},
    ),
    "who leaves may hang up while it rings": Row(
        TALK
        + RINGS
        + """
        6.0 2001 call ended by callee: normal clearing
        7.0 2000 connected with 2002
        7.0 2002 connected with 2000
        7.0 A Transferred
        7.0 B Answered
        7.0 B InCall
        22.0 2000 call ended by caller: normal clearing
        22.0 2002 call ended by caller: normal clearing
        22.0 B Completed
        """,
        {5.0: CALLEE_LEAVES},
        phones={"2001": picks_up(Pauses(4.0), HangsUp())},
    ),
    "the caller who leaves may hang up while it rings": Row(
        TALK
        + CALLEE_RINGS
        + """
        6.0 2000 call ended by caller: normal clearing
        7.0 2001 connected with 2002
        7.0 2002 connected with 2001
        7.0 A Transferred
        7.0 B Answered
        7.0 B InCall
        22.0 2001 call ended by callee: normal clearing
        22.0 2002 call ended by caller: normal clearing
        22.0 B Completed
        """,
        {5.0: CALLER_LEAVES},
        caller=(Pauses(4.0), HangsUp()),
        phones=CALLEE_WAITS,
    ),
}

COMES_TO_NOTHING = {
    "the target is busy": Row(
        TALK
        + """
        5.0 2001 transfers 2000 to 2002
        5.0 B Ringing
        5.0 2002 call ended by callee: user busy
        5.0 transfer to 2002 failed: user busy
        5.0 2001 connected with 2000
        5.0 2000 connected with 2001
        5.0 B Busy
        """
        + END,
        {5.0: CALLEE_LEAVES},
        phones={"2002": BUSY},
    ),
    "the target is busy, and the callee was to be sent on": Row(
        TALK
        + """
        5.0 2000 transfers 2001 to 2002
        5.0 B Ringing
        5.0 2002 call ended by callee: user busy
        5.0 transfer to 2002 failed: user busy
        5.0 2000 connected with 2001
        5.0 2001 connected with 2000
        5.0 B Busy
        """
        + END,
        {5.0: CALLER_LEAVES},
        phones={"2002": BUSY},
    ),
    "the target refuses": Row(
        TALK
        + RINGS
        + """
        6.0 2002 call ended by callee: call rejected
        6.0 transfer to 2002 failed: call rejected
        6.0 2001 connected with 2000
        6.0 2000 connected with 2001
        6.0 B Busy
        """
        + END,
        {5.0: CALLEE_LEAVES},
        phones={"2002": refuses(after=1.0)},
    ),
    "the target does not pick up within the ring time": Row(
        TALK
        + RINGS
        + """
        15.0 2002 call ended by pbx: no answer from user
        15.0 transfer to 2002 failed: no answer from user
        15.0 2001 connected with 2000
        15.0 2000 connected with 2001
        15.0 B Busy
        """
        + END,
        {5.0: CALLEE_LEAVES},
        phones={"2002": SILENT},
        world={"ring_time": 10.0},
    ),
    "the target is unknown": Row(
        TALK
        + RINGS
        + """
        5.0 2002 call ended by callee: unallocated number
        5.0 transfer to 2002 failed: unallocated number
        5.0 2001 connected with 2000
        5.0 2000 connected with 2001
        5.0 B Error
        """
        + END,
        {5.0: CALLEE_LEAVES},
        phones={"2002": GONE},
    ),
    "the call to the target is hung up by the app": Row(
        TALK
        + RINGS
        + """
        6.0 2002 call ended by pbx: normal clearing
        6.0 transfer to 2002 failed: normal clearing
        6.0 2001 connected with 2000
        6.0 2000 connected with 2001
        6.0 B Cancelled
        """
        + END,
        {5.0: CALLEE_LEAVES, 6.0: "Hangup CallId=B"},
    ),
    "who is sent on hangs up while it rings": Row(
        TALK
        + RINGS
        + """
        6.0 2000 call ended by caller: normal clearing
        6.0 2002 call ended by caller: normal clearing
        6.0 2001 call ended by pbx: normal clearing
        6.0 A Completed
        6.0 B Cancelled
        """,
        {5.0: CALLEE_LEAVES},
        caller=(Pauses(4.0), HangsUp()),
    ),
    "the callee who is sent on hangs up while it rings": Row(
        TALK
        + CALLEE_RINGS
        + """
        6.0 2001 call ended by callee: normal clearing
        6.0 2002 call ended by caller: normal clearing
        6.0 2000 call ended by pbx: normal clearing
        6.0 A Completed
        6.0 B Cancelled
        """,
        {5.0: CALLER_LEAVES},
        phones={"2001": picks_up(Pauses(4.0), HangsUp())},
    ),
    "the app hangs the call up while it rings": Row(
        TALK
        + RINGS
        + """
        6.0 2000 call ended by pbx: normal clearing
        6.0 2001 call ended by pbx: normal clearing
        6.0 2002 call ended by caller: normal clearing
        6.0 A Completed
        6.0 B Cancelled
        """,
        {5.0: CALLEE_LEAVES, 6.0: "Hangup CallId=A"},
    ),
    "the app hangs the call up while it rings, and the callee was to be sent on": Row(
        TALK
        + CALLEE_RINGS
        + """
        6.0 2000 call ended by pbx: normal clearing
        6.0 2001 call ended by pbx: normal clearing
        6.0 2002 call ended by caller: normal clearing
        6.0 A Completed
        6.0 B Cancelled
        """,
        {5.0: CALLER_LEAVES, 6.0: "Hangup CallId=A"},
    ),
    "who leaves has hung up when the target turns out to be busy": Row(
        TALK
        + RINGS
        + """
        6.0 2001 call ended by callee: normal clearing
        8.0 2002 call ended by callee: call rejected
        8.0 transfer to 2002 failed: call rejected
        8.0 2000 call ended by callee: normal clearing
        8.0 A Completed
        8.0 B Busy
        """,
        {5.0: CALLEE_LEAVES},
        phones={"2001": picks_up(Pauses(4.0), HangsUp()), "2002": refuses(after=3.0)},
    ),
    "what comes to nothing can be tried again": Row(
        TALK
        + """
        5.0 2001 transfers 2000 to 2002
        5.0 B Ringing
        5.0 2002 call ended by callee: user busy
        5.0 transfer to 2002 failed: user busy
        5.0 2001 connected with 2000
        5.0 2000 connected with 2001
        5.0 B Busy
        6.0 2000 transfers 2001 to 2002
        6.0 C Ringing
        8.0 2001 connected with 2002
        8.0 2002 connected with 2001
        8.0 2000 call ended by pbx: normal clearing
        8.0 A Transferred
        8.0 C Answered
        8.0 C InCall
        22.0 2001 call ended by callee: normal clearing
        22.0 2002 call ended by caller: normal clearing
        22.0 C Completed
        """,
        {5.0: CALLEE_LEAVES, 6.0: CALLER_LEAVES},
        phones={**CALLEE_WAITS, "2002": (BUSY, picks_up())},
    ),
}

IS_REFUSED = {
    "while it rings": Row(TALK.replace("2.0 2000", "1.0 refused\n2.0 2000") + END, {1.0: CALLEE_LEAVES}),
    "when the call is over": Row(TALK + END + "23.0 refused", {23.0: CALLEE_LEAVES}),
    "a call that there is not": Row(
        TALK + "5.0 refused" + END, {5.0: "BlindTransfer CallId=Nobody TransferorParty=callee Target=2002"}
    ),
    "while another transfer rings": Row(
        TALK
        + RINGS
        + """
        6.0 refused
        6.5 refused
        7.0 2000 connected with 2002
        7.0 2002 connected with 2000
        7.0 2001 call ended by pbx: normal clearing
        7.0 A Transferred
        7.0 B Answered
        7.0 B InCall
        22.0 2000 call ended by caller: normal clearing
        22.0 2002 call ended by caller: normal clearing
        22.0 B Completed
        """,
        {5.0: CALLEE_LEAVES, 6.0: CALLER_LEAVES, 6.5: CALLEE_LEAVES},
    ),
}

AT_ONE_INSTANT = {
    "Hangup right behind it": Row(
        TALK
        + """
        5.0 2000 call ended by pbx: normal clearing
        5.0 2001 call ended by pbx: normal clearing
        5.0 A Completed
        """,
        {5.0: f"{CALLEE_LEAVES}; Hangup CallId=A"},
    ),
    "Hold right behind it": Row(
        TALK
        + RINGS
        + """
        5.0 refused
        7.0 2000 connected with 2002
        7.0 2002 connected with 2000
        7.0 2001 call ended by pbx: normal clearing
        7.0 A Transferred
        7.0 B Answered
        7.0 B InCall
        22.0 2000 call ended by caller: normal clearing
        22.0 2002 call ended by caller: normal clearing
        22.0 B Completed
        """,
        {5.0: f"{CALLEE_LEAVES}; Hold CallId=A"},
    ),
}


@pytest.mark.parametrize(("row", "way"), both_ways(COMES_ABOUT, COMES_TO_NOTHING, IS_REFUSED))
def test_a_blind_transfer_of_people(row, way):
    assert_story(row.played(way), row.story)


@pytest.mark.parametrize("row", AT_ONE_INSTANT.values(), ids=AT_ONE_INSTANT.keys())
def test_what_stands_behind_it_in_an_answer_meets_a_call_that_is_being_transferred(row):
    assert sorted(row.played("answer").story()) == sorted(
        line.strip() for line in row.story.splitlines() if line.strip()
    )


# -- who is told of the end ------------------------------------------------------------------------------------------

FINISHED = "BlindTransfer TransferorParty=callee Target=2002 FinishedUrl=/done"


def finished(**options):
    row = Row(
        "",
        answers={"A InCall": FINISHED, "/done": "Speak Party=caller Text='too late'", **options.pop("answers", {})},
        **options,
    )
    world = row.played("answer")
    return world, world.told("BlindTransferCompleted")


def test_finished_url_is_told_of_the_new_call_when_that_ends():
    """Documented are its contents: the ID, the caller, the callee and the duration of the call (P4583)."""
    world, told = finished()

    assert told == [{"CallID": world.observed["B"].id, "Caller": "2000", "Callee": "2002", "Duration": "18"}]
    assert world.story()[-4:] == [
        "22.0 2002 call ended by caller: normal clearing",
        "22.0 B Completed",
        "22.0 POST /done BlindTransferCompleted",
        "22.0 refused",
    ]


def test_the_answer_to_that_may_be_about_another_call():
    row = Row(
        "",
        answers={"A InCall": FINISHED, "/done": "Hangup CallId=C"},
        also={10.0: ("2003", "2001", (Pauses(60.0), HangsUp()))},
        phones={"2001": (picks_up(), picks_up())},
    )
    world = row.played("answer")

    assert world.story()[-4:] == [
        "22.0 POST /done BlindTransferCompleted",
        "22.0 2003 call ended by pbx: normal clearing",
        "22.0 2001 call ended by pbx: normal clearing",
        "22.0 C Completed",
    ]


@pytest.mark.parametrize("phone", [BUSY, GONE, SILENT, refuses()])
def test_finished_url_is_not_told_of_a_transfer_that_came_to_nothing(phone):
    _, told = finished(phones={"2002": phone})

    assert told == []


def test_finished_url_is_told_of_the_call_to_which_the_target_was_forwarded():
    world, told = finished(answers={"B Ringing": "Forward Destination=2003"})

    assert told == [{"CallID": world.observed["C"].id, "Caller": "2000", "Callee": "2003", "Duration": "18"}]


def test_finished_url_is_told_even_if_the_new_call_ends_at_once():
    world, told = finished(caller=(StaysSilent(),), phones={"2002": picks_up(StaysSilent())})

    assert told == [{"CallID": world.observed["B"].id, "Caller": "2000", "Callee": "2002", "Duration": "0"}]


def test_finished_url_is_told_if_nobody_else_watches_calls():
    office = WATCHED.__class__(extensions=WATCHED.extensions)
    row = Row(
        "",
        {3.0: "Record CallId=A FinishedURL=http://app/recorded"},
        answers={"/recorded": FINISHED.replace("BlindTransfer", "BlindTransfer CallId=B"), "/done": ""},
        also={10.0: ("2003", "2001", (StaysSilent(),))},
        phones={"2001": (picks_up(), picks_up()), "2002": picks_up(StaysSilent())},
        world={"office": office},
    )
    world = row.played("http")

    assert [one["Caller"] for one in world.told("BlindTransferCompleted")] == ["2003"]
