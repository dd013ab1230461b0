"""What the tables of third-party call control and of call routing share: people on the phone, an app, and a story.

A world is played to its end on virtual time. Calls are called A, B, C ... in the order in which they came about. A
command is written once, `Hold CallId=A`, and can be sent in both ways there are: over HTTP, and in an answer. For the
second one somebody calls a number that does not exist, of which CallChanged tells; none of that is in the story.
"""

from __future__ import annotations

import shlex
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import inf
from urllib.parse import quote_plus

from simulator.http_api.execute import execute
from simulator.http_api.request import CommandRequest
from simulator.pbx import Pbx
from simulator.settings import Settings
from simulator.telephony.call import Call
from simulator.telephony.command_events import CommandAnswered, CommandReceived
from simulator.telephony.effects import Effect, Reply, Response, SendRequest
from simulator.telephony.events import (
    CallAnswered,
    CallerSounded,
    CallOffered,
    DtmfIgnored,
    NotificationSent,
    NumberUnlisted,
    PartiesConnected,
    VoiceStarted,
    VoiceStopped,
    seconds_text,
)
from simulator.telephony.kernel import Process
from simulator.telephony.media import Clip
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.office import ApiExtension, Office
from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.script_events import (
    ProblemFound,
    PromptInterrupted,
    PromptStarted,
)
from simulator.telephony.step import Step
from simulator.telephony.steps import HangsUp, Pauses
from simulator.telephony.transcript import Entry
from tests.conftest import APP, CannedApp, CannedOutside
from tests.telephony.invariants import Watcher

TICKER, NOWHERE = "7000", "7001"
"""Who calls, and where, so that the app can answer something at an instant that a test chooses."""

CLIPS = {"tune.wav": Clip("tune", "tune.wav", 2.0), "click.wav": Clip("click", "click.wav", 0.1)}
APPS = {"9000": ApiExtension(f"{APP}/9000"), "9001": ApiExtension(f"{APP}/9001")}

WATCHED = Office(extensions=APPS, call_changed_url=f"{APP}/changed")
UNWATCHED = Office(extensions=APPS)

REFUSALS = ("wrong-state", "unknown-call")
"""Rules of problems which mean that a command had no effect."""

HIDDEN = (
    CallAnswered, CallerSounded, CallOffered, CommandReceived, DtmfIgnored, NumberUnlisted, VoiceStarted, VoiceStopped,
)  # fmt: skip


def picks_up(*steps: Step, after: float = 2.0) -> Phone:
    """A phone that rings for two seconds; then the person takes the steps, or waits for ten minutes."""
    return Phone(steps=steps or (Pauses(600.0), HangsUp()), after=after)


def refuses(after: float = 0.0) -> Phone:
    return Phone(PhoneOutcome.REFUSES, after=after)


BUSY, GONE, SILENT = Phone(PhoneOutcome.BUSY), Phone(PhoneOutcome.UNKNOWN), Phone(PhoneOutcome.NO_ANSWER)

PHONES = {"2001": picks_up(), "2002": picks_up(), "2003": picks_up(), NOWHERE: GONE}


@dataclass
class Outside(CannedOutside):
    """The edge, whose app takes its time at some paths (seconds on the virtual clock)."""

    slow: Mapping[str, float] = field(default_factory=dict)

    def perform(self, effect: Effect) -> Reply:
        reply = super().perform(effect)
        if isinstance(effect, SendRequest):
            return replace(reply, charge=self.slow.get(effect.url.removeprefix(APP), 0.0))
        return reply


