"""<UserInput>, instant by instant: what follows from the algorithm of ozml-commands.md section 10.2.

A case says what the caller presses and when, and tells the whole story from the moment when the call is answered. Texts
are spoken at ten characters a second, so that the prompt "Which key?" lasts one second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from simulator.telephony.effects import SqlDone
from simulator.telephony.events import CallAnswered, DtmfReceived, seconds_text
from simulator.telephony.media import Clip
from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.script_events import ProblemFound
from simulator.telephony.steps import HangsUp, Pauses, Presses

KEY_SECONDS = 0.1
PROMPT = "<Speak>Which key?</Speak>"
ONE = '<Input Key="1"><Speak>one</Speak></Input>'
TWO = '<Input Key="2"><Speak>two</Speak></Input>'
BEHIND = "<Speak>behind</Speak>"
APP_SPEAKS = {"/keys": "<Response><Speak>app</Speak></Response>"}


def menu(attributes: str = "", *, prompt: str = PROMPT, inputs: str = ONE + TWO) -> str:
    """A menu; nothing stands behind it."""
    return f"<UserInput {attributes}><InitialCommands>{prompt}</InitialCommands><Inputs>{inputs}</Inputs></UserInput>"


def entry(key: str, commands: str) -> str:
    """An Input."""
    return f'<Input Key="{key}">{commands}</Input>'


def submenu(attributes: str = 'Timeout="5" BackKey="*"', inputs: str = "") -> str:
    """A menu that stands in an Input of another one, or in an answer."""
    return menu(attributes, prompt="<Speak>inner</Speak>", inputs=inputs)


@dataclass(frozen=True)
class Case:
    """A menu with what stands behind it, keys by the instants at which they are pressed, and what comes of it."""

    commands: str
    story: str
    keys: Mapping[float, str] = field(default_factory=dict)
    hangs_up: float | None = None
    """If the caller does."""
    answers: Mapping[str, str] = field(default_factory=lambda: APP_SPEAKS)
    world: Mapping[str, object] = field(default_factory=dict)
    """Files, phones and the database."""
    settings: Mapping[str, object] = field(default_factory=dict)

    @property
    def steps(self) -> list[Pauses | Presses | HangsUp]:
        """The caller's script; the call is answered at 0.0."""
        steps: list[Pauses | Presses | HangsUp] = []
        now = 0.0
        for instant, key in self.keys.items():
            steps += [Pauses(round(instant - now, 6)), Presses(key)]
            now = instant + KEY_SECONDS
        if self.hangs_up is not None:
            steps += [Pauses(round(self.hangs_up - now, 6)), HangsUp()]
        return steps

    @property
    def lines(self) -> list[str]:
        """The story, line by line."""
        return [line.strip() for line in self.story.strip().splitlines()]


def story_of(played) -> list[str]:
    """The caller's own call from when it is answered; of a problem only its kind, and no keys, which the case names."""
    entries = [one for one in played.transcript if one.call_id == played.call.id]
    answered = next(index for index, one in enumerate(entries) if isinstance(one.event, CallAnswered))
    lines = []
    for at, _, event in entries[answered + 1 :]:
        if event.detail or isinstance(event, DtmfReceived):
            continue
        what = f"{event.problem.severity}: {event.problem.rule}" if isinstance(event, ProblemFound) else str(event)
        lines.append(f"{seconds_text(at)} {played.transcript.shortened(what)}")
    return lines


MUSIC = {"clips": {"music.wav": Clip("music", "music", 4.0)}}

NO_KEY = {
    "without Timeout and Repeat it is left as soon as the prompt ends": Case(
        menu() + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        1.0 speaks 'behind' (0.6 s)
        1.6 call ended by pbx: normal clearing
        """,
    ),
    "Timeout is counted from the end of the prompt": Case(
        menu('Timeout="5"') + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        6.0 speaks 'behind' (0.6 s)
        6.6 call ended by pbx: normal clearing
        """,
    ),
    "Repeat with Timeout says the prompt again and again with that much silence between": Case(
        menu('Timeout="2" Repeat="true"') + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        3.0 speaks 'Which key?' (1.0 s)
        6.0 speaks 'Which key?' (1.0 s)
        8.0 call ended by caller: normal clearing
        """,
        hangs_up=8.0,
    ),
    "Repeat without Timeout says the prompt again without a pause": Case(
        menu('Repeat="true"', inputs=entry("1", "<Hangup/>")) + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        1.0 speaks 'Which key?' (1.0 s)
        2.0 speaks 'Which key?' (1.0 s)
        2.5 interrupted after 0.5 s: 'Which key?'
        2.5 entered 1: an Input
        2.5 call ended by pbx: normal clearing
        """,
        keys={2.5: "1"},
    ),
    "a Delay in the prompt is listening time where Repeat has no Timeout": Case(
        menu('Repeat="true"', prompt=PROMPT + "<Delay>5</Delay>", inputs=entry("1", "<Hangup/>")),
        """
        0.0 speaks 'Which key?' (1.0 s)
        6.0 speaks 'Which key?' (1.0 s)
        9.0 entered 1: an Input
        9.0 call ended by pbx: normal clearing
        """,
        keys={9.0: "1"},
    ),
    "a Delay at the end of the prompt puts Timeout off": Case(
        menu('Timeout="2"', prompt=PROMPT + "<Delay>3</Delay>") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        6.0 speaks 'behind' (0.6 s)
        6.6 call ended by pbx: normal clearing
        """,
    ),
    "a Delay between two sentences of the prompt is no end of it": Case(
        menu('Timeout="1"', prompt=PROMPT + "<Delay>3</Delay>" + PROMPT) + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        4.0 speaks 'Which key?' (1.0 s)
        6.0 speaks 'behind' (0.6 s)
        6.6 call ended by pbx: normal clearing
        """,
    ),
    "a menu with nothing in it takes no time": Case(
        "<UserInput/>" + BEHIND,
        """
        0.0 speaks 'behind' (0.6 s)
        0.6 call ended by pbx: normal clearing
        """,
    ),
    "a menu without a prompt listens for Timeout seconds": Case(
        menu('Timeout="4"', prompt="") + BEHIND,
        """
        4.0 speaks 'behind' (0.6 s)
        4.6 call ended by pbx: normal clearing
        """,
    ),
    "the app is not asked if no key came": Case(
        menu('Timeout="2" ForwardToUrl="/keys"', inputs="") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        3.0 speaks 'behind' (0.6 s)
        3.6 call ended by pbx: normal clearing
        """,
    ),
    "a round that would take no time takes a second": Case(
        '<UserInput Repeat="true"/>',
        """
        3.0 error: endless-menu
        3.0 call ended by pbx: interworking
        """,
        settings={"round_limit": 3},
    ),
    "a silent round that has a Timeout takes just that": Case(
        '<UserInput Timeout="4" Repeat="true"/>',
        """
        8.0 error: endless-menu
        8.0 call ended by pbx: interworking
        """,
        settings={"round_limit": 2},
    ),
    "a menu that nobody answers goes round until the limit ends the call": Case(
        menu('Timeout="2" Repeat="true"') + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        3.0 speaks 'Which key?' (1.0 s)
        6.0 error: endless-menu
        6.0 call ended by pbx: interworking
        """,
        settings={"round_limit": 2},
    ),
    "a file that is played for ever never lets Timeout begin": Case(
        menu('Timeout="1"', prompt='<Play Repeat="true">music.wav</Play>') + BEHIND,
        """
        0.0 plays 'music' (4.0 s)
        4.0 plays 'music' (4.0 s)
        8.0 plays 'music' (4.0 s)
        9.5 interrupted after 1.5 s: 'music'
        9.5 entered 1: an Input
        9.5 speaks 'one' (0.3 s)
        9.8 speaks 'behind' (0.6 s)
        10.4 call ended by pbx: normal clearing
        """,
        keys={9.5: "1"},
        world=MUSIC,
    ),
}

