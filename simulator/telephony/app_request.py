"""A request that reaches the app from elsewhere, of a browser or of another program; what it then does is up to it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from simulator.telephony.bad_answer import no_answer, wrong_status
from simulator.telephony.effects import AskApp, Response
from simulator.telephony.events import AnswerReceived, Column, Event
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps, Wait
from simulator.telephony.problem import Place, shortened


@dataclass(frozen=True, slots=True)
class AppRequest:
    """One request. `url` is a whole address, `at` the instant at which it is sent, in seconds."""

    method: str
    url: str
    body: bytes = b""
    content_type: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class RequestSent(Event):
    """Somebody sends the app a request."""

    method: str
    url: str
    column = Column.APP

    def __str__(self) -> str:
        return f"{self.method} {self.url}"


@dataclass(slots=True, eq=False, kw_only=True)
class AppErrand(Exchange):
    """What there is to tell about a request; nobody runs what the app answers to it."""

    request: AppRequest

    def run(self) -> Steps[None]:
        """Send it when its time has come, and note what comes back."""
        request = self.request
        try:
            if request.at > self.now:
                yield Wait(self, (), request.at)
            self.publish(RequestSent(request.method, shortened(request.url)))
            response: Response = yield AskApp(request.method, request.url, request.body, request.content_type)
            if response.charge:
                yield Wait(self, until=self.kernel.after(response.charge))
            self._note(response)
        finally:
            self.close()

    def _note(self, response: Response) -> None:
        body = response.body
        self.publish(AnswerReceived(response.url, response.status, response.content_type, body, response.failure))
        place = Place(response.url)
        if response.failure:
            self.report("no-answer", no_answer(response), place)
        elif response.status >= HTTPStatus.BAD_REQUEST:
            self.report("http-status", wrong_status(response, " to the request"), place)
