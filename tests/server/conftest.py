"""What the tests of the server share: the real server, a small app that it calls, and a client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode
from urllib.request import Request, urlopen

import pytest

from simulator.drivers.serving import ServerThread
from simulator.server.serve import serving
from simulator.settings import Settings

ANSWERS = {
    "/incoming": '<Speak>Leave a message.</Speak><Record Inactivity="3" FinishDigits="#" FinishedUrl="/recorded"/>',
    "/patient": '<Speak>Leave a message.</Speak><Record FinishDigits="#" FinishedUrl="/recorded"/>',
    "/wav": '<Record Inactivity="2" Format="wav"/>',
    "/menu": '<UserInput Timeout="60"><InitialCommands><Speak>Press 1.</Speak></InitialCommands>'
    '<Inputs><Input Key="1"><Speak>One.</Speak><Delay Time="5"/></Input></Inputs></UserInput>',
    "/recorded": "<Speak>Thank you.</Speak>",
    "/transfer": "<BlindTransfer>4711</BlindTransfer><BlindTransfer>4712</BlindTransfer><Speak>Nobody is in.</Speak>",
    "/callback": '<Call Dialled="4711" Url="/up"/><SendSms Recipient="4711" DeliveryReportURL="/report">Soon</SendSms>',
    "/up": '<Speak>It is me.</Speak><Record Duration="1" Format="wav"/>',
    "/report": "",
    "/letters": '<SendEmail Recipient="anna@example.com" Subject="A call">From $who</SendEmail>'
    "<SendMsg ToConnection='admin@localhost'>Somebody called.</SendMsg>",
    "/list": '<Speak>Hello $who.</Speak><ForEach Source="voicemails"><Speak>From $item.from</Speak></ForEach>',
    "/delete": "<DeleteFile>Uploads/a.txt</DeleteFile>",
    "/wrong": '<Spaek>Hello</Spaek><Delay Time="1"/>',
}


@dataclass
class SmallApp:
    """An OzML app in plain ASGI that downloads what it is told of."""

    downloads: dict[str, bytes] = field(default_factory=dict)

    async def __call__(self, scope, receive, send) -> None:
        assert scope["type"] == "http"
        body = (await receive())["body"]
        fields = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if "RecordURL" in fields:
            self.downloads[fields["CallID"]] = await asyncio.to_thread(download, fields["RecordURL"])
        answer = f"<Response>{ANSWERS[scope['path']]}</Response>".encode()
        headers = [(b"content-type", b"text/xml"), (b"content-length", b"%d" % len(answer))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})


@dataclass
class TalkingApp:
    """An OzML app in a thread for each request, which may do as it likes before it answers: send commands, say.

    `answers` has a function for each path: what the app was told -> the commands of its answer.
    """

    url: str = ""
    answers: dict[str, Callable[[dict[str, str]], str]] = field(default_factory=dict)
    mistakes: list[Exception] = field(default_factory=list)

    def answer(self, target: str, body: bytes) -> bytes:
        path, _, query = target.partition("?")
        # A query whose ampersand is encoded once more is taken apart as PHP apps do, after decoding it.
        fields = dict(parse_qsl(unquote(query))) | dict(parse_qsl(body.decode()))
        try:
            return f"<Response>{self.answers[path](fields)}</Response>".encode()
        except Exception as mistake:
            self.mistakes.append(mistake)
            raise


@contextmanager
def running(app: TalkingApp) -> Iterator[TalkingApp]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = app.answer(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        app.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield app
        server.shutdown()
        thread.join()


@dataclass
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Client:
    """A client in another process, or another language, would do the same."""

    server: str
    app: str

    def request(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        url = path if path.startswith("http") else self.server + path
        sent = {"Content-Type": "application/json"} if data is not None else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        request = Request(url, data, sent, method=method)
        try:
            with urlopen(request, timeout=20) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())

    def get(self, path: str, **headers: str) -> Answer:
        return self.request("GET", path, **headers)

    def control(self, path: str, body: Any = None, method: str = "") -> Any:
        method = method or ("GET" if body is None else "POST")
        answer = self.request(method, f"/control/v1{path}", body)
        return answer.json if answer.body else None

    def place(self, path: str = "/incoming", *, wait: float = 15, **order: Any) -> Any:
        return self.control(f"/calls?wait={wait}", {"url": self.app + path, **order})

    def receive(self, path: str, text: str = "Hello", *, wait: float = 15, **order: Any) -> Any:
        return self.control(f"/sms?wait={wait}", {"url": self.app + path, "text": text, **order})

    def events(self, call_id: str, **headers: str) -> Iterator[dict[str, Any]]:
        """Everything that is sent about a call, as it comes; the last one is the call itself."""
        request = Request(f"{self.server}/control/v1/calls/{call_id}/events", headers=headers)
        with urlopen(request, timeout=20) as stream:
            for line in stream:
                if line.startswith(b"data: "):
                    yield json.loads(line.removeprefix(b"data: "))

    def until(self, call_id: str, event: str) -> None:
        """Return as soon as something has happened."""
        events = self.events(call_id)
        assert any(data.get("event") == event for data in events), event
        events.close()

    def connection(self, method: str, path: str, body: Any) -> HTTPConnection:
        """A request on a connection of its own, whose answer nobody has read yet; close it."""
        line = HTTPConnection(self.server.removeprefix("http://"), timeout=20)
        line.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
        return line

    def session(self, **order: Any) -> OneSession:
        """A new session."""
        answer = self.request("POST", "/control/v1/sessions", order)
        assert answer.status == 201, answer.text
        return OneSession(self, answer.json["id"], answer.json["pbx_url"])

    @contextmanager
    def at_once(self, *actions: Callable[[], Any]) -> Iterator[Any]:
        """Do something in other threads meanwhile; gives what will come of it: one future, or a list."""
        with ThreadPoolExecutor(len(actions)) as pool:
            futures = [pool.submit(action) for action in actions]
            yield futures[0] if len(futures) == 1 else futures


@dataclass
class OneSession:
    """A session, and what a test does with it."""

    client: Client
    id: str
    pbx_url: str

    def request(self, method: str, path: str = "", body: Any = None, **headers: str) -> Answer:
        return self.client.request(method, f"/control/v1/sessions/{self.id}{path}", body, **headers)

    def control(self, path: str, body: Any = None, method: str = "") -> Any:
        return self.client.control(f"/sessions/{self.id}{path}", body, method)

    def place(self, url: str | None = None, *, wait: float = 15, **order: Any) -> Any:
        return self.control(f"/calls?wait={wait}", {**({"url": url} if url else {}), **order})

    def command(self, command: str, **parameters: str) -> Answer:
        return self.client.get(f"{self.pbx_url}?{urlencode({'command': command, **parameters})}")

    def journal(self, **wanted: Any) -> list[Any]:
        entries: list[Any] = self.control(f"/journal?{urlencode(wanted, doseq=True)}")["entries"]
        return entries

    def wait(self, wanted: dict[str, Any]) -> Any:
        return self.control("/journal/wait", wanted)

    def advance(self, seconds: float) -> Any:
        return self.control("/clock/advance", {"seconds": seconds})

    def run(self, until: Any, **more: Any) -> Any:
        answer = self.request("POST", "/clock/run", {"until": until, **more})
        assert answer.status == 200, answer.text
        return answer.json

    def remove(self) -> None:
        assert self.request("DELETE").status == 204


def download(url: str) -> bytes:
    with urlopen(url, timeout=10) as answer:
        return answer.read()


@pytest.fixture(scope="session")
def small_app():
    return SmallApp()


@pytest.fixture(scope="session")
def running_client(small_app):
    with serving(Settings(speech="pseudo")) as url, ServerThread(small_app) as app:
        yield Client(url, app.url)


@pytest.fixture
def talking_app():
    with running(TalkingApp()) as app:
        yield app
    assert app.mistakes == []


@pytest.fixture
def client(running_client):
    """A server that knows of no calls yet."""
    running_client.request("POST", "/control/v1/reset")
    return running_client


MESSAGE = [{"hears": "message"}, {"pauses": 0.5}, {"says": "Hello, it is me."}, "stays_silent"]
