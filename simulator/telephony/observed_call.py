"""A call as the PBX lists it: two parties under one Call ID, the states it goes through, and the app that watches it.

A party is a person, who has a line, or an API extension, which has none. This is what ListActiveCalls and
GetCallHistory tell about, what CallChanged reports, and what third-party call control acts on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from simulator.telephony.call_states import UNANSWERED, Direction, ReportedState, SessionState
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.family import Family
from simulator.telephony.kernel import Process
from simulator.telephony.media import Segment
from simulator.telephony.names import xml_moment
from simulator.telephony.notifications import NotificationName
from simulator.telephony.observation_events import StateChanged
from simulator.telephony.watched import Watched

if TYPE_CHECKING:
    from simulator.telephony.call import Call
    from simulator.telephony.line import Line
    from simulator.telephony.observed_recording import ObservedRecording


class Change(NamedTuple):
    """An instant, in seconds, and the state that the call had from then on."""

    at: float
    state: SessionState


class Presence(NamedTuple):
    """A person has been part of the call since an instant, in seconds."""

    line: Call
    since: float


@dataclass(slots=True, eq=False, kw_only=True)
class ObservedCall(Watched):
    """One call of the PBX, and the exchange with the app that watches it."""

    source: str
    caller_id: str
    """What the callee sees."""
    dialled: str
    destination: str
    direction: Direction = Direction.INTERNAL
    legs: dict[Side, Call] = field(default_factory=dict)
    """Who is on the line; the end of an API extension never is."""
    extension_end: Side | None = None
    """At which end there is an API extension, if there is one."""
    ringing: Call | None = None
    """The phone that rings, if one does and the call can still be forwarded."""
    dialled_first: Call | None = None
    """The phone of the caller, if the PBX calls both and they are not connected yet."""
    forwarded_to: str = ""
    sent_on: int = 0
    """Forwards and transfers in a row that have led here while nobody talked."""
    moving: Line | None = None
    """Who is being connected with somebody else."""
    state: SessionState = SessionState.RINGING
    changes: list[Change] = field(default_factory=list)
    """Every state so far."""
    answered_at: float | None = None
    ended_at: float | None = None
    commanded_hold: bool = False
    """Whether a Hold command has put both legs on hold."""
    holding: set[Side] = field(default_factory=set)
    """Who of the two holds the other."""
    held: list[Segment] = field(default_factory=list)
    """When the parties did not hear each other, on hold or parted, in seconds; the last time may not be over yet."""
    present: list[Presence] = field(default_factory=list)
    """Everybody who has been part of it."""
    recordings: list[ObservedRecording] = field(default_factory=list)
    sounding: list[Process[None]] = field(default_factory=list)
    """What an app lets people hear as long as they are in this call."""
    finished_url: str = ""
    """Who is told of the end, if a transfer says so."""
    family: ClassVar[Family] = Family.THIRD_PARTY

    # -- state -------------------------------------------------------------------------------------------------------

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.state.final

    @property
    def active(self) -> bool:
        """Whether a phone rings, or people talk: a call that nobody has sent anywhere yet is not active."""
        return bool(self.changes) and not self.over

    @property
    def ring_seconds(self) -> float:
        """How long it has rung, the time between several attempts included."""
        until = self.answered_at if self.answered_at is not None else self.ended_at
        since = self.changes[0].at if self.changes else self.now
        return round((self.now if until is None else until) - since, 6)

    @property
    def talk_seconds(self) -> float:
        """How long people have talked."""
        if self.answered_at is None:
            return 0.0
        return round((self.now if self.ended_at is None else self.ended_at) - self.answered_at, 6)

    def side_of(self, line: Line) -> Side | None:
        """At which end somebody is; None if at neither."""
        return next((side for side, leg in self.legs.items() if leg is line), None)

    def takes(self, side: Side, leg: Call) -> None:
        """Have somebody at one end."""
        self.legs[side] = leg
        self.present.append(Presence(leg, self.now))
        leg.observed = self

    def begins(self) -> None:
        """Tell that it rings, the first time that it does."""
        if self.changes:
            return
        self.changes.append(Change(self.now, self.state))
        self._report(ReportedState.RINGING)

    def changes_to(self, state: SessionState) -> None:
        """Note another state, and tell whoever watches."""
        if self.over or state is self.state:
            return
        before, was, self.state = self.state.reported, self.state, state
        if state is SessionState.TRANSFERRING and self.extension_end is None:
            self.held.append(Segment(self.now, inf))  # two people who are parted do not hear each other
        elif was is SessionState.TRANSFERRING:
            self._hold_is_over()
        self.changes.append(Change(self.now, state))
        if state.final:
            self.ended_at = self.now
            self.switchboard.living.pop(self.id, None)
            self._hold_is_over()
        if state.reported is not before:
            if before is ReportedState.RINGING and state is SessionState.IN_CALL:
                self._report(ReportedState.ANSWERED)
            self._report(state.reported)
        if state.final:
            self._finish()

    def is_answered(self) -> None:
        """Note that somebody has picked up."""
        if self.state is SessionState.RINGING:
            self.answered_at, self.ringing = self.now, None
            self.changes_to(SessionState.IN_CALL)

    def is_left(self, line: Line, by: Side, cause: HangupCause) -> None:
        """Note that the line of somebody has been cleared: that ends the call, unless somebody else goes on with it."""
        side = self.side_of(line)
        if side is None or self.over or (self.state is SessionState.TRANSFERRING and line is not self.moving):
            return
        self.changes_to(self._outcome(side if by is line.side else side.other, by, cause))

    def _outcome(self, who: Side, by: Side, cause: HangupCause) -> SessionState:
        if self.answered_at is None:
            return UNANSWERED.get(cause, SessionState.ERROR)
        if cause is HangupCause.RECOVERY_ON_TIMER_EXPIRY:
            return SessionState.ABORTED
        if cause is not HangupCause.NORMAL_CLEARING:
            return SessionState.ERROR
        if by is Side.PBX:  # ASSUMPTION http-api s7.4: nobody says whose hanging up it counts as
            who = self.extension_end or Side.CALLER
        return SessionState.CALLER_HUNG_UP if who is Side.CALLER else SessionState.CALLEE_HUNG_UP

    # -- hold --------------------------------------------------------------------------------------------------------

    def hold_changes(self) -> None:
        """Let hold be as it has been set: what people hear, and the state."""
        line = next(iter(self.legs.values()))
        held = self.commanded_hold or bool(self.holding)
        if held and not self._on_hold:
            self.held.append(Segment(self.now, inf))
        elif not held:
            self._hold_is_over()
        line.hold(held=held)
        self.changes_to(self._hold_state())

    def _hold_state(self) -> SessionState:
        if self.commanded_hold or len(self.holding) > 1:
            return SessionState.ON_HOLD
        if not self.holding:
            return SessionState.IN_CALL
        return SessionState.CALLEE_ON_HOLD if Side.CALLER in self.holding else SessionState.CALLER_ON_HOLD

    @property
    def _on_hold(self) -> bool:
        return bool(self.held) and self.held[-1].end == inf

    def _hold_is_over(self) -> None:
        if self._on_hold:
            self.held[-1] = Segment(self.held[-1].start, self.now)
        self.commanded_hold = False
        self.holding.clear()

    # -- the app that watches ----------------------------------------------------------------------------------------

    def _report(self, reported: ReportedState) -> None:
        # ASSUMPTION http-api q17, q18, q19: about every call, whoever has done something to it, one after the other.
        url = self.switchboard.office.call_changed_url
        if url or self.extension_end is None:  # the events of the line tell as much of any other call
            self.publish(StateChanged(reported, self.state))
        if url:
            self.errand(self.told(url, NotificationName.CALL_CHANGED, **self._values(reported)))

    def _values(self, reported: ReportedState) -> Mapping[str, str]:
        """What CallChanged tells, as it is at this instant."""
        return {
            "call_state": str(reported),
            "caller_id": self.caller_id,
            "source": self.source,
            "destination": self.destination,
            "start_time": xml_moment(self.switchboard.names.moment(self.began_at)),
            "ring_seconds": str(int(self.ring_seconds)),
            "talk_seconds": str(int(self.talk_seconds)),
        }

    def _finish(self) -> None:
        """Let recordings end with the call, and tell whoever wants to know of the end."""
        for sound in self.sounding:
            self.kernel.interrupt(sound)
        for recording in self.recordings:
            recording.ends(self)
        if self.finished_url:
            self.errand(
                self.told(
                    self.finished_url,
                    NotificationName.BLIND_TRANSFER_COMPLETED,
                    source=self.source,
                    destination=self.destination,
                    talk_seconds=str(int(self.talk_seconds)),
                )
            )
        # Lines lead here, so nothing here leads to lines any more: no rings for the garbage collector to find.
        self.ringing = self.dialled_first = self.moving = None
        self.legs.clear()
        self.present.clear()

    def _knows_of_the_end(self, told: Mapping[str, str]) -> bool:
        # What is told of a state from before the end was not to know of it, however late it was told or answered.
        return self.over and told.get("call_state", self.state.reported) == self.state.reported

    def _rested(self) -> None:
        """Two people who only waited for the app hang up now."""
        for leg in list(self.legs.values()):
            leg.end_if_nobody_goes_on()