ONE_KEY = {
    "a key after the prompt runs its Input, then what stands behind the menu": Case(
        menu('Timeout="5"') + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.5 entered 1: an Input
        2.5 speaks 'one' (0.3 s)
        2.8 speaks 'behind' (0.6 s)
        3.4 call ended by pbx: normal clearing
        """,
        keys={2.5: "1"},
    ),
    "a key in the prompt silences it at once": Case(
        menu('Timeout="5"') + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        0.4 interrupted after 0.4 s: 'Which key?'
        0.4 entered 2: an Input
        0.4 speaks 'two' (0.3 s)
        0.7 speaks 'behind' (0.6 s)
        1.3 call ended by pbx: normal clearing
        """,
        keys={0.4: "2"},
    ),
    "a key at the very beginning counts": Case(
        menu('Timeout="5"', prompt="") + BEHIND,
        """
        0.0 entered 1: an Input
        0.0 speaks 'one' (0.3 s)
        0.3 speaks 'behind' (0.6 s)
        0.9 call ended by pbx: normal clearing
        """,
        keys={0.0: "1"},
    ),
    "a key in the prompt cancels all that is left of it": Case(
        menu('Timeout="5"', prompt=PROMPT + "<Delay>2</Delay><Speak>never</Speak><Play>never.wav</Play>") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        1.5 entered 1: an Input
        1.5 speaks 'one' (0.3 s)
        1.8 speaks 'behind' (0.6 s)
        2.4 call ended by pbx: normal clearing
        """,
        keys={1.5: "1"},
    ),
    "a key in the prompt counts where there is no Timeout": Case(
        menu() + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        0.9 interrupted after 0.9 s: 'Which key?'
        0.9 entered 1: an Input
        0.9 speaks 'one' (0.3 s)
        1.2 speaks 'behind' (0.6 s)
        1.8 call ended by pbx: normal clearing
        """,
        keys={0.9: "1"},
    ),
    "a key at the very instant at which the prompt ends counts": Case(
        menu() + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        1.0 interrupted after 1.0 s: 'Which key?'
        1.0 entered 1: an Input
        1.0 speaks 'one' (0.3 s)
        1.3 speaks 'behind' (0.6 s)
        1.9 call ended by pbx: normal clearing
        """,
        keys={1.0: "1"},
    ),
    "a key at exactly the deadline counts": Case(
        menu('Timeout="5"') + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        6.0 entered 1: an Input
        6.0 speaks 'one' (0.3 s)
        6.3 speaks 'behind' (0.6 s)
        6.9 call ended by pbx: normal clearing
        """,
        keys={6.0: "1"},
    ),
    "a key at exactly the deadline of a menu that repeats belongs to the old round": Case(
        menu('Timeout="5" Repeat="true"', inputs=entry("1", "<Hangup/>")),
        """
        0.0 speaks 'Which key?' (1.0 s)
        6.0 entered 1: an Input
        6.0 call ended by pbx: normal clearing
        """,
        keys={6.0: "1"},
    ),
    "a key just behind the deadline is lost": Case(
        menu('Timeout="5"') + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        6.0 speaks 'behind' (0.6 s)
        6.001 key 1 ignored
        6.6 call ended by pbx: normal clearing
        """,
        keys={6.001: "1"},
    ),
    "with Repeat the menu comes again behind its Input": Case(
        menu('Timeout="5" Repeat="true"') + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        0.4 interrupted after 0.4 s: 'Which key?'
        0.4 entered 1: an Input
        0.4 speaks 'one' (0.3 s)
        0.7 speaks 'Which key?' (1.0 s)
        2.0 entered 2: an Input
        2.0 speaks 'two' (0.3 s)
        2.3 speaks 'Which key?' (1.0 s)
        5.0 call ended by caller: normal clearing
        """,
        keys={0.4: "1", 2.0: "2"},
        hangs_up=5.0,
    ),
    "a key that is pressed while an Input runs is lost": Case(
        menu('Timeout="5" Repeat="true"') + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 speaks 'one' (0.3 s)
        2.2 key 2 ignored
        2.3 speaks 'Which key?' (1.0 s)
        5.0 call ended by caller: normal clearing
        """,
        keys={2.0: "1", 2.2: "2"},
        hangs_up=5.0,
    ),
    "an Input without commands leads to what stands behind the menu": Case(
        menu('Timeout="5"', inputs='<Input key="1"/>') + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 speaks 'behind' (0.6 s)
        2.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "1"},
    ),
    "of two Inputs with one key the first counts": Case(
        menu('Timeout="5"', inputs=ONE + entry("1", "<Speak>never</Speak>")) + BEHIND,
        """
        0.0 warning: dead-input
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 speaks 'one' (0.3 s)
        2.3 speaks 'behind' (0.6 s)
        2.9 call ended by pbx: normal clearing
        """,
        keys={2.0: "1"},
    ),
    "star and hash are keys like others": Case(
        menu('Timeout="5" Repeat="true"', inputs=entry("*", "<Speak>star</Speak>") + entry("#", "<Hangup/>")),
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered *: an Input
        2.0 speaks 'star' (0.4 s)
        2.4 speaks 'Which key?' (1.0 s)
        4.0 entered #: an Input
        4.0 call ended by pbx: normal clearing
        """,
        keys={2.0: "*", 4.0: "#"},
    ),
}

