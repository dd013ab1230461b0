"""What the tests of the demo apps share: an app served over real HTTP, and a PBX's notifications posted to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Event, Thread
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
import uvicorn
from fastapi import FastAPI

from simulator.ozml.parser import parse
from simulator.ozml.script import Element

STARTING_TAKES_AT_MOST = 10.0


class AnnouncedServer(uvicorn.Server):
    """Says when it takes connections, so that nobody has to sleep."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(uvicorn.Config(app, host="127.0.0.1", port=0, lifespan="off", log_level="warning"))
        self.listening = Event()

    async def startup(self, *args, **kwargs) -> None:
        await super().startup(*args, **kwargs)
        self.listening.set()

    @property
    def url(self) -> str:
        host, port = self.servers[0].sockets[0].getsockname()
        return f"http://{host}:{port}"


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    server = AnnouncedServer(app)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    assert server.listening.wait(STARTING_TAKES_AT_MOST)
    try:
        yield server.url
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[FastAPI], str]]:
    """Serve an app until the module's tests are done: `serve(app)` gives its address."""
    with ExitStack() as stack:
        yield lambda app: stack.enter_context(served(app))


@pytest.fixture(scope="session")
def post() -> Callable[..., tuple[Element, ...]]:
    """Post a notification as the PBX does; gives the commands of the answer: `post(url, CallID="1")`."""

    def post_form(url: str, **fields: str) -> tuple[Element, ...]:
        with urlopen(url, data=urlencode(fields).encode(), timeout=10) as answer:
            assert answer.headers.get_content_type() == "text/xml"
            root = parse(answer.read(), url).root
        assert root.name == "Response"
        return root.children

    return post_form
