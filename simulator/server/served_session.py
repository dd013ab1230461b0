"""A session of a server: a phone system of its own, with a name, an address for commands, and a data folder.

This file does not know about HTTP.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from simulator.drivers.phone_system import PhoneSystem
from simulator.drivers.promises import ClosedError
from simulator.drivers.session import Session
from simulator.errors import ScenarioError, SimulatorError
from simulator.http_api.request import CommandRequest
from simulator.server.judgement import Judgement
from simulator.server.served_call import Placed, ServedCall
from simulator.server.session_plan import SessionPlan, write_files
from simulator.server.story import beginning
from simulator.settings import Settings
from simulator.telephony.call import Call
from simulator.telephony.exchange import Exchange
from simulator.telephony.step import Step
from simulator.telephony.variables import Variables

MOST_CALLS: Final = 10_000
"""Calls and messages that tests may place in one session between two resets."""

MOST_ENTRIES: Final = 1_000_000
"""Entries that the journal of a session may have before it takes no more calls and commands until it is reset."""

_generations = count(1)
"""Tells apart the phone systems that a session has one after the other."""


class FullError(SimulatorError):
    """There is no room for more; the message says of what, and what helps."""


class ServedSession:
    """One session. `open` it before anything else, and `close` it in the end.

    Args:
        name: its name.
        plan: how it begins.
        simulator: where its phone systems come from.
        seed: of everything that is drawn by chance; a reset begins with it again.
        pbx_url: where apps send commands, without a slash at the end; RecordURL begins with it.
        shelf: where its recordings are kept.
    """

    def __init__(
        self, name: str, plan: SessionPlan, simulator: Session, *, seed: int, pbx_url: str, shelf: str
    ) -> None:
        self.name = name
        self.plan = plan
        self.seed = seed
        self.pbx_url = pbx_url
        self.shelf = shelf
        self.port: int | None = None
        """The port that its PBX has of its own, if it has one."""
        self.generation = 0
        """Which of all phone systems of the server it has now."""
        self.removed = False
        self._changing = asyncio.Lock()
        self._simulator = simulator
        self._folder: TemporaryDirectory[str] | None = None
        self._phone: PhoneSystem | None = None
        self._placed: dict[str, Placed] = {}
        """The calls and messages that tests have placed, by ID."""
        self._known: dict[str, Exchange] = {}
        """All calls, and those messages, by ID."""
        self._looked_at = 0
        """How many of those that apps have ordered are in there; see `_look`."""

    # -- from beginning to end ---------------------------------------------------------------------------------------

    async def open(self) -> None:
        """Begin; needs a running event loop.

        Raises:
            ScenarioError: a file of the plan cannot be written, or a setting cannot be followed here.
        """
        async with self._changing:
            await self._begin()

    async def reset(self) -> None:
        """End everything, and begin anew: the clock shows 0, nothing has happened, the files are those of the plan.

        Raises:
            ClosedError: it has been removed meanwhile.
            ScenarioError: as `open`.
        """
        async with self._changing:
            if self.removed:
                raise ClosedError(f"the session {self.name!r} has been removed")
            await self._end()
            await self._begin()

    async def close(self) -> None:
        """End it at once, and forget its recordings and its files; no app is told."""
        self.removed = True
        async with self._changing:
            await self._end()

    @property
    def there(self) -> bool:
        """Whether it has a phone system just now."""
        return self._phone is not None

    @property
    def phone(self) -> PhoneSystem:
        """Its phone system; another one after a reset.

        Raises:
            ClosedError: it has been removed.
        """
        if self._phone is None:
            raise ClosedError(f"the session {self.name!r} {'has been removed' if self.removed else 'is being reset'}")
        return self._phone

    @property
    def settings(self) -> Settings:
        """How its PBX behaves."""
        return self.phone.pbx.settings

    # -- calls -------------------------------------------------------------------------------------------------------

    @property
    def calls(self) -> list[ServedCall]:
        """Every call, and every short message that tests have placed: first what tests have, then what apps have."""
        known = self._look()
        placed = [known[call_id] for call_id in self._placed]
        ordered = [one for call_id, one in known.items() if call_id not in self._placed]
        return [self._served(one) for one in (*placed, *ordered)]

    @property
    def number_of_calls(self) -> int:
        """How many `calls` there are."""
        return len(self._look())

    def get(self, call_id: str) -> ServedCall | None:
        """The call or the message with an ID, if there is one."""
        exchange = self._look().get(call_id)
        return None if exchange is None else self._served(exchange)

    def place(
        self,
        app_url: str,
        steps: Sequence[Step],
        *,
        to: str,
        caller: str,
        variables: Variables,
        live: bool,
        judgement: Judgement | None = None,
    ) -> ServedCall:
        """Let somebody call a number now.

        Args:
            app_url: where IncomingCall is posted, if the number is an API extension that the office does not name.
            steps: what the caller does.
            to: the number dialled.
            caller: the caller's number.
            variables: what scripts find set.
            live: somebody may act for the caller at any time.
            judgement: what is expected of it, if anything.

        Raises:
            FullError: there have been too many.
            ScenarioError: a step can never be reached, or nobody knows where IncomingCall is posted.
        """
        self._check_room()
        self._check_app(app_url, to)
        since = beginning(self.phone)
        call = self.phone.place_call(app_url, steps, to=to, caller=caller, variables=variables, live=live)
        return self._note(call, Placed(app_url, judgement, since))

    def receive_sms(
        self, app_url: str, text: str, *, to: str, sender: str, variables: Variables, judgement: Judgement | None = None
    ) -> ServedCall:
        """Let a short message reach an extension now, as `place` does a call.

        Args:
            app_url: where IncomingSMS is posted; where the office says if it is empty.
            text: what it says.
            to: the extension's number.
            sender: who has sent it.
            variables: what scripts find set.
            judgement: as in `place`.

        Raises:
            FullError: there have been too many.
            ScenarioError: nobody knows where IncomingSMS is posted.
        """
        self._check_room()
        extension = self.phone.pbx.switchboard.office.extensions.get(to)
        url = app_url or (extension.sms_url or extension.url if extension is not None else "")
        if not url:
            raise _no_app(to)
        since = beginning(self.phone)
        message = self.phone.receive_sms(url, text, to=to, sender=sender, variables=variables)
        return self._note(message, Placed(url, judgement, since))

    async def carry_out(self, command: CommandRequest) -> bytes:
        """Carry out a command that an app has sent; the body of the answer.

        Raises:
            FullError: the journal is full.
            ClosedError: the session has been removed, or is reset meanwhile.
            Unwind: the command was cut short.
        """
        from simulator.http_api.execute import execute  # most apps send no commands, and nobody waits for them

        self.check_journal()
        phone = self.phone
        return await phone.command(execute(command, phone.pbx.switchboard), name="a command of the app")

    def check_journal(self) -> None:
        """Refuse what would be written down, if too much has been.

        Raises:
            FullError: so it is.
        """
        if len(self.phone.pbx.transcript) > MOST_ENTRIES:
            raise FullError(f"the journal of the session {self.name!r} has more than {MOST_ENTRIES} entries; reset it")

    # -- inside ------------------------------------------------------------------------------------------------------

    async def _begin(self) -> None:
        plan, world = self.plan, self.plan.world
        settings = world.settings or self._simulator.settings
        try:
            if plan.own_folder:
                self._folder = TemporaryDirectory(prefix="ozeki-simulator-", ignore_cleanup_errors=True)
                settings = replace(settings, data_folder=self._folder.name)
            if plan.files and self._folder is not None:
                await asyncio.to_thread(write_files, plan.files, Path(self._folder.name))
            self._simulator.archive.shelf(self.shelf).base_url = self.pbx_url
            self._phone = self._simulator.open(replace(world, settings=settings, seed=self.seed, shelf=self.shelf))
        except BaseException:
            await self._end()
            raise
        self.generation = next(_generations)

    async def _end(self) -> None:
        phone, self._phone = self._phone, None
        folder, self._folder = self._folder, None
        self._placed.clear()
        self._known.clear()
        self._looked_at = 0
        if phone is not None:
            await phone.close()
        if folder is not None:
            await asyncio.to_thread(folder.cleanup)

    def _check_room(self) -> None:
        self.check_journal()
        if len(self._placed) >= MOST_CALLS:
            raise FullError(f"{MOST_CALLS} calls and messages have been placed in {self.name!r}; reset it")

    def _check_app(self, app_url: str, to: str) -> None:
        """Refuse a call to an API extension that has no app, unless it is sent elsewhere.

        Raises:
            ScenarioError: it is such a call.
        """
        switchboard = self.phone.pbx.switchboard
        office, set_up = switchboard.office, switchboard.office.extensions.get(to)
        known = app_url or to in switchboard.apps or (set_up is not None and set_up.url)
        if not known and switchboard.extensions.is_api(to) and not office.routing_url and office.planned(to) is None:
            raise _no_app(to)

    def _note(self, exchange: Exchange, placed: Placed) -> ServedCall:
        self._placed[exchange.id] = placed
        self._known[exchange.id] = exchange
        served = self._served(exchange)
        served.watch()
        return served

    def _look(self) -> dict[str, Exchange]:
        """Every call by its ID, those included that apps have ordered since somebody last looked."""
        ordered = self.phone.pbx.switchboard.ordered
        for number in range(self._looked_at, len(ordered)):
            if isinstance(exchange := ordered[number], Call):
                self._known.setdefault(exchange.id, exchange)
        self._looked_at = len(ordered)
        return self._known

    def _served(self, exchange: Exchange) -> ServedCall:
        return ServedCall(exchange.id, self.phone, exchange, self._placed.get(exchange.id))


def _no_app(extension: str) -> ScenarioError:
    return ScenarioError(f"no app is known for the extension {extension!r}; expected a 'url'")
