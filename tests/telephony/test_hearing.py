"""Who hears what: of people's speech before, during and across holds and transfers, and of what apps let them hear.

Ten characters take a second to say. What is broken off has three dots behind it. What begins to be heard in its midst
is told with its whole text, from the instant on from which it is heard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from simulator.telephony.phone import Phone
from simulator.telephony.steps import HangsUp, Hears, Holds, Pauses, Presses, Says, StaysSilent
from tests.telephony.rows import WAITS, WAYS, Row, says
from tests.telephony.worlds import BUSY, SILENT, picks_up

HELLO = says("hello")  # 0.5 s
SIX_SECONDS = says("x" * 60)
X = "x" * 60

HOLD, UNHOLD = "Hold CallId=A", "Unhold CallId=A"
SENDS_CALLER_ON = "BlindTransfer CallId=A TransferorParty=callee Target=2002"
SENDS_CALLEE_ON = "BlindTransfer CallId=A TransferorParty=caller Target=2002"
JOINS = "AttendedTransfer TransferredCallId=A TargetCallId=B"


@dataclass(frozen=True)
class Heard:
    """What people hear, by their numbers: nobody else hears anything."""

    row: Row
    heard: Mapping[str, list[str]] = field(default_factory=dict)


def talk(commands=None, *, caller=WAITS, callee=(), **options) -> Row:
    """2000 and 2001 talk from second 2 on."""
    phones: dict[str, Phone] = {"2001": picks_up(*callee), **options.pop("phones", {})}
    return Row("", commands or {}, caller, phones=phones, **options)


SPEECH = {
    "each hears the other, and nobody himself": Heard(
        talk(caller=(HELLO, Pauses(9.0), HangsUp()), callee=(Pauses(3.0), says("good morning"), Pauses(60.0))),
        {"2001": ["2.0-2.5 hello"], "2000": ["5.0-6.2 good morning"]},
    ),
    "both at once": Heard(
        talk(caller=(HELLO, *WAITS), callee=(says("yes?"), Pauses(60.0))),
        {"2001": ["2.0-2.5 hello"], "2000": ["2.0-2.4 yes?"]},
    ),
    "two sounds of one person at once": Heard(
        talk(caller=(Says(SIX_SECONDS.sound, background=True), Pauses(1.0), HELLO, *WAITS)),
        {"2001": [f"2.0-8.0 {X}", "3.0-3.5 hello"]},
    ),
    "keys too": Heard(talk(caller=(Presses("12"), *WAITS)), {"2001": ["2.0-2.1 1", "2.2-2.3 2"]}),
    "what is said when the other one hangs up is broken off": Heard(
        talk(caller=(Pauses(1.0), SIX_SECONDS), callee=(Pauses(4.0), HangsUp())), {"2001": [f"3.0-6.0 {X}..."]}
    ),
    "what is said when the call is hung up is broken off": Heard(
        talk({6.0: "Hangup CallId=A"}, caller=(Pauses(1.0), SIX_SECONDS)), {"2001": [f"3.0-6.0 {X}..."]}
    ),
    "who refuses has heard nothing": Heard(Row("", caller=(HELLO,), phones={"2001": BUSY})),
}

ON_HOLD = {
    "on hold nobody hears the other one": Heard(
        talk(
            {3.0: HOLD, 9.0: UNHOLD},
            caller=(Pauses(2.0), HELLO, Pauses(20.0)),
            callee=(Pauses(3.0), says("are you there?"), Pauses(20.0)),
        )
    ),
    "speech is cut off by hold and goes on behind it": Heard(
        talk({4.0: HOLD, 6.0: UNHOLD}, caller=(Pauses(1.0), SIX_SECONDS, *WAITS)),
        {"2001": [f"3.0-4.0 {X}...", f"6.0-9.0 {X}"]},
    ),
    "speech in the other direction too": Heard(
        talk({4.0: HOLD, 6.0: UNHOLD}, callee=(Pauses(1.0), SIX_SECONDS, Pauses(60.0))),
        {"2000": [f"3.0-4.0 {X}...", f"6.0-9.0 {X}"]},
    ),
    "of speech that ends on hold the beginning is heard": Heard(
        talk({4.0: HOLD, 16.0: UNHOLD}, caller=(Pauses(1.0), SIX_SECONDS, *WAITS)), {"2001": [f"3.0-4.0 {X}..."]}
    ),
    "of speech that begins on hold the end is heard": Heard(
        talk({2.5: HOLD, 5.0: UNHOLD}, caller=(Pauses(1.0), SIX_SECONDS, *WAITS)), {"2001": [f"5.0-9.0 {X}"]}
    ),
    "a hold that takes no time cuts speech in two": Heard(
        talk({4.0: f"{HOLD}; {UNHOLD}"}, caller=(Pauses(1.0), SIX_SECONDS, *WAITS)),
        {"2001": [f"3.0-4.0 {X}...", f"4.0-9.0 {X}"]},
    ),
    "if a person holds, neither hears the other": Heard(
        talk(
            caller=(Pauses(3.0), Holds(4.0), Pauses(20.0)),
            callee=(Pauses(1.0), SIX_SECONDS, Pauses(60.0)),
        ),
        {"2000": [f"3.0-5.0 {X}..."]},
    ),
    "keys that are pressed on hold are not heard": Heard(
        talk({3.0: HOLD, 9.0: UNHOLD}, caller=(Pauses(2.0), Presses("1"), *WAITS))
    ),
}

PROMPTS = {
    "a text for the caller is not heard by the callee": Heard(
        talk({5.0: "Speak CallId=A Party=caller Text='one minute'"}), {"2000": ["5.0-6.0 one minute"]}
    ),
    "a text for the callee is not heard by the caller": Heard(
        talk({5.0: "Speak CallId=A Party=callee Text='one minute'"}), {"2001": ["5.0-6.0 one minute"]}
    ),
    "a text for all is heard by both": Heard(
        talk({5.0: "Speak CallId=A Party=all Text='one minute'"}),
        {"2000": ["5.0-6.0 one minute"], "2001": ["5.0-6.0 one minute"]},
    ),
    "blank space in a text does not matter": Heard(
        talk({5.0: "Speak CallId=A Party=caller Text='one\n   minute'"}), {"2000": ["5.0-6.0 one minute"]}
    ),
    "a file for the caller": Heard(
        talk({5.0: "Play CallId=A Party=caller AudioFile=tune.wav"}), {"2000": ["5.0-7.0 tune.wav"]}
    ),
    "a file for the callee": Heard(
        talk({5.0: "Play CallId=A Party=callee AudioFile=tune.wav"}), {"2001": ["5.0-7.0 tune.wav"]}
    ),
    "keys for the callee": Heard(
        talk({5.0: "SendDTMF CallId=A Party=callee Keys=12#"}),
        {"2001": ["5.0-5.1 1", "5.2-5.3 2", "5.4-5.5 #"]},
    ),
    "keys for all": Heard(
        talk({5.0: "SendDTMF CallId=A Party=all Keys=1"}), {"2000": ["5.0-5.1 1"], "2001": ["5.0-5.1 1"]}
    ),
    "people hear each other as well as a prompt": Heard(
        talk({5.0: "Play CallId=A Party=all AudioFile=tune.wav"}, caller=(Pauses(4.0), HELLO, *WAITS)),
        {"2000": ["5.0-7.0 tune.wav"], "2001": ["5.0-7.0 tune.wav", "6.0-6.5 hello"]},
    ),
    "prompts reach people on hold": Heard(
        talk(
            {
                4.0: HOLD,
                5.0: "Speak CallId=A Party=caller Text='one minute'",
                6.0: "Play CallId=A Party=callee AudioFile=tune.wav",
                7.0: "SendDTMF CallId=A Party=all Keys=1",
                8.0: UNHOLD,
            },
            caller=(Pauses(2.5), HELLO, *WAITS),
        ),
        {"2000": ["5.0-6.0 one minute", "7.0-7.1 1"], "2001": ["6.0-8.0 tune.wav", "7.0-7.1 1"]},
    ),
    "a prompt goes on when hold begins and ends": Heard(
        talk({5.0: "Play CallId=A Party=all AudioFile=tune.wav", 5.5: HOLD, 6.0: UNHOLD}),
        {"2000": ["5.0-7.0 tune.wav"], "2001": ["5.0-7.0 tune.wav"]},
    ),
    "a prompt is broken off by the end of the call": Heard(
        talk({5.0: "Play CallId=A Party=all AudioFile=tune.wav"}, callee=(Pauses(4.0), HangsUp())),
        {"2000": ["5.0-6.0 tune.wav..."], "2001": ["5.0-6.0 tune.wav..."]},
    ),
    "a repeated file is heard until the call ends": Heard(
        talk({5.0: "Play CallId=A Party=callee AudioFile=tune.wav Repeat=true"}, callee=(Pauses(8.0), HangsUp())),
        {"2001": ["5.0-7.0 tune.wav", "7.0-9.0 tune.wav", "9.0-10.0 tune.wav..."]},
    ),
    "a short file is repeated every half second": Heard(
        talk({5.0: "Play CallId=A Party=callee AudioFile=click.wav Repeat=true"}, callee=(Pauses(4.2), HangsUp())),
        {"2001": ["5.0-5.1 click.wav", "5.5-5.6 click.wav", "6.0-6.1 click.wav"]},
    ),
    "a file that is not there is not heard": Heard(talk({5.0: "Play CallId=A Party=all AudioFile=gone.wav"})),
    "nothing is heard while it rings": Heard(talk({1.0: "Speak CallId=A Party=caller Text='one minute'"})),
    "nothing is heard when the call is over": Heard(talk({30.0: "Speak CallId=A Party=caller Text='one minute'"})),
    "a text to one of two calls": Heard(
        talk(
            {6.0: "Speak CallId=B Party=all Text='one minute'"},
            also={3.0: ("2003", "2002", WAITS)},
        ),
        {"2003": ["6.0-7.0 one minute"], "2002": ["6.0-7.0 one minute"]},
    ),
}

TRANSFERS = {
    "who is transferred is heard by nobody while it rings, then by the target": Heard(
        talk({5.0: SENDS_CALLER_ON}, caller=(Pauses(1.0), SIX_SECONDS, *WAITS)),
        {"2001": [f"3.0-5.0 {X}..."], "2002": [f"7.0-9.0 {X}"]},
    ),
    "the callee who is transferred likewise": Heard(
        talk({5.0: SENDS_CALLEE_ON}, callee=(Pauses(1.0), SIX_SECONDS, Pauses(9.0), HangsUp())),
        {"2000": [f"3.0-5.0 {X}..."], "2002": [f"7.0-9.0 {X}"]},
    ),
    "who leaves is heard no more": Heard(
        talk({5.0: SENDS_CALLER_ON}, callee=(Pauses(1.0), SIX_SECONDS, HangsUp())), {"2000": [f"3.0-5.0 {X}..."]}
    ),
    "the target is heard by who is transferred, not by who has left": Heard(
        talk({5.0: SENDS_CALLER_ON}, phones={"2002": picks_up(HELLO, Pauses(60.0))}), {"2000": ["7.0-7.5 hello"]}
    ),
    "if the target does not pick up, the two hear each other again": Heard(
        talk(
            {5.0: SENDS_CALLER_ON},
            caller=(Pauses(1.0), SIX_SECONDS, *WAITS),
            phones={"2002": SILENT},
            world={"ring_time": 2.0},
        ),
        {"2001": [f"3.0-5.0 {X}...", f"7.0-9.0 {X}"]},
    ),
    "at once, if the target is busy": Heard(
        talk({5.0: SENDS_CALLER_ON}, caller=(Pauses(1.0), SIX_SECONDS, *WAITS), phones={"2002": BUSY}),
        {"2001": [f"3.0-5.0 {X}...", f"5.0-9.0 {X}"]},
    ),
    "prompts of the old call are over with it": Heard(
        talk(
            {3.0: "Play CallId=A Party=all AudioFile=tune.wav Repeat=true", 5.5: SENDS_CALLER_ON},
        ),
        {
            "2000": ["3.0-5.0 tune.wav", "5.0-7.0 tune.wav", "7.0-7.5 tune.wav..."],
            "2001": ["3.0-5.0 tune.wav", "5.0-7.0 tune.wav", "7.0-7.5 tune.wav..."],
        },
    ),
    "music on hold is over when the two are connected": Heard(
        talk(
            {
                8.0: HOLD,
                9.0: "Play CallId=A Party=callee AudioFile=tune.wav Repeat=true",
                12.0: JOINS,
            },
            also={4.0: ("2000", "2002", WAITS)},
            callee=(Pauses(11.0), HELLO, Pauses(5.0), HangsUp()),
        ),
        {"2001": ["9.0-11.0 tune.wav", "11.0-12.0 tune.wav..."], "2002": ["13.0-13.5 hello"]},
    ),
    "after an attended transfer the two hear each other in the midst of a word": Heard(
        talk(
            {8.0: f"{HOLD}; {JOINS}"},
            callee=(Pauses(4.0), SIX_SECONDS, Pauses(5.0), HangsUp()),
            also={4.0: ("2000", "2002", WAITS)},
            phones={"2002": picks_up(Pauses(1.0), SIX_SECONDS, Pauses(60.0))},
        ),
        {"2000": [f"6.0-8.0 {X}...", f"7.0-8.0 {X}..."], "2002": [f"8.0-12.0 {X}"], "2001": [f"8.0-13.0 {X}"]},
    ),
    "an API extension to which somebody is transferred is heard by him alone": Heard(
        talk(
            {5.0: "BlindTransfer CallId=A TransferorParty=callee Target=9000"},
            answers={"/9000": "<Speak>one minute</Speak>"},
        ),
        {"2000": ["5.0-6.0 one minute"]},
    ),
}

EXTENSIONS = {
    "the person hears the texts of the watching app beside those of the extension": Heard(
        Row(
            "",
            {1.0: "Speak CallId=A Party=caller Text='beside'"},
            to="9000",
            answers={"/9000": "<Speak>twenty letters, okay</Speak>"},
        ),
        {"2000": ["0.0-2.0 twenty letters, okay", "1.0-1.6 beside"]},
    ),
    "for all is for the person, where there is no other": Heard(
        Row(
            "",
            {1.0: "Speak CallId=A Party=all Text='beside'"},
            to="9000",
            answers={"/9000": "<Delay>5</Delay>"},
        ),
        {"2000": ["1.0-1.6 beside"]},
    ),
    "an API extension hears no text": Heard(
        Row(
            "",
            {1.0: "Speak CallId=A Party=callee Text='beside'"},
            to="9000",
            answers={"/9000": "<Delay>5</Delay>"},
        )
    ),
    "keys for an API extension count as if the person had pressed them, who does not hear them": Heard(
        Row(
            "",
            {1.0: "SendDTMF CallId=A Party=callee Keys=12"},
            to="9000",
            answers={
                "/9000": '<UserInput Digits="2" Timeout="9" ForwardToUrl="/keys"/>',
                "/keys": "<Speak>okay</Speak>",
            },
        ),
        {"2000": ["1.2-1.6 okay"]},
    ),
    "keys for all reach the person as well as the extension": Heard(
        Row(
            "",
            {1.0: "SendDTMF CallId=A Party=all Keys=1"},
            to="9000",
            answers={"/9000": '<UserInput Timeout="9" ForwardToUrl="/keys"/>', "/keys": "<Speak>okay</Speak>"},
        ),
        {"2000": ["1.0-1.1 1", "1.0-1.4 okay"]},
    ),
    "keys for the person are not those that the extension waits for": Heard(
        Row(
            "",
            {1.0: "SendDTMF CallId=A Party=caller Keys=1"},
            to="9000",
            answers={"/9000": '<UserInput Timeout="4" ForwardToUrl="/keys"/>', "/keys": "<Speak>okay</Speak>"},
        ),
        {"2000": ["1.0-1.1 1"]},
    ),
}


def cases(*tables):
    return [
        pytest.param(case, way, id=f"{name} [{way}]" if case.row.commands else name)
        for table in tables
        for name, case in table.items()
        for way in (WAYS if case.row.commands else WAYS[:1])
    ]


@pytest.mark.parametrize(("case", "way"), cases(SPEECH, ON_HOLD, PROMPTS, TRANSFERS, EXTENSIONS))
def test_everybody_hears_just_what_is_meant_for_him(case, way):
    world = case.row.played(way)

    numbers = {one.party.number for one in world.pbx.calls}
    assert {number: world.heard(number) for number in numbers if world.heard(number)} == case.heard


# -- scripts of people -----------------------------------------------------------------------------------------------


def test_a_person_can_wait_for_what_another_one_says():
    row = talk(
        caller=(Hears("how are you"), says("fine"), HangsUp()),
        callee=(Pauses(1.0), says("hello, how are you?"), Hears("fine"), StaysSilent()),
    )
    world = row.played("answer")

    assert world.heard("2000") == ["3.0-4.9 hello, how are you?"]
    assert world.heard("2001") == ["4.9-5.3 fine"]


def test_a_person_who_waits_for_what_is_said_on_hold_waits_in_vain():
    row = talk(
        {2.5: HOLD},
        caller=(Hears("how are you", within=5.0),),
        callee=(Pauses(1.0), says("hello, how are you?"), StaysSilent()),
    )

    assert "7.0 step 1 failed: hears 'how are you': not within 5.0 s; nothing was heard" in row.played("answer").story()
