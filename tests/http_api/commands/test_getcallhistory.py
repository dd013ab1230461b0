"""GetCallHistory: the calls that are over (p_4804)."""

from __future__ import annotations

import pytest

from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.steps import HangsUp, Pauses
from tests.http_api.conftest import PATIENT

EMPTY_FILTERS = dict.fromkeys(
    ("From", "General", "Direction", "Source", "Destination", "State", "Dialed", "CallerId", "CallId"), ""
)


@pytest.fixture
def history(world):
    """Three calls that are over, and one that is not."""
    phones = {
        "2001": Phone(steps=(Pauses(20.0), HangsUp()), after=3.0),
        "2002": Phone(PhoneOutcome.BUSY),
        "2003": PATIENT,
        "+3611111": Phone(PhoneOutcome.NO_ANSWER),
    }
    made = world(phones=phones, ring_time=30.0)
    made.calls("2000", "2001")
    made.at(10.0).calls("+3699999", "2002")
    made.at(20.0).send("Call", Dialed="+3611111", CallerId="Anna Kis")
    made.at(70.0).calls("2000", "2003")
    return made.at(80.0)


def rows(made, **filters):
    return made.send("GetCallHistory", **filters).rows("Calls/Call")


def test_each_call_is_told_as_the_published_one(history):
    first = history.send("GetCallHistory", PageNumber="0", RowsPerPage="1", **EMPTY_FILTERS)

    assert first.lines[3:] == [
        "  <Message>Command successfully executed</Message>",
        "  <NumberOfCalls>3</NumberOfCalls>",
        "  <Calls>",
        "    <Call>",
        "      <StartTime>2024-05-02 09:15:30</StartTime>",
        "      <Direction>Internal</Direction>",
        "      <Source>2000</Source>",
        "      <Destination>2001</Destination>",
        "      <State>CalleeHungUp</State>",
        "      <Dialed>2001</Dialed>",
        "      <CallerId>2000</CallerId>",
        "      <Type>Audio</Type>",
        f"      <CallId>{history.observed[0].id}</CallId>",
        "    </Call>",
        "  </Calls>",
        "</Response>",
    ]


def test_calls_that_are_over_come_in_the_order_in_which_they_began(history):
    """http-api q32, section 4.20."""
    assert [(row["StartTime"], row["Direction"], row["State"]) for row in rows(history)] == [
        ("2024-05-02 09:15:30", "Internal", "CalleeHungUp"),
        ("2024-05-02 09:15:40", "Inbound", "Busy"),
        ("2024-05-02 09:15:50", "Outbound", "NotAnswered"),
    ]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"From": "2024-05-02 09:15:40"}, [1, 2]),
        ({"From": "2024-05-02 09:15:41"}, [2]),
        ({"General": "200"}, [0, 1]),
        ({"General": "Kis"}, [2]),
        ({"General": "09:15:4"}, [1]),
        ({"Direction": "Inbound"}, [1]),
        ({"Source": "9000"}, [2]),
        ({"Source": "900"}, []),
        ({"Destination": "2001"}, [0]),
        ({"State": "NotAnswered"}, [2]),
        ({"Dialed": "+3611111"}, [2]),
        ({"CallerId": "Anna Kis"}, [2]),
        ({"Direction": "Inbound", "State": "NotAnswered"}, []),
        ({**EMPTY_FILTERS}, [0, 1, 2]),
    ],
)
def test_filters_match_whole_fields_but_general_a_part_of_any(history, filters, found):
    """http-api q32."""
    assert [row["CallId"] for row in rows(history, **filters)] == [history.observed[one].id for one in found]


def test_a_call_is_found_by_its_id(history):
    assert [row["State"] for row in rows(history, CallId=history.observed[1].id)] == ["Busy"]


@pytest.mark.parametrize(
    ("page", "size", "found"),
    [
        ("", "", [0, 1, 2]),
        ("0", "2", [0, 1]),
        ("1", "2", [2]),
        ("2", "2", []),
        ("0", "0", [0, 1, 2]),
        ("1", "0", []),
        ("999999999", "999999999", []),
    ],
)
def test_pages_count_from_0_and_the_number_is_that_of_all_matches(history, page, size, found):
    """http-api section 4.20."""
    reply = history.send("GetCallHistory", PageNumber=page, RowsPerPage=size)

    assert reply.texts("Calls/Call/CallId") == [history.observed[one].id for one in found]
    assert reply.text("NumberOfCalls") == "3"


def test_without_a_call_the_list_is_empty(world):
    """http-api q29."""
    assert world().send("GetCallHistory").lines[4:6] == ["  <NumberOfCalls>0</NumberOfCalls>", "  <Calls />"]


@pytest.mark.parametrize(("name", "value"), [("PageNumber", "-1"), ("RowsPerPage", "all"), ("From", "2024-05-02")])
def test_what_is_no_number_or_no_date_is_refused(world, name, value):
    """http-api q11."""
    reply = world().send("GetCallHistory", **{name: value})

    assert reply.message == f"Missing or invalid parameter '{name}' for command 'GetCallHistory'"
