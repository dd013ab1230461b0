"""<UserInput>: the algorithm of ozml-commands.md section 10.2, case by case."""

from __future__ import annotations

import pytest

from simulator.telephony.causes import HangupCause
from simulator.telephony.effects import Given
from simulator.telephony.media import Clip, KeyMark
from simulator.telephony.steps import HangsUp, Hears, Pauses, Presses, Says, StaysSilent

PROMPT = "<InitialCommands><Speak>Press a key</Speak></InitialCommands>"  # 1.1 s
ONE = "<Input Key='1'><Speak>one</Speak></Input>"
TWO = "<Input Key='2'><Speak>two</Speak></Input>"
FORWARDED = {"/keys": "<Response><Speak>app</Speak></Response>"}


def menu(attributes="", inputs=ONE + TWO, prompt=PROMPT):
    return f"<UserInput {attributes}>{prompt}<Inputs>{inputs}</Inputs></UserInput><Speak>behind</Speak>"


def wait(seconds, keys):
    return [Pauses(seconds), Presses(keys)]


# (menu, what the caller does, texts heard, rules of problems)
CASES = {
    # -- no key
    "no key, no Timeout, no Repeat: left as soon as the prompt ends": (
        menu(),
        [StaysSilent()],
        ["Press a key", "behind"],
        [],
    ),
    "no key, Timeout, no Repeat: left": (menu('Timeout="5"'), [StaysSilent()], ["Press a key", "behind"], []),
    "no key, Repeat: prompted again": (
        menu('Timeout="5" Repeat="true"'),
        [Pauses(13.0), HangsUp()],
        ["Press a key"] * 3,
        [],
    ),
    "no key, Repeat, no Timeout: prompted again at once": (
        menu('Repeat="true"'),
        [Pauses(3.0), HangsUp()],
        ["Press a key"] * 3,
        [],
    ),
    "nothing in it at all": ("<UserInput/><Speak>behind</Speak>", [], ["behind"], []),
    "no key, ForwardToUrl: the app is not asked": (
        menu('Timeout="2" ForwardToUrl="/keys"'),
        [StaysSilent()],
        ["Press a key", "behind"],
        [],
    ),
    # -- a key that matches
    "a key after the prompt": (menu('Timeout="5"'), wait(2.0, "1"), ["Press a key", "one", "behind"], []),
    "a key during the prompt": (menu('Timeout="5"'), wait(0.5, "2"), ["Press a key", "two", "behind"], []),
    "a key at the very end of the prompt, without Timeout": (
        menu(),
        [Hears("press"), Presses("1")],
        ["Press a key", "one", "behind"],
        [],
    ),
    "a key at the very instant of the timeout": (
        menu('Timeout="5"'),
        wait(6.1, "1"),
        ["Press a key", "one", "behind"],
        [],
    ),
    "a key too late is lost": (menu('Timeout="5"'), wait(6.2, "1"), ["Press a key", "behind"], []),
    "a key cancels the rest of the prompt": (
        menu(
            'Timeout="5"',
            prompt="<InitialCommands><Delay>2</Delay><Speak>never</Speak><Speak>never</Speak></InitialCommands>",
        ),
        wait(1.0, "1"),
        ["one", "behind"],
        [],
    ),
    "a matching key with Repeat: the menu again": (
        menu('Timeout="5" Repeat="true"'),
        [*wait(0.5, "1"), Pauses(1.0), HangsUp()],
        ["Press a key", "one", "Press a key"],
        [],
    ),
    "a matching key is not forwarded": (
        menu('Timeout="5" ForwardToUrl="/keys"'),
        wait(2.0, "1"),
        ["Press a key", "one", "behind"],
        [],
    ),
    "star and hash are keys": (
        menu('Timeout="5"', inputs="<Input Key='*'><Speak>star</Speak></Input>"),
        wait(2.0, "*"),
        ["Press a key", "star", "behind"],
        [],
    ),
    "letters match in any case": (
        menu('Timeout="5"', inputs="<Input Key='a'><Speak>letter</Speak></Input>"),
        wait(2.0, "A"),
        ["Press a key", "letter", "behind"],
        [],
    ),
    "an empty Input does nothing": (
        menu('Timeout="5"', inputs="<Input Key='1'/>"),
        wait(2.0, "1"),
        ["Press a key", "behind"],
        [],
    ),
    "the first of two equal Inputs counts": (
        menu('Timeout="5"', inputs=ONE + "<Input Key='1'><Speak>again</Speak></Input>"),
        wait(2.0, "1"),
        ["Press a key", "one", "behind"],
        ["dead-input"],
    ),
    # -- a key that matches nothing
    "a wrong key starts the menu again, even without Repeat": (
        menu('Timeout="5"'),
        [*wait(0.5, "9"), *wait(1.0, "1")],
        ["Press a key", "Press a key", "one", "behind"],
        [],
    ),
    "a wrong key at the very beginning, then a right one": (
        menu('Timeout="5"', prompt=""),
        [Presses("91")],
        ["one", "behind"],
        [],
    ),
    "a wrong key is forwarded": (
        menu('Timeout="5" ForwardToUrl="/keys"'),
        wait(2.0, "9"),
        ["Press a key", "app", "behind"],
        [],
    ),
    "a forwarded key with Repeat: the menu again": (
        menu('Timeout="5" Repeat="true" ForwardToUrl="/keys"'),
        [*wait(0.5, "9"), Pauses(1.0), HangsUp()],
        ["Press a key", "app", "Press a key"],
        [],
    ),
    "enteredUrl is the old name of ForwardToUrl": (
        menu('Timeout="5" enteredUrl="/keys"'),
        wait(2.0, "9"),
        ["Press a key", "app", "behind"],
        ["alias"],
    ),
    "an empty ForwardToUrl is none": (
        menu('Timeout="5" ForwardToUrl=""'),
        [*wait(0.5, "9"), Pauses(9.0)],
        ["Press a key", "Press a key", "behind"],
        [],
    ),
    # -- several digits
    "Digits: waits for all of them": (
        menu('Timeout="5" Digits="4"', inputs="<Input Key='1234'><Speak>open</Speak></Input>"),
        wait(0.5, "1234"),
        ["Press a key", "open", "behind"],
        [],
    ),
    "Digits: more keys than wanted are lost": (
        menu('Timeout="5" Digits="2"', inputs="<Input Key='12'><Speak>open</Speak></Input>"),
        wait(2.0, "1234"),
        ["Press a key", "open", "behind"],
        [],
    ),
    "Digits: too few is no entry": (
        menu('Timeout="5" Digits="4" ForwardToUrl="/keys"', inputs=""),
        wait(0.5, "12"),
        ["Press a key", "behind"],
        ["too-few-digits"],
    ),
    "Digits: too few with Repeat starts again": (
        menu('Timeout="2" Digits="4" Repeat="true"', inputs=""),
        [*wait(0.5, "12"), Pauses(3.0), HangsUp()],
        ["Press a key", "Press a key"],
        ["too-few-digits"],
    ),
    "the time between digits is Timeout": (
        menu('Timeout="5" Digits="2" ForwardToUrl="/keys"', inputs=""),
        [*wait(0.5, "1"), *wait(4.8, "2")],
        ["Press a key", "app", "behind"],
        [],
    ),
    "the time between digits is 3 s without Timeout": (
        menu('Digits="2" ForwardToUrl="/keys"', inputs=""),
        [*wait(0.5, "1"), *wait(2.8, "2")],
        ["Press a key", "app", "behind"],
        [],
    ),
    "the time between digits is over": (
        menu('Digits="2" ForwardToUrl="/keys"', inputs=""),
        [*wait(0.5, "1"), *wait(3.2, "2")],
        ["Press a key", "behind"],
        ["too-few-digits"],
    ),
    "Digits is 1 by default, so a PIN is forwarded after its first key": (
        menu('Timeout="5" ForwardToUrl="/keys"', inputs=""),
        wait(2.0, "1234"),
        ["Press a key", "app", "behind"],
        [],
    ),
    "Min and Max: enough after the pause": (
        menu('Timeout="2" MinDigits="2" MaxDigits="4" ForwardToUrl="/keys"', inputs=""),
        wait(2.0, "123"),
        ["Press a key", "app", "behind"],
        [],
    ),
    "Min and Max: the greatest number ends the entry at once": (
        menu('Timeout="60" MinDigits="2" MaxDigits="3" ForwardToUrl="/keys"', inputs=""),
        wait(2.0, "123"),
        ["Press a key", "app", "behind"],
        [],
    ),
    "Min and Max: too few": (
        menu('Timeout="2" MinDigits="2" MaxDigits="4" ForwardToUrl="/keys"', inputs=""),
        wait(2.0, "1"),
        ["Press a key", "behind"],
        ["too-few-digits"],
    ),
    "Max alone: one is enough": (
        menu('Timeout="2" MaxDigits="4" ForwardToUrl="/keys"', inputs=""),
        wait(2.0, "1"),
        ["Press a key", "app", "behind"],
        [],
    ),
    "Min alone: exactly so many": (
        menu('Timeout="60" MinDigits="2" ForwardToUrl="/keys"', inputs=""),
        wait(2.0, "12"),
        ["Press a key", "app", "behind"],
        [],
    ),
    "Min with Digits: Digits is the greatest number": (
        menu('Timeout="2" MinDigits="1" Digits="3" ForwardToUrl="/keys"', inputs=""),
        wait(2.0, "12"),
        ["Press a key", "app", "behind"],
        [],
    ),
    "Min greater than Max: Max counts": (
        menu('Timeout="60" MinDigits="5" MaxDigits="2" ForwardToUrl="/keys"', inputs=""),
        wait(2.0, "12"),
        ["Press a key", "app", "behind"],
        ["bad-value"],
    ),
    "Digits 0 counts as 1": (
        menu('Timeout="60" Digits="0" ForwardToUrl="/keys"', inputs=""),
        wait(2.0, "1"),
        ["Press a key", "app", "behind"],
        ["bad-value"],
    ),
    "MinDigits 0 counts as 1": (
        menu('Timeout="2" MinDigits="0" MaxDigits="2" ForwardToUrl="/keys"', inputs=""),
        [StaysSilent()],
        ["Press a key", "behind"],
        [],
    ),
    "an Input of several keys without Digits": (
        menu('Timeout="2"', inputs=ONE + "<Input Key='22'><Speak>long</Speak></Input>"),
        wait(2.0, "22"),
        ["Press a key", "long", "behind"],
        ["no-digits"],
    ),
    "a short Input beside one of several keys": (
        menu('Timeout="2"', inputs=ONE + "<Input Key='22'><Speak>long</Speak></Input>"),
        wait(2.0, "1"),
        ["Press a key", "one", "behind"],
        ["no-digits"],
    ),
    "an Input that is too long can never be entered": (
        menu('Timeout="5" Digits="1"', inputs=ONE + "<Input Key='22'/>"),
        wait(2.0, "1"),
        ["Press a key", "one", "behind"],
        ["dead-input"],
    ),
    "an Input of something that is no key can never be entered": (
        menu('Timeout="5"', inputs=ONE + "<Input Key='x'/>"),
        wait(2.0, "1"),
        ["Press a key", "one", "behind"],
        ["dead-input"],
    ),
    # -- the back key
    "the back key of the outermost menu leaves it": (
        menu('Timeout="5" Repeat="true" BackKey="*"'),
        wait(2.0, "*"),
        ["Press a key", "behind"],
        [],
    ),
    "the back key counts in the middle of an entry": (
        menu('Timeout="5" Digits="4" BackKey="*"', inputs=""),
        wait(2.0, "12*"),
        ["Press a key", "behind"],
        [],
    ),
    "the back key wins over an Input": (
        menu('Timeout="5" BackKey="1"'),
        wait(2.0, "1"),
        ["Press a key", "behind"],
        [],
    ),
    "a back key that is no key is none": (
        menu('Timeout="5" BackKey="back"'),
        wait(2.0, "1"),
        ["Press a key", "one", "behind"],
        ["bad-value"],
    ),
    # -- the prompt ends the script
    "GoTo in the prompt": (
        menu('Timeout="5"', prompt="<InitialCommands><GoTo>/keys</GoTo></InitialCommands>"),
        [],
        ["app"],
        [],
    ),
    "Hangup in an Input": (
        menu('Timeout="5" Repeat="true"', inputs="<Input Key='1'><Hangup/></Input>"),
        wait(2.0, "1"),
        ["Press a key"],
        [],
    ),
    "GoTo in an Input": (
        menu('Timeout="5" Repeat="true"', inputs="<Input Key='1'><GoTo>/keys</GoTo></Input>"),
        wait(2.0, "1"),
        ["Press a key", "app"],
        [],
    ),
}


