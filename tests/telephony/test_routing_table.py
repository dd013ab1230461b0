"""RoutingInterception and Route: where a call goes, round after round, and what the app is told (p_4201, P4594)."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from simulator.telephony.effects import Response
from simulator.telephony.office import Office
from simulator.telephony.steps import HangsUp, Pauses
from tests.conftest import APP
from tests.telephony.rows import WAITS, Row, assert_story
from tests.telephony.worlds import APPS, BUSY, GONE, SILENT, World, picks_up, refuses

LINES = {"provider": "06*", "other": "07*"}


def office(**options) -> dict[str, Office]:
    set_up = {"extensions": APPS, "lines": LINES, "routing_url": f"{APP}/route", "call_changed_url": f"{APP}/changed"}
    return {"office": Office(**{**set_up, **options})}


ASKED = """
    0.0 POST /route RoutingInterception
"""


def talks_to(number: str, since: int = 2) -> str:
    return f"""
    {since}.0 2000 connected with {number}
    {since}.0 {number} connected with 2000
    {since}.0 A Answered
    {since}.0 A InCall
    {since + 20}.0 2000 call ended by caller: normal clearing
    {since + 20}.0 {number} call ended by caller: normal clearing
    {since + 20}.0 A Completed
    """


def routed(route: str, story: str, *, rings: str = "0.0 A Ringing", **options) -> Row:
    """A call from 2000 to 2001 about which the app is asked; `rings` is what is told when a phone rings."""
    answers = {"/route": route, **options.pop("answers", {})}
    return Row(f"{ASKED}\n{rings}\n{story}", answers=answers, world={**office(), **options.pop("world", {})}, **options)


TO_THE_CHOICE = {
    "to another phone": routed('<Route Destination="2002"/>', "0.0 sent to 2002 by the app" + talks_to("2002")),
    "the destination may be the text": routed("<Route>2002</Route>", "0.0 sent to 2002 by the app" + talks_to("2002")),
    "to the number that was dialled": routed(
        '<Route Destination="2001"/>', "0.0 sent to 2001 by the app" + talks_to("2001")
    ),
    "to a phone outside": routed(
        '<Route Destination="0612345"/>', "0.0 sent to 0612345 by the app" + talks_to("0612345")
    ),
    "over an outside line, with a number": routed(
        '<Route Destination="provider" DialedNumber="0699"/>', "0.0 sent to provider by the app" + talks_to("0699")
    ),
    "over an outside line, to the number that was dialled": routed(
        '<Route Destination="provider"/>', "0.0 sent to provider by the app" + talks_to("2001")
    ),
    "a number for no line does not count": routed(
        '<Route Destination="2002" DialedNumber="2003"/>', "0.0 sent to 2002 by the app" + talks_to("2002")
    ),
    "to an API extension": routed(
        '<Route Destination="9000"/>',
        """
        0.0 sent to 9000 by the app
        0.0 POST /9000 IncomingCall
        0.0 A Answered
        0.0 A InCall
        0.0 2000 speaks 'welcome' (0.7 s)
        0.7 2000 call ended by pbx: normal clearing
        0.7 A Completed
        """,
        answers={"/9000": "<Speak>welcome</Speak>"},
    ),
    "from an API extension to a phone": routed(
        '<Route Destination="2002"/>', "0.0 sent to 2002 by the app" + talks_to("2002"), to="9000"
    ),
    "to nobody: the caller is refused": routed(
        '<Route Destination=""/>',
        """
        0.0 sent to nobody by the app
        0.0 2000 call ended by pbx: call rejected
        0.0 A Busy
        """,
        rings="",
    ),
    "of two Routes the first counts": routed(
        '<Route Destination="2002"/><Route Destination="2003"/>',
        "0.0 warning: given-twice\n0.0 sent to 2002 by the app" + talks_to("2002"),
    ),
    "of two Routes the first one with a destination": routed(
        '<Route RingTime="5"/><Route Destination="2002"/>',
        "0.0 error: missing-parameter\n0.0 sent to 2002 by the app" + talks_to("2002"),
    ),
    "two that refuse": routed(
        '<Route Destination=""/><Route Destination="2003"/>',
        """
        0.0 warning: given-twice
        0.0 sent to nobody by the app
        0.0 2000 call ended by pbx: call rejected
        0.0 A Busy
        """,
        rings="",
    ),
    "a phone that is picked up at the very end of the ring time": routed(
        '<Route Destination="2002" RingTime="2"/>', "0.0 sent to 2002 by the app" + talks_to("2002")
    ),
}

TO_THE_DIAL_PLAN = {
    "an empty answer": routed("", talks_to("2001")),
    "a Route without a destination": routed("<Route/>", "0.0 error: missing-parameter" + talks_to("2001")),
    "a command of another family": routed("<Hangup/>", "0.0 error: wrong-family" + talks_to("2001")),
    "an app that is not there": routed(
        Response("", 0, b"", failure="connection refused"), "0.0 error: no-answer" + talks_to("2001")
    ),
    "an app that fails": routed(Response("", 500, b"", "text/html"), "0.0 error: http-status" + talks_to("2001")),
    "an app that is not found": routed(
        Response("", 404, b"", "text/html"), "0.0 error: http-status" + talks_to("2001")
    ),
    "an answer that is no XML": routed(
        Response("", 200, b"<Response><Route", "text/xml"), "0.0 error: unusable-answer" + talks_to("2001")
    ),
    "an answer that is another page": routed(
        Response("", 200, b"<html/>", "text/html"), "0.0 error: unknown-root" + talks_to("2001")
    ),
    "no body": routed(Response("", 200, b"", "text/xml"), "0.0 error: unusable-answer" + talks_to("2001")),
    "to the API extension that was dialled": routed(
        "",
        """
        0.0 POST /9000 IncomingCall
        0.0 A Answered
        0.0 A InCall
        0.0 2000 call ended by pbx: normal clearing
        0.0 A Completed
        """,
        to="9000",
    ),
    "nobody is asked where no address is set": Row("0.0 A Ringing" + talks_to("2001"), world=office(routing_url="")),
}

PLANS = {
    "a pattern": Row(
        "0.0 A Ringing\n0.0 sent to 2002 by the dial plan" + talks_to("2002"),
        to="155",
        world=office(routing_url="", dial_plan={"1*": "2002", "15*": "2003"}),
    ),
    "a pattern with a question mark": Row(
        "0.0 A Ringing\n0.0 sent to 2003 by the dial plan" + talks_to("2003"),
        to="155",
        world=office(routing_url="", dial_plan={"1?": "2002", "1??": "2003"}),
    ),
    "a pattern that does not match": Row(
        "0.0 A Ringing" + talks_to("2001"), world=office(routing_url="", dial_plan={"1*": "2002"})
    ),
    "an outside line": Row(
        "0.0 A Ringing\n0.0 sent to provider by the dial plan" + talks_to("0611"),
        to="0611",
        world=office(routing_url="", dial_plan={"06*": "provider"}),
    ),
    "an API extension": Row(
        """
        0.0 A Ringing
        0.0 sent to 9000 by the dial plan
        0.0 POST /9000 IncomingCall
        0.0 A Answered
        0.0 A InCall
        0.0 2000 call ended by pbx: normal clearing
        0.0 A Completed
        """,
        to="155",
        world=office(routing_url="", dial_plan={"1*": "9000"}),
    ),
    "a refusal": Row(
        """
        0.0 sent to nobody by the dial plan
        0.0 2000 call ended by pbx: call rejected
        0.0 A Busy
        """,
        to="0906",
        world=office(routing_url="", dial_plan={"09*": ""}),
    ),
    "its number is tried once": Row(
        """
        0.0 A Ringing
        0.0 sent to 2002 by the dial plan
        0.0 2002 call ended by callee: user busy
        0.0 not reached: 2002: user busy
        0.0 2000 call ended by pbx: user busy
        0.0 A Busy
        """,
        to="155",
        phones={"2002": BUSY},
        world=office(routing_url="", dial_plan={"1*": "2002"}),
    ),
    "it counts where the app does not choose": routed(
        "",
        "0.0 sent to 2002 by the dial plan" + talks_to("2002"),
        to="155",
        world=office(dial_plan={"1*": "2002"}),
    ),
}

ROUNDS = {
    "one after the other is tried, each for as long as the app says": routed(
        '<Route Destination="2002" RingTime="20"/>',
        """
        0.0 sent to 2002 by the app
        20.0 2002 call ended by pbx: no answer from user
        20.0 not reached: 2002: no answer from user
        20.0 POST /route RoutingInterception
        20.0 sent to 2003 by the app
        50.0 2003 call ended by pbx: no answer from user
        50.0 not reached: 2003: no answer from user
        50.0 POST /route RoutingInterception
        50.0 sent to 2001 by the app
        """
        + talks_to("2001", 52),
        phones={"2002": SILENT, "2003": SILENT},
        answers={"/route 2": '<Route Destination="2003" RingTime="30"/>', "/route 3": '<Route Destination="2001"/>'},
    ),
    "who is busy is left at once": routed(
        '<Route Destination="2002"/>',
        """
        0.0 sent to 2002 by the app
        0.0 2002 call ended by callee: user busy
        0.0 not reached: 2002: user busy
        0.0 POST /route RoutingInterception
        0.0 sent to 2003 by the app
        """
        + talks_to("2003"),
        phones={"2002": BUSY},
        answers={"/route 2": '<Route Destination="2003"/>'},
    ),
    "the dial plan is the last resort": routed(
        '<Route Destination="2002"/>',
        """
        0.0 sent to 2002 by the app
        1.0 2002 call ended by callee: call rejected
        1.0 not reached: 2002: call rejected
        1.0 POST /route RoutingInterception
        """
        + talks_to("2001", 3),
        phones={"2002": refuses(after=1.0)},
        answers={"/route 2": ""},
    ),
    "whose number is tried once": routed(
        "",
        """
        0.0 2001 call ended by callee: user busy
        0.0 not reached: 2001: user busy
        0.0 POST /route RoutingInterception
        0.0 2000 call ended by pbx: user busy
        0.0 A Busy
        """,
        phones={"2001": BUSY},
    ),
    "the app may refuse in the end": routed(
        '<Route Destination="2002"/>',
        """
        0.0 sent to 2002 by the app
        0.0 2002 call ended by callee: unallocated number
        0.0 not reached: 2002: unallocated number
        0.0 POST /route RoutingInterception
        0.0 sent to nobody by the app
        0.0 2000 call ended by pbx: call rejected
        0.0 A Busy
        """,
        phones={"2002": GONE},
        answers={"/route 2": '<Route Destination=""/>'},
    ),
    "the app may send it to an API extension in the end": routed(
        '<Route Destination="2002"/>',
        """
        0.0 sent to 2002 by the app
        0.0 2002 call ended by callee: user busy
        0.0 not reached: 2002: user busy
        0.0 POST /route RoutingInterception
        0.0 sent to 9000 by the app
        0.0 POST /9000 IncomingCall
        0.0 A Answered
        0.0 A InCall
        0.0 2000 call ended by pbx: normal clearing
        0.0 A Completed
        """,
        phones={"2002": BUSY},
        answers={"/route 2": '<Route Destination="9000"/>'},
    ),
    "a phone that somebody forwards counts as the one to which it was": routed(
        '<Route Destination="2002"/>',
        """
        0.0 sent to 2002 by the app
        0.0 forwarded to 2003
        0.0 2002 call ended by pbx: normal clearing
        0.0 A Transferred
        0.0 B Ringing
        0.0 2003 call ended by callee: user busy
        0.0 not reached: 2003: user busy
        0.0 POST /route RoutingInterception
        0.0 sent to 2001 by the app
        2.0 2000 connected with 2001
        2.0 2001 connected with 2000
        2.0 B Answered
        2.0 B InCall
        22.0 2000 call ended by caller: normal clearing
        22.0 2001 call ended by caller: normal clearing
        22.0 B Completed
        """,
        phones={"2003": BUSY},
        answers={"A Ringing": "Forward Destination=2003", "/route 2": '<Route Destination="2001"/>'},
    ),
    "the caller who hangs up while an app takes its time is not sent anywhere": Row(
        """
        0.0 POST /route RoutingInterception
        2.0 2000 call ended by pbx: normal clearing
        2.0 A Cancelled
        """,
        {2.0: "Hangup CallId=A"},
        answers={"/route": '<Route Destination="2002"/>'},
        world={**office(), "slow": {"/route": 5.0}},
    ),
    "between two rounds no phone rings that the call could be taken from": Row(
        """
        0.0 POST /route RoutingInterception
        3.0 A Ringing
        3.0 sent to 2002 by the app
        3.0 2002 call ended by callee: user busy
        3.0 not reached: 2002: user busy
        3.0 POST /route RoutingInterception
        4.0 refused
        6.0 sent to 2001 by the app
        """
        + talks_to("2001", 8),
        {4.0: "Forward CallId=A Destination=2003"},
        phones={"2002": BUSY},
        answers={"/route": '<Route Destination="2002"/>', "/route 2": '<Route Destination="2001"/>'},
        world={**office(), "slow": {"/route": 3.0}},
    ),
    "an app that takes its time is waited for": routed(
        '<Route Destination="2002"/>',
        "3.0 sent to 2002 by the app" + talks_to("2002", 5),
        rings="3.0 A Ringing",
        world={"slow": {"/route": 3.0}},
    ),
}


ALL = {**TO_THE_CHOICE, **TO_THE_DIAL_PLAN, **PLANS, **ROUNDS}


@pytest.mark.parametrize("row", ALL.values(), ids=ALL.keys())
def test_where_a_call_goes(row):
    """Commands are sent over HTTP only: the call that has them sent in answers would be asked about as well."""
    assert_story(row.played("http"), row.story)


# -- what the app is told --------------------------------------------------------------------------------------------


def test_the_request_is_that_of_the_documentation():
    """Its Content-Length is 166 (p_4201)."""
    world = routed("", "").played("http")
    told = world.app.requests[0][1]

    assert urlencode(told) == (
        "NotificationName=RoutingInterception&CallerID=2000&OriginalDialedNumber=2001&LastDialedNumber=2001"
        "&LastCalledExtension=2001&LastCallState=Calling&CallerExtension=2000"
    )
    assert len(urlencode(told)) == 166


def asked(row: Row) -> list[tuple[str, ...]]:
    return [tuple(one.values()) for one in row.played("http").told("RoutingInterception")]


@pytest.mark.parametrize(
    ("phone", "state"),
    [(SILENT, "NoAnswer"), (BUSY, "Busy"), (refuses(), "Busy"), (GONE, "NotFound")],
)
def test_the_next_round_tells_how_the_last_one_failed(phone, state):
    row = routed(
        '<Route Destination="2002" RingTime="20"/>',
        "",
        phones={"2002": phone},
        answers={"/route 2": '<Route Destination="2003"/>'},
    )

    assert asked(row) == [
        ("2000", "2001", "2001", "2001", "Calling", "2000"),
        ("2000", "2001", "2002", "2002", state, "2000"),
    ]


def test_each_round_tells_of_the_one_before_it():
    row = routed(
        '<Route Destination="2002"/>',
        "",
        phones={"2002": BUSY, "0699": GONE},
        answers={"/route 2": '<Route Destination="provider" DialedNumber="0699"/>', "/route 3": ""},
    )

    assert asked(row) == [
        ("2000", "2001", "2001", "2001", "Calling", "2000"),
        ("2000", "2001", "2002", "2002", "Busy", "2000"),
        ("2000", "2001", "0699", "0699", "NotFound", "2000"),
    ]


@pytest.mark.parametrize(
    ("caller", "extension"),
    [("2000", "2000"), ("0612345", "provider"), ("0712345", "other"), ("+36123456", "provider")],
)
def test_who_calls_is_an_extension_or_an_outside_line(caller, extension):
    """What is no number of any line came over the first one (http-api q22)."""
    assert asked(routed("", "", who=caller))[0] == (caller, "2001", "2001", "2001", "Calling", extension)


def test_the_app_is_asked_ten_times_at_most():
    row = routed('<Route Destination="2002"/>', "", phones={"2002": BUSY})
    world = row.played("http")

    assert len(world.told("RoutingInterception")) == 10
    assert world.changes() == ["0.0 A Ringing", "0.0 A Busy"]


def test_how_often_the_app_is_asked_is_a_setting():
    row = routed('<Route Destination="2002"/>', "", phones={"2002": GONE}, world={"routing_rounds": 3})
    world = row.played("http")

    assert len(world.told("RoutingInterception")) == 3
    assert world.changes() == ["0.0 A Ringing", "0.0 A Error"]


@pytest.mark.parametrize(
    ("written", "rings", "rules"),
    [
        ("", 90, []),
        ('RingTime="20"', 20, []),
        ('RingTime="0"', 90, ["zero"]),
        ('RingTime="-5"', 90, ["zero"]),
        ('RingTime="long"', 90, ["bad-value"]),
    ],
)
def test_how_long_a_phone_rings(written, rings, rules):
    """What makes no sense counts as not given, and then it is 90 seconds (P4594, ozml q49)."""
    row = routed(f'<Route Destination="2002" {written}/>', "", phones={"2002": SILENT}, answers={"/route 2": ""})
    world = row.played("http")

    assert f"{rings}.0 2002 call ended by pbx: no answer from user" in world.story()
    assert world.rules == rules


@pytest.mark.parametrize(
    ("route", "seen"), [('Destination="2002"', "2000"), ('Destination="2002" CallerId="77"', "77")]
)
def test_what_the_callee_sees(route, seen):
    assert routed(f"<Route {route}/>", "").played("http").line("2002").caller_id == seen


def test_the_caller_hangs_up_in_the_second_round():
    world = World(
        phones={"2002": BUSY, "2003": SILENT},
        answers={"/route": "<Route>2002</Route>", "/route 2": "<Route>2003</Route>"},
        **office(),
    )
    world.calls("2000", "2001", *WAITS).does(7.0, lambda: world.pbx.hang_up(world.line("2000")))

    assert world.play().story()[-3:] == [
        "7.0 2000 call ended by caller: normal clearing",
        "7.0 2003 call ended by caller: normal clearing",
        "7.0 A Cancelled",
    ]
    assert len(world.told("RoutingInterception")) == 2


def test_a_call_that_an_api_extension_places_is_not_asked_about():
    """http-api q20."""
    row = routed("", "", to="9000", answers={"/9000": '<Call Url="/up">2001</Call>', "/up": "<Speak>hello</Speak>"})
    world = row.played("http")

    assert [one["OriginalDialedNumber"] for one in world.told("RoutingInterception")] == ["9000"]
    assert world.heard("2001") == ["2.0-2.5 hello"]


def test_an_answer_without_end_is_given_up_and_the_dial_plan_counts():
    row = routed("<Route/>" * 20, "", world={"command_limit": 10})
    world = row.played("http")

    assert "endless-script" in world.rules
    assert "2.0 2000 connected with 2001" in world.story()


def test_two_calls_are_asked_about_each_on_its_own():
    world = World(
        phones={"2002": picks_up(Pauses(5.0), HangsUp()), "2003": picks_up(Pauses(5.0), HangsUp())},
        answers={"/route": "<Route>2002</Route>", "/route 2": "<Route>2003</Route>"},
        **office(),
    )
    world.calls("2000", "2001").calls("2005", "2001", at=1.0).play()

    assert [one["CallerID"] for one in world.told("RoutingInterception")] == ["2000", "2005"]
    assert [line for line in world.story() if "connected" in line] == [
        "2.0 2000 connected with 2002",
        "2.0 2002 connected with 2000",
        "3.0 2005 connected with 2003",
        "3.0 2003 connected with 2005",
    ]
