"""BlindTransfer of calls with API extensions: the script ends where the extension leaves, and the person goes on.

What the third party commands meets what the script of the extension is doing just then: speaking, recording, waiting.
"""

from __future__ import annotations

import pytest

from simulator.telephony.effects import Response
from simulator.telephony.office import Office
from simulator.telephony.steps import HangsUp, Pauses, Presses
from tests.conftest import APP
from tests.telephony.rows import TALK, WAITS, Row, assert_story, both_ways
from tests.telephony.worlds import APPS, BUSY, UNWATCHED, picks_up

LEAVES = "BlindTransfer CallId=A TransferorParty=callee Target=2002"
SPEAKS = "<Speak>one two three four five six seven eight nine.</Speak>"  # 4.5 s
TEXT = "one two three four five six seven eight nine."

IN = """
    0.0 A Ringing
    0.0 POST /9000 IncomingCall
    0.0 A Answered
    0.0 A InCall
"""
GOES_ON = """
    3.0 2000 connected with 2002
    3.0 2002 connected with 2000
    3.0 A Transferred
    3.0 B Answered
    3.0 B InCall
"""
ENDS = """
    20.0 2000 call ended by caller: normal clearing
    20.0 2002 call ended by caller: normal clearing
    20.0 B Completed
"""


def at_9000(script, story, commands=None, **options) -> Row:
    answers = {"/9000": script, **options.pop("answers", {})}
    return Row(story, {1.0: LEAVES} if commands is None else commands, to="9000", answers=answers, **options)


BEGUN = """
    1.0 9000 transfers 2000 to 2002
    1.0 B Ringing
"""

EXTENSION_LEAVES = {
    "while its script speaks": at_9000(
        SPEAKS,
        IN
        + f"0.0 2000 speaks {TEXT!r} (4.5 s)"
        + BEGUN
        + GOES_ON
        + f"3.0 2000 interrupted after 3.0 s: {TEXT!r}"
        + ENDS,
    ),
    "what stands behind never runs": at_9000(
        SPEAKS + "<Speak>never</Speak><SendSms Recipient='1'>never</SendSms>",
        IN
        + f"0.0 2000 speaks {TEXT!r} (4.5 s)"
        + BEGUN
        + GOES_ON
        + f"3.0 2000 interrupted after 3.0 s: {TEXT!r}"
        + ENDS,
    ),
    "while its script waits": at_9000("<Delay>9</Delay>", IN + BEGUN + GOES_ON + ENDS),
    "while its script waits for keys": at_9000(
        '<UserInput Timeout="9" Repeat="true"><InitialCommands><Speak>Which key?</Speak></InitialCommands></UserInput>',
        IN + "0.0 2000 speaks 'Which key?' (1.0 s)" + BEGUN + GOES_ON + ENDS,
    ),
    "while a menu prompts": at_9000(
        f'<UserInput Timeout="9"><InitialCommands>{SPEAKS}</InitialCommands></UserInput>',
        IN
        + f"0.0 2000 speaks {TEXT!r} (4.5 s)"
        + BEGUN
        + GOES_ON
        + f"3.0 2000 interrupted after 3.0 s: {TEXT!r}"
        + ENDS,
    ),
    "while its script records": at_9000(
        '<Record FinishedUrl="/recorded"/><Speak>never</Speak>',
        IN
        + "0.0 recording started"
        + BEGUN
        + GOES_ON
        + """
        3.0 recording finished: stop, 3.0 s
        3.0 POST /recorded RecordCompleted
        """
        + ENDS,
        answers={"/recorded": "<Speak>never</Speak>"},
    ),
    "while its script plays a file for ever": at_9000(
        '<Play Repeat="true">tune.wav</Play>',
        IN
        + "0.0 2000 plays 'tune.wav' (2.0 s)"
        + BEGUN
        + "2.0 2000 plays 'tune.wav' (2.0 s)"
        + GOES_ON
        + "3.0 2000 interrupted after 1.0 s: 'tune.wav'"
        + ENDS,
    ),
    "keys that the person presses then are nobody's": at_9000(
        '<UserInput Timeout="9"><Inputs><Input Key="1"><Speak>never</Speak></Input></Inputs></UserInput>',
        IN
        + BEGUN
        + GOES_ON
        + """
        5.0 2002 hears '1' (0.1 s)
        5.0 presses 1
        20.0 2000 call ended by caller: normal clearing
        20.0 2002 call ended by caller: normal clearing
        20.0 B Completed
        """,
        caller=(Pauses(5.0), Presses("1"), Pauses(14.9), HangsUp()),
    ),
    "the person hangs up while it rings": at_9000(
        "<Delay>9</Delay>",
        IN
        + BEGUN
        + """
        2.0 2000 call ended by caller: normal clearing
        2.0 2002 call ended by caller: normal clearing
        2.0 A Completed
        2.0 B Cancelled
        """,
        caller=(Pauses(2.0), HangsUp()),
    ),
    "if the target is busy the script goes on as if nothing had been": at_9000(
        SPEAKS + "<Speak>behind</Speak>",
        IN
        + f"0.0 2000 speaks {TEXT!r} (4.5 s)"
        + """
        1.0 9000 transfers 2000 to 2002
        1.0 B Ringing
        1.0 2002 call ended by callee: user busy
        1.0 transfer to 2002 failed: user busy
        1.0 B Busy
        4.5 2000 speaks 'behind' (0.6 s)
        5.1 2000 call ended by pbx: normal clearing
        5.1 A Completed
        """,
        phones={"2002": BUSY},
    ),
    "to another API extension": at_9000(
        SPEAKS,
        IN
        + f"0.0 2000 speaks {TEXT!r} (4.5 s)"
        + """
        1.0 9000 transfers 2000 to 9001
        1.0 A Transferred
        1.0 B Ringing
        """
        + f"1.0 2000 interrupted after 1.0 s: {TEXT!r}"
        + """
        1.0 POST /9001 IncomingCall
        1.0 2000 speaks 'welcome' (0.7 s)
        1.0 B Answered
        1.0 B InCall
        1.7 2000 call ended by pbx: normal clearing
        1.7 B Completed
        """,
        {1.0: LEAVES.replace("2002", "9001")},
        answers={"/9001": "<Speak>welcome</Speak>"},
    ),
    "an API extension cannot be sent on": at_9000(
        "<Delay>5</Delay>",
        IN
        + """
        1.0 refused
        5.0 2000 call ended by pbx: normal clearing
        5.0 A Completed
        """,
        {1.0: LEAVES.replace("callee", "caller")},
    ),
}