@pytest.mark.parametrize(("commands", "caller", "heard", "rules"), CASES.values(), ids=CASES)
def test_user_input(play, commands, caller, heard, rules):
    played = play(commands, caller=caller, answers=FORWARDED)

    assert (played.heard, played.rules) == (heard, rules)


def test_the_timer_starts_when_the_prompt_has_ended(play):
    played = play(menu('Timeout="2" Repeat="true"'), caller=[Pauses(7.0), HangsUp()])

    assert [line for line in played.lines() if "speaks" in line] == [
        "0.0 speaks 'Press a key' (1.1 s)",
        "3.1 speaks 'Press a key' (1.1 s)",
        "6.2 speaks 'Press a key' (1.1 s)",
    ]


def test_the_first_key_silences_the_prompt(play):
    played = play(menu('Timeout="5"'), caller=wait(0.4, "1"))

    assert played.lines()[3:] == [
        "0.0 speaks 'Press a key' (1.1 s)",
        "0.4 presses 1",
        "0.4 interrupted after 0.4 s: 'Press a key'",
        "0.4 entered 1: an Input",
        "0.4 speaks 'one' (0.3 s)",
        "0.7 speaks 'behind' (0.6 s)",
        "1.3 call ended by pbx: normal clearing",
    ]


def test_without_barge_in_the_prompt_goes_on_until_the_entry_is_complete(play):
    played = play(menu('Timeout="5" Digits="2"', inputs=""), caller=wait(0.4, "1"), barge_in=False)

    assert "1.1 finished 'Press a key'" in played.lines(detail=True)
    assert played.lines()[-4:-1] == [
        "0.4 presses 1",
        "6.1 warning: /:1:11: <UserInput> got 1 of at least 2 digits",
        "6.1 speaks 'behind' (0.6 s)",
    ]


