"""Record on calls between others: what the file holds, when it ends, and who is told (p_4775, P4803).

Both parties are mixed; what is said on hold is silence; who joins later is heard from then on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from simulator.telephony.effects import Response
from simulator.telephony.recording import AudioFormat, FinishedRecording, RecordEnd
from simulator.telephony.steps import HangsUp, Holds, Pauses, Presses, Says
from tests.conftest import APP
from tests.telephony.rows import END, TALK, WAITS, WAYS, Row, assert_story, both_ways, says
from tests.telephony.worlds import BUSY, World, picks_up

RECORD = f"Record CallId=A FinishedURL={APP}/done"
HOLD, UNHOLD = "Hold CallId=A", "Unhold CallId=A"
X = "x" * 60
SIX_SECONDS = says(X)


def audible(recording: FinishedRecording) -> list[str]:
    """What can be heard in a recording: ``3.0-4.5 hello``, in seconds of the clock."""
    heard = []
    for one in recording.soundings:
        edges = sorted(
            {one.at, min(one.end, recording.ended_at), recording.started_at}
            | {edge for muted in one.muted for edge in (muted.start, muted.end)}
        )
        for start, end in pairwise(edges):
            sounds = one.at <= start and end <= min(one.end, recording.ended_at) and start >= recording.started_at
            if sounds and not any(muted.start <= start and end <= muted.end for muted in one.muted):
                heard.append((round(start, 6), round(end, 6), one.clip.label))
    return [f"{start}-{end} {label}" for start, end, label in sorted(heard)]


@dataclass(frozen=True)
class Recorded:
    """What the one recording of a world holds, from when to when."""

    row: Row
    lasts: str
    holds: list[str] = field(default_factory=list)


def talk(commands: Mapping[float, str], *, caller=WAITS, callee=(), **options) -> Row:
    phones = {"2001": picks_up(*callee), **options.pop("phones", {})}
    return Row("", commands, caller, phones=phones, answers={"/done": "", **options.pop("answers", {})}, **options)


CONTENTS = {
    "both parties": Recorded(
        talk(
            {3.0: RECORD},
            caller=(Pauses(2.0), says("hello"), *WAITS),
            callee=(Pauses(3.0), says("good morning"), Pauses(60.0)),
        ),
        "3.0-24.5",
        ["4.0-4.5 hello", "5.0-6.2 good morning"],
    ),
    "both at once": Recorded(
        talk(
            {3.0: RECORD}, caller=(Pauses(2.0), SIX_SECONDS, HangsUp()), callee=(Pauses(3.0), says("yes"), Pauses(60.0))
        ),
        "3.0-10.0",
        [f"4.0-10.0 {X}", "5.0-5.3 yes"],
    ),
    "two sounds of one person at once": Recorded(
        talk(
            {3.0: RECORD},
            caller=(Pauses(2.0), Says(SIX_SECONDS.sound, background=True), Pauses(1.0), says("yes"), *WAITS),
        ),
        "3.0-25.3",
        [f"4.0-10.0 {X}", "5.0-5.3 yes"],
    ),
    "what began before is heard from its middle on": Recorded(
        talk({5.0: RECORD}, caller=(Pauses(1.0), SIX_SECONDS, *WAITS)), "5.0-29.0", [f"5.0-9.0 {X}"]
    ),
    "what goes on at the end is cut off": Recorded(
        talk({3.0: RECORD}, caller=(Pauses(2.0), SIX_SECONDS), callee=(Pauses(4.0), HangsUp())),
        "3.0-6.0",
        [f"4.0-6.0 {X}"],
    ),
    "what was over before is not heard": Recorded(talk({5.0: RECORD}, caller=(says("hello"), *WAITS)), "5.0-22.5"),
    "keys": Recorded(
        talk({3.0: RECORD}, caller=(Pauses(2.0), Presses("12"), *WAITS)), "3.0-24.3", ["4.0-4.1 1", "4.2-4.3 2"]
    ),
    "hold is silence": Recorded(
        talk(
            {3.0: RECORD, 4.0: HOLD, 6.0: UNHOLD},
            caller=(Pauses(1.5), SIX_SECONDS, *WAITS),
            callee=(Pauses(3.0), says("on hold"), Pauses(60.0)),
        ),
        "3.0-29.5",
        [f"3.5-4.0 {X}", f"6.0-9.5 {X}"],
    ),
    "hold by a person is silence for both": Recorded(
        talk(
            {3.0: RECORD},
            caller=(Pauses(2.0), Holds(2.0), *WAITS),
            callee=(Pauses(1.5), SIX_SECONDS, Pauses(60.0)),
        ),
        "3.0-26.0",
        [f"3.5-4.0 {X}", f"6.0-9.5 {X}"],
    ),
    "hold by the app and by a person": Recorded(
        talk(
            {2.5: RECORD, 4.0: HOLD, 6.0: UNHOLD},
            caller=(Pauses(3.0), Holds(2.0), *WAITS),
            callee=(Pauses(1.0), SIX_SECONDS, Pauses(60.0)),
        ),
        "2.5-27.0",
        [f"3.0-4.0 {X}", f"7.0-9.0 {X}"],
    ),
    "hold that lasts to the end": Recorded(
        talk({3.0: RECORD, 6.0: HOLD}, caller=(Pauses(2.0), SIX_SECONDS, HangsUp())), "3.0-10.0", [f"4.0-6.0 {X}"]
    ),
    "holds before and while it is recorded": Recorded(
        talk(
            {3.0: HOLD, 4.0: RECORD, 5.0: UNHOLD, 6.0: HOLD, 7.0: UNHOLD},
            caller=(Pauses(0.5), SIX_SECONDS, *WAITS),
        ),
        "4.0-28.5",
        [f"5.0-6.0 {X}", f"7.0-8.5 {X}"],
    ),
    "who is joined in an attended transfer, from then on": Recorded(
        talk(
            {7.0: RECORD.replace("=A", "=B"), 8.0: HOLD, 10.0: "AttendedTransfer TransferredCallId=A TargetCallId=B"},
            callee=(Pauses(7.0), SIX_SECONDS, Pauses(5.0), HangsUp()),
            also={4.0: ("2000", "2002", (Pauses(1.5), says("transferor"), *WAITS))},
            phones={"2002": picks_up(Pauses(6.0), says("target"), Pauses(60.0))},
        ),
        "7.0-20.0",
        ["7.5-8.5 transferor", f"10.0-15.0 {X}", "12.0-12.6 target"],
    ),
    "of who leaves in an attended transfer only what was said before": Recorded(
        talk(
            {7.0: RECORD.replace("=A", "=B"), 8.0: f"{HOLD}; AttendedTransfer TransferredCallId=A TargetCallId=B"},
            callee=(Pauses(15.0), HangsUp()),
            also={4.0: ("2000", "2002", (Pauses(1.5), SIX_SECONDS))},
        ),
        "7.0-17.0",
        [f"7.5-8.0 {X}"],
    ),
    "the call that is left in an attended transfer, up to then": Recorded(
        talk(
            {3.0: RECORD, 8.0: f"{HOLD}; AttendedTransfer TransferredCallId=A TargetCallId=B"},
            callee=(Pauses(2.0), says("before"), Pauses(6.0), says("behind"), Pauses(5.0), HangsUp()),
            also={4.0: ("2000", "2002", WAITS)},
        ),
        "3.0-8.0",
        ["4.0-4.6 before"],
    ),
    "the call that ends by a blind transfer, up to then": Recorded(
        talk(
            {3.0: RECORD, 5.0: "BlindTransfer CallId=A TransferorParty=callee Target=2002"},
            caller=(Pauses(2.0), says("before"), Pauses(4.0), says("behind"), *WAITS),
        ),
        "3.0-7.0",
        ["4.0-4.6 before"],
    ),
    "the call that begins with a blind transfer": Recorded(
        talk(
            {
                5.0: "BlindTransfer CallId=A TransferorParty=callee Target=2002",
                8.0: RECORD.replace("=A", "=B"),
            },
            caller=(Pauses(2.0), says("before"), Pauses(4.4), says("behind"), *WAITS),
            phones={"2002": picks_up(Pauses(3.0), says("target"), Pauses(60.0))},
        ),
        "8.0-29.6",
        ["9.0-9.6 behind", "10.0-10.6 target"],
    ),
    "it survives a transfer that comes to nothing": Recorded(
        talk(
            {3.0: RECORD, 5.0: "BlindTransfer CallId=A TransferorParty=callee Target=2002"},
            caller=(Pauses(5.0), says("behind"), *WAITS),
            phones={"2002": BUSY},
        ),
        "3.0-27.6",
        ["7.0-7.6 behind"],
    ),
    "of a call with an API extension the person and the prompts": Recorded(
        Row(
            "",
            {0.5: RECORD},
            (Pauses(2.0), says("hello"), Pauses(4.0), HangsUp()),
            to="9000",
            answers={
                "/9000": "<Speak>welcome here</Speak><Delay>2</Delay><Play>tune.wav</Play><Delay>9</Delay>",
                "/done": "",
            },
        ),
        "0.5-6.5",
        ["0.5-1.2 welcome here", "2.0-2.5 hello", "3.2-5.2 tune.wav"],
    ),
    "of a prompt that is broken off what was heard": Recorded(
        Row(
            "",
            {0.5: RECORD},
            (Pauses(1.0), Presses("1"), Pauses(2.0), HangsUp()),
            to="9000",
            answers={
                "/9000": '<UserInput Timeout="9"><InitialCommands><Play>tune.wav</Play></InitialCommands></UserInput>'
                "<Delay>9</Delay>",
                "/done": "",
            },
        ),
        "0.5-3.1",
        ["0.5-1.0 tune.wav", "1.0-3.0 tune.wav"],
    ),
    "of a call that an API extension has placed": Recorded(
        Row(
            "",
            {3.0: RECORD.replace("=A", "=B")},
            to="9000",
            phones={"2001": picks_up(Pauses(2.0), says("hello"), Pauses(60.0))},
            answers={
                "/9000": '<Call Url="/up">2001</Call><Delay>30</Delay>',
                "/up": "<Delay>3</Delay><Speak>good morning</Speak>",
                "/done": "",
            },
        ),
        "3.0-6.2",
        ["4.0-4.5 hello", "5.0-6.2 good morning"],
    ),
}


def cases(table):
    return [pytest.param(case, way, id=f"{name} [{way}]") for name, case in table.items() for way in WAYS]


@pytest.mark.parametrize(("case", "way"), cases(CONTENTS))
def test_what_a_recording_holds(case, way):
    world = case.row.played(way)
    (recording,) = world.outside.recordings

    assert f"{recording.started_at}-{recording.ended_at}" == case.lasts
    assert audible(recording) == case.holds
    assert recording.end is RecordEnd.HANG_UP


# -- when it can begin, and who is told ------------------------------------------------------------------------------


def ended(*lengths: str) -> str:
    """How a call ends of which there are recordings; it is over with the first line that is cleared."""
    finished = "".join(f"22.0 recording finished: hang-up, {length} s\n" for length in lengths)
    return END.replace("22.0 2001", finished + "22.0 2001")


TOLD = {
    "it is told of when the call has ended, behind that": Row(
        TALK
        + "5.0 recording started"
        + ended("17.0")
        + """
        22.0 POST /done RecordCompleted
        """,
        {5.0: RECORD},
        answers={"/done": ""},
    ),
    "nobody is told if nobody wants to be": Row(
        TALK + "5.0 recording started" + ended("17.0"), {5.0: "Record CallId=A"}
    ),
    "not while it rings": Row(TALK.replace("2.0 2000", "1.0 refused\n2.0 2000") + END, {1.0: RECORD}),
    "not when it is over": Row(TALK + END + "23.0 refused", {23.0: RECORD}),
    "not while a party is being transferred": Row(
        TALK
        + """
        5.0 2001 transfers 2000 to 2002
        5.0 B Ringing
        6.0 refused
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
        {5.0: "BlindTransfer CallId=A TransferorParty=callee Target=2002", 6.0: RECORD},
    ),
    "on hold it can begin": Row(
        TALK
        + """
        4.0 put on hold by the app
        4.0 A Hold
        5.0 recording started
        """
        + ended("17.0")
        + """
        22.0 POST /done RecordCompleted
        """,
        {4.0: HOLD, 5.0: RECORD},
        answers={"/done": ""},
    ),
    "a call can be recorded several times": Row(
        TALK
        + """
        5.0 recording started
        5.0 recording started
        6.0 recording started
        """
        + ended("17.0", "17.0", "16.0")
        + """
        22.0 POST /done RecordCompleted
        22.0 POST /other RecordCompleted
        """,
        {5.0: f"{RECORD}; Record CallId=A", 6.0: f"Record CallId=A FinishedURL={APP}/other"},
        answers={"/done": "", "/other": ""},
    ),
    "an app that fails then is only noted": Row(
        TALK
        + "5.0 recording started"
        + ended("17.0")
        + """
        22.0 POST /done RecordCompleted
        22.0 error: http-status
        """,
        {5.0: RECORD},
        answers={"/done": Response("", 500, b"")},
    ),
    "the answer is a list about a call that is over": Row(
        TALK
        + "5.0 recording started"
        + ended("17.0")
        + """
        22.0 POST /done RecordCompleted
        22.0 refused
        """,
        {5.0: RECORD},
        answers={"/done": "Hold"},
    ),
    "the answer may be about another call": Row(
        """
        0.0 A Ringing
        2.0 2000 connected with 2001
        2.0 2001 connected with 2000
        2.0 A Answered
        2.0 A InCall
        5.0 recording started
        10.0 B Ringing
        12.0 2003 connected with 2002
        12.0 2002 connected with 2003
        12.0 B Answered
        12.0 B InCall
        22.0 2000 call ended by caller: normal clearing
        22.0 recording finished: hang-up, 17.0 s
        22.0 2001 call ended by caller: normal clearing
        22.0 A Completed
        22.0 POST /done RecordCompleted
        22.0 2003 call ended by pbx: normal clearing
        22.0 2002 call ended by pbx: normal clearing
        22.0 B Completed
        """,
        {5.0: RECORD},
        also={10.0: ("2003", "2002", WAITS)},
        answers={"/done": "Hangup CallId=B"},
    ),
}


