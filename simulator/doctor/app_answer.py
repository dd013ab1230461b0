"""What an app answers to IncomingCall, and what is likely to be wrong if that is no OzML."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from simulator.doctor.finding import Finding, Verdict, bad, good, note
from simulator.drivers.app_voice import AppVoice
from simulator.drivers.http import AppClient
from simulator.errors import AppError
from simulator.ozml.lint import lint_response
from simulator.scenario.apps import Apps
from simulator.scenario.given_app import app_from_text, check_given
from simulator.settings import Settings
from simulator.telephony.answer_advice import advice_on
from simulator.telephony.effects import Response
from simulator.telephony.notifications import Notification, NotificationName, field_table, form_encoded, wire_fields
from simulator.telephony.problem import Severity

SLOW: Final = 2.0
"""Seconds of silence on the line that a caller notices."""

SAMPLE: Final = {"call_id": "doctor", "caller_id": "+3615550100", "dialled": "9000", "api_extension": "9000"}
"""The call of which the app is told."""

_LOCAL: Final = ("127.0.0.1", "localhost", "::1")
_VERDICTS: Final = {Severity.ERROR: Verdict.WRONG, Severity.WARNING: Verdict.NOTE, Severity.NOTE: Verdict.NOTE}
_MOST_PROBLEMS: Final = 10


async def examine_given(app: str, path: str | None, settings: Settings) -> list[Finding]:
    """Look at an app that is named as `run --app` takes it; it is started for that, unless it is an address.

    Args:
        app: its address, its import path, or a command that holds `{port}`.
        path: where it takes IncomingCall, if not at / or where the address says.
        settings: how the PBX asks, and reads answers.

    Raises:
        ScenarioError: it is none of the three.
    """
    check_given(app, path)
    async with Apps(AppVoice(lambda _: None)) as apps:
        try:
            spec = app_from_text(app, folder=Path.cwd())
            reached = await apps.reached(spec.at(path) if path else spec)
        except AppError as error:
            return [bad("app", str(error))]
        return await examine_app(reached.url, settings)


async def examine_app(url: str, settings: Settings) -> list[Finding]:
    """Post IncomingCall to an app, as the PBX does, and look at what comes back.

    Args:
        url: where the app takes it.
        settings: how the PBX asks, and reads answers.

    Returns:
        What was found about the connection, the answer and its OzML; there is always something.
    """
    notification = Notification(NotificationName.INCOMING_CALL, SAMPLE)
    body = form_encoded(wire_fields(notification, field_table(settings.notification_fields)))
    async with AppClient() as client:
        began = time.perf_counter()
        response = await client.post(url, body, settings)
        seconds = time.perf_counter() - began
    return [*_about_the_way(url, response, seconds), *_about_the_answer(response, settings)]


def _about_the_way(url: str, response: Response, seconds: float) -> Iterator[Finding]:
    """Whether and how the answer came."""
    if response.failure:
        yield bad("connection", f"{url}: {response.failure}", _advice_without_answer(url, response.failure))
        return
    yield good("connection", f"{url} answers")
    if response.url != url:
        yield note(
            "redirect",
            f"the app sends the PBX on to {response.url}",
            "configure that address itself: a redirected notification may arrive as a GET, without its fields",
        )
    if seconds > SLOW:
        advice = "answer at once, and do what takes long later: the caller hears nothing until then"
        yield note("time", f"the answer took {seconds:.1f} s", advice)


def _advice_without_answer(url: str, failure: str) -> str:
    """What to do if there is no answer."""
    if "not an http" in failure:
        return "write the whole address: http://127.0.0.1:8000/incoming"
    if "cannot connect" not in failure:
        return "see in the log of the app what it does with the request"
    if urlsplit(url).hostname in _LOCAL:
        return (
            "start the app, or correct the port; if one of both runs in a container, 127.0.0.1 is another machine "
            "there: let the app listen on 0.0.0.0 and use the container's name as the host"
        )
    return "start the app, and see that it listens on 0.0.0.0 rather than on 127.0.0.1 of its own machine"


def _about_the_answer(response: Response, settings: Settings) -> Iterator[Finding]:
    """Whether it is OzML, and what is wrong with it."""
    if response.failure:
        return
    problems = lint_response(response, settings, answer_to=NotificationName.INCOMING_CALL)
    for problem in problems[:_MOST_PROBLEMS]:
        advice = advice_on(problem.rule, response.status, response.body, url=response.url)
        yield Finding("answer", _VERDICTS[problem.severity], f"{problem} [{problem.rule}]", advice)
    if len(problems) > _MOST_PROBLEMS:
        yield note(
            "answer", f"and {len(problems) - _MOST_PROBLEMS} more", f"ozeki-simulator lint --post {response.url}"
        )
    if not problems:
        yield good("answer", "it is OzML without a mistake")
