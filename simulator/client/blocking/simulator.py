# Made from simulator/client/aio/simulator.py by tests/made_blocking.py: change it there.
"""The server, as a client sees it: what makes sessions, and places calls in worlds of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http import HTTPStatus
from types import TracebackType
from typing import Self

from simulator.client.blocking.call import Call, Sms
from simulator.client.blocking.session import Session
from simulator.client.blocking.transport import Transport
from simulator.client.call_answers import CallList, CallSummary
from simulator.client.errors import ControlError
from simulator.client.orders import Arrays, SettingsLike, call_order, session_order, sms_order, world_order
from simulator.client.request import Request, part
from simulator.client.session_answers import SessionList, SessionReport
from simulator.client.written_checks import Checks
from simulator.client.written_faults import Faults
from simulator.client.written_office import FileLike
from simulator.client.written_phones import PhoneEntry
from simulator.client.written_steps import Steps
from simulator.telephony.office import Office


class Simulator:
    """A server that `ozeki-simulator serve` runs. Close it, or use it in a `with`.

    Any number of calls of its methods may go on at once. Proxies of the environment are not used.

    Args:
        url: its address.
        timeout: seconds that an answer may take, beside those for which the server is asked to wait.

    Raises:
        ScenarioError: `url` is no address.
    """

    def __init__(self, url: str = "http://127.0.0.1:7780", *, timeout: float = 30.0) -> None:
        self._transport = Transport(url, timeout)
        self.url = self._transport.url

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.url}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections; what is on the server stays there."""
        self._transport.close()

    # -- sessions ----------------------------------------------------------------------------------------------------

    @contextmanager
    def session(
        self,
        name: str | None = None,
        *,
        office: Office | Mapping[str, object] | None = None,
        phones: Mapping[str, PhoneEntry] | None = None,
        faults: Faults | None = None,
        files: Mapping[str, FileLike] | None = None,
        variables: Mapping[str, str] | None = None,
        arrays: Arrays | None = None,
        clock: str | None = None,
        frozen: bool = False,
        live: bool = False,
        seed: int | None = None,
        settings: SettingsLike | None = None,
        pbx_port: int | None = None,
    ) -> Iterator[Session]:
        """Make a session, and remove it at the end, whatever happens until then.

        Args:
            name: its name, a part of addresses; a free one if not given.
            office: what is set up on the PBX; the API extension 9000 if not given.
            phones: what happens at the numbers that the app calls, transfers to or writes to: see `simulator.phones`.
            faults: what goes wrong between the PBX and apps, with recordings and on lines: see `simulator.faults`.
            files: what is in its data folder at first, by path: texts, bytes, or a `Path` here that is copied.
            variables: what the app's scripts find set, by name.
            arrays: lists that they find set, for ForEach, by name.
            clock: "virtual" (no time passes outside), "real", or a factor such as "x10".
            frozen: time stands still until somebody lets it pass.
            live: somebody may act at any time for anybody, so no call is given up.
            seed: of everything that is drawn by chance; a fresh one if not given.
            settings: how the PBX behaves, where it differs from the server's settings: values by name, or a
                `Settings`, of which what differs from the defaults counts.
            pbx_port: a port of its own for the PBX; 0 takes a free one; under a path of the server if not given.

        Raises:
            ScenarioError: a phone or a step is none, or a file cannot be read.
            ControlError: the server does not understand something of it, or the name is taken.
        """
        own = session_order(
            name=name,
            office=office,
            files=files,
            variables=variables,
            arrays=arrays,
            frozen=frozen,
            live=live,
            pbx_port=pbx_port,
        )
        body = {**own, **world_order(phones=phones, faults=faults, clock=clock, seed=seed, settings=settings)}
        session = Session(self._transport, self._transport.ask(SessionReport, Request("POST", "/sessions", body)))
        try:
            yield session
        except BaseException:
            with suppress(ControlError):  # what went wrong first is told
                session.remove()
            raise
        self._remove(session)

    def sessions(self) -> list[Session]:
        """All sessions that there are; "default" is one of them as soon as it has been used."""
        listed = self._transport.ask(SessionList, Request("GET", "/sessions")).sessions
        return [Session(self._transport, one) for one in listed]

    def session_named(self, name: str = "default") -> Session:
        """A session that is there already. "default" always is; its PBX is at `/` of the server.

        Raises:
            ControlError: there is none of that name.
        """
        request = Request("GET", f"/sessions/{part(name)}")
        return Session(self._transport, self._transport.ask(SessionReport, request))

    # -- calls in worlds of their own --------------------------------------------------------------------------------

    def place_call(
        self,
        url: str,
        steps: Steps = (),
        *,
        to: str = "9000",
        caller: str = "+3612345678",
        phones: Mapping[str, PhoneEntry] | None = None,
        faults: Faults | None = None,
        variables: Mapping[str, str] | None = None,
        arrays: Arrays | None = None,
        clock: str | None = None,
        seed: int | None = None,
        settings: SettingsLike | None = None,
        live: bool = False,
        expects: Checks = (),
        never: Checks = (),
    ) -> Call:
        """Let a scripted human call an app, in a world and on a clock of its own. The call goes on by itself.

        Args:
            url: where the app takes IncomingCall.
            steps: what the caller does: what `simulator.steps` makes, or what the control API has.
            to: the number dialled.
            caller: the caller's number.
            phones: as in `session`, like everything that follows.
            faults: what goes wrong.
            variables: what scripts find set.
            arrays: lists that they find set.
            clock: what it runs on; "virtual" if not given, but "real" for a live call.
            seed: of everything that is drawn by chance.
            settings: how the PBX behaves.
            live: somebody will act for the caller, so the call is not given up when nothing can happen by itself.
            expects: what is expected when all is over, in the words of scenario files: `{"recordings": 1}`, or a list
                of such mappings; in the report's `failures` and `expectations` is told how that came out.
            never: what must never happen, likewise.

        Raises:
            ScenarioError: a step or a phone is none.
            ControlError: the server does not understand something of it.
        """
        call = call_order(
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
        body = {**call, **world_order(phones=phones, faults=faults, clock=clock, seed=seed, settings=settings)}
        return Call(self._transport, "", self._transport.ask(CallSummary, Request("POST", "/calls", body)))

    def send_sms(
        self,
        url: str,
        text: str,
        *,
        to: str = "9000",
        sender: str = "+3612345678",
        phones: Mapping[str, PhoneEntry] | None = None,
        faults: Faults | None = None,
        variables: Mapping[str, str] | None = None,
        arrays: Arrays | None = None,
        clock: str | None = None,
        seed: int | None = None,
        settings: SettingsLike | None = None,
        expects: Checks = (),
        never: Checks = (),
    ) -> Sms:
        """Let a short message reach an app, in a world of its own.

        It is over when the app has answered and every call and message has come to its end that it has set going.

        Args:
            url: where the app takes IncomingSMS.
            text: what the message says.
            to: the number of the app's extension.
            sender: who has sent it.
            phones: as in `place_call`, like everything that follows.
            faults: what goes wrong.
            variables: what scripts find set.
            arrays: lists that they find set.
            clock: what it runs on.
            seed: of everything that is drawn by chance.
            settings: how the PBX behaves.
            expects: as in `place_call`.
            never: as in `place_call`.
        """
        sms = sms_order(
            text, url=url, to=to, sender=sender, variables=variables, arrays=arrays, expects=expects, never=never
        )
        body = {**sms, **world_order(phones=phones, faults=faults, clock=clock, seed=seed, settings=settings)}
        return Sms(self._transport, "", self._transport.ask(CallSummary, Request("POST", "/sms", body)))

    def call(self, call_id: str) -> Call:
        """The call with an ID, in a world of its own."""
        request = Request("GET", f"/calls/{part(call_id)}")
        return Call(self._transport, "", self._transport.ask(CallSummary, request))

    def calls(self) -> list[Call]:
        """The calls in worlds of their own, oldest first."""
        return [Call(self._transport, "", one) for one in self._summaries() if one.kind == "call"]

    def messages(self) -> list[Sms]:
        """The short messages in worlds of their own, oldest first."""
        return [Sms(self._transport, "", one) for one in self._summaries() if one.kind == "sms"]

    # -- the server itself -------------------------------------------------------------------------------------------

    def version(self) -> str:
        """The server's version."""
        return self._transport.version()

    def reset(self) -> None:
        """End and forget everything on the server. Where others use it too, reset the session instead."""
        self._transport.tell(Request("POST", "/reset"))

    def _summaries(self) -> list[CallSummary]:
        return self._transport.ask(CallList, Request("GET", "/calls")).calls

    def _remove(self, session: Session) -> None:
        try:
            session.remove()
        except ControlError as error:
            if error.status != HTTPStatus.NOT_FOUND:  # somebody has removed it already
                raise
