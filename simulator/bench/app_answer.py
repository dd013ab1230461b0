"""What the app has answered to a request of a test."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.telephony.events import AnswerReceived
from simulator.telephony.transcript import Entry


@dataclass(frozen=True, slots=True)
class AppAnswer:
    """An answer of the app.

    Attributes:
        status: of HTTP; 0 if the app has not answered.
        body: its text, as UTF-8.
        content_type: as the app has named it.
        failure: why there is no answer; empty if there is one.
    """

    status: int
    body: str
    content_type: str = ""
    failure: str = ""

    @property
    def ok(self) -> bool:
        """Whether the app did what it was asked for: the status is less than 400."""
        return 0 < self.status < 400


def app_answer(entry: Entry | None) -> AppAnswer:
    """The answer of which an entry of a transcript tells; None stands for none."""
    if entry is None or not isinstance(entry.event, AnswerReceived):
        return AppAnswer(0, "", failure="nothing can happen any more")
    answer = entry.event
    if answer.failure:
        return AppAnswer(0, "", failure=answer.failure)
    return AppAnswer(answer.status, answer.body.decode("utf-8", errors="replace"), answer.content_type)