def test_without_barge_in_a_prompt_may_still_replace_the_script(play):
    prompt = "<InitialCommands><Speak>One moment</Speak><GoTo>/keys</GoTo></InitialCommands>"
    played = play(
        menu('Timeout="5" Digits="2"', prompt=prompt), caller=wait(0.4, "1"), barge_in=False, answers=FORWARDED
    )

    assert played.heard == ["One moment", "app"]


def test_a_wrong_entry_may_leave_the_menu_if_the_setting_says_so(play):
    played = play(menu('Timeout="5"'), caller=wait(0.5, "9"), wrong_entry_repeats=False)

    assert played.heard == ["Press a key", "behind"]
    assert "0.5 entered 9: no match" in played.lines()


def test_the_entry_is_told_to_the_app(play):
    played = play(
        menu('Timeout="5" Digits="4" ForwardToUrl="/keys?lang=en"', inputs=""),
        caller=wait(0.5, "12*#"),
        answers={"/keys?lang=en": "<Response/>"},
    )

    assert played.requests[1] == (
        "/keys?lang=en",
        {
            "NotificationName": "DtmfEntered",
            "CallID": played.call.id,
            "CallerID": "+3612345678",
            "DtmfDigits": "12*#",
        },
    )
    assert "1.1 entered 12*#: forwarded to the app" in played.lines()


