"""A person's line to the PBX: who is on it, what is heard there, what is sounded, and which keys are listened for.

Two lines can be connected: what is sounded on one is heard on the other, unless they are on hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from typing import TYPE_CHECKING

from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.effects import ClipLoaded, LoadClip, Sound
from simulator.telephony.events import CallAnswered, CallEnded, Event, PartiesConnected
from simulator.telephony.exchange import Exchange, HungUp
from simulator.telephony.kernel import Steps, Unwind, Wait
from simulator.telephony.media import Clip, Sounding
from simulator.telephony.party import Party
from simulator.telephony.problem import Place, Severity
from simulator.telephony.script_events import PromptFinished, PromptInterrupted, PromptStarted

if TYPE_CHECKING:
    from simulator.telephony.observed_call import ObservedCall


class CallState(StrEnum):
    """How far a call is."""

    RINGING = "ringing"
    IN_CALL = "in-call"
    ENDED = "ended"


@dataclass(slots=True)
class Prompt:
    """Something that the person hears. `ended_at` is None while it sounds; instants are seconds."""

    text: str
    started_at: float
    clip: Clip
    ended_at: float | None = None
    interrupted: bool = False


@dataclass(slots=True, eq=False)
class Utterance:
    """Something that the person is sounding now; `heard` is what it is at the other end, if somebody is there."""

    sounding: Sounding
    heard: Prompt | None = None
    listener: Line | None = None


@dataclass(frozen=True, slots=True, eq=False)
class KeyTaker:
    """A command that listens for some keys."""

    keys: str


@dataclass(slots=True, eq=False, kw_only=True)
class Line(Exchange):
    """One person's line, and the exchange with the app about it."""

    party: Party
    """The person."""
    caller_id: str
    """The number that the callee sees."""
    dialled: str
    side: Side = Side.CALLER
    """Which end the person is: CALLEE if the PBX has called."""
    state: CallState = CallState.RINGING
    prompts: list[Prompt] = field(default_factory=list)
    """What the person has heard."""
    ended_by: Side | None = None
    cause: HangupCause | None = None
    dropped: bool = False
    """Whether it was the line itself that failed, because of a fault."""
    answered_at: float | None = None
    ended_at: float | None = None
    """When somebody hung up, in seconds."""
    key_takers: list[KeyTaker] = field(default_factory=list)
    """Who listens for keys; the innermost command comes last."""
    peer: Line | None = None
    """The line of the person with whom this one is connected."""
    held: bool = False
    """Whether nothing is heard from the peer, and nothing by it."""
    utterances: list[Utterance] = field(default_factory=list)
    """What the person is sounding at this instant."""
    observed: ObservedCall | None = None
    """The call to which the line belongs, as the PBX lists it."""

    # -- state -------------------------------------------------------------------------------------------------------

    @property
    def ended(self) -> bool:
        """Whether somebody has hung up."""
        return self.state is CallState.ENDED

    def answer(self) -> None:
        """Pick up, unless somebody has hung up already."""
        if self.state is CallState.RINGING:
            self.state, self.answered_at = CallState.IN_CALL, self.now
            self.publish(CallAnswered())
        if self.observed is not None and not self.ended:
            self.observed.is_answered()

    def end(self, by: Side, cause: HangupCause = HangupCause.NORMAL_CLEARING) -> None:
        """Hang up or refuse. A call ends once; whoever comes second changes nothing. A peer's call ends with it."""
        if self.ended:
            return
        self.state, self.ended_by, self.cause, self.ended_at = CallState.ENDED, by, cause, self.now
        self.publish(CallEnded(by, cause))
        if self.observed is not None:
            self.observed.is_left(self, by, cause)
        peer, self.peer = self.peer, None
        if peer is not None:
            peer.peer = None
            peer.end(by if by is Side.PBX else peer.side.other, cause)

    # -- two lines ---------------------------------------------------------------------------------------------------

    def connect(self, other: Line) -> None:
        """Let two people talk to each other, until one of them hangs up. If neither has anything to do, one does."""
        self.peer, other.peer = other, self
        self.publish(PartiesConnected(other.party.number))
        other.publish(PartiesConnected(self.party.number))
        self.held = other.held = False
        self.hear_each_other()
        self.end_if_nobody_goes_on()

    def part(self) -> None:
        """Let the two people no longer hear each other, although both stay on their lines."""
        peer = self.peer
        if peer is not None:
            self.hear_nothing()
            self.held = peer.held = False
            self.peer = peer.peer = None

    def hold(self, *, held: bool) -> None:
        """Put both lines on hold, or take them off."""
        peer = self.peer
        if peer is None or held is self.held:
            return
        if held:
            self.hear_nothing()
        self.held = peer.held = held
        if not held:
            self.hear_each_other()

    def end_if_nobody_goes_on(self) -> None:
        """Hang up if two people are connected and neither has anything left to do (ASSUMPTION ozml q20)."""
        if self.peer is None or not (self.party.done and self.peer.party.done):
            return
        if self.observed is None or not self.observed.busy:
            self.end(self.side)

    def hear_each_other(self) -> None:
        """Let each of two people hear what the other one is saying just now."""
        for one, other in ((self, self.peer), (self.peer, self)):
            for utterance in one.utterances if one is not None else ():
                other._overhear(utterance)  # type: ignore[union-attr]  # noqa: SLF001 - it is a line as this one

    def hear_nothing(self) -> None:
        """Break off what the two hear of each other."""
        for one in (self, self.peer):
            for utterance in one.utterances if one is not None else ():
                _no_longer_heard(utterance)

    def _overhear(self, utterance: Utterance) -> None:
        """Begin to hear something of the peer, perhaps in the midst of it; not if it is over at this very instant."""
        sounding = utterance.sounding
        rest = round(sounding.clip.duration - (self.now - sounding.at), 6)
        if rest > 0:
            utterance.listener, utterance.heard = self, self.hears(sounding.clip, "hears", seconds=rest)

    # -- what the person sounds --------------------------------------------------------------------------------------

    def utter(self, clip: Clip) -> Utterance:
        """Put a sound of the person on the line."""
        utterance = Utterance(self.party.send(clip, self.now))
        self.utterances.append(utterance)
        if self.peer is not None and not self.held:
            self.peer._overhear(utterance)  # noqa: SLF001 - it is a line as this one
        return utterance

    def uttered(self, utterance: Utterance) -> None:
        """Note that a sound of the person is over."""
        self.utterances.remove(utterance)
        if utterance.heard is not None and utterance.listener is not None:
            utterance.listener.heard(utterance.heard)

    def broken_off(self, utterance: Utterance) -> None:
        """Break a sound of the person off."""
        self.utterances.remove(utterance)
        utterance.sounding.end = self.now
        _no_longer_heard(utterance)

    # -- time --------------------------------------------------------------------------------------------------------

    def wait(self, *events: type[Event], timeout: float = inf, until: float = inf) -> Steps[Event | None]:
        """Wait for one of some kinds of event on this call; see `Exchange.wait`."""
        if self.ended:
            raise HungUp
        event = yield from self.sleep((*events, CallEnded), self.deadline(timeout, until))
        if isinstance(event, CallEnded):
            raise HungUp
        return event

    def until_the_end(self) -> Steps[None]:
        """Wait until somebody hangs up."""
        while not self.ended:
            yield Wait(self, (CallEnded,))

    # -- keys --------------------------------------------------------------------------------------------------------

    @contextmanager
    def listening(self, keys: str) -> Iterator[KeyTaker]:
        """Listen for some keys, in the body of a `with`. A key goes to the innermost command that wants it."""
        taker = KeyTaker(keys)
        self.key_takers.append(taker)
        try:
            yield taker
        finally:
            self.key_takers.remove(taker)

    def taker_of(self, digit: str) -> KeyTaker | None:
        """Who gets a key; None if nobody wants it."""
        return next((taker for taker in reversed(self.key_takers) if digit in taker.keys), None)

    def takes(self, taker: KeyTaker, digit: str) -> bool:
        """Take a key that has been received off the line, if it is meant for this taker."""
        return self.taker_of(digit) is taker and self.party.consume_key()

    # -- what the person hears ---------------------------------------------------------------------------------------

    def load(self, sound: Sound, place: Place) -> Steps[Clip | None]:
        """Fetch or make a sound for the person to hear; what is wrong with it is reported.

        Returns:
            The clip; None if there is none.
        """
        return (yield from loaded(self, sound, place))

    def play(self, clip: Clip, kind: str = "plays", *, longest: float = inf) -> Steps[None]:
        """Let the person hear a clip to its end, or its first `longest` seconds.

        Raises:
            Interrupted: somebody cut it short.
            HungUp: the call ended first.
        """
        if self.ended:
            raise HungUp
        prompt = self.hears(clip, kind)
        try:
            yield from self.wait(timeout=min(clip.duration, longest))
        except Unwind:
            self.cut_short(prompt)
            raise
        if longest < clip.duration:
            self.cut_short(prompt)
        else:
            self.heard(prompt)

    def hears(self, clip: Clip, kind: str, *, seconds: float | None = None) -> Prompt:
        """Begin to let the person hear something, of which `seconds` are left if it is not all of it."""
        prompt = Prompt(clip.label, self.now, clip)
        self.prompts.append(prompt)
        self.publish(PromptStarted(kind, clip.label, clip.duration if seconds is None else seconds))
        return prompt

    def heard(self, prompt: Prompt) -> None:
        """Note that it is over."""
        prompt.ended_at = self.now
        self.publish(PromptFinished(prompt.text))

    def cut_short(self, prompt: Prompt) -> None:
        """Note that it was broken off."""
        prompt.ended_at, prompt.interrupted = self.now, True
        self.publish(PromptInterrupted(prompt.text, round(self.now - prompt.started_at, 6)))


def loaded(exchange: Exchange, sound: Sound, place: Place) -> Steps[Clip | None]:
    """Fetch or make a sound that people are to hear; what is wrong with it is reported to the exchange."""
    made: ClipLoaded = yield LoadClip(sound, prompt=True)
    if made.problem:
        severity = Severity.WARNING if made.clip else Severity.ERROR
        exchange.report("sound", made.problem, place, severity)
    return made.clip


def _no_longer_heard(utterance: Utterance) -> None:
    if utterance.heard is not None and utterance.listener is not None:
        utterance.listener.cut_short(utterance.heard)
    utterance.heard = utterance.listener = None
