"""AttendedTransfer in every constellation: who is in both calls leaves both, and the two others talk (p_4576, P4582).

The party who moves is on hold at that moment. The call that goes on keeps its ID, which is TargetCallId (http-api
section 7.5); the other one ends as Transferred.
"""

from __future__ import annotations

import pytest

from simulator.telephony.steps import HangsUp, Holds, Pauses, StaysSilent
from tests.telephony.rows import WAITS, Row, assert_story, both_ways
from tests.telephony.worlds import picks_up

HOLD, JOIN = "Hold CallId=A", "AttendedTransfer TransferredCallId=A TargetCallId=B"
PHONES = {number: picks_up(*WAITS) for number in ("2000", "2001", "2002", "2003")}


def two_calls(first: str, second: str) -> str:
    """The story of two calls up to the instant at which the first one is put on hold; each is a caller and a callee."""
    (a, b), (c, d) = first.split(), second.split()
    return f"""
    0.0 A Ringing
    2.0 {a} connected with {b}
    2.0 {b} connected with {a}
    2.0 A Answered
    2.0 A InCall
    4.0 B Ringing
    6.0 {c} connected with {d}
    6.0 {d} connected with {c}
    6.0 B Answered
    6.0 B InCall
    8.0 put on hold by the app
    8.0 A Hold
    """


def row(first: str, second: str, story: str, commands=None, **options) -> Row:
    """The world of that story. Everybody who has picked up hangs up after 20 seconds, and every caller too."""
    (who, to), (caller, callee) = first.split(), second.split()
    return Row(
        two_calls(first, second) + story,
        commands or {8.0: HOLD, 10.0: JOIN},
        who=who,
        to=to,
        also={4.0: (caller, callee, options.pop("second_steps", WAITS))},
        phones={**PHONES, **options.pop("phones", {})},
        **options,
    )


JOINED = """
    10.0 2001 connected with 2002
    10.0 2002 connected with 2001
    10.0 2000 call ended by pbx: normal clearing
    10.0 2000 call ended by pbx: normal clearing
    10.0 A Transferred
"""

CONSTELLATIONS = {
    "the transferor has called both": row(
        "2000 2001",
        "2000 2002",
        JOINED
        + """
        22.0 2001 call ended by callee: normal clearing
        22.0 2002 call ended by caller: normal clearing
        22.0 B Completed
        """,
    ),
    "the transferor was called, then has called": row(
        "2001 2000",
        "2000 2002",
        JOINED
        + """
        22.0 2001 call ended by caller: normal clearing
        22.0 2002 call ended by caller: normal clearing
        22.0 B Completed
        """,
    ),
    "the transferor has called, then was called": row(
        "2000 2001",
        "2002 2000",
        JOINED
        + """
        22.0 2001 call ended by callee: normal clearing
        22.0 2002 call ended by callee: normal clearing
        22.0 B Completed
        """,
    ),
    "the transferor was called twice": row(
        "2001 2000",
        "2002 2000",
        JOINED
        + """
        22.0 2001 call ended by caller: normal clearing
        22.0 2002 call ended by callee: normal clearing
        22.0 B Completed
        """,
    ),
    "the target hangs up first": row(
        "2000 2001",
        "2000 2002",
        JOINED
        + """
        12.0 2002 call ended by callee: normal clearing
        12.0 2001 call ended by caller: normal clearing
        12.0 B Completed
        """,
        phones={"2002": picks_up(Pauses(6.0), HangsUp())},
    ),
    "the target is on hold as well, and is no more then": row(
        "2000 2001",
        "2000 2002",
        "9.0 put on hold by the app\n9.0 B Hold"
        + JOINED
        + """
        10.0 B InCall
        22.0 2001 call ended by callee: normal clearing
        22.0 2002 call ended by caller: normal clearing
        22.0 B Completed
        """,
        {8.0: HOLD, 9.0: "Hold CallId=B", 10.0: JOIN},
    ),
    "the moved party is on hold because the transferor holds it": Row(
        two_calls("2000 2001", "2000 2002").replace("by the app", "by 2000")
        + JOINED
        + """
        22.0 2001 call ended by callee: normal clearing
        22.0 2002 call ended by caller: normal clearing
        22.0 B Completed
        """,
        {10.0: JOIN},
        caller=(Pauses(6.0), Holds(30.0), HangsUp()),
        also={4.0: ("2000", "2002", WAITS)},
        phones=PHONES,
    ),
    "who is joined can be held again": row(
        "2000 2001",
        "2000 2002",
        JOINED
        + """
        12.0 put on hold by the app
        12.0 B Hold
        13.0 taken off hold by the app
        13.0 B InCall
        22.0 2001 call ended by callee: normal clearing
        22.0 2002 call ended by caller: normal clearing
        22.0 B Completed
        """,
        {8.0: HOLD, 10.0: JOIN, 12.0: "Hold CallId=B", 13.0: "Unhold CallId=B"},
    ),
    "who is joined can be sent on": row(
        "2000 2001",
        "2000 2002",
        JOINED
        + """
        12.0 2001 transfers 2002 to 2003
        12.0 C Ringing
        14.0 2002 connected with 2003
        14.0 2003 connected with 2002
        14.0 2001 call ended by pbx: normal clearing
        14.0 B Transferred
        14.0 C Answered
        14.0 C InCall
        26.0 2002 call ended by callee: normal clearing
        26.0 2003 call ended by caller: normal clearing
        26.0 C Completed
        """,
        {8.0: HOLD, 10.0: JOIN, 12.0: "BlindTransfer CallId=B TransferorParty=caller Target=2003"},
    ),
    "two who only wait have nothing more to do": row(
        "2000 2001",
        "2000 2002",
        JOINED.replace(
            "10.0 2000",
            "10.0 2001 call ended by callee: normal clearing\n"
            "10.0 2002 call ended by caller: normal clearing\n"
            "10.0 2000",
            1,
        )
        + "10.0 B Completed",
        phones={"2001": picks_up(StaysSilent()), "2002": picks_up(StaysSilent())},
    ),
}

