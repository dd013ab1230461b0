# Made from simulator/bench/aio/person.py by tests/made_blocking.py: change it there.
"""Somebody on the line whom a test moves step by step: who calls, or who is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Never

from simulator import steps
from simulator.bench.board import BenchBoard
from simulator.bench.door import Door
from simulator.bench.handle import Handle
from simulator.drivers.call_result import CallResult
from simulator.drivers.recordings import StoredRecording
from simulator.drivers.talk import Talk
from simulator.errors import ScenarioError
from simulator.reactions import Message, waits_for
from simulator.telephony.call import Prompt
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.effects import Sound
from simulator.telephony.step import Step

if TYPE_CHECKING:
    from pydub import AudioSegment


class Person(Handle):
    """A person on a call. A step lets time pass until it holds, or raises `StepFailedError` if it no longer can.

    What has come of the call so far is in the attributes; those that `CallResult` has besides are in `result`.
    """

    def __init__(self, board: BenchBoard, door: Door) -> None:
        self._board = board
        self._door = door
        self._talk: Talk | None = None

    # -- steps -------------------------------------------------------------------------------------------------------

    def hears(self, text: str, *, at: Literal["start", "end"] = "end", within: float = inf) -> str:
        """Wait until a prompt that contains a text has been heard, or, with `at="start"`, until it begins.

        Args:
            text: a part of it, without regard to case; `*` in it is anything, and `/.../` is a regular expression.
            at: which end of the prompt to wait for.
            within: longest wait, in seconds of the call.

        Returns:
            The whole text of the prompt.
        """
        self._take(steps.hears(text, at=at, within=within))
        return self._door.do(self._board.last_heard(self._present()))

    def says(
        self,
        sound: str | Path | AudioSegment | Sound,
        *,
        language: str | None = None,
        voice: str | None = None,
        background: bool = False,
    ) -> None:
        """Speak, or make another sound, to its end.

        Args:
            sound: a text, the path of an audio file, a pydub AudioSegment, or `noise(...)`.
            language: of a text, such as "de-DE", where another voice than the usual one is to speak.
            voice: of a text, as engines call theirs.
            background: go on at once; the sound goes on beside what comes next.
        """
        self._take(steps.says(sound, language=language, voice=voice, background=background))

    def presses(self, keys: str) -> None:
        """Press keys, one after the other, such as "1234#"."""
        self._take(steps.presses(keys))

    def pauses(self, seconds: float) -> None:
        """Do nothing for a while, or until the call is over."""
        self._take(steps.pauses(seconds))

    def stays_silent(self, seconds: float = inf) -> None:
        """Stay on the line without a sound, for a while, or until the PBX hangs up."""
        self._take(steps.stays_silent(seconds))

    def holds(self, seconds: float) -> None:
        """Put whoever is at the other end on hold for a while, then talk on."""
        self._take(steps.holds(seconds))

    def waits_for(
        self,
        notification: str | None = None,
        *,
        event: str | None = None,
        ozml: str | None = None,
        command: str | None = None,
        sms: Message | None = None,
        email: Message | None = None,
        message: Message | None = None,
        fields: Mapping[str, str] | None = None,
        within: float = inf,
        patience: float = 0.0,
    ) -> None:
        """Wait until something has happened on any call; as `simulator.waits_for`.

        Args:
            notification: the name of a notification to the app, or one of the others.
            event: the name of an event of the transcript.
            ozml: an OzML command that begins to run.
            command: a command that the app sends over the HTTP API.
            sms: a short message in the outbox.
            email: an e-mail there.
            message: a message of Ozeki 10 there.
            fields: what there has to be in a notification, an event or a command.
            within: longest wait, in seconds of the call.
            patience: seconds of the wall clock to wait when nothing can happen any more unless the app does something
                by itself, in a thread of its own for instance.
        """
        step = waits_for(
            notification,
            event=event,
            ozml=ozml,
            command=command,
            sms=sms,
            email=email,
            message=message,
            fields=fields,
            within=within,
        )
        self._take(step, patience)

    def takes(self, *taken: Step) -> None:
        """Take steps of `simulator` one after the other, such as `when(...)`, `repeats(...)` and `suffers(...)`."""
        for step in steps.checked_steps(taken, "takes(...): "):
            self._take(step)

    def hangs_up(self) -> None:
        """Hang up, and let the app be told everything that there is to tell."""
        self._take(steps.hangs_up())
        self._door.do(self._board.rest())

    def ends(self, *, by: Literal["pbx", "caller", "callee"] | None = None, cause: str | None = None) -> None:
        """Wait until the call has ended without the person's doing, and the app has been told everything.

        Args:
            by: who has to have ended it.
            cause: why, in the words of Q.850, such as "normal clearing", or in those of phones, such as "busy".

        Raises:
            StepFailedError: it does not end, or not so.
        """
        self._door.do(self._board.ends(self._present(), by, cause))

    # -- expectations ------------------------------------------------------------------------------------------------

    def expects(self, *_misplaced: Never, **expected: Any) -> None:  # noqa: ANN401 - as many kinds as there are keys
        """Check what has come of the call so far: `call.expects(recordings=1, hears="Thank you")`.

        Args:
            expected: values by the names that `expects` has in scenarios.

        Raises:
            AssertionError: something is not as expected.
            ScenarioError: there is no such key, or no such value.
        """
        self._door.do(self._board.check(self._present(), "expects", expected, _misplaced))

    def never(self, *_misplaced: Never, **unwanted: Any) -> None:  # noqa: ANN401 - as above
        """Check what must not have come of the call so far, by the same names.

        Raises:
            AssertionError: it has.
        """
        self._door.do(self._board.check(self._present(), "never", unwanted, _misplaced))

    def matches(self, path: str | Path) -> None:
        """Hold the whole conversation so far, also of others, against a file; as `pbx.matches`.

        Raises:
            AssertionError: it is another one.
        """
        self._door.do(self._board.matches(path))

    # -- how it stands -----------------------------------------------------------------------------------------------

    @property
    def result(self) -> CallResult:
        """Everything that has come of the call so far."""
        return self._door.look(self._board.result(self._present()))

    @property
    def id(self) -> str:
        """What the app knows the call by (`CallID`)."""
        return self.result.id

    @property
    def heard(self) -> list[str]:
        """The texts of everything that the person has heard, to its end or a part of it, in order."""
        return self.result.heard

    @property
    def prompts(self) -> Sequence[Prompt]:
        """The same with instants: `text`, `started_at`, `ended_at`, `interrupted`."""
        return self.result.prompts

    @property
    def recordings(self) -> Sequence[StoredRecording]:
        """What was recorded on the call."""
        return self.result.recordings

    @property
    def answered(self) -> bool:
        """Whether somebody has picked up."""
        return self.result.answered

    @property
    def ended_by(self) -> Side | None:
        """Which side has hung up; None as long as the call is up."""
        return self.result.ended_by

    @property
    def cause(self) -> HangupCause | None:
        """Why it ended, as Q.850 has it; None as long as the call is up."""
        return self.result.cause

    # -- inside ------------------------------------------------------------------------------------------------------

    def _present(self) -> Talk:
        """The talk of the person, who is on a call."""
        if self._talk is None:
            raise ScenarioError(f"{self!r} is on no call yet: call rings() or answers() first")
        return self._talk

    def _take(self, step: Step, patience: float = 0.0) -> None:
        self._door.do(self._board.take(self._present(), step, patience))