WRONG_KEY = {
    "a wrong key starts the menu anew though it has no Repeat": Case(
        menu('Timeout="5"') + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        0.4 interrupted after 0.4 s: 'Which key?'
        0.4 entered 9: no match
        0.4 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 speaks 'one' (0.3 s)
        2.3 speaks 'behind' (0.6 s)
        2.9 call ended by pbx: normal clearing
        """,
        keys={0.4: "9", 2.0: "1"},
    ),
    "a wrong key starts the whole Timeout anew": Case(
        menu('Timeout="5"') + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        5.0 entered 9: no match
        5.0 speaks 'Which key?' (1.0 s)
        11.0 speaks 'behind' (0.6 s)
        11.6 call ended by pbx: normal clearing
        """,
        keys={5.0: "9"},
    ),
    "a wrong key starts a menu without a Timeout anew": Case(
        menu() + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        0.5 interrupted after 0.5 s: 'Which key?'
        0.5 entered 9: no match
        0.5 speaks 'Which key?' (1.0 s)
        1.5 speaks 'behind' (0.6 s)
        2.1 call ended by pbx: normal clearing
        """,
        keys={0.5: "9"},
    ),
    "every key is wrong in a menu without Inputs": Case(
        menu('Timeout="5"', inputs="") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: no match
        2.0 speaks 'Which key?' (1.0 s)
        8.0 speaks 'behind' (0.6 s)
        8.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "1"},
    ),
    "the setting lets a wrong key leave a menu without Repeat": Case(
        menu('Timeout="5"') + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 9: no match
        2.0 speaks 'behind' (0.6 s)
        2.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "9"},
        settings={"wrong_entry_repeats": False},
    ),
    "the setting changes nothing for a menu with Repeat": Case(
        menu('Timeout="5" Repeat="true"') + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 9: no match
        2.0 speaks 'Which key?' (1.0 s)
        5.0 call ended by caller: normal clearing
        """,
        keys={2.0: "9"},
        hangs_up=5.0,
        settings={"wrong_entry_repeats": False},
    ),
}

FORWARDED = {
    "a key that is no Input is forwarded, and the answer runs in place of an Input": Case(
        menu('Timeout="5" ForwardToUrl="/keys"') + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 9: forwarded to the app
        2.0 POST /keys DtmfEntered
        2.0 speaks 'app' (0.3 s)
        2.3 speaks 'behind' (0.6 s)
        2.9 call ended by pbx: normal clearing
        """,
        keys={2.0: "9"},
    ),
    "a key that is an Input is not forwarded": Case(
        menu('Timeout="5" ForwardToUrl="/keys"') + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 speaks 'one' (0.3 s)
        2.3 speaks 'behind' (0.6 s)
        2.9 call ended by pbx: normal clearing
        """,
        keys={2.0: "1"},
    ),
    "a key in the prompt is forwarded at once": Case(
        menu('ForwardToUrl="/keys"', inputs=""),
        """
        0.0 speaks 'Which key?' (1.0 s)
        0.7 interrupted after 0.7 s: 'Which key?'
        0.7 entered 4: forwarded to the app
        0.7 POST /keys DtmfEntered
        0.7 speaks 'app' (0.3 s)
        1.0 call ended by pbx: normal clearing
        """,
        keys={0.7: "4"},
    ),
    "with Repeat the menu comes again behind the answer": Case(
        menu('Timeout="5" Repeat="true" ForwardToUrl="/keys"', inputs="") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 9: forwarded to the app
        2.0 POST /keys DtmfEntered
        2.0 speaks 'app' (0.3 s)
        2.3 speaks 'Which key?' (1.0 s)
        4.0 call ended by caller: normal clearing
        """,
        keys={2.0: "9"},
        hangs_up=4.0,
    ),
    "an answer without commands leaves a menu without Repeat": Case(
        menu('Timeout="5" ForwardToUrl="/keys"', inputs="") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 9: forwarded to the app
        2.0 POST /keys DtmfEntered
        2.0 speaks 'behind' (0.6 s)
        2.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "9"},
        answers={"/keys": "<Response/>"},
    ),
    "a Hangup in the answer ends the call though the menu repeats": Case(
        menu('Timeout="5" Repeat="true" ForwardToUrl="/keys"', inputs="") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 9: forwarded to the app
        2.0 POST /keys DtmfEntered
        2.0 call ended by pbx: normal clearing
        """,
        keys={2.0: "9"},
        answers={"/keys": "<Response><Hangup/></Response>"},
    ),
    "a GoTo in the answer replaces the menu and what stands behind it": Case(
        menu('Timeout="5" Repeat="true" ForwardToUrl="/keys"', inputs="") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 9: forwarded to the app
        2.0 POST /keys DtmfEntered
        2.0 POST /other GoTo
        2.0 speaks 'other' (0.5 s)
        2.5 call ended by pbx: normal clearing
        """,
        keys={2.0: "9"},
        answers={
            "/keys": "<Response><GoTo>/other</GoTo></Response>",
            "/other": "<Response><Speak>other</Speak></Response>",
        },
    ),
    "an answer that cannot be used ends the call": Case(
        menu('Timeout="5" Repeat="true" ForwardToUrl="/keys"', inputs="") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 9: forwarded to the app
        2.0 POST /keys DtmfEntered
        2.0 error: unusable-answer
        2.0 call ended by pbx: temporary failure
        """,
        keys={2.0: "9"},
        answers={"/keys": ""},
    ),
    "Digits is 1 by default, so the first key of a PIN is all that is forwarded": Case(
        menu('Timeout="5" ForwardToUrl="/keys"', inputs=""),
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: forwarded to the app
        2.0 POST /keys DtmfEntered
        2.0 speaks 'app' (0.3 s)
        2.2 key 2 ignored
        2.3 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 2.2: "2"},
    ),
    "several digits that are no Input are forwarded, and those that are one are not": Case(
        menu('Timeout="5" Digits="2" Repeat="true" ForwardToUrl="/keys"', inputs=entry("12", "<Hangup/>")),
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.5 entered 13: forwarded to the app
        2.5 POST /keys DtmfEntered
        2.5 speaks 'app' (0.3 s)
        2.8 speaks 'Which key?' (1.0 s)
        5.0 entered 12: an Input
        5.0 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 2.5: "3", 4.0: "1", 5.0: "2"},
    ),
    "ForwardToUrl counts more than its old name, wherever it stands": Case(
        menu('Timeout="5" ForwardToUrl="/keys" enteredUrl="/old"', inputs=""),
        """
        0.0 warning: given-twice
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 9: forwarded to the app
        2.0 POST /keys DtmfEntered
        2.0 speaks 'app' (0.3 s)
        2.3 call ended by pbx: normal clearing
        """,
        keys={2.0: "9"},
    ),
    "ForwardToUrl counts more than its old name in front of it": Case(
        menu('Timeout="5" enteredUrl="/old" ForwardToUrl="/keys"', inputs=""),
        """
        0.0 warning: given-twice
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 9: forwarded to the app
        2.0 POST /keys DtmfEntered
        2.0 speaks 'app' (0.3 s)
        2.3 call ended by pbx: normal clearing
        """,
        keys={2.0: "9"},
    ),
}