class World:
    """A PBX with people, watched while it is played.

    `answers` says what the app answers: by the path ("/9000"), or for CallChanged by the call and its state ("A Hold").
    With a number behind ("/route 2", "A Hold 2") it is meant for that time only; CallChanged is answered with nothing
    where no answer is given. Commands of third-party control may be written as `send` has them.
    """

    def __init__(
        self,
        *,
        phones: Mapping[str, Phone | tuple[Phone, ...]] | None = None,
        office: Office = WATCHED,
        answers: Mapping[str, str | Response] | None = None,
        slow: Mapping[str, float] | None = None,
        seed: int = 0,
        **settings,
    ) -> None:
        book = {**PHONES, **(phones or {})}
        entries = {number: one if isinstance(one, tuple) else (one,) for number, one in book.items()}
        self.pbx = Pbx(Settings(**settings), seed=seed, phones=entries, office=office)
        self.pbx.transcript.origins[APP] = ""
        self.answers = dict(answers or {})
        self.app = CannedApp(self._answer)
        self.outside = Outside(self.app, CLIPS, slow=slow or {})
        self.watcher = Watcher(self.pbx)
        self.replies: list[tuple[str, Process[bytes]]] = []
        self._plan: list[tuple[float, int, Callable[[], object]]] = []
        self._ticks: deque[str] = deque()
        self._told: Counter[str] = Counter()

    # -- what happens

    def calls(self, caller: str, to: str, *steps: Step, at: float = 0.0) -> World:
        """Somebody calls somebody, and waits for ten minutes if no steps are given."""
        taken = steps or (Pauses(600.0), HangsUp())
        return self.does(at, lambda: self.pbx.place_call(caller=caller, to=to, steps=taken))

    def does(self, at: float, act: Callable[[], object]) -> World:
        """Have something done at an instant, behind whatever is due then."""
        self._plan.append((at, len(self._plan), act))
        return self

    def send(self, at: float, commands: str, way: str) -> World:
        """Send commands at an instant, with `;` between them: over HTTP one after the other, or as one answer."""
        if way == "http":
            for one in parted(commands):
                self.does(at, lambda one=one: self._command(one))
            return self
        self.does(at, lambda: self._ticks.append(commands))
        return self.does(at, lambda: self.pbx.place_call(caller=TICKER, to=NOWHERE, steps=()))

    def play(self) -> World:
        """Let everything happen, to the end."""
        for at, _, act in sorted(self._plan, key=lambda one: one[:2]):
            self._until(at)
            act()
        self._until(inf)
        self.watcher.ended()
        return self

    # -- what came of it

    @property
    def observed(self) -> dict[str, ObservedCall]:
        """The calls by their letters."""
        return {self.letter(one.id): one for one in self._real()}

    def line(self, number: str) -> Call:
        """The line of the one person with a number."""
        (line,) = [one for one in self.pbx.calls if one.party.number == number]
        return line

    def letter(self, call_id: str) -> str:
        """What a call is called here; empty if it is none of those that count."""
        ids = [one.id for one in self._real()]
        return chr(ord("A") + ids.index(call_id)) if call_id in ids else ""

    def story(self) -> list[str]:
        """Everything that is worth telling, a line each."""
        lines = [(entry.at, self._told_of(entry)) for entry in self.pbx.transcript if not self._is_tick(entry)]
        return [f"{seconds_text(at)} {text}" for at, text in lines if text]

    def changes(self) -> list[str]:
        """Every CallChanged: ``3.0 A Answered``."""
        return [line for line in self.story() if line.split()[1] in self.observed]

    def heard(self, number: str) -> list[str]:
        """What somebody heard, and when: ``2.0-2.5 hello``; with three dots behind what was broken off."""
        return [
            f"{seconds_text(one.started_at)}-{seconds_text(one.ended_at)} {one.text}{'...' if one.interrupted else ''}"
            for line in self.pbx.calls
            if line.party.number == number
            for one in line.prompts
        ]

    def told(self, name: str) -> list[dict[str, str]]:
        """The fields of every notification with a name, without that name."""
        fields = [dict(one) for _, one in self.app.requests if one["NotificationName"] == name]
        return [{key: value for key, value in one.items() if key != "NotificationName"} for one in fields]

    @property
    def rules(self) -> list[str]:
        return [one.rule for one in self.pbx.transcript.problems()]

    # -- inside

    def _real(self) -> list[ObservedCall]:
        return [one for one in self.pbx.switchboard.observed.values() if one.source != TICKER]

    def _is_tick(self, entry: Entry) -> bool:
        observed = self.pbx.switchboard.observed.get(entry.call_id)
        thread = self.pbx.transcript.threads[entry.call_id]
        ticking = thread.number in (TICKER, NOWHERE) or (observed is not None and observed.source == TICKER)
        return ticking and not isinstance(entry.event, ProblemFound)

    def _told_of(self, entry: Entry) -> str:
        event, number = entry.event, self.pbx.transcript.threads[entry.call_id].number
        text = self.pbx.transcript.shortened(str(event))
        match event:
            case NotificationSent(name, _, fields) if name == "CallChanged":
                return f"{self.letter(fields['CallID'])} {fields['CallState']}"
            case ProblemFound(problem):
                return "refused" if problem.rule in REFUSALS else f"{problem.severity}: {problem.rule}"
            case CommandAnswered(code):
                return "" if code == 200 else "refused"
            case PartiesConnected() | PromptStarted() | PromptInterrupted():
                return f"{number} {text}"
            case _ if event.detail or isinstance(event, HIDDEN):
                return ""
            case _:
                return f"{number} {text}" if text.startswith("call ended") else text

    def _answer(self, path: str, fields: dict[str, str]) -> str | Response:
        key, usual = path, self.answers.get(path, "")
        if path == "/changed":
            if fields["Source"] == TICKER:
                return self.ozml(self._ticks.popleft() if self._ticks and fields["CallState"] == "Ringing" else "")
            key, usual = f"{self.letter(fields['CallID'])} {fields['CallState']}", ""
        self._told[key] += 1
        answer = self.answers.get(key if self._told[key] == 1 else f"{key} {self._told[key]}", usual)
        return self.ozml(answer) if isinstance(answer, str) else answer

    def ozml(self, commands: str) -> str:
        """An answer with commands; where they are written as OzML already, only the letters of calls are replaced."""
        if not commands.startswith("<"):
            commands = "".join(self._element(one) for one in parted(commands))
        return f"<Response>{commands}</Response>"

    def _element(self, command: str) -> str:
        name, parameters = self._read(command)
        return f"<{name}{''.join(f' {key}={quoted(value)}' for key, value in parameters.items())}/>"

    def ask(self, command: str) -> bytes:
        """Send a command over HTTP that is answered at once."""
        self._command(command)
        self.pbx.kernel.settle()
        return self.replies[-1][1].result()

    def _command(self, command: str) -> None:
        name, parameters = self._read(command)
        query = "&".join(f"{key}={quote_plus(value)}" for key, value in {"command": name, **parameters}.items())
        steps = execute(CommandRequest(query=query.encode()), self.pbx.switchboard)
        self.replies.append((command, self.pbx.kernel.spawn(steps, "the app", "a command")))

    def _read(self, command: str) -> tuple[str, dict[str, str]]:
        name, *parameters = shlex.split(command)
        values = dict(one.split("=", 1) for one in parameters)
        ids = {letter: one.id for letter, one in self.observed.items()}
        return name, {key: ids.get(value, value) if key.endswith("Id") else value for key, value in values.items()}

    def _until(self, instant: float) -> None:
        """Let everything happen that is due up to an instant; what is due then has happened."""
        kernel, pbx = self.pbx.kernel, self.pbx
        kernel.settle()
        while True:
            while requests := deque(kernel.take_effects()):
                while requests:
                    request = requests.popleft()
                    kernel.reply(request.id, self.outside.perform(request.effect), kernel.now)
            self.watcher.looks()
            if instant == inf and pbx.idle:
                return
            deadline = kernel.next_deadline()
            if deadline is not None and deadline <= instant and not pbx.patience.overdue(deadline):
                kernel.advance(deadline)
            elif instant < inf:
                kernel.advance(instant)
                return
            else:
                pbx.patience.give_up()


def parted(commands: str) -> list[str]:
    return [one.strip() for one in commands.split(";") if one.strip()]


def quoted(value: str) -> str:
    escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return f'"{escaped}"'


def told(story: str) -> list[str]:
    """A story as it is written in a table, line by line."""
    return [line.strip() for line in story.splitlines() if line.strip()]