def test_hanging_up_while_the_app_is_asked_drops_its_answer(play):
    played = play(
        menu('Timeout="5" ForwardToUrl="/keys"', inputs=""),
        answers=FORWARDED,
        caller=[*wait(0.5, "9"), Pauses(0.2), HangsUp()],
        latency=1.0,
    )

    assert played.heard == ["Press a key"]
    assert played.lines()[-1] == "1.8 call ended by caller: normal clearing"


def test_keys_of_an_entry_are_heard_in_no_recording(play):
    """A key that a menu uses is taken off the line."""
    clip = Clip("keys", "keys", 2.0, keys=(KeyMark("1", 0.5, 0.6),))
    played = play(menu('Timeout="5"') + '<Record Duration="1"/>', caller=[Says(Given(clip))])

    assert [(segment.start, segment.end) for segment in played.call.party.track.soundings[0].muted] == [(0.5, 0.6)]


# -- menus in menus --------------------------------------------------------------------------------------------------


def nested(depth):
    """Menus in menus; key 1 goes deeper, star goes back."""
    inner = f"<Input Key='1'>{nested(depth - 1)}<Speak>after {depth - 1}</Speak></Input>" if depth > 1 else ""
    return (
        f"<UserInput Timeout='5' BackKey='*'><InitialCommands><Speak>menu {depth}</Speak></InitialCommands>"
        f"<Inputs>{inner}</Inputs></UserInput>"
    )


