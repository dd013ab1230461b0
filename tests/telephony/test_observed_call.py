"""A call as the PBX lists it: between whom it is, how long it lasts, and under which names it ends."""

from __future__ import annotations

import pytest

from simulator.pbx import Pbx
from simulator.telephony.call_states import Direction, SessionState
from simulator.telephony.observed_call import Change
from simulator.telephony.office import Office
from simulator.telephony.steps import HangsUp, Holds, Pauses, StaysSilent
from tests.telephony.rows import WAITS, Row
from tests.telephony.worlds import APPS, BUSY, SILENT, World, picks_up

S = SessionState


def first(row: Row, way: str = "http"):
    return row.played(way).observed["A"]


@pytest.mark.parametrize(
    ("caller", "dialled", "direction"),
    [
        ("2000", "2001", Direction.INTERNAL),
        ("2000", "9000", Direction.INTERNAL),
        ("+3612345678", "2001", Direction.INBOUND),
        ("+3612345678", "9000", Direction.INBOUND),
        ("2000", "0612345", Direction.OUTBOUND),
        ("+3612345678", "+3687654321", Direction.EXTERNAL),
    ],
)
def test_between_whom_a_call_is(caller, dialled, direction):
    call = first(Row("", who=caller, to=dialled))

    assert (call.source, call.caller_id, call.dialled, call.destination) == (caller, caller, dialled, dialled)
    assert call.direction is direction


def test_the_destination_is_where_the_call_has_gone_and_the_number_dialled_stays():
    office = Office(extensions=APPS, dial_plan={"1*": "2002"})
    call = first(Row("", to="155", world={"office": office}))

    assert (call.dialled, call.destination) == ("155", "2002")


def test_what_a_placed_call_shows_is_listed():
    call = (
        Row("", to="9000", answers={"/9000": '<Call Url="/up" CallerId="77">2001</Call>', "/up": "<Delay>1</Delay>"})
        .played("http")
        .observed["B"]
    )

    assert (call.source, call.caller_id, call.dialled) == ("9000", "77", "2001")


@pytest.mark.parametrize(
    ("row", "rang", "talked"),
    [
        (Row(""), 2.0, 20.0),
        (Row("", phones={"2001": picks_up(Pauses(3.25), HangsUp(), after=4.5)}), 4.5, 3.25),
        (Row("", phones={"2001": BUSY}), 0.0, 0.0),
        (Row("", phones={"2001": SILENT}), 90.0, 0.0),
        (Row("", {1.5: "Hangup CallId=A"}), 1.5, 0.0),
        (Row("", {5.0: "Hold CallId=A"}), 2.0, 20.0),
        (Row("", {1.0: "Forward CallId=A Destination=2002"}), 1.0, 0.0),
        (Row("", {5.0: "BlindTransfer CallId=A TransferorParty=callee Target=2002"}), 2.0, 5.0),
        (Row("", to="9000", answers={"/9000": "<Delay>4</Delay>"}), 0.0, 4.0),
        (Row("", to="9000", answers={"/9000": "<Delay>4</Delay>"}, world={"slow": {"/9000": 3.0}}), 3.0, 4.0),
    ],
)
def test_how_long_it_rings_and_is_talked(row, rang, talked):
    call = first(row)

    assert (call.ring_seconds, call.talk_seconds) == (rang, talked)


HISTORY = {
    "a hold by the app": (Row("", {5.0: "Hold CallId=A", 6.0: "Unhold CallId=A"}), [S.ON_HOLD, S.IN_CALL]),
    "a hold by the caller": (Row("", caller=(Pauses(3.0), Holds(1.0), *WAITS)), [S.CALLEE_ON_HOLD, S.IN_CALL]),
    "a hold by the callee": (
        Row("", phones={"2001": picks_up(Pauses(3.0), Holds(1.0), Pauses(60.0))}),
        [S.CALLER_ON_HOLD, S.IN_CALL],
    ),
    "a hold by both": (
        Row(
            "",
            caller=(Pauses(3.0), Holds(2.0), *WAITS),
            phones={"2001": picks_up(Pauses(4.0), Holds(2.0), Pauses(60.0))},
        ),
        [S.CALLEE_ON_HOLD, S.ON_HOLD, S.CALLER_ON_HOLD, S.IN_CALL],
    ),
    "a transfer that comes to nothing": (
        Row("", {5.0: "BlindTransfer CallId=A TransferorParty=callee Target=2002"}, phones={"2002": BUSY}),
        [S.TRANSFERRING, S.TRANSFER_FAILED, S.IN_CALL],
    ),
}


@pytest.mark.parametrize(("row", "states"), HISTORY.values(), ids=HISTORY.keys())
def test_the_states_between_the_pick_up_and_the_end(row, states):
    changes = [one.state for one in first(row).changes]

    assert changes == [S.RINGING, S.IN_CALL, *states, S.CALLER_HUNG_UP]


