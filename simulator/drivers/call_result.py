"""What came of a call, of a short message, or of a request to the app."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from simulator.drivers.latency import AppLatency, Latencies
from simulator.drivers.listed_call import ListedCall, call_history
from simulator.drivers.recordings import Shelf, StoredRecording
from simulator.drivers.sent_command import SentCommand, sent_commands
from simulator.pbx import Pbx
from simulator.telephony.call import Call, Prompt
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.events import NotificationSent, Stalled, StepFailed
from simulator.telephony.exchange import Exchange
from simulator.telephony.outbox import Outbox
from simulator.telephony.phone import folded_number
from simulator.telephony.problem import Problem, Severity
from simulator.telephony.transcript import Transcript


@dataclass(frozen=True, slots=True, repr=False)
class CallResult:
    """What came of a call, of a short message, or of a request to the app.

    Instants are seconds on the clock that all calls share, which shows 0 when the first one is placed.

    Attributes:
        id: what the app knows the call by (`CallID`).
        transcript: everything that happened, on all calls: `transcript.lines()`, `transcript.as_data()`.
        recordings: what was recorded on this call, in order.
        prompts: what was heard on it, in order: `text`, `started_at`, `ended_at` (None while it sounds), `interrupted`.
        ended_by: which side hung up or refused; None if it is no call.
        cause: why it ended, as Q.850 has it; None if it is no call.
        duration: the instant of hanging up. That is the length of the first call, ringing included; one of `calls`
            lasted `duration - started_at`. Where there is no call it is the instant at which all was over.
        strict: whether the app's errors are failures.
        number: who was on the line, or has sent the short message; empty for a request.
        outbox: everything that the app has sent: `outbox.sms`, `outbox.emails`, `outbox.messages`.
        calls: those that the PBX placed, in order, each with the same transcript and outbox: what apps have ordered,
            the other end of transfers, and the phones that people have dialled.
        answered_at: the instant of picking up; None if nobody did.
        further: what came of the further calls that the test itself placed, in order.
        history: every call of the PBX as it lists them: two parties under one Call ID, and the state it ended in.
        measured: the stop watches behind `latencies`.
        unmet_faults: the faults that were there in vain, in words: what they were to meet never came.
        unlisted: the numbers that the PBX has called although the test has no phones at all, a sentence each.
    """

    id: str
    transcript: Transcript
    recordings: tuple[StoredRecording, ...]
    prompts: tuple[Prompt, ...]
    ended_by: Side | None
    cause: HangupCause | None
    duration: float
    strict: bool
    number: str = ""
    outbox: Outbox = field(default_factory=Outbox)
    calls: tuple[CallResult, ...] = ()
    answered_at: float | None = None
    further: tuple[CallResult, ...] = ()
    history: tuple[ListedCall, ...] = ()
    measured: Latencies = field(default_factory=Latencies, compare=False)
    unmet_faults: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<call {self.id}: {self.duration:g} s, {len(self.recordings)} recordings, failures: {self.failures}>"

    @property
    def answered(self) -> bool:
        """Whether somebody picked up; the app does, where the call is one to it."""
        return self.answered_at is not None

    @property
    def started_at(self) -> float:
        """The instant at which it was placed: 0, except for `calls`."""
        return next((entry.at for entry in self.transcript if entry.call_id == self.id), 0.0)

    @property
    def talk_seconds(self) -> float:
        """From picking up to hanging up; 0 if nobody picked up."""
        return 0.0 if self.answered_at is None else round(self.duration - self.answered_at, 6)

    @property
    def heard(self) -> list[str]:
        """The texts (or file names) of everything that the caller heard, in order."""
        return [prompt.text for prompt in self.prompts]

    @property
    def notifications(self) -> list[NotificationSent]:
        """Everything that the PBX posted to the app, in order."""
        return self.transcript.of(NotificationSent)

    @property
    def commands(self) -> list[SentCommand]:
        """Everything that the app sent to the PBX over its HTTP API, in order."""
        return sent_commands(self.transcript)

    @property
    def latencies(self) -> tuple[AppLatency, ...]:
        """How long the app took, on the wall clock, for each notification and request, in the order asked."""
        return self.measured.told(self.transcript)

    def heard_by(self, number: str) -> list[str]:
        """The texts of everything that somebody heard at a number, on all calls there, call by call."""
        wanted = folded_number(number)
        everybody = (self, *self.further, *self.calls)
        return [text for one in everybody if folded_number(one.number) == wanted for text in one.heard]

    @property
    def problems(self) -> list[Problem]:
        """The mistakes that the app made."""
        return self.transcript.problems()

    @property
    def failures(self) -> list[str]:
        """Why the call did not go as its caller meant, a sentence each; empty if it did.

        In strict mode the app's errors; then a call that stalled, and a step that could not be done.
        """
        sentences: list[str] = []
        if self.strict:
            sentences += [str(problem) for problem in self.problems if problem.severity is Severity.ERROR]
        failed = [entry for entry in self.transcript if isinstance(entry.event, StepFailed | Stalled)]
        return [
            *(self.transcript.shortened(sentence) for sentence in sentences),
            *(self.transcript.text(entry) for entry in failed),
        ]


def result_of(exchange: Exchange, pbx: Pbx, shelf: Shelf, latencies: Latencies | None = None) -> CallResult:
    """What has come so far of a call that was placed, or of a short message, and of what scripts have placed since.

    Args:
        exchange: the call, or what is going on about the message.
        pbx: where it takes place.
        shelf: where the recordings are.
        latencies: what was measured of the app.
    """
    calls = _ordered(exchange, pbx, shelf, latencies)
    alone = result_alone(exchange, pbx, shelf, latencies)
    return replace(alone, calls=calls) if calls else alone


def whole_result_of(exchange: Exchange, pbx: Pbx, shelf: Shelf, latencies: Latencies | None = None) -> CallResult:
    """As `result_of`, with everything else that users placed, and with the history of the PBX."""
    others = [one for one in pbx.placed if one is not exchange and isinstance(one, Call)]
    return replace(
        result_alone(exchange, pbx, shelf, latencies),
        calls=_ordered(exchange, pbx, shelf, latencies),
        further=tuple([result_alone(one, pbx, shelf, latencies) for one in others]),
        history=call_history(pbx),
    )


def _ordered(exchange: Exchange, pbx: Pbx, shelf: Shelf, latencies: Latencies | None = None) -> tuple[CallResult, ...]:
    """What has come of the calls that the PBX has placed."""
    calls = [one for one in pbx.switchboard.ordered if isinstance(one, Call) and one is not exchange]
    return tuple([result_alone(one, pbx, shelf, latencies) for one in calls])


def result_alone(exchange: Exchange, pbx: Pbx, shelf: Shelf, latencies: Latencies | None = None) -> CallResult:
    """As `result_of`, but without the calls that scripts have placed."""
    call = exchange if isinstance(exchange, Call) else None
    stored = (shelf.get(finished.name) for finished in (call.recordings if call else ()))
    return CallResult(
        id=exchange.id,
        number=call.party.number if call else exchange.facts.get("sender", ""),
        transcript=pbx.transcript,
        recordings=tuple(one for one in stored if one is not None),
        prompts=tuple(call.prompts if call else ()),
        ended_by=call.ended_by if call else None,
        cause=call.cause if call else None,
        duration=pbx.kernel.now if call is None or call.ended_at is None else call.ended_at,
        strict=pbx.settings.strict,
        outbox=pbx.outbox,
        answered_at=call.answered_at if call else None,
        measured=latencies or Latencies(),
        unmet_faults=tuple(map(str, pbx.switchboard.faults.unmet)),
        unlisted=tuple(pbx.switchboard.unlisted.values()),
    )