@pytest.mark.parametrize(
    ("keys", "heard"),
    [
        ([], ["menu 3"]),
        (["*"], ["menu 3"]),
        (["1"], ["menu 3", "menu 2", "after 2"]),
        (["1", "*"], ["menu 3", "menu 2", "menu 3"]),
        (["1", "1"], ["menu 3", "menu 2", "menu 1", "after 1", "after 2"]),
        (["1", "1", "*"], ["menu 3", "menu 2", "menu 1", "menu 2", "after 2"]),
        (["1", "1", "*", "*"], ["menu 3", "menu 2", "menu 1", "menu 2", "menu 3"]),
        (["1", "1", "*", "*", "*"], ["menu 3", "menu 2", "menu 1", "menu 2", "menu 3"]),
    ],
    ids=lambda value: " ".join(value) if value and len(value[0]) == 1 else None,
)
def test_the_back_key_leads_up_one_level_at_each_depth(play, keys, heard):
    caller = [step for key in keys for step in wait(1.0, key)]
    played = play(nested(3) + "<Speak>behind</Speak>", caller=caller)

    assert played.heard == [*heard, "behind"]


def test_a_menu_in_the_answer_to_dtmf_entered_goes_back_to_the_menu_that_was_forwarded(play):
    played = play(
        menu('Timeout="5" ForwardToUrl="/keys"', inputs=""),
        answers={
            "/keys": "<Response><UserInput Timeout='5' BackKey='*'><InitialCommands><Speak>inner</Speak>"
            "</InitialCommands></UserInput><Speak>never</Speak></Response>"
        },
        caller=[*wait(2.0, "9"), *wait(1.0, "*"), Pauses(1.0), HangsUp()],
    )

    assert played.heard == ["Press a key", "inner", "Press a key"]


def test_a_wrong_pin_may_be_asked_for_again_and_again(play):
    """Each answer holds the next menu; nesting has no limit."""
    again = "<UserInput Timeout='5' Digits='4' ForwardToUrl='/pin'/>"
    played = play(again, answers={"/pin": f"<Response>{again}</Response>"}, caller=[Presses("1234")] * 200)

    assert len(played.requests) == 1 + 200
    assert played.rules == []


def test_a_menu_in_a_prompt_takes_the_keys(play):
    inner = "<UserInput Timeout='3'><Inputs><Input Key='1'><Speak>inner</Speak></Input></Inputs></UserInput>"
    played = play(
        menu('Timeout="5"', prompt=f"<InitialCommands>{inner}</InitialCommands>"),
        caller=[*wait(1.0, "1"), *wait(1.0, "2")],
    )

    assert played.heard == ["inner", "two", "behind"]
    assert played.rules == ["nested-prompt"]


def test_without_barge_in_a_menu_in_a_prompt_comes_to_its_end_before_the_time_of_the_outer_one_counts(play):
    """Section 10.2: while the initial commands run, there is no timer."""
    inner = (
        "<Speak>Go</Speak>"
        "<UserInput Timeout='3'><InitialCommands><Speak>inner words</Speak></InitialCommands></UserInput>"
    )
    played = play(
        menu('Timeout="1" Digits="2"', inputs="", prompt=f"<InitialCommands>{inner}</InitialCommands>"),
        caller=[Presses("1")],
        barge_in=False,
    )

    assert played.lines()[-4:] == [
        "0.2 speaks 'inner words' (1.1 s)",
        "5.3 warning: /:1:11: <UserInput> got 1 of at least 2 digits",
        "5.3 speaks 'behind' (0.6 s)",
        "5.9 call ended by pbx: normal clearing",
    ]


# -- rounds ----------------------------------------------------------------------------------------------------------


def test_rounds_that_take_no_time_last_a_second_and_are_counted(play):
    played = play('\n<UserInput Repeat="true"/>')

    assert played.lines()[-2:] == [
        "1000.0 error: /:2:1: <UserInput> went round 1000 times; the call is hung up",
        "1000.0 call ended by pbx: interworking",
    ]


def test_a_key_counts_in_a_round_that_would_take_no_time(play):
    played = play(menu('Repeat="true"', prompt=""), caller=[*wait(4.5, "1"), HangsUp()])

    assert played.at("entered 1: an Input") == 4.5


def test_the_limit_of_rounds_is_a_setting(play):
    played = play(menu('Timeout="5" Repeat="true"'), round_limit=2)

    assert played.heard == ["Press a key"] * 2
    assert (played.rules, played.call.cause) == (["endless-menu"], HangupCause.INTERWORKING)