TO_EXTENSIONS = {
    "a person is sent to an API extension, whose script sees the call through": Row(
        TALK
        + """
        5.0 2001 transfers 2000 to 9000
        5.0 2001 call ended by pbx: normal clearing
        5.0 A Transferred
        5.0 B Ringing
        5.0 POST /9000 IncomingCall
        5.0 B Answered
        5.0 B InCall
        5.0 2000 speaks 'welcome' (0.7 s)
        5.7 2000 call ended by pbx: normal clearing
        5.7 B Completed
        """,
        {5.0: "BlindTransfer CallId=A TransferorParty=callee Target=9000"},
        answers={"/9000": "<Speak>welcome</Speak>"},
    ),
    "the callee likewise": Row(
        TALK
        + """
        5.0 2000 transfers 2001 to 9000
        5.0 2000 call ended by pbx: normal clearing
        5.0 A Transferred
        5.0 B Ringing
        5.0 POST /9000 IncomingCall
        5.0 B Answered
        5.0 B InCall
        5.0 2001 speaks 'welcome' (0.7 s)
        5.7 2001 call ended by pbx: normal clearing
        5.7 B Completed
        """,
        {5.0: "BlindTransfer CallId=A TransferorParty=caller Target=9000"},
        answers={"/9000": "<Speak>welcome</Speak>"},
    ),
    "and is sent on from there by the script": Row(
        TALK
        + """
        5.0 2001 transfers 2000 to 9000
        5.0 2001 call ended by pbx: normal clearing
        5.0 A Transferred
        5.0 B Ringing
        5.0 POST /9000 IncomingCall
        5.0 B Answered
        5.0 B InCall
        5.0 C Ringing
        7.0 2000 connected with 2002
        7.0 2002 connected with 2000
        7.0 B Transferred
        7.0 C Answered
        7.0 C InCall
        22.0 2000 call ended by caller: normal clearing
        22.0 2002 call ended by caller: normal clearing
        22.0 C Completed
        """,
        {5.0: "BlindTransfer CallId=A TransferorParty=callee Target=9000"},
        answers={"/9000": "<BlindTransfer>2002</BlindTransfer><Speak>never</Speak>"},
    ),
    "and is sent on from there by another command": Row(
        TALK
        + """
        5.0 2001 transfers 2000 to 9000
        5.0 2001 call ended by pbx: normal clearing
        5.0 A Transferred
        5.0 B Ringing
        5.0 POST /9000 IncomingCall
        5.0 B Answered
        5.0 B InCall
        5.0 2000 plays 'tune.wav' (2.0 s)
        6.5 9000 transfers 2000 to 2002
        6.5 C Ringing
        7.0 2000 plays 'tune.wav' (2.0 s)
        8.5 2000 connected with 2002
        8.5 2002 connected with 2000
        8.5 B Transferred
        8.5 C Answered
        8.5 C InCall
        8.5 2000 interrupted after 1.5 s: 'tune.wav'
        22.0 2000 call ended by caller: normal clearing
        22.0 2002 call ended by caller: normal clearing
        22.0 C Completed
        """,
        {
            5.0: "BlindTransfer CallId=A TransferorParty=callee Target=9000",
            6.5: "BlindTransfer CallId=B TransferorParty=callee Target=2002",
        },
        answers={"/9000": '<Play Repeat="true">tune.wav</Play>'},
    ),
    "the callee too": Row(
        TALK
        + """
        5.0 2000 transfers 2001 to 9000
        5.0 2000 call ended by pbx: normal clearing
        5.0 A Transferred
        5.0 B Ringing
        5.0 POST /9000 IncomingCall
        5.0 B Answered
        5.0 B InCall
        6.5 9000 transfers 2001 to 2002
        6.5 C Ringing
        8.5 2001 connected with 2002
        8.5 2002 connected with 2001
        8.5 B Transferred
        8.5 C Answered
        8.5 C InCall
        22.0 2001 call ended by callee: normal clearing
        22.0 2002 call ended by caller: normal clearing
        22.0 C Completed
        """,
        {
            5.0: "BlindTransfer CallId=A TransferorParty=caller Target=9000",
            6.5: "BlindTransfer CallId=B TransferorParty=callee Target=2002",
        },
        phones={"2001": picks_up(Pauses(20.0), HangsUp())},
        answers={"/9000": "<Delay>60</Delay>"},
    ),
    "from one to the next and the next": Row(
        TALK
        + """
        5.0 2001 transfers 2000 to 9000
        5.0 2001 call ended by pbx: normal clearing
        5.0 A Transferred
        5.0 B Ringing
        5.0 POST /9000 IncomingCall
        5.0 B Answered
        5.0 B InCall
        6.0 9000 transfers 2000 to 9001
        6.0 B Transferred
        6.0 C Ringing
        6.0 POST /9001 IncomingCall
        6.0 C Answered
        6.0 C InCall
        7.0 9001 transfers 2000 to 9000
        7.0 C Transferred
        7.0 D Ringing
        7.0 POST /9000 IncomingCall
        7.0 D Answered
        7.0 D InCall
        22.0 2000 call ended by caller: normal clearing
        22.0 D Completed
        """,
        {
            5.0: "BlindTransfer CallId=A TransferorParty=callee Target=9000",
            6.0: "BlindTransfer CallId=B TransferorParty=callee Target=9001",
            7.0: "BlindTransfer CallId=C TransferorParty=callee Target=9000",
        },
        answers={"/9000": "<Delay>60</Delay>", "/9001": "<Delay>60</Delay>"},
    ),
    "an API extension that refuses": Row(
        TALK
        + """
        5.0 2001 transfers 2000 to 9000
        5.0 2001 call ended by pbx: normal clearing
        5.0 A Transferred
        5.0 B Ringing
        5.0 POST /9000 IncomingCall
        5.0 error: misplaced
        5.0 2000 call ended by pbx: normal clearing
        5.0 B Cancelled
        """,
        {5.0: "BlindTransfer CallId=A TransferorParty=callee Target=9000"},
        answers={"/9000": "<Reject/>"},
    ),
    "an app that gives no usable answer": Row(
        TALK
        + """
        5.0 2001 transfers 2000 to 9000
        5.0 2001 call ended by pbx: normal clearing
        5.0 A Transferred
        5.0 B Ringing
        5.0 POST /9000 IncomingCall
        5.0 error: http-status
        5.0 2000 call ended by pbx: temporary failure
        5.0 B Error
        """,
        {5.0: "BlindTransfer CallId=A TransferorParty=callee Target=9000"},
        answers={"/9000": Response("", 500, b"", "text/html")},
    ),
    "who is sent to an app that takes its time hangs up": Row(
        TALK
        + """
        5.0 2001 transfers 2000 to 9000
        5.0 2001 call ended by pbx: normal clearing
        5.0 A Transferred
        5.0 B Ringing
        5.0 POST /9000 IncomingCall
        7.0 2000 call ended by caller: normal clearing
        7.0 B Cancelled
        """,
        {5.0: "BlindTransfer CallId=A TransferorParty=callee Target=9000"},
        caller=(Pauses(5.0), HangsUp()),
        answers={"/9000": "<Speak>never</Speak>"},
        world={"slow": {"/9000": 4.0}},
    ),
}

