"""Tests in coroutines: what nobody awaits fails them, as it would pass whatever the app does."""

from __future__ import annotations

from tests.pytest_plugin.test_failures import assert_there, parts

pytest_plugins = ["pytester"]

FORGOTTEN = """
import asyncio

import anyio
import pytest

pytestmark = pytest.mark.asyncio

async def test_step(async_pbx):
    call = await async_pbx.call("9000")
    call.hears("Wellcome")

async def test_call(async_pbx):
    async_pbx.call("9000")

async def test_phone(async_pbx):
    anna = async_pbx.phone("4711")
    call = await async_pbx.call("4711")
    anna.answers(after=3)
    await call.hangs_up()

async def test_check(async_pbx):
    await (await async_pbx.call()).hears("PIN")
    async_pbx.expects(sms=["Confirmed"])

async def test_failed(async_pbx):
    call = async_pbx.call("9000")
    await call.hears("PIN")

async def test_failed_step(async_pbx):
    call = await async_pbx.call("9000")
    call.presses("1234")
    await call.hears("balance")

@pytest.fixture
def later(async_pbx):
    yield async_pbx
    async_pbx.advances(3)

async def test_fixture(later):
    await later.call()

async def test_parts(async_pbx, subtests):
    call = await async_pbx.call("9000")
    hearing, other = call.hears("PIN"), call.hears("PIN")
    with subtests.test(text="Goodbye"):
        await call.hears("Goodbye", within=0.5)
    await hearing

async def test_skipped(async_pbx):
    async_pbx.call()
    pytest.skip("not today")

async def test_awaited(async_pbx):
    call = await asyncio.wait_for(async_pbx.call(), 30)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(call.hears, "PIN")
    hearing = asyncio.create_task(call.presses("1234"))
    await hearing
    await asyncio.gather(call.hears("balance"))
"""

ANYIO = """
import pytest

@pytest.fixture
def anyio_backend():
    return "asyncio"

@pytest.mark.anyio
async def test_anyio(async_pbx):
    async_pbx.sends_sms("Hello")

def test_blocking(pbx):
    pbx.call().hears("PIN")
"""

NEVER = "was never awaited; write"


def test_a_test_that_forgets_an_await_fails_with_the_line(project):
    project.write(test_it_py=FORGOTTEN, test_anyio_py=ANYIO)

    done = project.run("-q", "-Werror::RuntimeWarning", coroutines=True, status=1)

    done.assert_outcomes(passed=3, failed=9, errors=1, skipped=1)
    failed = parts(done)
    assert failed["test_step"] == [f'test_it.py:11: call.hears("Wellcome") {NEVER} `await call.hears(...)`']
    assert failed["test_call"] == [f'test_it.py:14: async_pbx.call("9000") {NEVER} `await async_pbx.call(...)`']
    assert failed["test_phone"] == [f"test_it.py:19: anna.answers(after=3) {NEVER} `await anna.answers(...)`"]
    assert failed["test_check"][0].startswith('test_it.py:24: async_pbx.expects(sms=["Confirmed"]) was never awaited')
    assert failed["test_anyio"][0].startswith('test_anyio.py:10: async_pbx.sends_sms("Hello") was never awaited')
    assert failed["test_fixture"][0] == f"test_it.py:38: async_pbx.advances(3) {NEVER} `await async_pbx.advances(...)`"
    assert_there(
        failed["test_failed"],
        "E *AttributeError: 'coroutine' object has no attribute 'hears'",
        "*- the phone system -*",
        f'test_it.py:27: async_pbx.call("9000") {NEVER} `await async_pbx.call(...)`',
    )
    assert_there(
        failed["test_failed_step"],
        "E *StepFailedError: hears 'balance': *",
        f'test_it.py:32: call.presses("1234") {NEVER} `await call.presses(...)`',
    )
    assert done.outlines.count(f'test_it.py:45: call.hears("PIN") {NEVER} `await call.hears(...)`') == 1
    assert "RuntimeError" not in done.stdout.str()
    assert "RuntimeWarning" not in done.stdout.str() + done.stderr.str()
