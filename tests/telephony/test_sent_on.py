"""How often somebody is sent on without having talked to anybody (ozml q17)."""

from __future__ import annotations

from functools import partial

import pytest

from simulator.telephony.office import ApiExtension, Office
from simulator.telephony.phone import Phone
from simulator.telephony.steps import HangsUp, Pauses
from tests.conftest import APP
from tests.http_api.conftest import World

PHONES = {number: Phone(steps=(Pauses(80.0), HangsUp()), after=2.0) for number in ("2001", "2002")}
LIMIT = "the call has been forwarded or transferred 3 times in a row, and nobody has talked"


def told(command: str, state: str):
    """An app that answers each CallChanged of one state with a command."""

    def answer(_path: str, fields: dict[str, str]) -> str:
        return f"<Response>{command if fields.get('CallState') == state else ''}</Response>"

    return answer


def world(answers, **settings) -> World:
    office = Office(call_changed_url=f"{APP}/changed")
    return World(phones=PHONES, office=office, answers=answers, transfer_limit=3, **settings)


FORWARD = told("<Forward Destination='2002'/>", "Ringing")
TRANSFER = told("<BlindTransfer TransferorParty='callee' Target='2002'/>", "InCall")


@pytest.mark.parametrize(("answers", "command"), [(FORWARD, "Forward"), (TRANSFER, "BlindTransfer")])
def test_an_app_that_sends_somebody_on_for_ever_is_stopped_and_told_by_which_command(answers, command):
    made = world(answers)
    made.calls("2000", "2001")
    made.finish()

    (problem,) = made.pbx.transcript.problems()
    assert (problem.rule, problem.message) == ("wrong-state", f"<{command}> has no effect: {LIMIT}")
    assert len(made.observed) == 4


def test_the_phone_at_which_it_has_come_to_a_stop_is_answered():
    made = world(FORWARD)
    made.calls("2000", "2001")
    made.at(2.0)

    assert [str(call.state) for call in made.observed] == ["Redirected"] * 3 + ["InCall"]


def test_the_calls_of_an_api_extension_are_not_forwarded_for_ever_either():
    made = world(FORWARD)
    made.send("Call", Dialed="2001")
    made.finish()

    assert [problem.rule for problem in made.pbx.transcript.problems()] == ["wrong-state"]
    assert len(made.observed) == 4


def test_a_phone_that_is_forwarded_while_a_transfer_rings_counts_too():
    made = World(phones=PHONES, transfer_limit=2)
    made.calls("2000", "2001")
    made.at(10.0)
    transfer = partial(made.send, "BlindTransfer", TransferorParty="callee", Target="2002")
    assert transfer(CallId=made.observed[0].id).code == 200
    made.at(10.5)

    codes = [made.send("Forward", CallId=made.observed[-1].id, Destination="2001").code for _ in range(2)]
    assert codes == [200, 303]


def test_who_has_talked_may_be_sent_on_again():
    made = World(phones=PHONES, transfer_limit=1)
    made.calls("2000", "2001")
    codes = []
    for instant, target in ((3.0, "2002"), (6.0, "2001"), (8.5, "2002"), (9.0, "2002")):
        call_id = made.at(instant).observed[-1].id
        codes.append(made.send("BlindTransfer", CallId=call_id, TransferorParty="callee", Target=target).code)

    assert codes == [200, 200, 303, 200]


@pytest.mark.parametrize("command", ["<BlindTransfer>9001</BlindTransfer>", "<ForwardCall>9001</ForwardCall>"])
def test_apps_that_send_somebody_to_each_other_are_stopped(command):
    office = Office(extensions={"9001": ApiExtension(f"{APP}/9001")})
    made = World(
        office=office, answers=lambda *_: f"<Response>{command}</Response>", transfer_limit=3, dialect="ozeki10"
    )
    made.calls("2000", "9001")
    made.finish()

    (problem,) = made.pbx.transcript.problems()
    assert (problem.rule, problem.message.partition(": ")[2]) == ("too-many", LIMIT)
    assert len(made.observed) == 4
