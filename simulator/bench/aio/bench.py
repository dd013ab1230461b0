"""The bench itself: a phone system around the app under test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Never, Unpack

from simulator.bench.aio.call import AsyncBenchCall, AsyncBenchPhone
from simulator.bench.app_answer import AppAnswer
from simulator.bench.board import BenchBoard
from simulator.bench.door import AsyncDoor
from simulator.bench.handle import AsyncHandle
from simulator.bench.plan import Setup
from simulator.drivers.call_result import CallResult
from simulator.drivers.listed_call import ListedCall
from simulator.drivers.sent_command import SentCommand
from simulator.telephony.events import NotificationSent
from simulator.telephony.outbox import Outbox
from simulator.telephony.problem import Problem
from simulator.telephony.transcript import Transcript


class AsyncBench(AsyncHandle):
    """A phone system of its own. It is opened when something is first done on it; until then it can be set up."""

    def __init__(self, board: BenchBoard) -> None:
        self._board = board
        self._door = AsyncDoor(board.workshop)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._board.plan.app!r}>"

    def set_up(self, **setup: Unpack[Setup]) -> None:
        """Say what is tested and what there is around it, before anything is done.

        Args:
            setup: `app`, `path`, `to` and `caller` (of calls that do not say), `phones`, `office`, `faults`,
                `variables`, `arrays`, `clock`, `seed`, `settings`, `pbx_port`. Phones and settings are added to those
                that there are.

        Raises:
            ScenarioError: something makes no sense, or something has been done already.
        """
        self._board.set_up(setup)

    # -- what happens ------------------------------------------------------------------------------------------------

    async def call(self, to: str | None = None, *, caller: str | None = None) -> AsyncBenchCall:
        """Let somebody call a number. Time passes until it is answered, or rings until a phone is picked up.

        Args:
            to: the number dialled; that of the app if not given.
            caller: the caller's number.
        """
        talk = await self._door.do(self._board.call(to, caller))
        return AsyncBenchCall(self._board, self._door, talk)

    def phone(self, number: str) -> AsyncBenchPhone:
        """Have a phone at a number that rings until the test picks it up.

        Raises:
            ScenarioError: `phones` or the office says already what happens there.
        """
        self._board.list_phone(number)
        return AsyncBenchPhone(self._board, self._door, number)

    async def sends_sms(self, text: str, *, to: str | None = None, sender: str | None = None) -> None:
        """Let a short message reach the app. Time passes until it has answered.

        Args:
            text: what it says.
            to: the number of the app's extension.
            sender: who has sent it; the caller of calls if not given.
        """
        await self._door.do(self._board.sends_sms(text, to, sender))

    async def requests(
        self, address: str, *, method: str | None = None, form: Mapping[str, str] | None = None, json: object = ...
    ) -> AppAnswer:
        """Ask something of the app that is none of the PBX's. Time passes until it has answered.

        Args:
            address: a path of the app, or a whole address; `{pbx}` in it stands for where the PBX takes commands.
            method: GET, or POST if something is posted.
            form: what is posted as a form.
            json: what is posted as JSON.

        Returns:
            What the app has answered: `status`, `body`, `content_type`, `ok`.
        """
        return await self._door.do(self._board.requests(address, method, form, json))

    async def advances(self, seconds: float) -> None:
        """Let exactly so much time of the calls pass."""
        await self._door.do(self._board.advances(seconds))

    async def comes_to_rest(self) -> None:
        """Let time pass until nothing can happen by itself any more."""
        await self._door.do(self._board.rest())

    # -- what is expected --------------------------------------------------------------------------------------------

    async def expects(self, *_misplaced: Never, **expected: object) -> None:
        """Check what has come of everything so far: `pbx.expects(sms=["Confirmed"], problems=[])`.

        Args:
            expected: values by the names that `expects` has in scenarios.

        Raises:
            AssertionError: something is not as expected.
        """
        await self._door.do(self._board.check(None, "expects", expected, _misplaced))

    async def never(self, *_misplaced: Never, **unwanted: object) -> None:
        """Check what must not have come of everything so far, by the same names.

        Raises:
            AssertionError: it has.
        """
        await self._door.do(self._board.check(None, "never", unwanted, _misplaced))

    async def matches(self, path: str | Path) -> None:
        """Hold everything that has happened so far against a file; `pytest --pbx-update` writes it.

        Args:
            path: of the file, relative to that of the test, such as "golden/pin.txt".

        Raises:
            AssertionError: there is no such file, or it has another conversation; the difference is told.
        """
        await self._door.do(self._board.matches(path))

    def accepts_problems(self, *rules: str) -> None:
        """Let mistakes of the app of these kinds not fail the test.

        Args:
            rules: their names, such as "unknown-element".

        Raises:
            ScenarioError: there is no such kind, or none is named.
        """
        self._board.judge.accepts(rules)

    # -- how it stands -----------------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """Where the PBX takes commands over HTTP, without a slash at the end; this opens the bench."""
        return self._door.look(self._board.url())

    @property
    def now(self) -> float:
        """What the clock of the calls shows, in seconds."""
        return self._door.look(self._board.now())

    @property
    def result(self) -> CallResult:
        """What has come so far of the first thing that the test did, and of everything else."""
        return self._door.look(self._board.result(None))

    @property
    def transcript(self) -> Transcript:
        """Everything that has happened."""
        return self.result.transcript

    @property
    def notifications(self) -> Sequence[NotificationSent]:
        """What the app was told: `name`, `url`, `fields`."""
        return self.result.notifications

    @property
    def commands(self) -> Sequence[SentCommand]:
        """What the app has sent over the HTTP API."""
        return self.result.commands

    @property
    def outbox(self) -> Outbox:
        """Short messages, e-mails and messages that the app has sent."""
        return self.result.outbox

    @property
    def history(self) -> Sequence[ListedCall]:
        """Every call, as the PBX lists it."""
        return self.result.history

    @property
    def problems(self) -> Sequence[Problem]:
        """The mistakes that the app has made."""
        return self.result.problems

    # -- the end -----------------------------------------------------------------------------------------------------

    async def finish(self) -> list[str]:
        """Let everybody hang up and everything come to its end; what was found wrong that no step has told."""
        return await self._door.do(self._board.finish())

    async def close(self) -> None:
        """Let go of everything, at once."""
        await self._door.do(self._board.close())
