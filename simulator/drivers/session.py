"""An open simulator: it has a way to the apps, a library of sounds and an archive of recordings, and places calls.

This file does not serve the recordings; whoever opens a session hands it an archive that somebody serves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from simulator.audio.library import ClipLibrary
from simulator.audio.voice import synthesizer
from simulator.drivers.clock import VIRTUAL, Clock
from simulator.drivers.http import AppClient
from simulator.drivers.outside import Outside
from simulator.drivers.real import RealDriver
from simulator.drivers.recordings import Archive, Shelf, StoredRecording
from simulator.drivers.virtual import run_virtual
from simulator.errors import AudioError, ScenarioError
from simulator.pbx import EPOCH, Pbx
from simulator.settings import Settings, SpeechEngine
from simulator.telephony.call import Call, Prompt
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.events import NotificationSent, Stalled, StepFailed
from simulator.telephony.problem import Problem, Severity
from simulator.telephony.steps import Step
from simulator.telephony.transcript import Transcript


@dataclass(frozen=True, slots=True, repr=False)
class CallResult:
    """What came of a call. Instants are seconds from when it was placed; `duration` is that of hanging up."""

    id: str
    transcript: Transcript
    recordings: tuple[StoredRecording, ...]
    prompts: tuple[Prompt, ...]
    ended_by: Side | None
    cause: HangupCause | None
    duration: float
    strict: bool

    def __repr__(self) -> str:
        return f"<call {self.id}: {self.duration:g} s, {len(self.recordings)} recordings, failures: {self.failures}>"

    @property
    def heard(self) -> list[str]:
        """The texts (or file names) of everything that the caller heard, in order."""
        return [prompt.text for prompt in self.prompts]

    @property
    def notifications(self) -> list[NotificationSent]:
        """Everything that the PBX posted to the app, in order."""
        return self.transcript.of(NotificationSent)

    @property
    def problems(self) -> list[Problem]:
        """The mistakes that the app made."""
        return self.transcript.problems()

    @property
    def failures(self) -> list[str]:
        """Why the call did not go as its caller meant, a sentence each; empty if it did.

        In strict mode the app's errors; then a call that stalled, and a step that could not be done.
        """
        sentences: list[str] = []
        if self.strict:
            sentences += [str(problem) for problem in self.problems if problem.severity is Severity.ERROR]
        sentences += [str(event) for event in self.transcript.of(StepFailed, Stalled)]
        return [self.transcript.shortened(sentence) for sentence in sentences]


class LiveCall:
    """A call that runs now, or is about to; `run` it once.

    On a real clock somebody may act on it meanwhile with `press` and `hang_up`.
    """

    def __init__(self, pbx: Pbx, call: Call, outside: Outside, shelf: Shelf, clock: Clock, *, live: bool) -> None:
        self.pbx = pbx
        self.call = call
        self.clock = clock
        self._outside = outside
        self._shelf = shelf
        self._driver = None if clock.factor is None else RealDriver(pbx, outside, factor=clock.factor, live=live)

    @property
    def now(self) -> float:
        """What the clock of the call shows, in seconds since it was placed; it stands still once the call is over."""
        if self._driver is None or self.call.cleared:
            return self.pbx.kernel.now
        return round(max(self._driver.now, self.pbx.kernel.now), 6)

    async def run(self) -> CallResult:
        """See the call through to its end.

        Returns:
            What came of it. An app's mistakes never raise; they are in the result.
        """
        if self._driver is None:
            await run_virtual(self.pbx, self._outside)
        else:
            await self._driver.run()
        return self.result()

    def press(self, keys: str) -> None:
        """Let the caller press keys now.

        Raises:
            ScenarioError: the call is on virtual time, where there is no "now" for an onlooker.
        """
        self._act(lambda: self.pbx.press(self.call, keys))

    def hang_up(self) -> None:
        """Let the caller hang up now.

        Raises:
            ScenarioError: as `press`.
        """
        self._act(lambda: self.pbx.hang_up(self.call))

    def result(self) -> CallResult:
        """What has come of it so far."""
        call = self.call
        stored = (self._shelf.get(finished.name) for finished in call.recordings)
        return CallResult(
            id=call.id,
            transcript=self.pbx.transcript,
            recordings=tuple(one for one in stored if one is not None),
            prompts=tuple(call.prompts),
            ended_by=call.ended_by,
            cause=call.cause,
            duration=self.pbx.kernel.now if call.ended_at is None else call.ended_at,
            strict=self.pbx.settings.strict,
        )

    def _act(self, action: Callable[[], None]) -> None:
        if self._driver is None:
            raise ScenarioError("a call on virtual time cannot be acted on while it runs; place it on a real clock")
        self._driver.act(action)


class Session:
    """An open simulator. Use as an asynchronous context manager; independent calls may run at once.

    Args:
        settings: how its PBXs behave, unless a call says otherwise.
        archive: keeps its recordings; somebody else serves them, if anybody does.
        concurrency: connections to apps at once.
    """

    def __init__(
        self, settings: Settings | None = None, archive: Archive | None = None, *, concurrency: int = 100
    ) -> None:
        self.settings = settings or Settings()
        self.archive = archive or Archive()
        self._libraries: dict[SpeechEngine, ClipLibrary] = {}
        self._client = AppClient(concurrency=concurrency)
        self._numbers = count(1)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    def open_call(
        self,
        app_url: str,
        steps: Sequence[Step] = (),
        *,
        to: str = "9000",
        caller: str = "+3612345678",
        clock: Clock = VIRTUAL,
        seed: int | str = 0,
        settings: Settings | None = None,
        shelf: str | None = None,
        live: bool = False,
        hosted: bool = False,
    ) -> LiveCall:
        """Prepare a call; `await session.open_call(...).run()` sees it through.

        Args:
            app_url: where the extension's IncomingCall is posted.
            steps: what the caller does.
            to: the number dialled.
            caller: the caller's number.
            clock: the clock that the call runs on.
            seed: of everything that is drawn by chance.
            settings: of this call's PBX; the session's own if not given.
            shelf: where its recordings are kept; one of its own if not given.
            hosted: the app's port is one of this run only, so that transcripts say "http://app" instead.
            live: somebody may act on it at any time, so it is not given up when nothing is due. Needs a real clock.

        Raises:
            ScenarioError: the settings cannot be followed here: a speech engine that is not installed.
        """
        settings = settings or self.settings
        epoch = EPOCH if clock.factor is None else datetime.now(UTC)
        pbx = Pbx(settings, seed=seed, epoch=epoch)
        kept = self.archive.shelf(str(next(self._numbers)) if shelf is None else shelf)
        pbx.transcript.origins[kept.base_url] = "http://pbx"
        if hosted:
            pbx.transcript.origins[_origin(app_url)] = "http://app"
        call = pbx.place_call(app_url, steps, to=to, caller=caller)
        outside = Outside(settings, self._client, self._library(settings.speech), kept)
        return LiveCall(pbx, call, outside, kept, clock, live=live)

    def _library(self, engine: SpeechEngine) -> ClipLibrary:
        """The sounds of all calls with one speech engine."""
        if engine not in self._libraries:
            try:
                self._libraries[engine] = ClipLibrary(synthesizer(engine))
            except AudioError as error:
                raise ScenarioError(f"speech: {error}") from None
        return self._libraries[engine]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
