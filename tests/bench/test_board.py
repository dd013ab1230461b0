"""What a bench does when several things are wanted of it at once, and when a step cannot even be begun."""

from __future__ import annotations

import asyncio

import pytest

from simulator import hangs_up, pauses
from simulator.errors import ScenarioError
from tests.bench.apps import answering, commands

HELLO = "<Speak>Hello.</Speak><Hangup/>"
WAITS = "<Delay>60</Delay>"
REFUSED = "somebody else lets time pass already; wait for that to end"


def at_once(bench, *steps):
    """What comes of steps that are all begun before one of them is over."""

    async def all_of_them():
        return await asyncio.gather(*(step(bench._board) for step in steps), return_exceptions=True)

    return bench._board.workshop.submit(all_of_them()).result()


def test_two_first_steps_at_once_open_one_phone_system(pbx):
    starts = []

    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            starts.append(1)
        await answering(WAITS)(scope, receive, send)

    pbx.set_up(app=app)

    talk, refused = at_once(pbx, lambda board: board.call(None, "2001"), lambda board: board.call(None, "2002"))

    assert starts == [1]
    assert str(refused) == REFUSED
    assert (talk.call.party.number, [one.source for one in pbx.history]) == ("2001", ["2001"])


@pytest.mark.parametrize(
    "step",
    [
        lambda board, talk: board.take(talk, hangs_up(), 0.0),
        lambda board, _: board.call(None, None),
        lambda board, _: board.sends_sms("Hello", None, None),
        lambda board, _: board.requests("/", None, None, ...),
    ],
    ids=["hangs up", "call", "sms", "request"],
)
def test_what_is_refused_does_not_happen(pbx, step):
    pbx.set_up(app=answering(WAITS))
    first, second = pbx.call(caller="2001"), pbx.call(caller="2002")

    done, refused = at_once(
        pbx, lambda board: board.take(first._talk, pauses(1), 0.0), lambda board: step(board, second._talk)
    )

    assert done is None
    assert (type(refused), str(refused)) == (ScenarioError, REFUSED)
    assert (pbx.now, second.ended_by) == (1.0, None)
    assert [one.name for one in pbx.notifications] == ["IncomingCall"] * 2
    assert len(pbx.history) == 2


def test_a_bench_may_be_looked_at_when_only_commands_have_come(pbx):
    pbx.set_up(app=answering(HELLO))

    assert "<Code>301</Code>" in commands(pbx.url, "Nonsense")

    assert [one.name for one in pbx.commands] == ["Nonsense"]
    assert (pbx.problems, pbx.outbox.sms, pbx.history) == ([], [], ())
    pbx.expects(commands=[{"command": "Nonsense"}])


def test_the_first_call_may_be_one_of_the_app(pbx):
    pbx.set_up(app=answering(HELLO))
    phone = pbx.phone("4711")
    commands(pbx.url, "Call", Dialed="4711", ApiExtension="9000")
    phone.answers()

    assert pbx.result.id == phone.id


def test_a_withheld_number_is_not_the_usual_one(pbx):
    told = []
    pbx.set_up(app=answering(lambda _, fields: told.append(fields.get("CallerID", "")) or HELLO), caller="2000")

    pbx.call(caller="")
    pbx.call()

    assert told == ["", "2000"]


def test_a_phone_is_the_same_however_its_number_is_spelled(pbx):
    pbx.set_up(app=answering(HELLO), phones={"+3615550100": "busy"})
    with pytest.raises(ScenarioError, match="`phones` says already what happens at this number"):
        pbx.phone("+36 1 555 0100")

    pbx.set_up(phones={"+36 1 555 0100": "no answer"})

    assert list(pbx._board.plan.world.phones) == ["+36 1 555 0100"]
    assert pbx.phone("+36-1-555-0100").number == "+36-1-555-0100"


def test_a_request_gives_the_answer(pbx):
    pbx.set_up(app=answering("<Speak>Hi.</Speak>", status=201))

    answer = pbx.requests("/remind")

    assert (answer.status, answer.body, answer.content_type) == (
        201,
        "<Response><Speak>Hi.</Speak></Response>",
        "text/xml",
    )
    assert answer.ok
