"""The pytest plugin as a page: what is set up with what, and every public member of what its fixtures give."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from simulator.api import place_call
from simulator.bench.aio.bench import AsyncBench
from simulator.bench.app_answer import AppAnswer
from simulator.bench.blocking.bench import Bench
from simulator.bench.blocking.call import BenchCall, BenchPhone
from simulator.bench.blocking.person import Person
from simulator.bench.failure import StepFailedError
from simulator.bench.plan import Setup
from simulator.drivers.call_result import CallResult
from simulator.drivers.latency import AppLatency
from simulator.drivers.listed_call import ListedCall
from simulator.drivers.recordings import StoredRecording
from simulator.drivers.sent_command import SentCommand
from simulator.reference.docstrings import docstring_of
from simulator.reference.markdown import code, codes, page, paragraph, table
from simulator.reference.members import Member, grouped, members_of
from simulator.reference.plugin_source import constant, fixtures
from simulator.telephony.events import NotificationSent
from simulator.telephony.line import Prompt
from simulator.telephony.outbox import ChatMessage, Email, Outbox, Sms
from simulator.telephony.problem import Problem
from simulator.telephony.transcript import Transcript

_INTRODUCTION: Final = """\
Everything that tests have of the plugin; [Test with pytest](../how-to/pytest.md) shows how it is used. Lengths of time
and instants are seconds of the call, as Python numbers.

