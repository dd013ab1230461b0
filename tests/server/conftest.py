"""What the tests of the server share: the real server, a small app that it calls, and a client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs
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
def client(running_client):
    """A server that knows of no calls yet."""
    running_client.request("POST", "/control/v1/reset")
    return running_client


MESSAGE = [{"hears": "message"}, {"pauses": 0.5}, {"says": "Hello, it is me."}, "stays_silent"]
