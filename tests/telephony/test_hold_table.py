"""Hold and Unhold from every state: what becomes of the call, and what the app is told (p_4572, p_4573, P4086, P4592).

What is heard on hold is in test_hearing.
"""

from __future__ import annotations

import pytest

from simulator.telephony.steps import HangsUp, Holds, Pauses
from tests.telephony.rows import END, TALK, WAITS, Row, assert_story, both_ways
from tests.telephony.worlds import GONE, picks_up

HOLD, UNHOLD = "Hold CallId=A", "Unhold CallId=A"
SPEAKS_LONG = "<Speak>This is a very long sentence that takes a long time, indeed.</Speak>"

COMMANDED = {
    "Hold parts both, and Unhold joins them": Row(
        TALK
        + """
        5.0 put on hold by the app
        5.0 A Hold
        8.0 taken off hold by the app
        8.0 A InCall
        """
        + END,
        {5.0: HOLD, 8.0: UNHOLD},
    ),
    "hold can come again": Row(
        TALK
        + """
        5.0 put on hold by the app
        5.0 A Hold
        8.0 taken off hold by the app
        8.0 A InCall
        9.0 put on hold by the app
        9.0 A Hold
        """
        + END,
        {5.0: HOLD, 8.0: UNHOLD, 9.0: HOLD},
    ),
    "a call can be held and not held within no time": Row(
        TALK
        + """
        5.0 put on hold by the app
        5.0 taken off hold by the app
        5.0 A Hold
        5.0 A InCall
        """
        + END,
        {5.0: f"{HOLD}; {UNHOLD}"},
    ),
    "Hold needs InCall: not while it rings": Row(TALK.replace("2.0 2000", "1.0 refused\n2.0 2000") + END, {1.0: HOLD}),
    "Unhold needs a Hold: not while it rings": Row(
        TALK.replace("2.0 2000", "1.0 refused\n2.0 2000") + END, {1.0: UNHOLD}
    ),
    "Unhold needs a Hold: not in a call": Row(TALK + "5.0 refused" + END, {5.0: UNHOLD}),
    "Hold needs InCall: not on hold already": Row(
        TALK
        + """
        5.0 put on hold by the app
        5.0 A Hold
        6.0 refused
        8.0 taken off hold by the app
        8.0 A InCall
        """
        + END,
        {5.0: HOLD, 6.0: HOLD, 8.0: UNHOLD},
    ),
    "one Unhold is enough": Row(
        TALK
        + """
        5.0 put on hold by the app
        5.0 A Hold
        8.0 taken off hold by the app
        8.0 A InCall
        9.0 refused
        """
        + END,
        {5.0: HOLD, 8.0: UNHOLD, 9.0: UNHOLD},
    ),
    "the caller can hang up on hold": Row(
        TALK
        + """
        5.0 put on hold by the app
        5.0 A Hold
        """
        + END,
        {5.0: HOLD},
    ),
    "the callee can hang up on hold": Row(
        TALK
        + """
        5.0 put on hold by the app
        5.0 A Hold
        12.0 2001 call ended by callee: normal clearing
        12.0 2000 call ended by callee: normal clearing
        12.0 A Completed
        """,
        {5.0: HOLD},
        phones={"2001": picks_up(Pauses(10.0), HangsUp())},
    ),
    "Hangup ends a call on hold": Row(
        TALK
        + """
        5.0 put on hold by the app
        5.0 A Hold
        7.0 2000 call ended by pbx: normal clearing
        7.0 2001 call ended by pbx: normal clearing
        7.0 A Completed
        """,
        {5.0: HOLD, 7.0: "Hangup CallId=A"},
    ),
    "a call that is over can be held no more, nor taken off hold": Row(
        TALK + END + "23.0 refused\n24.0 refused", {23.0: HOLD, 24.0: UNHOLD}
    ),
    "a call of which a party is being transferred cannot be held": Row(
        TALK
        + """
        5.0 2001 transfers 2000 to 2002
        5.0 B Ringing
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
        {5.0: "BlindTransfer CallId=A TransferorParty=callee Target=2002", 6.0: HOLD, 6.5: UNHOLD},
    ),
    "a call with an API extension cannot be held": Row(
        """
        0.0 A Ringing
        0.0 POST /9000 IncomingCall
        0.0 A Answered
        0.0 A InCall
        0.0 2000 speaks 'This is a very long sentence that takes a long time, indeed.' (6.0 s)
        1.0 refused
        1.5 refused
        6.0 2000 call ended by pbx: normal clearing
        6.0 A Completed
        """,
        {1.0: HOLD, 1.5: UNHOLD},
        to="9000",
        answers={"/9000": SPEAKS_LONG},
    ),
    "a call that nobody has ever heard of": Row(TALK + "5.0 refused" + END, {5.0: "Hold CallId=Nobody"}),
    "of two calls only the one that is named is held": Row(
        TALK
        + """
        3.0 B Ringing
        5.0 2003 connected with 2002
        5.0 2002 connected with 2003
        5.0 B Answered
        5.0 B InCall
        6.0 put on hold by the app
        6.0 B Hold
        8.0 2003 call ended by caller: normal clearing
        8.0 2002 call ended by caller: normal clearing
        8.0 B Completed
        """
        + END,
        {6.0: "Hold CallId=B"},
        also={3.0: ("2003", "2002", (Pauses(3.0), HangsUp()))},
    ),
}

BY_PEOPLE = {
    "the caller holds the callee for a while": Row(
        TALK
        + """
        5.0 put on hold by 2000
        5.0 A Hold
        9.0 taken off hold by 2000
        9.0 A InCall
        """
        + END,
        caller=(Pauses(3.0), Holds(4.0), Pauses(13.0), HangsUp()),
    ),
    "the callee holds the caller for a while": Row(
        TALK
        + """
        5.0 put on hold by 2001
        5.0 A Hold
        9.0 taken off hold by 2001
        9.0 A InCall
        """
        + END,
        phones={"2001": picks_up(Pauses(3.0), Holds(4.0), Pauses(60.0))},
    ),
    "if both hold each other it is over when neither does any more": Row(
        TALK
        + """
        5.0 put on hold by 2000
        5.0 A Hold
        6.0 put on hold by 2001
        9.0 taken off hold by 2000
        10.0 taken off hold by 2001
        10.0 A InCall
        """
        + END,
        caller=(Pauses(3.0), Holds(4.0), Pauses(13.0), HangsUp()),
        phones={"2001": picks_up(Pauses(4.0), Holds(4.0), Pauses(60.0))},
    ),
    "the command does not work where somebody holds already, nor takes it off": Row(
        TALK
        + """
        5.0 put on hold by 2000
        5.0 A Hold
        6.0 refused
        7.0 refused
        9.0 taken off hold by 2000
        9.0 A InCall
        """
        + END,
        {6.0: HOLD, 7.0: UNHOLD},
        caller=(Pauses(3.0), Holds(4.0), Pauses(13.0), HangsUp()),
    ),
    "only Unhold ends what Hold began, whatever people press": Row(
        TALK
        + """
        4.0 put on hold by the app
        4.0 A Hold
        5.0 put on hold by 2000
        9.0 taken off hold by 2000
        11.0 taken off hold by the app
        11.0 A InCall
        """
        + END,
        {4.0: HOLD, 11.0: UNHOLD},
        caller=(Pauses(3.0), Holds(4.0), Pauses(13.0), HangsUp()),
    ),
    "Unhold leaves it to a person to take off what the person holds": Row(
        TALK
        + """
        4.0 put on hold by the app
        4.0 A Hold
        5.0 put on hold by 2001
        7.0 taken off hold by the app
        9.0 taken off hold by 2001
        9.0 A InCall
        """
        + END,
        {4.0: HOLD, 7.0: UNHOLD},
        phones={"2001": picks_up(Pauses(3.0), Holds(4.0), Pauses(60.0))},
    ),
    "who holds can hang up": Row(
        TALK
        + """
        5.0 put on hold by 2000
        5.0 A Hold
        7.0 2001 call ended by callee: normal clearing
        7.0 2000 call ended by callee: normal clearing
        7.0 A Completed
        """,
        caller=(Pauses(3.0), Holds(4.0)),
        phones={"2001": picks_up(Pauses(5.0), HangsUp())},
    ),
}

IN_ITS_OWN_ANSWERS = {
    "the answer to InCall holds the call that it is about": Row(
        TALK
        + """
        2.0 put on hold by the app
        2.0 A Hold
        """
        + END,
        answers={"A InCall": "Hold"},
    ),
    "when Answered is told, people talk already": Row(
        TALK
        + """
        2.0 put on hold by the app
        2.0 A Hold
        """
        + END,
        answers={"A Answered": "Hold"},
    ),
    "the answer to Hold takes it off hold": Row(
        TALK
        + """
        5.0 put on hold by the app
        5.0 taken off hold by the app
        5.0 A Hold
        5.0 A InCall
        """
        + END,
        {5.0: HOLD},
        answers={"A Hold": "Unhold"},
    ),
    "after a text the call is on hold for good": Row(
        TALK
        + """
        2.0 2000 speaks 'One moment' (1.0 s)
        2.0 2001 speaks 'One moment' (1.0 s)
        3.0 put on hold by the app
        3.0 A Hold
        """
        + END,
        answers={"A InCall": "Speak Party=all Text='One moment'; Hold"},
    ),
    "the answer to Ringing comes too early": Row(
        TALK.replace("2.0 2000", "0.0 refused\n2.0 2000") + END, answers={"A Ringing": "Hold"}
    ),
    "the answer to Completed comes too late": Row(TALK + END + "22.0 refused", answers={"A Completed": "Hold"}),
    "a call to nobody": Row(
        """
        0.0 A Ringing
        0.0 2009 call ended by callee: unallocated number
        0.0 not reached: 2009: unallocated number
        0.0 2000 call ended by pbx: unallocated number
        0.0 A Error
        0.0 refused
        """,
        to="2009",
        phones={"2009": GONE},
        answers={"A Error": "Hold"},
    ),
}


@pytest.mark.parametrize(("row", "way"), both_ways(COMMANDED, BY_PEOPLE, IN_ITS_OWN_ANSWERS))
def test_hold_and_unhold_in_every_state(row, way):
    assert_story(row.played(way), row.story)


def times(way, row):
    return [
        (one["CallState"], one["StartTime"], one["RingDuration"], one["TalkDuration"])
        for one in row.played(way).told("CallChanged")
        if one["Source"] == "2000"
    ]


@pytest.mark.parametrize("way", ["answer", "http"])
def test_time_on_hold_counts_as_talk(way):
    """The listing and CallChanged give whole seconds; the instant of the start has four digits (p_4149)."""
    row = Row("", {5.5: HOLD, 8.0: UNHOLD}, caller=WAITS)

    assert times(way, row) == [
        ("Ringing", "2024-01-01T09:00:00.0000+00:00", "0", "0"),
        ("Answered", "2024-01-01T09:00:00.0000+00:00", "2", "0"),
        ("InCall", "2024-01-01T09:00:00.0000+00:00", "2", "0"),
        ("Hold", "2024-01-01T09:00:00.0000+00:00", "2", "3"),
        ("InCall", "2024-01-01T09:00:00.0000+00:00", "2", "6"),
        ("Completed", "2024-01-01T09:00:00.0000+00:00", "2", "20"),
    ]
