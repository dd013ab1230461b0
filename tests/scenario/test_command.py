"""What a command that is the app prints, and how it ends: known while it runs, and never in its way."""

from __future__ import annotations

import asyncio
import socket
import sys
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from simulator.drivers.app_voice import AppVoice
from simulator.drivers.http import AppClient
from simulator.errors import AppError
from simulator.scenario.app_output import NOTHING_SAID, AppSaid
from simulator.scenario.apps import Apps
from simulator.scenario.model import AppKind, AppSpec
from simulator.settings import Settings

APP = """
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        match self.path:
            case "/prints":
                print("to stdout")
                print("to stderr", file=sys.stderr)
            case "/prints-much":
                with open(1, "wb", closefd=False) as out:  # sys.stdout.buffer may write a part only
                    out.write(b"x" * 5_000_000 + bytes(range(256)) * 20_000 + b"\\nmuch\\n")
            case "/dies":
                print("no licence")
                os._exit(3)
            case "/is-killed":
                os.kill(os.getpid(), 9)
        self.send_response(500)
        self.end_headers()

    def log_message(self, *_):
        pass

print("listening")
HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


@pytest.fixture
def app(tmp_path) -> AppSpec:
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")
    return AppSpec(AppKind.COMMAND, arguments=(sys.executable, "app.py", "{port}"), folder=tmp_path)


def said(app: AppSpec, *paths: str, voice: AppVoice | None = None) -> list[AppSaid]:
    """What a command has said since each of several posts, at the end of it."""

    async def run():
        found = []
        async with Apps(voice) as apps, AppClient() as client:
            begun = await apps.reached(app)
            while not (await begun.said()).lines:  # a thread reads it; it says that it listens before it does
                pass
            for path in paths:
                reached = replace(begun, printed=begun.command.printed)
                await client.post(begun.url.removesuffix("/") + path, b"", Settings())
                found.append(await reached.said())
        return found

    return asyncio.run(run())


@pytest.mark.wall_clock
def test_what_it_prints_is_known_line_by_line_without_what_it_printed_before(app):
    assert said(app, "/prints", "/", "/prints") == [
        AppSaid(("to stdout", "to stderr")),
        NOTHING_SAID,
        AppSaid(("to stdout", "to stderr")),
    ]


@pytest.mark.wall_clock
def test_it_may_print_ten_megabytes_without_an_end_of_line_and_goes_on(app):
    first, second = said(app, "/prints-much", "/prints")

    assert first.lines[-1] == "much"
    assert len("".join(first.lines)) < 64 * 1024
    assert second == AppSaid(("to stdout", "to stderr"))


@pytest.mark.wall_clock
def test_of_one_that_dies_the_last_words_are_known_and_how_it_has_ended(app):
    assert said(app, "/dies") == [AppSaid(("no licence",), "ended with exit code 3")]


@pytest.mark.wall_clock
def test_of_one_that_has_died_long_ago_the_last_words_are_known_too(app):
    *_, last = said(app, "/dies", "/")

    assert last == AppSaid(("listening", "no licence"), "ended with exit code 3")


@pytest.mark.wall_clock
@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals")
def test_one_that_is_killed_has_ended_with_a_signal(app):
    assert said(app, "/is-killed") == [AppSaid(("listening",), "ended with signal SIGKILL")]


@pytest.mark.wall_clock
def test_a_loud_voice_passes_on_what_it_prints_and_one_that_is_not_loud_does_not(app):
    loud, quiet = [], []

    said(app, "/prints", voice=AppVoice(loud.append, loud=True))
    said(app, "/prints", voice=AppVoice(quiet.append))

    program = sys.executable.replace("\\", "/").rpartition("/")[2]
    assert loud == [f"{program}: {line}" for line in ("listening", "to stdout", "to stderr")]
    assert quiet == []


# -- those that die --------------------------------------------------------------------------------------------------


async def let_die(apps: Apps, client: AppClient, app: AppSpec) -> str:
    """Have a command die; where it was."""
    reached = await apps.reached(app)
    await client.post(reached.url.removesuffix("/") + "/dies", b"", Settings())
    assert (await reached.said()).end == "ended with exit code 3"
    return reached.url


@pytest.mark.wall_clock
def test_one_that_has_died_is_started_again_by_whoever_asks_next_and_once_only(app, caplog):
    async def run():
        async with Apps() as apps, AppClient() as client:
            await let_die(apps, client, app)
            first, second = await asyncio.gather(apps.reached(app), apps.reached(app))
            answer = await client.post(f"{first.url}prints", b"", Settings())
            return first.url == second.url, answer.status, await first.said()

    same, status, said = asyncio.run(run())

    assert (same, status) == (True, 500)
    assert said == AppSaid(("listening", "to stdout", "to stderr"))
    assert [one.getMessage().partition(" ended ")[2] for one in caplog.records] == [
        "with exit code 3; it is started again"
    ]


@pytest.mark.wall_clock
def test_who_was_with_one_that_died_hears_no_other_one(app):
    async def run():
        async with Apps() as apps, AppClient() as client:
            before = await apps.reached(app)
            await let_die(apps, client, app)
            after = await apps.reached(app)
            return before.has_ended, (await before.said()).end, after.has_ended

    assert asyncio.run(run()) == (True, "ended with exit code 3", False)


@pytest.mark.wall_clock
def test_one_whose_port_is_taken_meanwhile_gets_another_one(app):
    async def run():
        async with Apps() as apps, AppClient() as client:
            before = urlsplit(await let_die(apps, client, app)).port
            with socket.socket() as taken:
                taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                with suppress(OSError):  # somebody else has taken it
                    taken.bind(("127.0.0.1", before))
                after = await apps.address(app)
            return before, urlsplit(after).port, (await client.post(after, b"", Settings())).status

    before, after, status = asyncio.run(run())

    assert before != after
    assert status == 500


@pytest.mark.wall_clock
def test_one_that_dies_before_it_listens_is_not_started_again(app, tmp_path):
    (tmp_path / "app.py").write_text("open('starts.txt', 'a').write('started ')\nraise SystemExit(3)\n")

    async def run():
        async with Apps() as apps:
            for _ in range(3):
                with pytest.raises(AppError, match="ended with exit code 3 before it took a call"):
                    await apps.address(app)

    asyncio.run(run())

    assert (tmp_path / "starts.txt").read_text() == "started "


def test_an_app_that_is_no_command_says_nothing():
    async def run():
        async with Apps() as apps:
            reached = await apps.reached(AppSpec(AppKind.URL, "http://app.example/"))
            return reached.has_ended, await reached.said()

    assert asyncio.run(run()) == (False, NOTHING_SAID)
