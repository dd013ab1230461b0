"""<GoTo>: another answer takes over (P4801)."""

import pytest

from simulator.telephony.causes import HangupCause
from simulator.telephony.steps import HangsUp, Pauses

HI = "<Response><Speak>Hi</Speak></Response>"


def test_goto_asks_the_app_and_runs_what_comes_back_in_place_of_the_script(play):
    played = play("<GoTo>/next?level=2</GoTo><Speak>never</Speak>", answers={"/next?level=2": HI})

    assert played.requests[1] == (
        "/next?level=2",
        {"NotificationName": "GoTo", "CallID": played.call.id, "CallerID": "+3612345678"},
    )
    assert played.heard == ["Hi"]


@pytest.mark.parametrize("url", ["/next", "next", "http://app/next", "./next"])
def test_addresses_count_from_the_answer_that_holds_them(play, url):
    assert play(f"<GoTo>{url}</GoTo>", answers={"/next": HI}).heard == ["Hi"]


def test_goto_in_a_menu_replaces_the_whole_script(play):
    """ozml q16."""
    played = play(
        "<UserInput><InitialCommands><Speak>a</Speak><GoTo>/next</GoTo></InitialCommands></UserInput>"
        "<Speak>never</Speak>",
        answers={"/next": HI},
    )

    assert played.heard == ["a", "Hi"]


def test_a_loop_that_takes_no_time_is_stopped_and_named(play):
    """ozml q17; section 8, no. 17."""
    played = play("<GoTo>/a</GoTo>", answers={"/a": "<Response>\n <GoTo>/a</GoTo></Response>"})

    assert len(played.requests) == 101
    assert played.lines()[-2:] == [
        "0.0 error: /a:2:2: endless <GoTo>: 100 in a row without anything that takes time between them",
        "0.0 call ended by pbx: interworking",
    ]


def test_a_loop_that_takes_time_is_none_of_our_business(play):
    played = play(
        "<GoTo>/a</GoTo>",
        answers={"/a": "<Response><Delay>1</Delay><GoTo>/a</GoTo></Response>"},
        caller=[Pauses(150.5), HangsUp()],
    )

    assert played.rules == []
    assert len(played.requests) == 152


def test_the_limit_is_a_setting(play):
    played = play("<GoTo>/</GoTo>", goto_limit=3)

    assert len(played.requests) == 1 + 3


@pytest.mark.parametrize("query", ["SELECT ozml FROM scripts", "select\n1", "EXEC sp_menu"])
def test_a_query_is_not_simulated_and_ends_the_call(play, query):
    """Section 4.7."""
    played = play(f"<GoTo>{query}</GoTo><Speak>never</Speak>")

    assert played.rules == ["not-simulated", "never-run"]
    assert (played.call.cause, played.heard) == (HangupCause.INTERWORKING, [])


def test_an_address_that_is_none_is_a_mistake_of_the_app(play):
    played = play("<GoTo>http://[</GoTo><Speak>Hi</Speak>")

    assert (played.rules, played.heard) == (["bad-value"], ["Hi"])


def test_hanging_up_while_the_app_is_asked_drops_the_answer(play):
    played = play(
        "<Delay>1</Delay><GoTo>/next</GoTo>", answers={"/next": HI}, caller=[Pauses(1.5), HangsUp()], latency=1.0
    )

    assert played.lines(detail=True)[-4:] == [
        "2.5 call ended by caller: normal clearing",
        "3.0 200 text/xml, 38 bytes",
        "3.0 <GoTo> left",
        "3.0 call cleared",
    ]
