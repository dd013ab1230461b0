"""What a client raises: requests that the server did not meet, and servers that are not there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulator.errors import SimulatorError

if TYPE_CHECKING:
    from simulator.client.call_answers import ExpectationOutcome
    from simulator.client.problem import Mistake
    from simulator.client.request import Request
    from simulator.client.session_answers import JournalEntry


class ControlError(SimulatorError):
    """A request of the control API was not met.

    Attributes:
        detail: what is wrong with this very request, a sentence.
        status: of HTTP; 0 if no answer came.
        title: the status in words.
        type: which kind of problem it is, such as "urn:ozeki-simulator:taken"; "about:blank" if the status says it.
        mistakes: with status 422, everything that is wrong with the request: `pointer`, `detail`.
        entries: of the journal: what came instead of what was waited for, or what must not come.
        request: what was sent: `method`, `path`, `body`, `parameters`. None if nothing was.
    """

    def __init__(
        self,
        detail: str,
        *,
        status: int = 0,
        title: str = "",
        type: str = "about:blank",  # noqa: A002 - it is the word of RFC 9457
        mistakes: Sequence[Mistake] = (),
        entries: Sequence[JournalEntry] = (),
        request: Request | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.status = status
        self.title = title
        self.type = type
        self.mistakes = list(mistakes)
        self.entries = list(entries)
        self.request = request

    def __str__(self) -> str:
        if self.request is None:
            return self.detail
        came = f"{self.status} {self.title}".strip() if self.status else "no answer"
        return f"{self.detail} ({self.request}: {came})"


class NoServerError(ControlError):
    """No simulator answers at the address, or it went away meanwhile."""


class NotComeError(ControlError):
    """What was waited for did not come in time; `entries` are the last that came instead."""


class HasComeError(ControlError):
    """What must not come has come; it is the one of `entries`."""


class UnmetError(ControlError, AssertionError):
    """A call is not as expected; `expectations` tell how each came out. For test runners it is a failed assertion.

    Its text has every difference, and the call explained as by `call.report()`.
    """

    def __init__(self, detail: str, expectations: Sequence[ExpectationOutcome] = ()) -> None:
        super().__init__(detail)
        self.expectations = list(expectations)
