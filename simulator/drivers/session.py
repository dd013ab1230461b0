"""An open simulator: it has a way to the apps, sounds and an archive of recordings, and opens phone systems.

This file does not serve the recordings; whoever opens a session hands it an archive that somebody serves.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from itertools import count
from types import TracebackType
from typing import Self
from weakref import WeakValueDictionary

from simulator.audio.library import ClipLibrary
from simulator.audio.voice import synthesizer
from simulator.drivers.http import AppClient
from simulator.drivers.live_call import LiveCall
from simulator.drivers.outside import Outside
from simulator.drivers.phone_system import PhoneSystem
from simulator.drivers.recordings import Archive
from simulator.drivers.world import USUAL_WORLD, World
from simulator.errors import AudioError, ScenarioError
from simulator.pbx import Pbx
from simulator.settings import Settings, SpeechEngine
from simulator.telephony.app_request import AppRequest
from simulator.telephony.names import EPOCH
from simulator.telephony.step import Step


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
        self._phones: WeakValueDictionary[str, PhoneSystem] = WeakValueDictionary()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    def open(self, world: World = USUAL_WORLD) -> PhoneSystem:
        """Open a phone system that lives until it is closed: `async with session.open() as phone:`.

        Needs a running event loop.

        Args:
            world: everything that there is.

        Raises:
            ScenarioError: the settings cannot be followed here: a speech engine that is not installed.
        """
        phone = self._phone_system(world)
        phone.start()
        return phone

    def open_call(
        self,
        app_url: str,
        steps: Sequence[Step] = (),
        *,
        to: str = "9000",
        caller: str = "+3612345678",
        world: World = USUAL_WORLD,
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
        phone = self._phone_system(world)
        return LiveCall(phone, phone.place_call(app_url, steps, to=to, caller=caller))

    def open_sms(
        self, app_url: str, text: str, *, to: str = "9000", sender: str = "+3612345678", world: World = USUAL_WORLD
    ) -> LiveCall:
        """Prepare a short message to an extension, as `open_call` does a call.

        Args:
            app_url: where the extension's IncomingSMS is posted.
            text: what the message says.
            to: the extension's number.
            sender: who has sent it.
            world: everything else that there is.
        """
        phone = self._phone_system(world)
        return LiveCall(phone, phone.receive_sms(app_url, text, to=to, sender=sender))

    def open_request(self, request: AppRequest, *, world: World = USUAL_WORLD) -> LiveCall:
        """Prepare a request to the app, which may then send commands, as `open_call` does a call.

        Args:
            request: what somebody asks of the app.
            world: everything else that there is.
        """
        phone = self._phone_system(world)
        return LiveCall(phone, phone.act(lambda: phone.pbx.send_request(request)))

    def free_shelf(self) -> str:
        """A shelf in the archive that no phone system has; the PBX that gets it is reached at its `base_url`."""
        return str(next(self._numbers))

    def phone_at(self, shelf: str) -> PhoneSystem | None:
        """The phone system that has a shelf, if there is one that somebody still holds; may be asked in any thread."""
        return self._phones.get(shelf)

    def own_port(self, shelf: str, port: int) -> AbstractAsyncContextManager[None]:  # noqa: ARG002 - as its heirs have it
        """Let the PBX that gets a shelf have a port of its own, for as long as the context lasts.

        Raises:
            ScenarioError: nobody serves PBXs here, or the port cannot be had.
        """
        raise ScenarioError(f"port {port}: nothing here serves PBXs on the network")

    def _phone_system(self, world: World) -> PhoneSystem:
        settings = world.settings or self.settings
        clips = self._library(settings.speech)
        epoch = EPOCH if world.clock.factor is None else datetime.now(UTC)
        pbx = Pbx(settings, seed=world.seed, epoch=epoch, phones=world.phones, office=world.office, faults=world.faults)
        name = self.free_shelf() if world.shelf is None else world.shelf
        shelf = self.archive.shelf(name)
        pbx.transcript.origins[shelf.base_url] = "http://pbx"
        kernel, names = pbx.kernel, pbx.switchboard.names
        outside = Outside(settings, self._client, clips, shelf, moment=names.moment, clock=lambda: kernel.now)
        phone = self._phones[name] = PhoneSystem(pbx, outside, self.archive, name, world)
        return phone

    def _library(self, engine: SpeechEngine) -> ClipLibrary:
        """The sounds of all calls with one speech engine."""
        if engine not in self._libraries:
            try:
                self._libraries[engine] = ClipLibrary(synthesizer(engine))
            except AudioError as error:
                raise ScenarioError(f"speech: {error}") from None
        return self._libraries[engine]
