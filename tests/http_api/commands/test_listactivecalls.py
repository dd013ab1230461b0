"""ListActiveCalls: the calls that are going on (p_4058)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from simulator.telephony.office import Office
from tests.http_api.conftest import PATIENT

SUMMER = timezone(timedelta(hours=2))


def test_without_a_call_the_list_is_empty(world):
    """http-api q29."""
    assert world().send("ListActiveCalls").lines[2:] == [
        "  <Code>200</Code>",
        "  <Message>Command successfully executed</Message>",
        "  <ActiveCalls />",
        "</Response>",
    ]


def test_a_call_is_listed_while_it_rings_and_while_people_talk(world):
    epoch = datetime(2024, 5, 2, 9, 15, 29, 123_456, tzinfo=SUMMER)
    made = world(phones={"2001": PATIENT}, epoch=epoch).at(1.0)
    made.calls("2000", "2001")
    rings = made.at(2.9).send("ListActiveCalls").rows("ActiveCalls/CallInfo")
    talks = made.at(10.0).send("ListActiveCalls").rows("ActiveCalls/CallInfo")

    both = {
        "CallId": made.observed[0].id,
        "Source": "2000",
        "CallerId": "2000",
        "Destination": "2001",
        "StartTime": "2024-05-02T09:15:30.1234+02:00",
    }
    assert rings == [{"CallState": "Ringing", **both, "RingDuration": "1", "TalkDuration": "0"}]
    assert talks == [{"CallState": "InCall", **both, "RingDuration": "3", "TalkDuration": "6"}]


def test_calls_on_hold_are_listed_and_calls_that_are_over_are_not(talking):
    """http-api section 4.5."""
    made = talking()
    made.calls("2003", "2002")
    first, second = made.at(20.0).send("ListActiveCalls").texts("ActiveCalls/CallInfo/CallId")
    made.send("Hold", CallId=first)
    made.send("Hangup", CallId=second)

    assert [row["CallState"] for row in made.send("ListActiveCalls").rows("ActiveCalls/CallInfo")] == ["Hold"]


def test_calls_of_api_extensions_are_listed_too(world):
    made = world(phones={"2001": PATIENT}, office=Office())
    made.send("Call", Dialed="2001", CallerId="Anna Kis")
    (row,) = made.at(1.0).send("ListActiveCalls").rows("ActiveCalls/CallInfo")

    assert (row["Source"], row["CallerId"], row["Destination"]) == ("9000", "Anna Kis", "2001")


def test_the_pbx_keeps_calls_that_are_not_over_apart(talking):
    """So what is going on is told as fast after thousands of calls as after the first."""
    made = talking()
    made.calls("2003", "2002")
    first, second = made.at(20.0).observed
    made.send("Hangup", CallId=first.id)

    assert made.pbx.switchboard.living == {second.id: second}
    assert made.finish().pbx.switchboard.living == {}
