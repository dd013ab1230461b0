"""What the tests of the core share: a caller, a line, and an app whose answers are written in the test."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from simulator.audio.library import ClipLibrary
from simulator.audio.pseudo import PseudoSpeech
from simulator.pbx import Pbx
from simulator.settings import Settings
from simulator.telephony.call import Call
from simulator.telephony.effects import (
    AlarmSignal,
    AudioFile,
    Beep,
    ClipLoaded,
    DeleteFile,
    Effect,
    EmailRelayed,
    FileChanged,
    Given,
    Key,
    LoadClip,
    MoveFile,
    Noise,
    RecordingStored,
    RelayEmail,
    Reply,
    Response,
    RunSql,
    SendRequest,
    Sound,
    Spoken,
    SqlDone,
    StoreRecording,
)
from simulator.telephony.exchange import Exchange
from simulator.telephony.fault import Fault
from simulator.telephony.media import Clip, KeyMark, Segment
from simulator.telephony.office import THE_OFFICE, Office
from simulator.telephony.phone import Phone
from simulator.telephony.recording import FinishedRecording
from simulator.telephony.transcript import Transcript
from simulator.telephony.variables import Variables

hypothesis_settings.register_profile(
    "the same on every machine",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("the same on every machine")

gc.disable()  # until all tests are collected, of which none is garbage

SURROUNDINGS = {
    *("ALL_PROXY", "FTP_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"),
    *("CLICOLOR", "CLICOLOR_FORCE", "COLORTERM", "FORCE_COLOR", "NO_COLOR", "PY_COLORS"),
    *("COLUMNS", "LINES", "TERM", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "GITHUB_ACTIONS"),  # the last forces colours
    *("PORT", "PYTHONWARNINGS"),
}
"""Variables of the environment that would change what is printed, or lead requests to this computer elsewhere."""

APP = "http://app"

REAL_SOUNDS = ClipLibrary(PseudoSpeech())
"""For what has to be found in the sound itself."""

Answer = str | bytes | Response
Answers = Mapping[str, Answer] | Callable[[str, dict[str, str]], Answer]


def ozml(*commands: str) -> str:
    return "<Response>" + "".join(commands) + "</Response>"


@dataclass
class CannedApp:
    """The HTTP edge: answers by path, and remembers what it was asked."""

    answers: Answers
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __call__(self, url: str, body: bytes) -> Response:
        fields = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
        path = url.removeprefix(APP)
        self.requests.append((path, fields))
        answer = self.answers(path, fields) if callable(self.answers) else self.answers[path]
        if isinstance(answer, Response):
            return replace(answer, url=url)
        return Response(url, 200, answer.encode() if isinstance(answer, str) else answer, "text/xml")


@dataclass
class CannedOutside:
    """Replies to effects at once. Text is spoken at ten characters a second; files are looked up in `clips`."""

    app: CannedApp
    clips: Mapping[str, Clip]
    latency: float = 0.0
    results: Mapping[str, SqlDone] = field(default_factory=dict)
    problem: str = ""
    """What files and mail servers say to everything."""
    recordings: list[FinishedRecording] = field(default_factory=list)

    def perform(self, effect: Effect) -> Reply:
        match effect:
            case SendRequest(url, body):
                return replace(self.app(url, body), charge=self.latency)
            case LoadClip(sound):
                return self.loaded(sound)
            case MoveFile(source, folder):
                return FileChanged("" if self.problem else f"{folder}/{source}", self.problem)
            case DeleteFile(path):
                return FileChanged("" if self.problem else path, self.problem)
            case RunSql(statement):
                return self.results.get(statement, SqlDone(problem=f"no such table: {statement}"))
            case RelayEmail():
                return EmailRelayed(self.problem)
            case StoreRecording(recording):
                self.recordings.append(recording)
                return RecordingStored(f"http://pbx/HttpRecordings/{recording.name}")
        raise AssertionError(effect)

    def loaded(self, sound: Sound) -> Reply:
        match sound:
            case Spoken(text, language):
                seconds = len(text) / 10
                voice = (Segment(0.0, seconds),) if text else ()
                warning = "no voice for 'xx-XX'" if language == "xx-XX" else ""
                return ClipLoaded(Clip(f"speech:{text}", text, seconds, voice), warning)
            case Key(digit, seconds):
                return ClipLoaded(Clip(f"key:{digit}", digit, seconds, keys=(KeyMark(digit, 0.0, seconds),)))
            case AudioFile(path):
                clip = self.clips.get(path)
                return ClipLoaded(clip, "" if clip else f"{path}: no such file")
            case Noise(kind, _, seconds):
                return ClipLoaded(Clip(f"noise:{kind}", f"{kind} noise", seconds))
            case Given(segment, label) if isinstance(segment, Clip):
                return ClipLoaded(replace(segment, label=label))
            case AlarmSignal(kind, keys):
                return ClipLoaded(REAL_SOUNDS.alarm_signal(kind, keys))
            case Beep(_, seconds):
                return ClipLoaded(Clip("beep", "beep", seconds))
        raise AssertionError(sound)


@dataclass
class Played:
    """A call, or what came of a short message, that has been played to its end."""

    pbx: Pbx
    call: Call
    app: CannedApp

    @property
    def calls(self) -> list[Call]:
        """Those that scripts placed."""
        return [one for one in self.pbx.calls if one is not self.call]

    @property
    def transcript(self) -> Transcript:
        return self.pbx.transcript

    @property
    def recordings(self) -> list[FinishedRecording]:
        return self.call.recordings

    @property
    def rules(self) -> list[str]:
        return [problem.rule for problem in self.transcript.problems()]

    @property
    def requests(self) -> list[tuple[str, dict[str, str]]]:
        return self.app.requests

    @property
    def heard(self) -> list[str]:
        return [prompt.text for prompt in self.call.prompts]

    def lines(self, *, detail: bool = False) -> list[str]:
        return self.transcript.lines(detail=detail)

    def at(self, text: str) -> float:
        """When the one line that contains a text was written."""
        (line,) = [line for line in self.lines(detail=True) if text in line]
        return float(line.split()[0])


def drive(pbx: Pbx, outside: CannedOutside) -> None:
    """Virtual time without a network, in the fewest lines."""
    kernel = pbx.kernel
    kernel.settle()
    while not pbx.idle:
        requests = deque(kernel.take_effects())
        while requests:
            request = requests.popleft()
            kernel.reply(request.id, outside.perform(request.effect), kernel.now)
            requests.extend(kernel.take_effects())
        if pbx.idle:
            return
        deadline = kernel.next_deadline()
        if deadline is None or pbx.patience.overdue(deadline):
            pbx.patience.give_up()
        else:
            kernel.advance(deadline)


@pytest.fixture
def play():
    """Play a call: `play(commands, caller=[steps])`; `answers` gives what the app says to the other addresses.

    The caller dials an extension of the app, or each number of `dials`, all at once and with the same steps.
    """

    def play_call(
        commands: str = "",
        *,
        caller=(),
        answers: Answers | None = None,
        clips: Mapping[str, Clip] | None = None,
        latency: float = 0.0,
        seed: int = 0,
        phones: Mapping[str, Phone | tuple[Phone, ...]] | None = None,
        variables: Variables | None = None,
        sms: str | None = None,
        results: Mapping[str, SqlDone] | None = None,
        problem: str = "",
        dials: Sequence[str] = (),
        office: Office = THE_OFFICE,
        faults: Sequence[Fault] = (),
        **settings,
    ) -> Played:
        first = {"/": ozml(commands)}
        app = CannedApp(answers if callable(answers) else {**first, **(answers or {})})
        book = {number: one if isinstance(one, tuple) else (one,) for number, one in (phones or {}).items()}
        pbx = Pbx(Settings(**settings), seed=seed, phones=book, office=office, faults=faults)
        pbx.transcript.origins[APP] = ""
        exchange: Exchange
        if sms is not None:
            exchange = pbx.receive_sms(f"{APP}/", sms, variables=variables)
        elif dials:
            exchange, *_ = [pbx.place_call("", caller, to=number, variables=variables) for number in dials]
        else:
            exchange = pbx.place_call(f"{APP}/", caller, variables=variables)
        drive(pbx, CannedOutside(app, clips or {}, latency, results or {}, problem))
        return Played(pbx, exchange, app)

    return play_call


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Let the many processes of a run share what they compile, also where it is not to be left beside the sources."""
    if sys.dont_write_bytecode:
        folder = tempfile.TemporaryDirectory()
        config.add_cleanup(folder.cleanup)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = folder.name


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart() -> None:
    """Forget what holds of the terminal and the network of whoever runs the tests; processes inherit what is left."""
    for name in [*os.environ]:
        if name.upper() in SURROUNDINGS:
            del os.environ[name]


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Have two workers more than there are cores, as some tests wait: for clocks that run, and for processes."""
    return (yield) + 2


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what only waits, and for long; everything else stays in whatever order it is."""
    items.sort(key=lambda one: one.get_closest_marker("long_wait") is None)


def pytest_collection_finish() -> None:
    """Leave the tests out of what is searched for garbage while they run."""
    gc.freeze()
    gc.enable()