For tests in coroutines, `async_pbx` and `new_async_pbx` give the same: methods are awaited, but for {plain}; values
are not. For annotations `simulator` has `Bench`, `BenchCall` and `BenchPhone`, and `AsyncBench` and so on."""

_SETUP: Final = """\
The marker `@pytest.mark.pbx(...)`, the fixture `pbx_setup`, `new_pbx(...)` and `pbx.set_up(...)` take these names. What
is nearer to the test counts; phones and [settings](settings.md) are added to those that there are."""

_OPTIONS: Final = """\
On the command line, or in the configuration of pytest (`pytest.ini`, `pyproject.toml`); the command line counts."""

_BENCH: Final = """\
What `pbx` is: a `Bench`. [Expectations](expectations.md) has the names for `expects` and `never`."""

_PERSON: Final = """\
What `pbx.call(...)` and `pbx.phone(...)` give: a `BenchCall` and a `BenchPhone`, people on the line. A step lets time
pass until it holds, or raises `StepFailedError` if it no longer can. [Steps](steps.md) tells more of each."""


class Part(NamedTuple):
    """A class whose members are told.

    Attributes:
        heading: above them.
        kind: the class.
        name: what a test may call one of its instances; methods stand behind it.
        whence: how a test comes by one, as the beginning of a sentence.
        without: members that are not for tests.
    """

    heading: str
    kind: type
    name: str
    whence: str
    without: tuple[str, ...] = ()


_WRITING: Final = ("append", "introduce", "label", "shortened")
"""What a transcript has for those who write it or word it."""

PARTS: Final = (
    Part("What has come of a call", CallResult, "result", "From `pbx.result` and `call.result`: ", ("measured",)),
    Part("Recordings", StoredRecording, "recording", "From `call.recordings`: ", ("finished", "flaws", "data_at_hand")),
    Part("Prompts", Prompt, "prompt", "From `call.prompts`: ", ("clip",)),
    Part("Notifications", NotificationSent, "notification", "From `pbx.notifications`: "),
    Part("Commands", SentCommand, "command", "From `pbx.commands`: "),
    Part("The outbox", Outbox, "outbox", "From `pbx.outbox`: ", ("of", "sent")),
    Part("Short messages", Sms, "sms", "From `pbx.outbox.sms`: "),
    Part("E-mails", Email, "email", "From `pbx.outbox.emails`: "),
    Part("Messages of Ozeki 10", ChatMessage, "message", "From `pbx.outbox.messages`: "),
    Part("Listed calls", ListedCall, "call", "From `pbx.history`: "),
    Part("Mistakes of the app", Problem, "problem", "From `pbx.problems`, of [these kinds](../apps.md#answers): "),
    Part("How long the app took", AppLatency, "latency", "From `call.result.latencies`: "),
    Part("An answer of the app", AppAnswer, "answer", "From `pbx.requests(...)`: "),
    Part("The transcript", Transcript, "transcript", "From `pbx.transcript`: ", _WRITING),
    Part("A step that could not be taken", StepFailedError, "error", "`simulator.StepFailedError`: "),
)
"""What the values above hold, in the order of the page."""


def pytest_page() -> str:
    """Everything that tests have of the plugin."""
    plain = [one.name for one in members_of(AsyncBench) if one.is_method and not _is_awaited(AsyncBench, one.name)]
    introduction = _INTRODUCTION.format(plain=f"{codes(plain[:-1])} and `{plain[-1]}`")
    body = [
        *_chapter("Fixtures", "", table(("fixture", "gives", "what it is"), _fixture_rows())),
        *_chapter("What is set up", _SETUP, table(("name", "value", "what it is"), _setup_rows())),
        *_chapter("Options", _OPTIONS, table(("option", "configuration", "what it is"), _option_rows())),
        *_chapter("pbx", _BENCH, *_groups("pbx", members_of(Bench), {"": "Before anything is done"})),
        *_chapter("call and phone", _PERSON, *_groups("call", members_of(Person), {})),
        *_section("What only a call has", "call", members_of(BenchCall)),
        *_section("What only a phone has", "phone", members_of(BenchPhone)),
        *_chapter("What they hold", "", *(block for part in PARTS for block in _part(part))),
    ]
    return page("pytest", "ozeki-simulator reference pytest", introduction, body)


def _is_awaited(kind: type, name: str) -> bool:
    return inspect.iscoroutinefunction(inspect.unwrap(getattr(kind, name)))


# -- tables ----------------------------------------------------------------------------------------------------------


def _fixture_rows() -> Iterator[tuple[str, str, str]]:
    for one in fixtures():
        maker = re.search(r"BenchMaker\[(\w+)\]", one.gives)
        yield code(one.name), code(f"{one.name}(**setup) -> {maker[1]}" if maker else one.gives), one.text


def _setup_rows() -> Iterator[tuple[str, str, str]]:
    """What a bench can be set up with, in the words of `place_call`, whose parameters have these names."""
    told = docstring_of(place_call).arguments
    for name, kind in Setup.__annotations__.items():
        yield code(name), code(getattr(kind, "__forward_arg__", kind)), told[name]


def _option_rows() -> Iterator[tuple[str, str, str]]:
    for name, what in constant("_OPTIONS"):
        yield code(f"--pbx-{name}"), code(f"pbx_{name}"), what
    for name, what in constant("_REPORTS"):
        yield code(f"--pbx-{name} FILE"), "", what
    yield code("--pbx-update"), "", constant("_UPDATE")


# -- members ---------------------------------------------------------------------------------------------------------


def _chapter(heading: str, text: str, *body: str) -> Iterator[str]:
    yield f"## {heading}"
    if text:
        yield paragraph(text)
    yield from body


def _groups(owner: str, members: list[Member], headings: Mapping[str, str]) -> Iterator[str]:
    """Members under the headings of the source, or others in place of some."""
    for group, inside in grouped(members):
        yield from _section(headings.get(group, group[:1].upper() + group[1:]), owner, inside)


def _part(part: Part) -> Iterator[str]:
    text = _first(docstring_of(part.kind).text)
    told = part.whence + text[:1].lower() + text[1:]
    yield from _section(part.heading, part.name, members_of(part.kind, part.without), told)


def _section(heading: str, owner: str, members: list[Member], text: str = "") -> Iterator[str]:
    """A heading, a table of values, and each method."""
    yield f"### {heading}"
    if text:
        yield paragraph(text)
    values = [(code(one.name), code(one.kind), _first(one.told.text)) for one in members if not one.is_method]
    if values:
        columns = [column for column in zip(("value", "type", "what it is"), *values, strict=True) if any(column[1:])]
        header, *rows = zip(*columns, strict=True)
        yield table(header, rows)
    for one in members:
        if one.is_method:
            yield from _method(owner, one)


def _method(owner: str, one: Member) -> Iterator[str]:
    yield f"**`{owner}.{one.written}`**"
    yield from (paragraph(text) for text in one.told.text.split("\n\n"))
    points = [f"- `{name}`: {text}" for name, text in one.told.arguments.items()]
    if one.told.returns:
        points.append(f"- gives {one.told.returns[:1].lower()}{one.told.returns[1:]}")
    points += [f"- raises {codes(name.split(', '))}: {text}" for name, text in one.told.raises.items()]
    if points:
        yield "\n".join(points)


def _first(text: str) -> str:
    """The first paragraph of a text."""
    return text.partition("\n\n")[0]
