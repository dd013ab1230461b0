"""What is never awaited is told by the line that has made it; what is done is let go of."""

from __future__ import annotations

import asyncio
import inspect
import sys
from pathlib import Path

import pytest

from simulator.bench.aio.person import AsyncPerson
from simulator.bench.unawaited import Unawaited
from tests.bench.apps import answering

HELLO = answering("<Speak>Hello.</Speak><Hangup/>")


class Phone:
    def __init__(self):
        self.unawaited = Unawaited()

    def hears(self, text):
        made = self._hears(text)
        made.__name__ = "hears"
        self.unawaited.note(made, sys._getframe(1))
        return made

    async def _hears(self, text):
        return text


def told(phone):
    return [one.sentence(Path(one.file).name).partition(": ")[2] for one in phone.unawaited.take()]


def test_it_is_told_once_as_it_was_written():
    anna = Phone()
    phones = {"é": anna}
    anna.hears("Good morning")
    assert phones["é"].hears(str("x")), phones["é"].hears("y")  # noqa: UP018 - brackets in it
    anna.hears(
        "Good evening",
    )
    list(map(anna.hears, ["Hello"]))

    assert told(anna) == [
        'anna.hears("Good morning") was never awaited; write `await anna.hears(...)`',
        'phones["é"].hears(str("x")) was never awaited; write `await phones["é"].hears(...)`',
        "anna.hears(...) was never awaited; write `await anna.hears(...)`",
        "hears(...) was never awaited; write `await hears(...)`",
    ]
    assert told(anna) == []


def test_where_there_is_no_source_the_name_of_the_step_is_told():
    anna = Phone()
    exec("anna.hears('x')", {"anna": anna})  # noqa: S102 - a line of no file

    (one,) = anna.unawaited.take()

    assert one.sentence("<string>") == "<string>:1: hears(...) was never awaited; write `await hears(...)`"


def test_what_was_awaited_is_let_go_of():
    anna = Phone()

    async def hears_often():
        for _ in range(100):
            await anna.hears("Hello")

    asyncio.run(hears_often())

    assert len(anna.unawaited._made) < 10
    assert anna.unawaited.take() == []


def test_many_that_wait_for_their_turn_are_all_told():
    anna = Phone()
    waiting = [anna.hears(str(number)) for number in range(100)]

    assert len(anna.unawaited.take()) == len(waiting)
    assert {inspect.getcoroutinestate(one) for one in waiting} == {inspect.CORO_CLOSED}


@pytest.mark.pbx(app=HELLO)
def test_whoever_awaits_later_may_do_so_in_any_way(async_pbx):
    async def calls():
        call = await asyncio.create_task(async_pbx.call())
        hearing = call.hears("Hello")
        assert inspect.iscoroutine(hearing)
        assert await asyncio.wait_for(hearing, 10) == "Hello."
        await asyncio.gather(call.ends(by="pbx"), call.expects(hears="Hello"))

    asyncio.run(calls())

    assert async_pbx._board.unawaited.take() == []


def test_methods_say_of_themselves_what_they_did():
    assert [*inspect.signature(AsyncPerson.presses).parameters] == ["self", "keys"]
    assert AsyncPerson.presses.__doc__.startswith("Press keys")
    assert inspect.iscoroutinefunction(inspect.unwrap(AsyncPerson.presses))
    assert not inspect.iscoroutinefunction(AsyncPerson.__repr__)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="such marks are younger")
def test_methods_are_coroutine_functions_to_those_who_ask():
    assert inspect.iscoroutinefunction(AsyncPerson.presses)
