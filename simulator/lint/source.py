"""Where answers to be linted come from: files, folders, standard input, and apps that are asked over HTTP."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import Final

from simulator.drivers.http import AppClient
from simulator.errors import OzmlError, ScenarioError, suggestion
from simulator.lint.other_files import is_other_xml, no_answer_in
from simulator.ozml.families import ANSWERS, families_answering
from simulator.ozml.lint import lint_response
from simulator.ozml.parser import parse
from simulator.ozml.schema import element_names
from simulator.settings import Settings
from simulator.telephony.answer_advice import advice_on
from simulator.telephony.effects import Response
from simulator.telephony.family import Family
from simulator.telephony.notifications import (
    Notification,
    NotificationName,
    field_table,
    form_encoded,
    wire_fields,
)
from simulator.telephony.problem import Problem

SUFFIXES: Final = (".xml", ".ozml")
"""Files that are looked for in folders."""

STDIN: Final = "-"
STDIN_NAME: Final = "stdin"

_SAMPLE_VALUES: Final = {
    "call_id": "lint",
    "caller_id": "+3615550100",
    "dialled": "9000",
    "api_extension": "9000",
    "record_url": "http://127.0.0.1/HttpRecordings/lint.mp3",
    "digits": "1",
    "sender": "+3615550100",
    "recipient": "9000",
    "message": "Hello",
    "sms_id": "lint",
    "delivery_state": "Delivered",
    "call_state": "InCall",
    "source": "2000",
    "destination": "2001",
    "start_time": "2026-01-01T12:00:00.0000+00:00",
    "ring_seconds": "3",
    "talk_seconds": "0",
    "original_dialled": "2001",
    "last_dialled": "2001",
    "last_called": "2001",
    "last_state": "Calling",
    "caller_extension": "2000",
}
"""What an app is told that is asked for its answer."""

_LINE_END: Final = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Answering:
    """What answers are meant for: the notification, and the family of their commands; None is not known.

    Raises:
        ScenarioError: that notification is not answered with commands of that family.
    """

    answer_to: NotificationName | None = None
    family: Family | None = None

    def __post_init__(self) -> None:
        if self.answer_to is None or self.family is None:
            return
        families = families_answering(self.answer_to)
        if self.family not in families:
            expected = " or ".join(families)
            raise ScenarioError(f"the answer to {self.answer_to} has commands of {expected}, not of {self.family}")

    @property
    def notification(self) -> NotificationName:
        """The notification, or if it is not known the usual one of the family."""
        return self.answer_to or ANSWERS[self.family or Family.EXTENSION][0]


ANYTHING: Final = Answering()
"""Nothing is known."""


@dataclass(frozen=True, slots=True)
class Linted:
    """An answer with what was found in it. `name` is its file or address; `lines` are those that places count."""

    name: str
    lines: tuple[str, ...]
    problems: tuple[Problem, ...]


def notification_from_text(written: str) -> NotificationName:
    """The notification that an answer is meant for, by its name in any case.

    Raises:
        ScenarioError: there is none of that name, or its answer is never run.
    """
    answered = list(dict.fromkeys(name for names in ANSWERS.values() for name in names))
    for name in answered:
        if name.lower() == written.lower():
            return name
    raise ScenarioError(f"no answer to {written!r} is run{suggestion(written, map(str, answered))}")


async def linted(
    targets: Sequence[str],
    settings: Settings,
    answering: Answering = ANYTHING,
    *,
    post: bool = False,
    passed_over: Callable[[Path], object] = lambda _: None,
) -> list[Linted]:
    """Lint answers.

    Args:
        targets: files, folders (searched for *.xml and *.ozml), http(s) addresses, and "-" for standard input.
        settings: how the PBX reads answers.
        answering: what they are meant for.
        post: send a sample of that notification to addresses (IncomingCall if nothing is known), instead of a GET.
        passed_over: told of each file in a folder that is XML, but of something else, and is no part of what is found.

    Raises:
        ScenarioError: a file cannot be read.
    """
    found = []
    async with AppClient() as client:
        for target in targets:
            if is_address(target):
                found.append(await _address(client, target, settings, answering, post=post))
            else:
                found += _files(target, settings, answering, passed_over)
    return found


def is_address(target: str) -> bool:
    """Whether what is to be linted is asked for over HTTP."""
    return target.lower().startswith(("http://", "https://"))


# -- files -----------------------------------------------------------------------------------------------------------


def _paths(target: str) -> Sequence[Path | None]:
    """The files that a target stands for; None is standard input."""
    if target == STDIN:
        return [None]
    path = Path(target)
    if not path.is_dir():
        return [path]
    return sorted(one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES and one.is_file())


def _files(
    target: str, settings: Settings, answering: Answering, passed_over: Callable[[Path], object]
) -> Iterator[Linted]:
    searched = Path(target).is_dir()
    for path in _paths(target):
        if (one := _file(path, settings, answering, searched=searched)) is not None:
            yield one
        elif path is not None:
            passed_over(path)


def _file(path: Path | None, settings: Settings, answering: Answering, *, searched: bool) -> Linted | None:
    """The answer in a file; None where a folder was searched and the file is XML of something else."""
    if path is None:
        name, body = STDIN_NAME, sys.stdin.buffer.read()
    else:
        name = path.as_posix()
        try:
            body = path.read_bytes()
        except OSError as error:
            raise ScenarioError(f"{path}: cannot be read: {error.strerror}") from error
    text = _read_as_utf8(body)
    if (problem := no_answer_in(text, name)) is not None:
        return Linted(name, _lines(text), (problem,))
    if searched and is_other_xml(text, name):
        return None
    return _looked_at(Response(name, 200, body), settings, answering)


# -- addresses -------------------------------------------------------------------------------------------------------


async def _address(client: AppClient, url: str, settings: Settings, answering: Answering, *, post: bool) -> Linted:
    if not post:
        response = (await client.fetch(url, {}, settings.max_answer_bytes, settings)).response
        return _hinted(_looked_at(response, settings, answering), response)
    sample = answering.notification
    fields = wire_fields(Notification(sample, _SAMPLE_VALUES), field_table(settings.notification_fields))
    response = await client.post(url, form_encoded(fields), settings)
    return _advised(_looked_at(response, settings, replace(answering, answer_to=sample)), response)


def _hinted(one: Linted, response: Response) -> Linted:
    """Tell of `--post` if an app takes no GET."""
    if response.status != HTTPStatus.METHOD_NOT_ALLOWED:
        return one
    return _with_hint(one, lambda _: "it takes no GET, so ask as the PBX does: --post")


def _advised(one: Linted, response: Response) -> Linted:
    """Tell what to do about an answer to a notification that is no OzML."""
    status, body = response.status, response.body
    return _with_hint(one, lambda problem: advice_on(problem.rule, status, body, url=response.url))


def _with_hint(one: Linted, hint: Callable[[Problem], str]) -> Linted:
    told = ((problem, hint(problem)) for problem in one.problems)
    problems = (replace(problem, message=f"{problem.message}; {text}") if text else problem for problem, text in told)
    return replace(one, problems=tuple(problems))


# -- both ------------------------------------------------------------------------------------------------------------


def _looked_at(response: Response, settings: Settings, answering: Answering) -> Linted:
    problems = lint_response(response, settings, answer_to=answering.answer_to, family=answering.family)
    return Linted(response.url, _lines(_text(response, settings)), tuple(problems))


def _text(response: Response, settings: Settings) -> str:
    """The text that the places of problems refer to."""
    try:
        return parse(
            response.body,
            response.url,
            response.charset,
            max_bytes=settings.max_answer_bytes,
            max_depth=settings.max_answer_depth,
            repair=settings.repair_answers,
            names=element_names(),
        ).text
    except OzmlError:
        return _read_as_utf8(response.body)


def _read_as_utf8(body: bytes) -> str:
    return body.decode("utf-8-sig", errors="replace")


def _lines(text: str) -> tuple[str, ...]:
    return tuple(_LINE_END.split(text))