OUTBOUND = {
    "the extension that called leaves while its script speaks": Row(
        """
        0.0 A Ringing
        0.0 POST /9000 IncomingCall
        0.0 A Answered
        0.0 A InCall
        0.0 B Ringing
        2.0 POST /up CallConnected
        2.0 B Answered
        2.0 B InCall
        """
        + f"2.0 2001 speaks {TEXT!r} (4.5 s)"
        + """
        3.0 9000 transfers 2001 to 2002
        3.0 C Ringing
        5.0 2001 connected with 2002
        5.0 2002 connected with 2001
        5.0 B Transferred
        5.0 C Answered
        5.0 C InCall
        """
        + f"5.0 2001 interrupted after 3.0 s: {TEXT!r}"
        + """
        20.0 2000 call ended by caller: normal clearing
        20.0 A Completed
        22.0 2001 call ended by callee: normal clearing
        22.0 2002 call ended by caller: normal clearing
        22.0 C Completed
        """,
        {3.0: "BlindTransfer CallId=B TransferorParty=caller Target=2002"},
        to="9000",
        phones={"2001": picks_up(*WAITS)},
        answers={"/9000": '<Call Url="/up">2001</Call><Delay>60</Delay>', "/up": SPEAKS},
    ),
    "before its app has said what to do": Row(
        """
        0.0 A Ringing
        0.0 POST /9000 IncomingCall
        0.0 A Answered
        0.0 A InCall
        0.0 B Ringing
        2.0 POST /up CallConnected
        2.0 B Answered
        2.0 B InCall
        3.0 9000 transfers 2001 to 2002
        3.0 C Ringing
        5.0 2001 connected with 2002
        5.0 2002 connected with 2001
        5.0 B Transferred
        5.0 C Answered
        5.0 C InCall
        20.0 2000 call ended by caller: normal clearing
        20.0 A Completed
        22.0 2001 call ended by callee: normal clearing
        22.0 2002 call ended by caller: normal clearing
        22.0 C Completed
        """,
        {3.0: "BlindTransfer CallId=B TransferorParty=caller Target=2002"},
        to="9000",
        phones={"2001": picks_up(*WAITS)},
        answers={"/9000": '<Call Url="/up">2001</Call><Delay>60</Delay>', "/up": SPEAKS},
        world={"slow": {"/up": 9.0}},
    ),
    "its script sends the person to another API extension": Row(
        """
        0.0 A Ringing
        0.0 POST /9000 IncomingCall
        0.0 A Answered
        0.0 A InCall
        0.0 B Ringing
        2.0 POST /up CallConnected
        2.0 B Answered
        2.0 B InCall
        2.0 B Transferred
        2.0 C Ringing
        2.0 POST /9001 IncomingCall
        2.0 C Answered
        2.0 C InCall
        2.0 2001 speaks 'welcome' (0.7 s)
        2.7 2001 call ended by pbx: normal clearing
        2.7 C Completed
        20.0 2000 call ended by caller: normal clearing
        20.0 A Completed
        """,
        to="9000",
        phones={"2001": picks_up(*WAITS)},
        answers={
            "/9000": '<Call Url="/up">2001</Call><Delay>60</Delay>',
            "/up": "<BlindTransfer>9001</BlindTransfer>",
            "/9001": "<Speak>welcome</Speak>",
        },
    ),
}

