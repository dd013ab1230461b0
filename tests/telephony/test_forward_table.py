"""Forward: a call that still rings goes to another number, under another ID (p_4574, P4584; http-api section 7.5)."""

from __future__ import annotations

import pytest

from tests.telephony.rows import END, TALK, WAITS, Row, assert_story, both_ways
from tests.telephony.worlds import BUSY, GONE, SILENT, World, refuses

TO_2002 = "Forward CallId=A Destination=2002"

SENT_ON = """
    0.0 A Ringing
    1.0 forwarded to 2002
    1.0 2001 call ended by pbx: normal clearing
    1.0 A Transferred
    1.0 B Ringing
"""
TALK_2002 = """
    3.0 2000 connected with 2002
    3.0 2002 connected with 2000
    3.0 B Answered
    3.0 B InCall
    23.0 2000 call ended by caller: normal clearing
    23.0 2002 call ended by caller: normal clearing
    23.0 B Completed
"""

BETWEEN_PEOPLE = {
    "another phone rings, and is picked up": Row(SENT_ON + TALK_2002, {1.0: TO_2002}),
    "in the answer to Ringing": Row(
        (SENT_ON + TALK_2002).replace("1.0 ", "0.0 ").replace(" 3.0 ", " 2.0 ").replace("23.0", "22.0"),
        answers={"A Ringing": "Forward Destination=2002"},
    ),
    "to a phone that is busy": Row(
        SENT_ON
        + """
        1.0 2002 call ended by callee: user busy
        1.0 not reached: 2002: user busy
        1.0 2000 call ended by pbx: user busy
        1.0 B Busy
        """,
        {1.0: TO_2002},
        phones={"2002": BUSY},
    ),
    "to somebody who refuses": Row(
        SENT_ON
        + """
        2.0 2002 call ended by callee: call rejected
        2.0 not reached: 2002: call rejected
        2.0 2000 call ended by pbx: call rejected
        2.0 B Busy
        """,
        {1.0: TO_2002},
        phones={"2002": refuses(after=1.0)},
    ),
    "to a number that there is not": Row(
        SENT_ON
        + """
        1.0 2002 call ended by callee: unallocated number
        1.0 not reached: 2002: unallocated number
        1.0 2000 call ended by pbx: unallocated number
        1.0 B Error
        """,
        {1.0: TO_2002},
        phones={"2002": GONE},
    ),
    "to nobody who picks up: the ring time begins anew": Row(
        SENT_ON
        + """
        11.0 2002 call ended by pbx: no answer from user
        11.0 not reached: 2002: no answer from user
        11.0 2000 call ended by pbx: no answer from user
        11.0 B Busy
        """,
        {1.0: TO_2002},
        phones={"2002": SILENT},
        world={"ring_time": 10.0},
    ),
    "to the same phone: it rings anew": Row(
        """
        0.0 A Ringing
        1.0 forwarded to 2001
        1.0 2001 call ended by pbx: normal clearing
        1.0 A Transferred
        1.0 B Ringing
        3.0 2000 connected with 2001
        3.0 2001 connected with 2000
        3.0 B Answered
        3.0 B InCall
        23.0 2000 call ended by caller: normal clearing
        23.0 2001 call ended by caller: normal clearing
        23.0 B Completed
        """,
        {1.0: "Forward CallId=A Destination=2001"},
    ),
    "twice": Row(
        SENT_ON
        + """
        2.0 forwarded to 2003
        2.0 2002 call ended by pbx: normal clearing
        2.0 B Transferred
        2.0 C Ringing
        4.0 2000 connected with 2003
        4.0 2003 connected with 2000
        4.0 C Answered
        4.0 C InCall
        24.0 2000 call ended by caller: normal clearing
        24.0 2003 call ended by caller: normal clearing
        24.0 C Completed
        """,
        {1.0: TO_2002, 2.0: "Forward CallId=B Destination=2003"},
    ),
    "and is hung up then": Row(
        SENT_ON
        + """
        2.0 2000 call ended by pbx: normal clearing
        2.0 2002 call ended by pbx: normal clearing
        2.0 B Cancelled
        """,
        {1.0: TO_2002, 2.0: "Hangup CallId=B"},
    ),
    "to an API extension, whose script sees the call through": Row(
        """
        0.0 A Ringing
        1.0 forwarded to 9000
        1.0 2001 call ended by pbx: normal clearing
        1.0 A Transferred
        1.0 B Ringing
        1.0 POST /9000 IncomingCall
        1.0 B Answered
        1.0 B InCall
        1.0 2000 speaks 'welcome' (0.7 s)
        1.7 2000 call ended by pbx: normal clearing
        1.7 B Completed
        """,
        {1.0: "Forward CallId=A Destination=9000"},
        answers={"/9000": "<Speak>welcome</Speak>"},
    ),
    "to an API extension that refuses": Row(
        """
        0.0 A Ringing
        1.0 forwarded to 9000
        1.0 2001 call ended by pbx: normal clearing
        1.0 A Transferred
        1.0 B Ringing
        1.0 POST /9000 IncomingCall
        1.0 2000 call ended by pbx: call rejected
        1.0 B Busy
        """,
        {1.0: "Forward CallId=A Destination=9000"},
        answers={"/9000": "<Reject/>"},
    ),
    "round in a circle: as often as apps may place calls, and no more": Row(
        """
        0.0 A Ringing
        0.0 forwarded to 2002
        0.0 2001 call ended by pbx: normal clearing
        0.0 A Transferred
        0.0 B Ringing
        0.0 forwarded to 2001
        0.0 2002 call ended by pbx: normal clearing
        0.0 B Transferred
        0.0 C Ringing
        0.0 forwarded to 2002
        0.0 2001 call ended by pbx: normal clearing
        0.0 C Transferred
        0.0 error: too-many
        0.0 not reached: 2002: temporary failure
        0.0 2000 call ended by pbx: temporary failure
        0.0 D Error
        """,
        answers={
            "A Ringing": "Forward Destination=2002",
            "B Ringing": "Forward Destination=2001",
            "C Ringing": "Forward Destination=2002",
        },
        world={"order_limit": 3},
    ),
}