BOTH_END = """
    22.0 {} call ended by caller: normal clearing
    22.0 {} call ended by caller: normal clearing
    22.0 A Completed
    26.0 {} call ended by caller: normal clearing
    26.0 {} call ended by caller: normal clearing
    26.0 B Completed
"""
AS_BEFORE = BOTH_END.format("2000", "2001", "2000", "2002")
LONG = {number: picks_up() for number in ("2000", "2001", "2002", "2003")}

NOT_ON_HOLD = (
    two_calls("2000 2001", "2000 2002").replace("8.0 put on hold by the app\n", "").replace("8.0 A Hold\n", "")
)

REFUSED = {
    "the first call is not on hold": Row(
        NOT_ON_HOLD + "10.0 refused" + AS_BEFORE,
        {10.0: JOIN},
        also={4.0: ("2000", "2002", WAITS)},
        phones=LONG,
    ),
    "the first call is not on hold any more": row(
        "2000 2001",
        "2000 2002",
        "9.0 taken off hold by the app\n9.0 A InCall\n10.0 refused" + AS_BEFORE,
        {8.0: HOLD, 9.0: "Unhold CallId=A", 10.0: JOIN},
        phones=LONG,
    ),
    "both are the same call": row(
        "2000 2001",
        "2000 2002",
        "10.0 refused" + AS_BEFORE,
        {8.0: HOLD, 10.0: "AttendedTransfer TransferredCallId=A TargetCallId=A"},
        phones=LONG,
    ),
    "the first call is not known": row(
        "2000 2001",
        "2000 2002",
        "10.0 refused" + AS_BEFORE,
        {8.0: HOLD, 10.0: "AttendedTransfer TransferredCallId=Nobody TargetCallId=B"},
        phones=LONG,
    ),
    "the second call is not known": row(
        "2000 2001",
        "2000 2002",
        "10.0 refused" + AS_BEFORE,
        {8.0: HOLD, 10.0: "AttendedTransfer TransferredCallId=A TargetCallId=Nobody"},
        phones=LONG,
    ),
    "nobody is in both": row(
        "2000 2001",
        "2003 2002",
        "10.0 refused" + BOTH_END.format("2000", "2001", "2003", "2002"),
        phones=LONG,
    ),
    "the second call is over": row(
        "2000 2001",
        "2000 2002",
        """
        9.0 2000 call ended by caller: normal clearing
        9.0 2002 call ended by caller: normal clearing
        9.0 B Completed
        10.0 refused
        22.0 2000 call ended by caller: normal clearing
        22.0 2001 call ended by caller: normal clearing
        22.0 A Completed
        """,
        second_steps=(Pauses(3.0), HangsUp()),
        phones=LONG,
    ),
    "of the second call somebody is being transferred": row(
        "2000 2001",
        "2000 2002",
        """
        9.0 2000 transfers 2002 to 2003
        9.0 C Ringing
        10.0 refused
        11.0 2002 connected with 2003
        11.0 2003 connected with 2002
        11.0 2000 call ended by pbx: normal clearing
        11.0 B Transferred
        11.0 C Answered
        11.0 C InCall
        22.0 2000 call ended by caller: normal clearing
        22.0 2001 call ended by caller: normal clearing
        22.0 A Completed
        31.0 2003 call ended by callee: normal clearing
        31.0 2002 call ended by caller: normal clearing
        31.0 C Completed
        """,
        {8.0: HOLD, 9.0: "BlindTransfer CallId=B TransferorParty=caller Target=2003", 10.0: JOIN},
        phones={**LONG, "2003": PHONES["2003"]},
    ),
}

