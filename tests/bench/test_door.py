"""The bench in coroutines: on asyncio and on trio, with everything that the blocking one does."""

from __future__ import annotations

import inspect

import anyio
import pytest

from simulator import StepFailedError
from simulator.bench.aio.bench import AsyncBench
from simulator.bench.aio.call import AsyncBenchCall, AsyncBenchPhone
from simulator.bench.blocking.bench import Bench
from simulator.bench.blocking.call import BenchCall, BenchPhone
from simulator.demo import http_reminder, pin_menu, reception
from tests.bench.apps import answering

BACKENDS = pytest.mark.parametrize("backend", ["asyncio", "trio"])


@BACKENDS
def test_a_call_is_moved_in_a_coroutine(async_pbx, backend):
    pbx = async_pbx
    pbx.set_up(app=pin_menu.app, path="/incoming")

    async def test():
        call = await pbx.call("9000")
        assert await call.hears("pin") == "Please enter your PIN."
        await call.presses("1234")
        await call.hears("for your balance", at="start")
        await call.pauses(0.5)
        await call.says("Hello", background=True)
        await call.stays_silent(0.5)
        await call.waits_for("GoTo")
        await call.expects(hears="PIN")
        await call.never(hears="Wrong")
        with pytest.raises(StepFailedError, match="hears 'Goodbye'"):
            await call.hears("Goodbye", within=1)
        await call.hangs_up()
        await call.ends(by="caller", cause="normal clearing")
        return call

    call = anyio.run(test, backend=backend)

    assert (call.heard[-1], pbx.now) == ("For your balance, press 1. For an operator, press 2.", 5.5035)
    assert (call.answered, str(call.ended_by), str(call.cause)) == (True, "caller", "normal clearing")
    assert call.recordings == call.result.recordings == ()


@BACKENDS
def test_phones_are_picked_up_in_coroutines(async_pbx, backend):
    pbx = async_pbx
    pbx.set_up(app=reception.app, path="/incoming")
    operator, deputy = pbx.phone("4711"), pbx.phone("4712")

    async def test():
        call = await pbx.call()
        await operator.rejects(busy=True)
        await deputy.rings()
        await deputy.answers(after=2)
        await call.holds(1)
        await deputy.hangs_up()
        await pbx.comes_to_rest()
        await pbx.expects(calls=[{"answered": False}, {"answered": True}])
        await pbx.never(hears="Goodbye")

    anyio.run(test, backend=backend)

    assert str(deputy.ended_by) == "callee"


@BACKENDS
def test_requests_and_messages_are_sent_in_coroutines(async_pbx, backend):
    pbx = async_pbx
    pbx.set_up(app=http_reminder.app)
    phone = pbx.phone("4711")

    async def test():
        await pbx.requests("/remind?number=4711&text=Feed the cat&pbx={pbx}")
        await phone.answers()
        await phone.hears("Feed the cat")
        await pbx.advances(0.5)
        await phone.hangs_up()

    anyio.run(test, backend=backend)

    assert [one.name for one in pbx.commands] == ["Call"]


@BACKENDS
def test_who_is_cancelled_takes_the_next_step_all_the_same(new_async_pbx, backend):
    pbx = new_async_pbx(app=answering("<Delay>1000</Delay>"), clock="real")

    async def test():
        call = await pbx.call()
        with anyio.move_on_after(0.1) as scope:
            await call.hears("Hello")
        assert scope.cancelled_caught
        await call.presses("1")
        await call.hangs_up()
        return await pbx.finish()

    assert anyio.run(test, backend=backend) == []


@pytest.mark.parametrize(
    ("ours", "other"), [(AsyncBench, Bench), (AsyncBenchCall, BenchCall), (AsyncBenchPhone, BenchPhone)]
)
def test_both_kinds_have_the_same_methods_with_the_same_parameters(ours, other):
    def parameters(kind):
        members = {name: one for name, one in inspect.getmembers(kind, callable) if not name.startswith("_")}
        return {name: str(inspect.signature(one)).replace("Async", "") for name, one in members.items()}

    assert parameters(ours) == parameters(other)
    assert len(parameters(ours)) > 8