@pytest.mark.parametrize(("row", "way"), both_ways(TOLD))
def test_when_a_recording_begins_and_who_is_told(row, way):
    assert_story(row.played(way), row.story)


def test_record_completed_says_where_the_file_is():
    """Form and name of the address are ours (http-api q23)."""
    world = talk({5.0: RECORD}).played("http")

    call_id = world.observed["A"].id
    assert world.told("RecordCompleted") == [
        {"CallID": call_id, "RecordURL": f"http://pbx/HttpRecordings/{call_id}_20240101090005.mp3"}
    ]


@pytest.mark.parametrize("way", WAYS)
def test_recordings_have_names_of_their_own(way):
    world = talk({5.0: "Record CallId=A; Record CallId=A Format=wav; Record CallId=A Format=MP3"}).played(way)

    call_id = world.observed["A"].id
    assert [(one.name, one.format) for one in world.outside.recordings] == [
        (f"{call_id}_20240101090005.mp3", AudioFormat.MP3),
        (f"{call_id}_20240101090005_2.wav", AudioFormat.WAV),
        (f"{call_id}_20240101090005_3.mp3", AudioFormat.MP3),
    ]


def test_what_ends_recordings_of_api_extensions_does_not_count_here():
    """P4776: Duration, Inactivity and FinishDigits belong to the other family."""
    limits = '<Record Duration="1" Inactivity="1" FinishDigits="1"/>'
    world = talk({}, caller=(Pauses(2.0), Presses("1"), *WAITS), answers={"A InCall": limits}).played("answer")

    assert [(one.started_at, one.ended_at) for one in world.outside.recordings] == [(2.0, 24.1)]
    assert world.rules == []


def test_the_list_goes_on_while_it_records():
    row = talk({}, answers={"A InCall": "Record; Speak Party=all Text='This is recorded.'; Hold"})

    assert row.played("answer").changes()[-2:] == ["3.7 A Hold", "22.0 A Completed"]


def test_the_recording_of_an_api_extension_and_that_of_another_app_are_two():
    row = Row(
        "",
        {1.0: RECORD},
        (Pauses(2.0), says("hello"), Pauses(4.0), HangsUp()),
        to="9000",
        answers={"/9000": '<Speak>welcome</Speak><Record Duration="3"/><Delay>9</Delay>', "/done": ""},
    )
    own, other = row.played("http").outside.recordings

    assert (own.started_at, own.ended_at, audible(own)) == (0.7, 3.7, ["2.0-2.5 hello"])
    assert (other.started_at, other.ended_at, audible(other)) == (1.0, 6.5, ["2.0-2.5 hello"])


def test_recordings_are_kept_with_the_call_of_the_caller():
    world: World = talk({5.0: RECORD}).played("http")

    assert [one.call_id for one in world.line("2000").recordings] == [world.observed["A"].id]
    assert world.line("2001").recordings == []
