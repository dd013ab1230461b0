"""What may lie behind what an app answers or says: a path that it does not have, a PBX that it looks for elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from simulator.telephony.answer_advice import advice_on
from simulator.telephony.app_request import RequestSent
from simulator.telephony.bad_answer import NO_ANSWER
from simulator.telephony.command_events import CommandReceived
from simulator.telephony.events import AnswerReceived, NotificationSent
from simulator.telephony.problem import Problem
from simulator.telephony.script_events import ProblemFound
from simulator.telephony.transcript import Transcript

_PBX: Final = (
    "that takes commands at {pbx} (`pbx.url` in Python), or, with `pbx port: 7780` (`pbx_port=7780`), at that port"
)
"""Where an app finds the PBX of a test."""

_UNEXPLAINED: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED)
"""Statuses of which the problem does not say itself what is likely to be wrong."""

_REFUSED: Final = re.compile(
    r"connection refused|ECONNREFUSED|actively refused|\[Errno 111\]|connect call failed", re.IGNORECASE
)
"""How Python (urllib, requests, httpx, aiohttp), Node, PHP, Go and .NET say that nobody listens at a port."""


def answers_with_advice(transcript: Transcript) -> Iterator[str]:
    """What to do about answers to notifications that are no OzML, where the problem itself does not say it."""
    asked: dict[str, NotificationSent | RequestSent] = {}
    answered: dict[str, AnswerReceived] = {}
    for entry in transcript:
        match entry.event:
            case NotificationSent() | RequestSent() as sent:
                asked[entry.call_id] = sent
            case AnswerReceived() as answer:
                answered[entry.call_id] = answer
            case ProblemFound(problem) if entry.call_id in answered:
                request, answer = asked.get(entry.call_id), answered[entry.call_id]
                if isinstance(request, NotificationSent) and answer.url == problem.place.source:
                    yield from _advice(problem, request, answer)


def refused_connection(transcript: Transcript, said: Iterable[str]) -> list[str]:
    """That an app which sent no command could not connect to somebody, who may be the PBX; `said` is what it printed.

    Of a PBX that has the port which its author wanted, this says nothing.
    """
    raised = (one.message.partition(NO_ANSWER)[0] for one in transcript.problems())
    if transcript.of(CommandReceived) or not any(_REFUSED.search(one) for one in (*raised, *said)):
        return []
    return [f"the PBX got no command, and somebody refused a connection of the app; if it was to be the PBX, {_PBX}"]


def _advice(problem: Problem, sent: NotificationSent, answer: AnswerReceived) -> Iterator[str]:
    if _is_unexplained(problem, sent, answer):
        yield f"{answer.url}: {advice_on(problem.rule, answer.status, answer.body, url=sent.url)}"


def _is_unexplained(problem: Problem, sent: NotificationSent, answer: AnswerReceived) -> bool:
    match problem.rule, answer.status:
        case "http-status", HTTPStatus.NOT_FOUND:
            return urlsplit(sent.url).path in ("", "/")
        case "http-status", status:
            return status in _UNEXPLAINED
        case "unusable-answer", _:
            return not answer.body.strip()
    return False