FINAL = {
    "a forward": (Row("", {1.0: "Forward CallId=A Destination=2002"}), [S.RINGING, S.REDIRECTED]),
    "a blind transfer": (
        Row("", {5.0: "BlindTransfer CallId=A TransferorParty=callee Target=2002"}),
        [S.RINGING, S.IN_CALL, S.TRANSFERRING, S.TRANSFER_COMPLETED],
    ),
    "a transfer by the script of an API extension": (
        Row("", to="9000", answers={"/9000": "<BlindTransfer>2002</BlindTransfer>"}),
        [S.RINGING, S.IN_CALL, S.TRANSFERRING, S.TRANSFER_COMPLETED],
    ),
    "a transfer to another API extension": (
        Row("", to="9000", answers={"/9000": "<BlindTransfer>9001</BlindTransfer>", "/9001": ""}),
        [S.RINGING, S.IN_CALL, S.TRANSFER_COMPLETED],
    ),
    "an attended transfer": (
        Row(
            "",
            {8.0: "Hold CallId=A; AttendedTransfer TransferredCallId=A TargetCallId=B"},
            also={4.0: ("2000", "2002", WAITS)},
        ),
        [S.RINGING, S.IN_CALL, S.ON_HOLD, S.TRANSFER_COMPLETED],
    ),
}


@pytest.mark.parametrize(("row", "states"), FINAL.values(), ids=FINAL.keys())
def test_how_calls_end_that_go_on_as_others(row, states):
    assert [one.state for one in first(row).changes] == states


def test_changes_have_their_instants():
    assert first(Row("", {5.0: "Hold CallId=A"})).changes == [
        Change(0.0, S.RINGING),
        Change(2.0, S.IN_CALL),
        Change(5.0, S.ON_HOLD),
        Change(22.0, S.CALLER_HUNG_UP),
    ]


def test_ids_are_never_given_twice():
    row = Row(
        "", {1.0: "Forward CallId=A Destination=2002", 5.0: "BlindTransfer CallId=B TransferorParty=callee Target=2003"}
    )
    observed = row.played("http").observed

    assert [one.destination for one in observed.values()] == ["2001", "2002", "2003"]
    assert len({one.id for one in observed.values()}) == 3


# -- Hangup of everything that rings ---------------------------------------------------------------------------------

SET_UP = "<CallSetup Caller='2001' Callee='2002'/><Delay>30</Delay>"


@pytest.mark.parametrize(("at", "ended"), [(1.0, ["2001"]), (3.0, ["2001", "2002"])])
def test_a_call_that_the_pbx_sets_up_can_be_hung_up_while_either_phone_rings(at, ended):
    row = Row("", {at: "Hangup CallId=B"}, to="9000", answers={"/9000": SET_UP}, world={"dialect": "ozeki10"})
    world = row.played("http")

    assert f"{at} B Cancelled" in world.changes()
    assert [line.split()[1] for line in world.story() if line.startswith(f"{at}") and "call ended" in line] == ended


ALARM = (
    '<SendAlarmNotification PhoneNumber="2001" AccountNumber="1234" EventCode="110" PartitionNumber="01"'
    ' ZoneNumber="015" ResultUrl="/result"/><Delay>30</Delay>'
)


def test_an_alarm_call_whose_station_is_sent_on_has_failed():
    row = Row(
        "",
        {4.0: "BlindTransfer CallId=B TransferorParty=caller Target=2002"},
        to="9000",
        phones={"2001": picks_up(Pauses(20.0), HangsUp())},
        answers={"/9000": ALARM, "/result": ""},
    )
    world = row.played("http")

    assert "6.0 2001 connected with 2002" in world.story()
    assert [one["Result"] for one in world.told("AlarmNotification")] == ["Failed"]


def test_people_without_anything_to_do_stay_while_the_app_is_asked():
    """ozml q20: the app that watches may yet want something."""
    world = World(phones={"2001": picks_up(StaysSilent())}, slow={"/changed": 1.5}).calls("2000", "2001", StaysSilent())

    assert world.play().changes() == ["0.0 A Ringing", "2.0 A Answered", "3.5 A InCall", "5.0 A Completed"]


def test_a_call_that_is_over_holds_on_to_nobody():
    """Or else only the garbage collector could take calls apart."""
    row = Row("", {5.0: "BlindTransfer CallId=A TransferorParty=callee Target=2002", 6.0: "Hangup CallId=A"})
    pbx: Pbx = row.played("http").pbx

    for call in pbx.switchboard.observed.values():
        assert (call.legs, call.present, call.ringing, call.moving) == ({}, [], None, None)
