"""A session: a phone system of its own on the server."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.client.aio.call import AsyncSessionCall, AsyncSms
from simulator.client.aio.clock import AsyncClock
from simulator.client.aio.journal import AsyncJournal
from simulator.client.aio.recording import AsyncRecording
from simulator.client.aio.transport import AsyncTransport
from simulator.client.call_answers import CallList, CallSummary, RecordingList
from simulator.client.orders import Arrays, call_order, sms_order
from simulator.client.outbox import OutboxAnswer
from simulator.client.request import Request, part
from simulator.client.session_answers import ActiveCall, ActiveCalls, PbxSettings, SessionReport
from simulator.client.written_checks import Checks
from simulator.client.written_steps import Steps
from simulator.settings import Settings
from simulator.telephony.outbox import Outbox


class AsyncSession:
    """A phone system of its own: clock, calls, numbers, journal, recordings and files are shared with nobody.

    Whatever it does raises a ControlError if it is not there any more.

    Attributes:
        id: its name.
        pbx_url: where apps send their commands; RecordURL begins with it.
        seed: of everything that is drawn by chance.
        clock: its time.
        journal: everything that happens in it.
    """

    def __init__(self, transport: AsyncTransport, report: SessionReport) -> None:
        self.id = report.id
        self.pbx_url = report.pbx_url
        self.seed = report.seed
        self._transport = transport
        self._path = f"/sessions/{part(report.id)}"
        self.clock = AsyncClock(transport, self._path)
        self.journal = AsyncJournal(transport, self._path)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}: {self.pbx_url}>"

    # -- calls and messages ------------------------------------------------------------------------------------------

    async def place_call(
        self,
        steps: Steps = (),
        *,
        url: str | None = None,
        to: str = "9000",
        caller: str = "+3612345678",
        variables: Mapping[str, str] | None = None,
        arrays: Arrays | None = None,
        live: bool = False,
        expects: Checks = (),
        never: Checks = (),
    ) -> AsyncSessionCall:
        """Let a scripted human call an API extension, or another person, now. The call goes on by itself.

        Args:
            steps: what the caller does: what `simulator.steps` makes, or what the control API has.
            url: where the app takes IncomingCall, if `to` is an API extension that the office does not name.
            to: the number that is called.
            caller: the caller's number.
            variables: what scripts find set, by name, beside what those of all calls do.
            arrays: lists that they find set.
            live: somebody will act for the caller, so nothing is given up while this call is up.
            expects: what is expected of it when it is over, in the words of scenario files; in the report's `failures`
                and `expectations` is told how that came out. Where it is not about the call itself, it is about all
                that has happened in the session since the call was placed.
            never: what must never happen, likewise.

        Raises:
            ScenarioError: a step is none.
            ControlError: the server does not understand something of it, or nobody knows the app.
        """
        body = call_order(
            steps,
            url=url,
            to=to,
            caller=caller,
            variables=variables,
            arrays=arrays,
            live=live,
            expects=expects,
            never=never,
        )
        summary = await self._transport.ask(CallSummary, Request("POST", f"{self._path}/calls", body))
        return AsyncSessionCall(self._transport, self._path, summary)

    async def send_sms(
        self,
        text: str,
        *,
        url: str | None = None,
        to: str = "9000",
        sender: str = "+3612345678",
        variables: Mapping[str, str] | None = None,
        arrays: Arrays | None = None,
        expects: Checks = (),
        never: Checks = (),
    ) -> AsyncSms:
        """Let a short message reach an API extension now. It is over when the app's answer has been run.

        Args:
            text: what it says.
            url: where the app takes IncomingSMS; where the office says if not given.
            to: the number of the extension.
            sender: who has sent it.
            variables: as in `place_call`.
            arrays: as in `place_call`.
            expects: as in `place_call`.
            never: as in `place_call`.
        """
        body = sms_order(
            text, url=url, to=to, sender=sender, variables=variables, arrays=arrays, expects=expects, never=never
        )
        summary = await self._transport.ask(CallSummary, Request("POST", f"{self._path}/sms", body))
        return AsyncSms(self._transport, self._path, summary)

    async def call(self, call_id: str) -> AsyncSessionCall:
        """The call with an ID, such as the one that an entry of the journal is about."""
        request = Request("GET", f"{self._path}/calls/{part(call_id)}")
        return AsyncSessionCall(self._transport, self._path, await self._transport.ask(CallSummary, request))

    async def calls(self) -> list[AsyncSessionCall]:
        """Every call, each with one person: first what tests have placed, then what apps have."""
        summaries = await self._summaries()
        return [AsyncSessionCall(self._transport, self._path, one) for one in summaries if one.kind == "call"]

    async def messages(self) -> list[AsyncSms]:
        """Every short message that tests have sent to the app."""
        summaries = await self._summaries()
        return [AsyncSms(self._transport, self._path, one) for one in summaries if one.kind == "sms"]

    async def active_calls(self, *, over: bool = False) -> list[ActiveCall]:
        """The calls as the PBX lists them: two parties under one Call ID.

        Args:
            over: also those that are over.
        """
        request = Request("GET", f"{self._path}/active", parameters={"all": over})
        return (await self._transport.ask(ActiveCalls, request)).calls

    # -- what came of them -------------------------------------------------------------------------------------------

    async def outbox(self) -> Outbox:
        """The short messages, e-mails and other messages that scripts and commands have sent so far."""
        return (await self._transport.ask(OutboxAnswer, Request("GET", f"{self._path}/outbox"))).root

    async def recordings(self) -> list[AsyncRecording]:
        """The finished recordings of all calls, oldest first."""
        request = Request("GET", f"{self._path}/recordings")
        return (await self._transport.ask(RecordingList[AsyncRecording], request)).recordings

    async def settings(self) -> Settings:
        """How its PBX behaves."""
        return (await self._transport.ask(PbxSettings, Request("GET", f"{self._path}/settings"))).settings

    # -- the session itself ------------------------------------------------------------------------------------------

    async def read(self) -> SessionReport:
        """Read how it stands."""
        return await self._transport.ask(SessionReport, Request("GET", self._path))

    async def reset(self) -> SessionReport:
        """End everything in it at once, and begin anew as it was made: at instant 0, with the same IDs to come."""
        return await self._transport.ask(SessionReport, Request("POST", f"{self._path}/reset"))

    async def remove(self) -> None:
        """End everything in it at once and forget it, its recordings and its files. No app is told."""
        await self._transport.tell(Request("DELETE", self._path))

    async def _summaries(self) -> list[CallSummary]:
        return (await self._transport.ask(CallList, Request("GET", f"{self._path}/calls"))).calls