REFUSED = {
    "in a call": Row(TALK + "5.0 refused" + END, {5.0: TO_2002}),
    "on hold": Row(
        TALK + "5.0 put on hold by the app\n5.0 A Hold\n6.0 refused" + END, {5.0: "Hold CallId=A", 6.0: TO_2002}
    ),
    "when it is over": Row(TALK + END + "23.0 refused", {23.0: TO_2002}),
    "when it has been forwarded": Row(
        SENT_ON + "2.0 refused" + TALK_2002, {1.0: TO_2002, 2.0: "Forward CallId=A Destination=2003"}
    ),
    "a call that there is not": Row(
        TALK.replace("2.0 2000", "1.0 refused\n2.0 2000") + END, {1.0: "Forward CallId=Nobody Destination=2002"}
    ),
    "a call that rings at an API extension whose app takes its time": Row(
        """
        0.0 A Ringing
        0.0 POST /9000 IncomingCall
        1.0 refused
        2.0 A Answered
        2.0 A InCall
        2.0 2000 call ended by pbx: normal clearing
        2.0 A Completed
        """,
        {1.0: TO_2002},
        to="9000",
        world={"slow": {"/9000": 2.0}},
    ),
}

OF_EXTENSIONS = {
    "the call of an API extension goes to another phone, with its script": Row(
        """
        0.0 A Ringing
        0.0 POST /9000 IncomingCall
        0.0 A Answered
        0.0 A InCall
        0.0 B Ringing
        1.0 forwarded to 2002
        1.0 2001 call ended by pbx: normal clearing
        1.0 B Transferred
        1.0 C Ringing
        3.0 POST /up CallConnected
        3.0 C Answered
        3.0 C InCall
        3.0 2002 speaks 'hello' (0.5 s)
        3.5 2002 call ended by pbx: normal clearing
        3.5 C Completed
        20.0 2000 call ended by caller: normal clearing
        20.0 A Completed
        """,
        {1.0: "Forward CallId=B Destination=2002"},
        to="9000",
        answers={
            "/9000": '<Call Url="/up" ErrorUrl="/error">2001</Call><Delay>60</Delay>',
            "/up": "<Speak>hello</Speak>",
        },
    ),
    "in the answer to Ringing": Row(
        """
        0.0 A Ringing
        0.0 POST /9000 IncomingCall
        0.0 A Answered
        0.0 A InCall
        0.0 B Ringing
        0.0 forwarded to 2002
        0.0 2001 call ended by pbx: normal clearing
        0.0 B Transferred
        0.0 C Ringing
        2.0 POST /up CallConnected
        2.0 C Answered
        2.0 C InCall
        2.0 2002 speaks 'hello' (0.5 s)
        2.5 2002 call ended by pbx: normal clearing
        2.5 C Completed
        20.0 2000 call ended by caller: normal clearing
        20.0 A Completed
        """,
        to="9000",
        answers={
            "/9000": '<Call Url="/up" ErrorUrl="/error">2001</Call><Delay>60</Delay>',
            "/up": "<Speak>hello</Speak>",
            "B Ringing": "Forward Destination=2002",
        },
    ),
    "to a phone that is busy: then the call has failed": Row(
        """
        0.0 A Ringing
        0.0 POST /9000 IncomingCall
        0.0 A Answered
        0.0 A InCall
        0.0 B Ringing
        1.0 forwarded to 2002
        1.0 2001 call ended by pbx: normal clearing
        1.0 B Transferred
        1.0 C Ringing
        1.0 2002 call ended by callee: user busy
        1.0 POST /error Error
        1.0 C Busy
        20.0 2000 call ended by caller: normal clearing
        20.0 A Completed
        """,
        {1.0: "Forward CallId=B Destination=2002"},
        to="9000",
        phones={"2002": BUSY},
        answers={"/9000": '<Call Url="/up" ErrorUrl="/error">2001</Call><Delay>60</Delay>', "/error": ""},
    ),
    "not when it has been picked up": Row(
        """
        0.0 A Ringing
        0.0 POST /9000 IncomingCall
        0.0 A Answered
        0.0 A InCall
        0.0 B Ringing
        2.0 POST /up CallConnected
        2.0 B Answered
        2.0 B InCall
        3.0 refused
        20.0 2000 call ended by caller: normal clearing
        20.0 A Completed
        32.0 2001 call ended by pbx: normal clearing
        32.0 B Completed
        """,
        {3.0: "Forward CallId=B Destination=2002"},
        to="9000",
        answers={"/9000": '<Call Url="/up">2001</Call><Delay>60</Delay>', "/up": "<Delay>30</Delay>"},
    ),
    "the target of a transfer that rings goes on to an API extension": Row(
        TALK
        + """
        5.0 2001 transfers 2000 to 2002
        5.0 B Ringing
        6.0 forwarded to 9000
        6.0 2002 call ended by pbx: normal clearing
        6.0 B Transferred
        6.0 2001 call ended by pbx: normal clearing
        6.0 A Transferred
        6.0 C Ringing
        6.0 POST /9000 IncomingCall
        6.0 C Answered
        6.0 C InCall
        6.0 2000 speaks 'welcome' (0.7 s)
        6.7 2000 call ended by pbx: normal clearing
        6.7 C Completed
        """,
        {5.0: "BlindTransfer CallId=A TransferorParty=callee Target=2002", 6.0: "Forward CallId=B Destination=9000"},
        answers={"/9000": "<Speak>welcome</Speak>"},
    ),
    "and that of a transfer by a script": Row(
        """
        0.0 A Ringing
        0.0 POST /9000 IncomingCall
        0.0 A Answered
        0.0 A InCall
        0.0 B Ringing
        1.0 forwarded to 9001
        1.0 2002 call ended by pbx: normal clearing
        1.0 B Transferred
        1.0 A Transferred
        1.0 C Ringing
        1.0 POST /9001 IncomingCall
        1.0 C Answered
        1.0 C InCall
        1.0 2000 speaks 'welcome' (0.7 s)
        1.7 2000 call ended by pbx: normal clearing
        1.7 C Completed
        """,
        {1.0: "Forward CallId=B Destination=9001"},
        to="9000",
        answers={"/9000": "<BlindTransfer>2002</BlindTransfer><Speak>never</Speak>", "/9001": "<Speak>welcome</Speak>"},
    ),
}


@pytest.mark.parametrize(("row", "way"), both_ways(BETWEEN_PEOPLE, REFUSED, OF_EXTENSIONS))
def test_a_forwarded_call(row, way):
    assert_story(row.played(way), row.story)


def test_the_caller_gives_up_when_the_call_has_been_forwarded():
    world = World(phones={"2002": SILENT}).calls("2000", "2001", *WAITS).send(1.0, TO_2002, "http")
    world.does(5.0, lambda: world.pbx.hang_up(world.line("2000")))

    assert world.play().changes() == ["0.0 A Ringing", "1.0 A Transferred", "1.0 B Ringing", "5.0 B Cancelled"]


def test_the_new_call_is_between_the_caller_and_the_new_number():
    told = Row("", {1.0: TO_2002}).played("http").told("CallChanged")

    assert [(one["CallState"], one["Source"], one["Destination"], one["RingDuration"]) for one in told] == [
        ("Ringing", "2000", "2001", "0"),
        ("Transferred", "2000", "2001", "1"),
        ("Ringing", "2000", "2002", "0"),
        ("Answered", "2000", "2002", "2"),
        ("InCall", "2000", "2002", "2"),
        ("Completed", "2000", "2002", "2"),
    ]