RINGING_TARGET = Row(
    """
    0.0 A Ringing
    2.0 2000 connected with 2001
    2.0 2001 connected with 2000
    2.0 A Answered
    2.0 A InCall
    3.0 put on hold by the app
    3.0 A Hold
    4.0 B Ringing
    5.0 refused
    6.0 2000 connected with 2002
    6.0 2002 connected with 2000
    6.0 B Answered
    6.0 B InCall
    """
    + AS_BEFORE,
    {3.0: HOLD, 5.0: JOIN},
    also={4.0: ("2000", "2002", WAITS)},
    phones=LONG,
)

WITH_AN_EXTENSION = Row(
    """
    0.0 A Ringing
    2.0 2000 connected with 2001
    2.0 2001 connected with 2000
    2.0 A Answered
    2.0 A InCall
    3.0 put on hold by the app
    3.0 A Hold
    4.0 B Ringing
    4.0 POST /9000 IncomingCall
    4.0 B Answered
    4.0 B InCall
    5.0 refused
    22.0 2000 call ended by caller: normal clearing
    22.0 2001 call ended by caller: normal clearing
    22.0 A Completed
    24.0 2000 call ended by caller: normal clearing
    24.0 B Completed
    """,
    {3.0: HOLD, 5.0: JOIN},
    also={4.0: ("2000", "9000", WAITS)},
    phones=LONG,
    answers={"/9000": "<Delay>60</Delay>"},
)

STATES = {
    "the second call rings still": RINGING_TARGET,
    "the second call is one with an API extension": WITH_AN_EXTENSION,
}


@pytest.mark.parametrize(("case", "way"), both_ways(CONSTELLATIONS, REFUSED, STATES))
def test_an_attended_transfer(case, way):
    assert_story(case.played(way), case.story)


# -- TransferorParty, of which only the examples know (P4582) --------------------------------------------------------


def joined_by(first: str, second: str, party: str) -> bool:
    """Whether an answer that names the transferor's end of the first call joins the two others."""
    story = row(first, second, "", {8.0: HOLD, 10.0: f"{JOIN} TransferorParty={party}"}).played("answer").story()
    return "10.0 2001 connected with 2002" in story


@pytest.mark.parametrize("second", ["2000 2002", "2002 2000"])
@pytest.mark.parametrize(
    ("first", "end", "other_end"), [("2000 2001", "caller", "callee"), ("2001 2000", "callee", "caller")]
)
def test_transferor_party_is_the_end_of_the_first_call_that_leaves(first, end, other_end, second):
    assert joined_by(first, second, end)
    assert not joined_by(first, second, other_end)


def test_transferor_party_tells_which_of_two_ends_leaves_if_the_calls_are_between_the_same_people():
    """Then the other end would do as well."""
    case = row("2000 2001", "2000 2001", "", {8.0: HOLD, 10.0: f"{JOIN} TransferorParty=callee"})
    story = [line for line in case.played("answer").story() if line.startswith("10.0")]

    assert story == [
        "10.0 2000 connected with 2000",
        "10.0 2000 connected with 2000",
        "10.0 2001 call ended by pbx: normal clearing",
        "10.0 2001 call ended by pbx: normal clearing",
        "10.0 A Transferred",
    ]


def test_an_answer_has_to_say_which_of_the_same_two_people_leaves():
    world = row("2000 2001", "2000 2001", "", {8.0: HOLD, 10.0: JOIN}).played("answer")

    (problem,) = world.pbx.transcript.problems()
    assert problem.rule == "wrong-state"
    assert problem.message.endswith("are between the same two people; it needs a TransferorParty")


def test_the_transferred_call_is_that_of_the_notification_if_none_is_named():
    case = row("2000 2001", "2000 2002", "", {8.0: HOLD}, answers={"A Hold": "AttendedTransfer TargetCallId=B"})

    assert "8.0 2001 connected with 2002" in case.played("answer").story()


# -- what is listed of it --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "source", "destination"),
    [
        ("2000 2001", "2000 2002", "2001", "2002"),
        ("2001 2000", "2000 2002", "2001", "2002"),
        ("2000 2001", "2002 2000", "2002", "2001"),
        ("2001 2000", "2002 2000", "2002", "2001"),
    ],
)
def test_the_moved_party_takes_the_end_of_the_transferor(first, second, source, destination):
    world = row(first, second, "").played("http")

    told = world.told("CallChanged")[-1]
    assert (told["CallState"], told["Source"], told["Destination"]) == ("Completed", source, destination)
    assert world.letter(told["CallID"]) == "B"
    assert told["TalkDuration"] == "16"
