"""The thread in which benches live: what is served there how often, and what becomes of a start that fails."""

from __future__ import annotations

import asyncio
import socket
import threading

import anyio
import pytest

from simulator.bench.workshop import Workshop
from simulator.errors import SimulatorError
from tests.bench.apps import answering

HELLO = "<Speak>Hello.</Speak><Hangup/>"


class Living:
    """An app that counts how often it is started and stopped, and may be slow to start."""

    def __init__(self):
        self.seen = []
        self.asked, self.ready = threading.Event(), asyncio.Event()
        self.ready.set()

    async def __call__(self, scope, receive, send):
        if scope["type"] != "lifespan":
            await answering(HELLO)(scope, receive, send)
            return
        await receive()
        self.loop = asyncio.get_running_loop()
        self.asked.set()
        await self.ready.wait()
        self.seen.append("up")
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.seen.append("down")
        await send({"type": "lifespan.shutdown.complete"})


def test_an_object_is_served_once_for_all_benches_that_use_it_at_once(lone_bench):
    app = Living()
    first, second = lone_bench(app=app), lone_bench(app=app)
    first.call()
    second.call()
    first.close()
    assert second.call().hears("Hello") == "Hello."
    assert app.seen == ["up"]

    second.close()

    assert app.seen == ["up", "down"]
    third = lone_bench(app=app)
    third.call()
    assert app.seen == ["up", "down", "up"]
    third.close()


def test_who_gives_up_while_an_app_starts_spoils_it_for_nobody(new_async_pbx, tmp_path, monkeypatch):
    (tmp_path / "slow_app.py").write_text("from tests.bench.test_workshop import Living\n\napp = Living()\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    first, second = new_async_pbx(app="slow_app:app"), new_async_pbx(app="slow_app:app")
    from slow_app import app

    app.ready.clear()

    async def test():
        async with anyio.create_task_group() as group:
            group.start_soon(first.call)
            await anyio.to_thread.run_sync(app.asked.wait)
            group.cancel_scope.cancel()
        app.loop.call_soon_threadsafe(app.ready.set)
        return await second.call()

    call = anyio.run(test)

    assert call.answered
    assert app.seen == ["up"]


def test_a_workshop_that_could_not_begin_begins_later(monkeypatch):
    workshop = Workshop()

    def none_left(*_, **__):
        raise OSError("too many open files")

    with monkeypatch.context() as broken:
        broken.setattr(socket.socket, "listen", none_left)
        with pytest.raises(SimulatorError, match=r"^no test bench can be set up: .*too many open files"):
            workshop.start()

    workshop.start()

    assert workshop.submit(asyncio.sleep(0, "done")).result() == "done"
    workshop.close()