BY_BOTH = {
    "what the script wants while another transfer rings comes to nothing": at_9000(
        "<Delay>2</Delay><BlindTransfer>2003</BlindTransfer><Speak>behind</Speak>",
        IN
        + BEGUN
        + "2.0 transfer to 2003 failed: temporary failure"
        + "\n2.0 2000 speaks 'behind' (0.6 s)"
        + """
        2.6 2000 call ended by pbx: normal clearing
        2.6 2002 call ended by caller: normal clearing
        2.6 A Completed
        2.6 B Cancelled
        """,
    ),
    "to another extension likewise": at_9000(
        "<Delay>2</Delay><BlindTransfer>9001</BlindTransfer><Speak>a long text, behind</Speak>",
        IN
        + BEGUN
        + "2.0 transfer to 9001 failed: temporary failure"
        + "\n2.0 2000 speaks 'a long text, behind' (1.9 s)"
        + GOES_ON
        + "3.0 2000 interrupted after 1.0 s: 'a long text, behind'"
        + ENDS,
        answers={"/9001": "<Speak>never</Speak>"},
    ),
    "what others want while the script's own transfer rings is refused": at_9000(
        "<BlindTransfer>2003</BlindTransfer><Speak>never</Speak>",
        IN
        + """
        0.0 B Ringing
        1.0 refused
        2.0 2000 connected with 2003
        2.0 2003 connected with 2000
        2.0 A Transferred
        2.0 B Answered
        2.0 B InCall
        20.0 2000 call ended by caller: normal clearing
        20.0 2003 call ended by caller: normal clearing
        20.0 B Completed
        """,
    ),
}


