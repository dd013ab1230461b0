"""The apps that are called: one that costs next to nothing and one written with FastAPI, each in its own process.

Both answer by the path alone; `ANSWERS` is one call of five requests.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from simulator.telephony.effects import Spoken
from simulator.telephony.step import Step
from simulator.telephony.steps import Hears, Presses, Says, StaysSilent


def ozml(*commands: str) -> str:
    """An answer."""
    return f'<?xml version="1.0" encoding="utf-8"?>\n<Response>{"".join(commands)}</Response>'


ANSWERS: Mapping[str, str] = {
    "/incoming": ozml(
        '<UserInput Digits="1" ForwardToUrl="/entered"><InitialCommands>'
        "<Speak>Hello. Press one to leave a message.</Speak></InitialCommands></UserInput>"
    ),
    "/entered": ozml('<GoTo Url="/greeting"/>'),
    "/greeting": ozml(
        "<Speak>Speak after this prompt.</Speak>",
        '<Record Duration="30" Inactivity="3" FinishedUrl="/recorded/first"/>',
    ),
    "/recorded/first": ozml(
        "<Speak>Thank you. You may add something.</Speak>", '<Record Duration="5" FinishedUrl="/recorded/second"/>'
    ),
    "/recorded/second": ozml("<Speak>Thank you. Goodbye.</Speak>", "<Hangup/>"),
}

STEPS: tuple[Step, ...] = (
    Hears("press one"),
    Presses("1"),
    Hears("speak after"),
    Says(Spoken("Hello, it is me. Please call me back tomorrow.")),
    StaysSilent(),
)
"""The caller who makes the five requests happen."""

LONG_ANSWERS: Mapping[str, str] = {
    "/long": ozml(
        '<UserInput Digits="1" Repeat="true" Timeout="5"><InitialCommands>'
        "<Speak>This is the main menu. Press one for a message, two for the news, nine to leave.</Speak>"
        "</InitialCommands><Inputs>"
        '<Input Key="1"><Speak>Speak after this prompt.</Speak>'
        '<Record Duration="60" Inactivity="4" FinishedUrl="/long/recorded"/></Input>'
        '<Input Key="2"><GoTo Url="/long/news"/></Input>'
        '<Input Key="9"><Speak>Goodbye.</Speak><Hangup/></Input>'
        "</Inputs></UserInput>"
    ),
    "/long/news": ozml(
        "<Speak>Here are the news of the day. There are none. You go back to the main menu.</Speak>",
        '<Delay Time="90"/>',
        '<GoTo Url="/long"/>',
    ),
    "/long/recorded": ozml("<Speak>Your message has been saved.</Speak>"),
}
"""Menus, prompts and recordings for a call that may last for ever."""

MESSAGES: Mapping[str, str] = {
    **{
        f"/message/{seconds}": ozml(
            "<Speak>Speak after this prompt.</Speak>",
            f'<Record Duration="{seconds}" FinishedUrl="/message/kept"/>',
        )
        for seconds in (1, 60)
    },
    "/message/kept": ozml("<Hangup/>"),
}
"""A recording of 1 s and one of 60 s."""

ALL_ANSWERS = {**ANSWERS, **LONG_ANSWERS, **MESSAGES}


@contextmanager
def app_in_its_own_process(kind: str) -> Iterator[str]:
    """Start the "trivial" or the "fastapi" app.

    Yields:
        Its address, without a slash at the end.
    """
    command = [sys.executable, "-m", "benchmarks.apps", kind]
    root = Path(__file__).parent.parent
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


class _TrivialApp(asyncio.Protocol):
    """As little of HTTP as a client that sends whole requests can do with."""

    answers: Mapping[bytes, bytes] = {
        path.encode(): (
            f"HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: {len(text)}\r\n\r\n{text}"
        ).encode()
        for path, text in ALL_ANSWERS.items()
    }

    def __init__(self) -> None:
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found or len(body) < int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]):
            return
        self._received = b""
        _, path, version = head[: head.index(b"\r\n")].split(b" ")
        self._transport.write(self.answers[path])
        if version == b"HTTP/1.0":
            self._transport.close()


async def _serve_trivial() -> None:
    server = await asyncio.get_running_loop().create_server(_TrivialApp, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def _serve_fastapi() -> None:
    import uvicorn

    from benchmarks.form_app import app

    config = uvicorn.Config(app, port=0, http="httptools", log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for that
        await asyncio.sleep(0.01)
    print(server.servers[0].sockets[0].getsockname()[1], flush=True)
    await serving


if __name__ == "__main__":
    asyncio.run(_serve_trivial() if sys.argv[1] == "trivial" else _serve_fastapi())
