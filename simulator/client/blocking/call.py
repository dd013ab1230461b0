# Made from simulator/client/aio/call.py by tests/made_blocking.py: change it there.
"""Calls and short messages: what a test does with one after it was placed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.client.blocking.recording import Recording
from simulator.client.blocking.transport import Transport
from simulator.client.call_answers import (
    CallReport,
    CallSummary,
    CallTranscript,
    ExpectationOutcome,
    Judged,
    RecordingList,
    TranscriptEntry,
)
from simulator.client.errors import NotComeError, UnmetError
from simulator.client.orders import expected
from simulator.client.outbox import OutboxAnswer
from simulator.client.request import Body, Parameters, Request, part
from simulator.client.written_checks import Checks
from simulator.client.written_steps import written_saying
from simulator.telephony.effects import Sound
from simulator.telephony.line import CallState
from simulator.telephony.outbox import Outbox

if TYPE_CHECKING:
    from pydub import AudioSegment


class Exchange:
    """A call or a short message. What changes is read with `read` and `wait`; the attributes stay as they are.

    Attributes:
        id: its name in the control API.
        call_id: what the app knows it by (`CallID`).
        placed: whether a test has placed it, and not the app.
        caller: the number that calls, or has sent the message.
        to: the number that is called.
        number: whose line it is: who presses keys, speaks and hangs up if one acts on it.
    """

    def __init__(self, transport: Transport, root: str, summary: CallSummary) -> None:
        self.id = summary.id
        self.call_id = summary.call_id
        self.placed = summary.placed
        self.caller = summary.caller
        self.to = summary.to
        self.number = summary.number
        self._transport = transport
        self._root = root
        """The path of the session that it is in; empty if it is in a world of its own."""
        self._path = f"{root}/calls/{part(summary.id)}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}: {self.caller} to {self.to}>"

    def read(self) -> CallReport[Recording]:
        """Read how it stands, what was heard and recorded, and what went wrong.

        Raises:
            ControlError: it is forgotten; like everything here.
        """
        return self._report(Request("GET", self._path))

    def wait(self, timeout: float = 30.0) -> CallReport[Recording]:
        """Wait until it has ended and the app has been told everything that there was to tell.

        Args:
            timeout: longest wait, in seconds outside; at most 600.

        Raises:
            NotComeError: it is not over by then.
        """
        request = Request("GET", self._path, parameters={"wait": timeout}, waits=timeout)
        report = self._report(request)
        if report.over:
            return report
        heard = f"the last that was heard is {report.heard[-1]!r}" if report.heard else "nothing was heard"
        raise NotComeError(
            f"{self!r} is not over after {timeout:g} s: its clock shows {report.now:g} s, and {heard}; where the clock "
            "is frozen, or somebody has to act, let that happen first"
        )

    def expect(
        self,
        expects: Checks = (),
        *,
        never: Checks = (),
        timeout: float = 0.0,
    ) -> list[ExpectationOutcome]:
        """Check that it is as expected, as it stands now: `call.expect({"recordings": 1, "hears": "Thank you"})`.

        Args:
            expects: what is expected, in the words of scenario files: a mapping, or a list of mappings.
            never: what must never have happened, likewise.
            timeout: longest wait for its end, in seconds outside; at most 600.

        Returns:
            What was expected; all of it is so.

        Raises:
            UnmetError: something is otherwise; every difference is told, and the call explained as by `report`.
            ControlError: the server does not understand what is expected.
        """
        body = expected(expects, never)
        request = Request("POST", f"{self._path}/expect", body, parameters={"wait": timeout}, waits=timeout)
        judged = self._transport.ask(Judged, request)
        if judged.met:
            return judged.expectations
        sentences = [f"  {one}" for outcome in judged.expectations for one in outcome.unmet]
        told = "\n".join([f"{self!r} is not as expected", *sentences])
        raise UnmetError(f"{told}\n\n{judged.report or ''}".rstrip(), judged.expectations)

    def recordings(self) -> list[Recording]:
        """The finished recordings, oldest first."""
        answer = self._transport.ask(RecordingList[Recording], Request("GET", f"{self._path}/recordings"))
        return answer.recordings

    def outbox(self) -> Outbox:
        """What scripts have sent; in a session, what those of all calls have."""
        root = self._root or self._path
        return self._transport.ask(OutboxAnswer, Request("GET", f"{root}/outbox")).root

    def transcript(self) -> list[TranscriptEntry]:
        """Everything that has happened so far."""
        request = Request("GET", f"{self._path}/transcript", parameters={"format": "json"})
        return self._transport.ask(CallTranscript, request).entries

    def lines(self, *, detail: bool = False) -> list[str]:
        """Everything that has happened so far as text, a line an event.

        Args:
            detail: also what matters only when one looks for the reason of something.
        """
        parameters: Parameters = {"format": "text", "detail": detail}
        request = Request("GET", f"{self._path}/transcript", parameters=parameters)
        return self._transport.text(request).splitlines()

    def report(self, *, width: int = 100) -> str:
        """All of it explained, as it stands now: what was wrong, the last answer of the app, and the conversation.

        It is what `ozeki-simulator run` tells of a scenario: `assert call.wait().passed, call.report()`.

        Args:
            width: columns, from 40 to 400.
        """
        parameters: Parameters = {"format": "text", "width": width}
        return self._transport.text(Request("GET", f"{self._path}/report", parameters=parameters))

    def report_html(self) -> str:
        """The same as a page, one file that needs nothing else, with a timeline and the recordings."""
        return self._transport.text(Request("GET", f"{self._path}/report", parameters={"format": "html"}))

    @contextmanager
    def follow(self) -> Iterator[Iterator[TranscriptEntry]]:
        """Follow it: first what has happened, then what happens, until it is over."""
        with self._transport.events(TranscriptEntry, Request("GET", f"{self._path}/events")) as entries:
            yield entries

    def _report(self, request: Request) -> CallReport[Recording]:
        return self._transport.ask(CallReport[Recording], request)


class Sms(Exchange):
    """A short message to the app, and what it has set going."""


class Call(Exchange):
    """A call, and the person on it: what `press` and the others do happens now, beside the person's steps.

    They raise a ControlError with status 409 if the call is over, or in no state for it.
    """

    def state(self) -> CallState:
        """How far it is: "ringing", "in-call" or "ended"."""
        state = self.read().state
        return CallState.ENDED if state is None else state

    def press(self, keys: str) -> CallReport[Recording]:
        """Let the person press keys, out of 0-9, *, # and A-D."""
        return self._act("keys", {"keys": keys})

    def says(
        self, sound: str | Path | AudioSegment | Sound, *, language: str | None = None, voice: str | None = None
    ) -> CallReport[Recording]:
        """Let the person speak, or make another sound; as the step `says`. Paths are as the server sees them.

        Args:
            sound: a text, the path of an audio file, or `noise(...)`.
            language: of a text, such as "en-GB".
            voice: of a text, as engines call theirs.

        Raises:
            ScenarioError: `sound` is nothing that can be sent.
        """
        return self._act("says", written_saying(sound, language, voice))

    def hang_up(self) -> CallReport[Recording]:
        """Let the person hang up. The app may still be told of a recording: `wait` for the call to be over."""
        return self._act("hangup")

    def hold(self) -> CallReport[Recording]:
        """Let the person put the other one on hold."""
        return self._act("hold")

    def unhold(self) -> CallReport[Recording]:
        """Let the person, who has put the other one on hold, talk on."""
        return self._act("unhold")

    def _act(self, what: str, body: Body | None = None) -> CallReport[Recording]:
        return self._report(Request("POST", f"{self._path}/{what}", body))


class SessionCall(Call):
    """A call in a session, where people who are called can be told what to do too."""

    def answer(self) -> CallReport[Recording]:
        """Let the person who is called pick up, whatever is written about the phone."""
        return self._act("answer")

    def reject(self) -> CallReport[Recording]:
        """Let the person who is called reject the call, whatever is written about the phone."""
        return self._act("reject")