@pytest.mark.parametrize(("row", "way"), both_ways(EXTENSION_LEAVES, TO_EXTENSIONS, OUTBOUND, BY_BOTH))
def test_a_blind_transfer_from_or_to_an_api_extension(row, way):
    assert_story(row.played(way), row.story)


@pytest.mark.parametrize("transferor", ["caller", "callee"])
def test_an_app_that_fails_where_somebody_was_sent_is_told_of_once(transferor):
    """The same rule as for every IncomingCall (http-api section 6.12)."""
    office = Office(extensions=APPS, call_changed_url=f"{APP}/changed", error_url=f"{APP}/error")
    row = Row(
        "",
        {5.0: f"BlindTransfer CallId=A TransferorParty={transferor} Target=9000"},
        answers={"/9000": Response("", 500, b""), "/error": ""},
        world={"office": office},
    )

    assert [one["ErrorCode"] for one in row.played("http").told("Error")] == ["300"]


@pytest.mark.parametrize("transferor", ["caller", "callee"])
def test_finished_url_is_told_when_the_extension_has_done(transferor):
    sent = f"BlindTransfer TransferorParty={transferor} Target=9000 FinishedUrl=/done"
    row = Row("", answers={"A InCall": sent, "/9000": "<Delay>7</Delay>", "/done": ""})
    world = row.played("answer")

    who = "2000" if transferor == "callee" else "2001"
    assert world.told("BlindTransferCompleted") == [
        {"CallID": world.observed["B"].id, "Caller": who, "Callee": "9000", "Duration": "7"}
    ]


@pytest.mark.parametrize("who", ["2000", "2001", "2002"])
def test_what_an_extension_records_is_told_to_the_end_whoever_was_sent_there(who):
    """To an extension come: a caller, a callee, and somebody whom an extension has called."""
    calls = '<Call Url="/up">2002</Call><Delay>30</Delay>'
    commands = {
        "2000": "BlindTransfer CallId=A TransferorParty=callee Target=9000",
        "2001": "BlindTransfer CallId=A TransferorParty=caller Target=9000",
        "2002": "BlindTransfer CallId=A TransferorParty=caller Target=9000",
    }
    row = Row(
        "",
        {5.0: commands[who] if who != "2002" else commands[who].replace("=A", "=B")},
        caller=(Pauses(9.0), HangsUp()),
        to="9001" if who == "2002" else "2001",
        phones={number: picks_up(Pauses(9.0), HangsUp()) for number in ("2001", "2002")},
        answers={
            "/9000": '<Record FinishedUrl="/recorded"/>',
            "/9001": calls,
            "/up": "<Delay>30</Delay>",
            "/recorded": "<SendSms Recipient='1'>there is a message</SendSms>",
        },
        world={"slow": {"/recorded": 3.0}, "office": UNWATCHED},
    )
    world = row.played("http")

    assert [one.text for one in world.pbx.outbox.sent] == ["there is a message"]