PIN = entry("1234", "<Speak>open</Speak>")

SEVERAL_DIGITS = {
    "as many keys as Digits says make an entry": Case(
        menu('Timeout="5" Digits="4"', inputs=PIN),
        """
        0.0 speaks 'Which key?' (1.0 s)
        3.5 entered 1234: an Input
        3.5 speaks 'open' (0.4 s)
        3.9 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 2.5: "2", 3.0: "3", 3.5: "4"},
    ),
    "an entry may begin in the prompt, which the first key silences": Case(
        menu('Timeout="5" Digits="4"', inputs=PIN),
        """
        0.0 speaks 'Which key?' (1.0 s)
        0.6 interrupted after 0.6 s: 'Which key?'
        2.4 entered 1234: an Input
        2.4 speaks 'open' (0.4 s)
        2.8 call ended by pbx: normal clearing
        """,
        keys={0.6: "1", 1.2: "2", 1.8: "3", 2.4: "4"},
    ),
    "a key that comes after a whole entry is not kept": Case(
        menu('Timeout="5" Digits="2" Repeat="true"', inputs=entry("12", "<Speak>open</Speak>")),
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.2 entered 12: an Input
        2.2 speaks 'open' (0.4 s)
        2.5 key 3 ignored
        2.6 speaks 'Which key?' (1.0 s)
        5.0 call ended by caller: normal clearing
        """,
        keys={2.0: "1", 2.2: "2", 2.5: "3"},
        hangs_up=5.0,
    ),
    "too few digits leave a menu without Repeat": Case(
        menu('Timeout="5" Digits="4" ForwardToUrl="/keys"', inputs=PIN) + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        8.0 warning: too-few-digits
        8.0 speaks 'behind' (0.6 s)
        8.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 3.0: "2"},
    ),
    "too few digits start a menu with Repeat anew, and are forgotten": Case(
        menu('Timeout="2" Digits="2" Repeat="true"', inputs=entry("12", "<Hangup/>")),
        """
        0.0 speaks 'Which key?' (1.0 s)
        4.0 warning: too-few-digits
        4.0 speaks 'Which key?' (1.0 s)
        7.0 entered 12: an Input
        7.0 call ended by pbx: normal clearing
        """,
        keys={2.0: "9", 6.0: "1", 7.0: "2"},
    ),
    "a wrong entry is forgotten": Case(
        menu('Timeout="2" Digits="2"', inputs=entry("12", "<Hangup/>")),
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.5 entered 99: no match
        2.5 speaks 'Which key?' (1.0 s)
        5.0 entered 12: an Input
        5.0 call ended by pbx: normal clearing
        """,
        keys={2.0: "9", 2.5: "9", 4.0: "1", 5.0: "2"},
    ),
    "every key starts Timeout anew, up to exactly its end": Case(
        menu('Timeout="5" Digits="4"', inputs=PIN),
        """
        0.0 speaks 'Which key?' (1.0 s)
        21.0 entered 1234: an Input
        21.0 speaks 'open' (0.4 s)
        21.4 call ended by pbx: normal clearing
        """,
        keys={6.0: "1", 11.0: "2", 16.0: "3", 21.0: "4"},
    ),
    "a key in the prompt starts Timeout at once, since there is no prompt any more": Case(
        menu('Timeout="2" Digits="2"', inputs="") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        0.5 interrupted after 0.5 s: 'Which key?'
        2.5 warning: too-few-digits
        2.5 speaks 'behind' (0.6 s)
        3.1 call ended by pbx: normal clearing
        """,
        keys={0.5: "1"},
    ),
    "without Timeout three seconds may pass between two keys": Case(
        menu('Digits="2"', inputs=entry("12", "<Speak>open</Speak>")),
        """
        0.0 speaks 'Which key?' (1.0 s)
        0.5 interrupted after 0.5 s: 'Which key?'
        3.5 entered 12: an Input
        3.5 speaks 'open' (0.4 s)
        3.9 call ended by pbx: normal clearing
        """,
        keys={0.5: "1", 3.5: "2"},
    ),
    "without Timeout no more than three seconds may pass between two keys": Case(
        menu('Digits="2"', inputs=entry("12", "<Speak>open</Speak>")) + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        0.5 interrupted after 0.5 s: 'Which key?'
        3.5 warning: too-few-digits
        3.5 speaks 'behind' (0.6 s)
        3.6 key 2 ignored
        4.1 call ended by pbx: normal clearing
        """,
        keys={0.5: "1", 3.6: "2"},
    ),
    "with Repeat and without Timeout too, three seconds may pass between two keys": Case(
        menu('Repeat="true" Digits="2"', inputs=entry("12", "<Hangup/>")),
        """
        0.0 speaks 'Which key?' (1.0 s)
        1.0 speaks 'Which key?' (1.0 s)
        1.5 interrupted after 0.5 s: 'Which key?'
        4.0 entered 12: an Input
        4.0 call ended by pbx: normal clearing
        """,
        keys={1.5: "1", 4.0: "2"},
    ),
    "the time between two keys is a setting": Case(
        menu('Digits="2"', inputs=entry("12", "<Speak>open</Speak>")) + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        0.5 interrupted after 0.5 s: 'Which key?'
        1.5 warning: too-few-digits
        1.5 speaks 'behind' (0.6 s)
        2.1 call ended by pbx: normal clearing
        """,
        keys={0.5: "1"},
        settings={"interdigit_timeout": 1.0},
    ),
    "the setting counts only where there is no Timeout": Case(
        menu('Timeout="5" Digits="2"', inputs=entry("12", "<Hangup/>")),
        """
        0.0 speaks 'Which key?' (1.0 s)
        6.0 entered 12: an Input
        6.0 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 6.0: "2"},
        settings={"interdigit_timeout": 1.0},
    ),
    "an entry of MinDigits to MaxDigits is complete when the time is up": Case(
        menu('Timeout="2" MinDigits="2" MaxDigits="4" ForwardToUrl="/keys"', inputs=""),
        """
        0.0 speaks 'Which key?' (1.0 s)
        5.0 entered 123: forwarded to the app
        5.0 POST /keys DtmfEntered
        5.0 speaks 'app' (0.3 s)
        5.3 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 2.5: "2", 3.0: "3"},
    ),
    "a short entry may be an Input": Case(
        menu('Timeout="2" MinDigits="2" MaxDigits="4"', inputs=entry("12", "<Hangup/>") + PIN),
        """
        0.0 speaks 'Which key?' (1.0 s)
        4.5 entered 12: an Input
        4.5 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 2.5: "2"},
    ),
    "MaxDigits keys make an entry at once": Case(
        menu('Timeout="60" MinDigits="2" MaxDigits="3" ForwardToUrl="/keys"', inputs=""),
        """
        0.0 speaks 'Which key?' (1.0 s)
        3.0 entered 123: forwarded to the app
        3.0 POST /keys DtmfEntered
        3.0 speaks 'app' (0.3 s)
        3.3 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 2.5: "2", 3.0: "3"},
    ),
    "fewer keys than MinDigits are no entry": Case(
        menu('Timeout="2" MinDigits="2" MaxDigits="4" ForwardToUrl="/keys"', inputs="") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        4.0 warning: too-few-digits
        4.0 speaks 'behind' (0.6 s)
        4.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "1"},
    ),
    "MaxDigits alone takes one key or more": Case(
        menu('Timeout="2" MaxDigits="4"', inputs=ONE),
        """
        0.0 speaks 'Which key?' (1.0 s)
        4.0 entered 1: an Input
        4.0 speaks 'one' (0.3 s)
        4.3 call ended by pbx: normal clearing
        """,
        keys={2.0: "1"},
    ),
    "MinDigits alone takes exactly so many keys": Case(
        menu('Timeout="60" MinDigits="2" ForwardToUrl="/keys"', inputs=""),
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.5 entered 12: forwarded to the app
        2.5 POST /keys DtmfEntered
        2.5 speaks 'app' (0.3 s)
        2.8 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 2.5: "2"},
    ),
    "beside MinDigits, Digits is the greatest number": Case(
        menu('Timeout="2" MinDigits="1" Digits="3" Repeat="true"', inputs=ONE + entry("123", "<Hangup/>")),
        """
        0.0 speaks 'Which key?' (1.0 s)
        4.0 entered 1: an Input
        4.0 speaks 'one' (0.3 s)
        4.3 speaks 'Which key?' (1.0 s)
        8.0 entered 123: an Input
        8.0 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 6.0: "1", 7.0: "2", 8.0: "3"},
    ),
    "beside MaxDigits, Digits counts for nothing": Case(
        menu('Timeout="2" MaxDigits="2" Digits="4"', inputs=entry("12", "<Hangup/>")),
        """
        0.0 speaks 'Which key?' (1.0 s)
        3.0 entered 12: an Input
        3.0 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 3.0: "2"},
    ),
    "a MinDigits greater than MaxDigits is as great": Case(
        menu('Timeout="2" MinDigits="5" MaxDigits="2"', inputs=entry("12", "<Hangup/>")) + BEHIND,
        """
        0.0 warning: bad-value
        0.0 speaks 'Which key?' (1.0 s)
        4.0 warning: too-few-digits
        4.0 speaks 'behind' (0.6 s)
        4.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "1"},
    ),
    "beside an Input of two keys, one key is an entry when the time is up": Case(
        menu('Timeout="2"', inputs=ONE + entry("22", "<Speak>long</Speak>")),
        """
        0.0 warning: no-digits
        0.0 speaks 'Which key?' (1.0 s)
        4.0 entered 1: an Input
        4.0 speaks 'one' (0.3 s)
        4.3 call ended by pbx: normal clearing
        """,
        keys={2.0: "1"},
    ),
    "an Input of two keys is an entry with its second key": Case(
        menu('Timeout="2"', inputs=ONE + entry("22", "<Speak>long</Speak>")),
        """
        0.0 warning: no-digits
        0.0 speaks 'Which key?' (1.0 s)
        3.0 entered 22: an Input
        3.0 speaks 'long' (0.4 s)
        3.4 call ended by pbx: normal clearing
        """,
        keys={2.0: "2", 3.0: "2"},
    ),
    "an Input shorter than Digits can never be entered": Case(
        menu('Timeout="2" Digits="2"', inputs=ONE + entry("12", "<Hangup/>")) + BEHIND,
        """
        0.0 warning: dead-input
        0.0 speaks 'Which key?' (1.0 s)
        4.0 warning: too-few-digits
        4.0 speaks 'behind' (0.6 s)
        4.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "1"},
    ),
    "hanging up in the middle of an entry ends everything": Case(
        menu('Timeout="5" Digits="4" ForwardToUrl="/keys"', inputs="") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        3.0 call ended by caller: normal clearing
        """,
        keys={2.0: "1", 2.5: "2"},
        hangs_up=3.0,
    ),
}

SILENT_MENU = menu('Timeout="5" BackKey="*"', prompt="", inputs="")
NESTED = menu('Timeout="5"', inputs=entry("1", submenu() + "<Speak>rest</Speak>")) + BEHIND

BACK_KEY = {
    "the back key of a menu that is not nested leads to what stands behind it": Case(
        menu('Timeout="5" BackKey="*"') + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 speaks 'behind' (0.6 s)
        2.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "*"},
    ),
    "the back key leaves a menu that repeats": Case(
        menu('Timeout="5" Repeat="true" BackKey="*"') + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 speaks 'behind' (0.6 s)
        2.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "*"},
    ),
    "the back key silences the prompt": Case(
        menu('Timeout="5" BackKey="#"') + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        0.4 interrupted after 0.4 s: 'Which key?'
        0.4 speaks 'behind' (0.6 s)
        1.0 call ended by pbx: normal clearing
        """,
        keys={0.4: "#"},
    ),
    "the back key counts in the middle of an entry, which is forgotten": Case(
        menu('Timeout="5" Digits="4" BackKey="*" ForwardToUrl="/keys"', inputs="") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        3.0 speaks 'behind' (0.6 s)
        3.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 2.5: "2", 3.0: "*"},
    ),
    "the back key is no entry, though an Input has it": Case(
        menu('Timeout="5" BackKey="1"') + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 speaks 'behind' (0.6 s)
        2.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "1"},
    ),
    "the back key of a nested menu starts the menu around it anew, and skips the rest of the Input": Case(
        NESTED,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 speaks 'inner' (0.5 s)
        3.0 speaks 'Which key?' (1.0 s)
        9.0 speaks 'behind' (0.6 s)
        9.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 3.0: "*"},
    ),
    "a nested menu that is left for want of a key leads to the rest of the Input": Case(
        NESTED,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 speaks 'inner' (0.5 s)
        7.5 speaks 'rest' (0.4 s)
        7.9 speaks 'behind' (0.6 s)
        8.5 call ended by pbx: normal clearing
        """,
        keys={2.0: "1"},
    ),
    "a nested menu that is left for want of a key leads back to a menu that repeats": Case(
        menu('Timeout="5" Repeat="true"', inputs=entry("1", submenu('Timeout="2"'))),
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 speaks 'inner' (0.5 s)
        4.5 speaks 'Which key?' (1.0 s)
        7.0 call ended by caller: normal clearing
        """,
        keys={2.0: "1"},
        hangs_up=7.0,
    ),
    "the back key of the outer menu means nothing in the inner one": Case(
        menu('Timeout="5" BackKey="*"', inputs=entry("1", submenu('Timeout="5"'))) + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 speaks 'inner' (0.5 s)
        3.0 entered *: no match
        3.0 speaks 'inner' (0.5 s)
        8.5 speaks 'behind' (0.6 s)
        9.1 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 3.0: "*"},
    ),
    "the back key of a nested menu counts in the middle of an entry": Case(
        menu('Timeout="5"', inputs=entry("1", submenu('Timeout="5" Digits="3" BackKey="*"'))) + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 speaks 'inner' (0.5 s)
        4.0 speaks 'Which key?' (1.0 s)
        10.0 speaks 'behind' (0.6 s)
        10.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 3.0: "7", 4.0: "*"},
    ),
    "back, and back again: out of the outermost menu": Case(
        menu('Timeout="5" BackKey="*"', inputs=entry("1", submenu())) + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 speaks 'inner' (0.5 s)
        3.0 speaks 'Which key?' (1.0 s)
        5.0 speaks 'behind' (0.6 s)
        5.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 3.0: "*", 5.0: "*"},
    ),
    "from the third level the back key leads to the second and from there to the first": Case(
        menu(
            'Timeout="5"',
            inputs=entry("1", submenu(inputs=entry("2", SILENT_MENU))),
        )
        + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 speaks 'inner' (0.5 s)
        3.0 entered 2: an Input
        4.0 speaks 'inner' (0.5 s)
        5.0 speaks 'Which key?' (1.0 s)
        11.0 speaks 'behind' (0.6 s)
        11.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 3.0: "2", 4.0: "*", 5.0: "*"},
    ),
    "the back key of a menu in a loop in an Input leads to the menu around the loop": Case(
        '<Array ID="letters"><item>a</item><item>b</item></Array>'
        + menu('Timeout="5"', inputs=entry("1", f'<ForEach source="letters"><Speak>$item</Speak>{submenu()}</ForEach>'))
        + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 speaks 'a' (0.1 s)
        2.1 speaks 'inner' (0.5 s)
        3.0 speaks 'Which key?' (1.0 s)
        9.0 speaks 'behind' (0.6 s)
        9.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 3.0: "*"},
    ),
    "the back key of a menu in a loop that is not nested leads to the next turn": Case(
        '<Array ID="letters"><item>a</item><item>b</item></Array>'
        f'<ForEach source="letters"><Speak>$item</Speak>{submenu()}</ForEach>{BEHIND}',
        """
        0.0 speaks 'a' (0.1 s)
        0.1 speaks 'inner' (0.5 s)
        2.0 speaks 'b' (0.1 s)
        2.1 speaks 'inner' (0.5 s)
        7.6 speaks 'behind' (0.6 s)
        8.2 call ended by pbx: normal clearing
        """,
        keys={2.0: "*"},
    ),
    "a menu in the answer to DtmfEntered is nested: its back key starts the forwarding menu anew": Case(
        menu('Timeout="5" ForwardToUrl="/keys"', inputs="") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 9: forwarded to the app
        2.0 POST /keys DtmfEntered
        2.0 speaks 'inner' (0.5 s)
        3.0 speaks 'Which key?' (1.0 s)
        9.0 speaks 'behind' (0.6 s)
        9.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "9", 3.0: "*"},
        answers={"/keys": f"<Response>{submenu()}<Speak>rest</Speak></Response>"},
    ),
    "a menu in the answer to DtmfEntered that is left leads to the rest of the answer": Case(
        menu('Timeout="5" ForwardToUrl="/keys"', inputs="") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 9: forwarded to the app
        2.0 POST /keys DtmfEntered
        2.0 speaks 'inner' (0.5 s)
        7.5 speaks 'rest' (0.4 s)
        7.9 speaks 'behind' (0.6 s)
        8.5 call ended by pbx: normal clearing
        """,
        keys={2.0: "9"},
        answers={"/keys": f"<Response>{submenu()}<Speak>rest</Speak></Response>"},
    ),
    "an answer to a nested menu is on the third level": Case(
        menu('Timeout="5"', inputs=entry("1", submenu('Timeout="5" BackKey="*" ForwardToUrl="/keys"'))) + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 speaks 'inner' (0.5 s)
        3.0 entered 7: forwarded to the app
        3.0 POST /keys DtmfEntered
        4.0 speaks 'inner' (0.5 s)
        5.0 speaks 'Which key?' (1.0 s)
        11.0 speaks 'behind' (0.6 s)
        11.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 3.0: "7", 4.0: "*", 5.0: "*"},
        answers={"/keys": f"<Response>{SILENT_MENU}</Response>"},
    ),
    "a menu in the answer to RecordCompleted is nested as the Record is": Case(
        menu('Timeout="5"', inputs=entry("1", '<Record Duration="2" FinishedUrl="/rec"/><Speak>rest</Speak>')) + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 recording started
        4.0 recording finished: max-duration, 2.0 s
        4.0 POST /rec RecordCompleted
        4.0 speaks 'inner' (0.5 s)
        5.0 speaks 'Which key?' (1.0 s)
        11.0 speaks 'behind' (0.6 s)
        11.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 5.0: "*"},
        answers={"/rec": f"<Response>{submenu()}</Response>"},
    ),
    "behind a GoTo nothing is nested any more": Case(
        menu('Timeout="5"', inputs=entry("1", "<GoTo>/other</GoTo>")) + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 POST /other GoTo
        2.0 speaks 'inner' (0.5 s)
        3.0 speaks 'rest' (0.4 s)
        3.4 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 3.0: "*"},
        answers={"/other": f"<Response>{submenu()}<Speak>rest</Speak></Response>"},
    ),
}

LETTERS = '<Array ID="letters"><item>a</item><item>b</item><item>c</item></Array>'
BUSY = {"phones": {"4711": Phone(PhoneOutcome.BUSY)}}
PICKS_UP = {"phones": {"4711": Phone(after=2.0)}}

OTHER_COMMANDS = {
    "Hangup in the prompt ends the call when its turn comes": Case(
        menu('Timeout="5" Repeat="true"', prompt=PROMPT + "<Hangup/>") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        1.0 call ended by pbx: normal clearing
        """,
    ),
    "Hangup in an Input ends the call though the menu repeats": Case(
        menu('Timeout="5" Repeat="true"', inputs=entry("1", "<Speak>Bye</Speak><Hangup/>")) + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 speaks 'Bye' (0.3 s)
        2.3 call ended by pbx: normal clearing
        """,
        keys={2.0: "1"},
    ),
    "GoTo in the prompt replaces the script when its turn comes": Case(
        menu('Timeout="5" Repeat="true"', prompt=PROMPT + "<GoTo>/keys</GoTo>") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        1.0 POST /keys GoTo
        1.0 speaks 'app' (0.3 s)
        1.3 call ended by pbx: normal clearing
        """,
    ),
    "a key cancels a GoTo whose turn has not come": Case(
        menu('Timeout="5"', prompt=PROMPT + "<GoTo>/keys</GoTo>") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        0.5 interrupted after 0.5 s: 'Which key?'
        0.5 entered 1: an Input
        0.5 speaks 'one' (0.3 s)
        0.8 speaks 'behind' (0.6 s)
        1.4 call ended by pbx: normal clearing
        """,
        keys={0.5: "1"},
    ),
    "GoTo in an Input replaces the whole script": Case(
        menu('Timeout="5" Repeat="true"', inputs=entry("1", "<GoTo>/keys</GoTo>")) + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 POST /keys GoTo
        2.0 speaks 'app' (0.3 s)
        2.3 call ended by pbx: normal clearing
        """,
        keys={2.0: "1"},
    ),
    "GoTo in an Input of a nested menu replaces the whole script": Case(
        menu('Timeout="5" Repeat="true"', inputs=entry("1", submenu(inputs=entry("2", "<GoTo>/keys</GoTo>")))) + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 speaks 'inner' (0.5 s)
        3.0 entered 2: an Input
        3.0 POST /keys GoTo
        3.0 speaks 'app' (0.3 s)
        3.3 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 3.0: "2"},
    ),
    "BlindTransfer in an Input ends the script when the phone is picked up": Case(
        menu('Timeout="5" Repeat="true"', inputs=entry("1", "<BlindTransfer>4711</BlindTransfer>")) + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        4.0 connected with 4711
        9.0 call ended by caller: normal clearing
        """,
        keys={2.0: "1"},
        hangs_up=9.0,
        world=PICKS_UP,
    ),
    "behind a BlindTransfer that fails the Input goes on": Case(
        menu('Timeout="5"', inputs=entry("1", "<BlindTransfer>4711</BlindTransfer><Speak>Sorry</Speak>")) + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 transfer to 4711 failed: user busy
        2.0 speaks 'Sorry' (0.5 s)
        2.5 speaks 'behind' (0.6 s)
        3.1 call ended by pbx: normal clearing
        """,
        keys={2.0: "1"},
        world=BUSY,
    ),
    "BlindTransfer in the prompt ends the script when the phone is picked up": Case(
        menu('Timeout="5" Repeat="true"', prompt=PROMPT + "<BlindTransfer>4711</BlindTransfer>") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        3.0 connected with 4711
        9.0 call ended by caller: normal clearing
        """,
        hangs_up=9.0,
        world=PICKS_UP,
    ),
    "behind a BlindTransfer that fails the prompt goes on": Case(
        menu('Timeout="2"', prompt="<BlindTransfer>4711</BlindTransfer>" + PROMPT) + BEHIND,
        """
        0.0 transfer to 4711 failed: user busy
        0.0 speaks 'Which key?' (1.0 s)
        3.0 speaks 'behind' (0.6 s)
        3.6 call ended by pbx: normal clearing
        """,
        world=BUSY,
    ),
    "a key gives up a BlindTransfer of the prompt that still rings": Case(
        menu('Timeout="5"', prompt="<BlindTransfer>4711</BlindTransfer>" + PROMPT) + BEHIND,
        """
        1.0 entered 1: an Input
        1.0 speaks 'one' (0.3 s)
        1.3 speaks 'behind' (0.6 s)
        1.9 call ended by pbx: normal clearing
        """,
        keys={1.0: "1"},
        world=PICKS_UP,
    ),
    "the finishing key of a Record in an Input is none of the menu's": Case(
        menu('Timeout="5" Repeat="true"', inputs=entry("1", '<Record FinishDigits="#2"/>') + TWO),
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 recording started
        4.5 recording finished: finish-digit, 2.5 s
        4.5 speaks 'Which key?' (1.0 s)
        8.0 call ended by caller: normal clearing
        """,
        keys={2.0: "1", 4.5: "2"},
        hangs_up=8.0,
    ),
    "a key that neither the Record nor the menu waits for is lost": Case(
        menu('Timeout="5" BackKey="*"', inputs=entry("1", '<Record FinishDigits="#" Duration="4"/>')) + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 recording started
        3.0 key * ignored
        6.0 recording finished: max-duration, 4.0 s
        6.0 speaks 'behind' (0.6 s)
        6.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 3.0: "*"},
    ),
    "a Record in the prompt takes its finishing keys, and any other key stops it": Case(
        menu('Timeout="5" Repeat="true"', prompt='<Record FinishDigits="#"/>', inputs=entry("1", "<Hangup/>")),
        """
        0.0 recording started
        2.0 recording finished: finish-digit, 2.0 s
        7.0 recording started
        8.0 recording finished: stop, 1.0 s
        8.0 entered 1: an Input
        8.0 call ended by pbx: normal clearing
        """,
        keys={2.0: "#", 8.0: "1"},
    ),
    "a loop in an Input asks for each item, and a key decides": Case(
        LETTERS
        + menu(
            'Timeout="5"',
            inputs=entry(
                "1",
                '<ForEach source="letters">'
                + menu('Timeout="2"', prompt="<Speak>$item</Speak>", inputs=entry("2", "<Speak>gone: $item</Speak>"))
                + "</ForEach>",
            ),
        )
        + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 speaks 'a' (0.1 s)
        4.1 speaks 'b' (0.1 s)
        5.0 entered 2: an Input
        5.0 speaks 'gone: b' (0.7 s)
        5.7 speaks 'c' (0.1 s)
        7.8 speaks 'behind' (0.6 s)
        8.4 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 5.0: "2"},
    ),
    "a key in a loop in the prompt ends the loop": Case(
        LETTERS
        + menu('Timeout="5"', prompt='<ForEach source="letters"><Speak>$item</Speak><Delay>1</Delay></ForEach>')
        + BEHIND,
        """
        0.0 speaks 'a' (0.1 s)
        1.1 speaks 'b' (0.1 s)
        2.0 entered 1: an Input
        2.0 speaks 'one' (0.3 s)
        2.3 speaks 'behind' (0.6 s)
        2.9 call ended by pbx: normal clearing
        """,
        keys={2.0: "1"},
    ),
    "a menu in the prompt is a command like others, and takes the keys": Case(
        menu('Timeout="5"', prompt=submenu('Timeout="5"', inputs=ONE)) + BEHIND,
        """
        0.0 warning: nested-prompt
        0.0 speaks 'inner' (0.5 s)
        2.0 entered 1: an Input
        2.0 speaks 'one' (0.3 s)
        4.0 entered 2: an Input
        4.0 speaks 'two' (0.3 s)
        4.3 speaks 'behind' (0.6 s)
        4.9 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 4.0: "2"},
    ),
}

OZEKI_10 = {"dialect": "ozeki10"}
STATEMENT = "UPDATE menu SET used = 1"

SETTINGS = {
    "Exit in an Input leaves a menu that repeats": Case(
        menu('Timeout="5" Repeat="true"', inputs=entry("1", "<Speak>one</Speak><Exit/>")) + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 speaks 'one' (0.3 s)
        2.3 speaks 'behind' (0.6 s)
        2.9 call ended by pbx: normal clearing
        """,
        keys={2.0: "1"},
        settings=OZEKI_10,
    ),
    "Exit in the prompt leaves the menu": Case(
        menu('Timeout="5" Repeat="true"', prompt=PROMPT + "<Exit/>") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        1.0 speaks 'behind' (0.6 s)
        1.6 call ended by pbx: normal clearing
        """,
        settings=OZEKI_10,
    ),
    "Exit in a nested menu leaves only that": Case(
        menu(
            'Timeout="5"',
            inputs=entry(
                "1", submenu('Timeout="5" Repeat="true"', inputs=entry("2", "<Exit/>")) + "<Speak>rest</Speak>"
            ),
        )
        + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 speaks 'inner' (0.5 s)
        3.0 entered 2: an Input
        3.0 speaks 'rest' (0.4 s)
        3.4 speaks 'behind' (0.6 s)
        4.0 call ended by pbx: normal clearing
        """,
        keys={2.0: "1", 3.0: "2"},
        settings=OZEKI_10,
    ),
    "Exit in a loop in an Input leaves only the loop": Case(
        LETTERS
        + menu(
            'Timeout="5"',
            inputs=entry("1", '<ForEach source="letters"><Speak>$item</Speak><Exit/></ForEach><Speak>rest</Speak>'),
        )
        + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 speaks 'a' (0.1 s)
        2.1 speaks 'rest' (0.4 s)
        2.5 speaks 'behind' (0.6 s)
        3.1 call ended by pbx: normal clearing
        """,
        keys={2.0: "1"},
        settings=OZEKI_10,
    ),
    "Exit in the answer to DtmfEntered leaves the menu that asked": Case(
        menu('Timeout="5" Repeat="true" ForwardToUrl="/keys"', inputs="") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 9: forwarded to the app
        2.0 POST /keys DtmfEntered
        2.0 speaks 'behind' (0.6 s)
        2.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "9"},
        answers={"/keys": "<Response><Exit/></Response>"},
        settings=OZEKI_10,
    ),
    "ExecuteSQL runs when the digits have been entered": Case(
        menu(f'Timeout="5" ExecuteSQL="{STATEMENT}"') + BEHIND,
        f"""
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 SQL {STATEMENT!r}: 1 rows changed
        2.0 speaks 'one' (0.3 s)
        2.3 speaks 'behind' (0.6 s)
        2.9 call ended by pbx: normal clearing
        """,
        keys={2.0: "1"},
        world={"results": {STATEMENT: SqlDone(affected=1)}},
        settings=OZEKI_10,
    ),
    "ExecuteSQL does not run without an entry": Case(
        menu(f'Timeout="5" Digits="2" ExecuteSQL="{STATEMENT}"', inputs="") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        7.0 warning: too-few-digits
        7.0 speaks 'behind' (0.6 s)
        7.6 call ended by pbx: normal clearing
        """,
        keys={2.0: "1"},
        world={"results": {STATEMENT: SqlDone(affected=1)}},
        settings=OZEKI_10,
    ),
    "ExecuteSQL is a parameter of Ozeki 10 only": Case(
        menu(f'Timeout="5" ExecuteSQL="{STATEMENT}"') + BEHIND,
        """
        0.0 error: other-dialect
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 1: an Input
        2.0 speaks 'one' (0.3 s)
        2.3 speaks 'behind' (0.6 s)
        2.9 call ended by pbx: normal clearing
        """,
        keys={2.0: "1"},
    ),
    "without barge-in the prompt goes on until the entry is whole": Case(
        menu('Timeout="5" Digits="2"', inputs=entry("12", "<Speak>open</Speak>")),
        """
        0.0 speaks 'Which key?' (1.0 s)
        0.7 interrupted after 0.7 s: 'Which key?'
        0.7 entered 12: an Input
        0.7 speaks 'open' (0.4 s)
        1.1 call ended by pbx: normal clearing
        """,
        keys={0.4: "1", 0.7: "2"},
        settings={"barge_in": False},
    ),
    "without barge-in an entry that begins in the prompt may end behind it": Case(
        menu('Timeout="5" Digits="2"', inputs=entry("12", "<Speak>open</Speak>")),
        """
        0.0 speaks 'Which key?' (1.0 s)
        2.0 entered 12: an Input
        2.0 speaks 'open' (0.4 s)
        2.4 call ended by pbx: normal clearing
        """,
        keys={0.4: "1", 2.0: "2"},
        settings={"barge_in": False},
    ),
    "without barge-in the rest of the prompt is said behind the first key": Case(
        menu(
            'Timeout="5" Digits="2"',
            prompt=PROMPT + "<Speak>or more</Speak>",
            inputs=entry("12", "<Speak>open</Speak>"),
        ),
        """
        0.0 speaks 'Which key?' (1.0 s)
        1.0 speaks 'or more' (0.7 s)
        3.0 entered 12: an Input
        3.0 speaks 'open' (0.4 s)
        3.4 call ended by pbx: normal clearing
        """,
        keys={0.4: "1", 3.0: "2"},
        settings={"barge_in": False},
    ),
    "without barge-in the back key still leaves at once": Case(
        menu('Timeout="5" Digits="2" BackKey="*"', inputs="") + BEHIND,
        """
        0.0 speaks 'Which key?' (1.0 s)
        0.4 interrupted after 0.4 s: 'Which key?'
        0.4 speaks 'behind' (0.6 s)
        1.0 call ended by pbx: normal clearing
        """,
        keys={0.4: "*"},
        settings={"barge_in": False},
    ),
}


DEFECTS: dict[str, str] = {}
"""Cases that do not hold yet, and why."""


def marks_of(name: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(reason=DEFECTS[name], strict=True)] if name in DEFECTS else []


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=name, marks=marks_of(name))
        for table in (NO_KEY, ONE_KEY, WRONG_KEY, FORWARDED, SEVERAL_DIGITS, BACK_KEY, OTHER_COMMANDS, SETTINGS)
        for name, case in table.items()
    ],
)
def test_a_menu(play, case):
    played = play(case.commands, caller=case.steps, answers=case.answers, **case.world, **case.settings)

    assert story_of(played) == case.lines
