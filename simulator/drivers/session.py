"""An open simulator: it has a way to the apps, a library of sounds and an archive of recordings, and places calls.

This file does not serve the recordings; whoever opens a session hands it an archive that somebody serves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
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
from simulator.pbx import Pbx
from simulator.settings import Settings, SpeechEngine
from simulator.telephony.call import Call, Prompt
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.events import NotificationSent, Stalled, StepFailed
from simulator.telephony.exchange import Exchange
from simulator.telephony.names import EPOCH
from simulator.telephony.outbox import Outbox
from simulator.telephony.phone import PhoneBook
from simulator.telephony.problem import Problem, Severity
from simulator.telephony.steps import Step
from simulator.telephony.messaging import EMPTY_PHONE_BOOK
from simulator.telephony.transcript import Transcript
from simulator.telephony.variables import Variables


@dataclass(frozen=True, slots=True, repr=False)
class CallResult:
    """What came of a call, or of a short message.

    Instants are seconds on the clock that all calls share, which shows 0 when the first one is placed.

    Attributes:
        id: what the app knows the call by (`CallID`).
        transcript: everything that happened, on all calls: `transcript.lines()`, `transcript.as_data()`.
        recordings: what was recorded on this call, in order.
        prompts: what was heard on it, in order: `text`, `started_at`, `ended_at` (None while it sounds), `interrupted`.
        ended_by: which side hung up or refused; None for a short message.
        cause: why it ended, as Q.850 has it; None for a short message.
        duration: the instant of hanging up. That is the length of the first call, ringing included; one of `calls`
            lasted `duration - started_at`. For a short message it is the instant at which all was over.
        strict: whether the app's errors are failures.
        number: who was on the line, or has sent the short message.
        outbox: everything that the app has sent: `outbox.sms`, `outbox.emails`, `outbox.messages`.
        calls: those that scripts placed, transfers included, in order, each with the same transcript and outbox.
        answered_at: the instant of picking up; None if nobody did.
    """

    id: str
    transcript: Transcript
    recordings: tuple[StoredRecording, ...]
    prompts: tuple[Prompt, ...]
    ended_by: Side | None
    cause: HangupCause | None
    duration: float
    strict: bool
    number: str = ""
    outbox: Outbox = field(default_factory=Outbox)
    calls: tuple[CallResult, ...] = ()
    answered_at: float | None = None

    def __repr__(self) -> str:
        return f"<call {self.id}: {self.duration:g} s, {len(self.recordings)} recordings, failures: {self.failures}>"

    @property
    def answered(self) -> bool:
        """Whether somebody picked up; the app does, where the call is one to it."""
        return self.answered_at is not None

    @property
    def started_at(self) -> float:
        """The instant at which it was placed: 0, except for `calls`."""
        return next((entry.at for entry in self.transcript if entry.call_id == self.id), 0.0)

    @property
    def talk_seconds(self) -> float:
        """From picking up to hanging up; 0 if nobody picked up."""
        return 0.0 if self.answered_at is None else round(self.duration - self.answered_at, 6)

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
        failed = [entry for entry in self.transcript if isinstance(entry.event, StepFailed | Stalled)]
        return [
            *(self.transcript.shortened(sentence) for sentence in sentences),
            *(self.transcript.text(entry) for entry in failed),
        ]


class LiveCall:
    """A call that runs now, or is about to; `run` it once.

    On a real clock somebody may act on it meanwhile with `press` and `hang_up`.
    """

    def __init__(
        self, pbx: Pbx, exchange: Exchange, outside: Outside, shelf: Shelf, clock: Clock, *, live: bool
    ) -> None:
        self.pbx = pbx
        self.exchange = exchange
        self.clock = clock
        self._outside = outside
        self._shelf = shelf
        self._driver = None if clock.factor is None else RealDriver(pbx, outside, factor=clock.factor, live=live)

    @property
    def call(self) -> Call:
        """The call.

        Raises:
            ScenarioError: it is a short message, and no call.
        """
        if not isinstance(self.exchange, Call):
            raise ScenarioError("there is no call here, but a short message")
        return self.exchange

    @property
    def now(self) -> float:
        """What the clock of the call shows, in seconds since it was placed; it stands still once the call is over."""
        if self._driver is None or self.pbx.idle:
            return self.pbx.kernel.now
        return round(max(self._driver.now, self.pbx.kernel.now), 6)

    async def run(self) -> CallResult:
        """See the call through to its end.

        Returns:
            What came of it. An app's mistakes never raise; they are in the result.
        """
        try:
            if self._driver is None:
                await run_virtual(self.pbx, self._outside)
            else:
                await self._driver.run()
        finally:
            await self._outside.close()
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
        further = tuple(self._result(one) for one in self.pbx.calls if one is not self.exchange)
        return replace(self._result(self.exchange), calls=further)

    def _result(self, exchange: Exchange) -> CallResult:
        call = exchange if isinstance(exchange, Call) else None
        stored = (self._shelf.get(finished.name) for finished in (call.recordings if call else ()))
        return CallResult(
            id=exchange.id,
            number=call.party.number if call else exchange.facts["sender"],
            transcript=self.pbx.transcript,
            recordings=tuple(one for one in stored if one is not None),
            prompts=tuple(call.prompts if call else ()),
            ended_by=call.ended_by if call else None,
            cause=call.cause if call else None,
            duration=self.pbx.kernel.now if call is None or call.ended_at is None else call.ended_at,
            strict=self.pbx.settings.strict,
            outbox=self.pbx.outbox,
            answered_at=call.answered_at if call else None,
        )

    def _act(self, action: Callable[[], None]) -> None:
        if self._driver is None:
            raise ScenarioError("a call on virtual time cannot be acted on while it runs; place it on a real clock")
        self._driver.act(action)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What there is around one call, or one short message.

    Attributes:
        clock: the clock that it runs on.
        seed: of everything that is drawn by chance.
        settings: of its PBX; the session's own if not given.
        phones: who is at which number.
        variables: what scripts find set.
        shelf: where its recordings are kept; one of its own if not given.
        live: somebody may act on it at any time, so it is not given up when nothing is due. Needs a real clock.
        hosted: the app's port is one of this run only, so that transcripts say "http://app" instead.
    """

    clock: Clock = VIRTUAL
    seed: int | str = 0
    settings: Settings | None = None
    phones: PhoneBook = field(default_factory=lambda: EMPTY_PHONE_BOOK)
    variables: Variables | None = None
    shelf: str | None = None
    live: bool = False
    hosted: bool = False


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
        world: World = World(),
    ) -> LiveCall:
        """Prepare a call; `await session.open_call(...).run()` sees it through.

        Args:
            app_url: where the extension's IncomingCall is posted.
            steps: what the caller does.
            to: the number dialled.
            caller: the caller's number.
            world: everything else that there is.

        Raises:
            ScenarioError: the settings cannot be followed here: a speech engine that is not installed.
        """
        pbx, kept, settings = self._pbx(app_url, world)
        call = pbx.place_call(app_url, steps, to=to, caller=caller, variables=world.variables, live=world.live)
        return self._live(pbx, call, kept, settings, world)

    def open_sms(
        self, app_url: str, text: str, *, to: str = "9000", sender: str = "+3612345678", world: World = World()
    ) -> LiveCall:
        """Prepare a short message to an extension, as `open_call` does a call.

        Args:
            app_url: where the extension's IncomingSMS is posted.
            text: what the message says.
            to: the extension's number.
            sender: who has sent it.
            world: everything else that there is.
        """
        pbx, kept, settings = self._pbx(app_url, world)
        exchange = pbx.receive_sms(app_url, text, to=to, sender=sender, variables=world.variables)
        return self._live(pbx, exchange, kept, settings, world)

    def _pbx(self, app_url: str, world: World) -> tuple[Pbx, Shelf, Settings]:
        settings = world.settings or self.settings
        epoch = EPOCH if world.clock.factor is None else datetime.now(UTC)
        pbx = Pbx(settings, seed=world.seed, epoch=epoch, phones=world.phones)
        kept = self.archive.shelf(str(next(self._numbers)) if world.shelf is None else world.shelf)
        pbx.transcript.origins[kept.base_url] = "http://pbx"
        if world.hosted:
            pbx.transcript.origins[_origin(app_url)] = "http://app"
        return pbx, kept, settings

    def _live(self, pbx: Pbx, exchange: Exchange, shelf: Shelf, settings: Settings, world: World) -> LiveCall:
        clips = self._library(settings.speech)
        kernel, names = pbx.kernel, pbx.switchboard.names
        outside = Outside(settings, self._client, clips, shelf, moment=names.moment, clock=lambda: kernel.now)
        return LiveCall(pbx, exchange, outside, shelf, world.clock, live=world.live)

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
