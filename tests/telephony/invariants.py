"""What holds in every world, whoever calls whom and whatever apps command: at every entry, and whenever all is quiet.

The states that the PBX lists are compared with a model that knows only the transcript.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from simulator.pbx import Pbx
from simulator.telephony.call import Call, CallState
from simulator.telephony.call_states import ReportedState, SessionState
from simulator.telephony.events import CallCleared, NotificationSent
from simulator.telephony.observation_events import StateChanged
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.script_events import PromptFinished, PromptInterrupted, PromptStarted
from simulator.telephony.transcript import Entry

R = ReportedState
LISTED = {R.RINGING, R.IN_CALL, R.HOLD}
FINAL = {R.TRANSFERRED, R.COMPLETED, R.CANCELLED, R.BUSY, R.ERROR}
MAY_FOLLOW = {
    None: {R.RINGING} | FINAL - {R.COMPLETED},  # it is over before any phone rang
    R.RINGING: {R.ANSWERED} | FINAL - {R.COMPLETED},
    R.ANSWERED: {R.IN_CALL},
    R.IN_CALL: {R.HOLD} | FINAL - {R.CANCELLED, R.BUSY},
    R.HOLD: {R.IN_CALL} | FINAL - {R.CANCELLED, R.BUSY},
}
"""The order of states (http-api section 7.1); a call that has been picked up is neither cancelled nor busy any more."""


class Told(NamedTuple):
    """A state, and since when the transcript has told of it."""

    at: float
    state: ReportedState


class Watcher:
    """Looks at a PBX while it is played.

    Args:
        pbx: which has not begun yet.
    """

    def __init__(self, pbx: Pbx) -> None:
        self._pbx = pbx
        self._watched = bool(pbx.switchboard.office.call_changed_url)
        """If not, the transcript tells nothing of the states of calls while an API extension has to do with them."""
        self._told: defaultdict[str, list[Told]] = defaultdict(list)
        self._posted: defaultdict[str, list[str]] = defaultdict(list)
        self._sounding: defaultdict[str, list[str]] = defaultdict(list)
        self._cleared: list[str] = []
        pbx.transcript.listeners.append(self._reads)

    # -- at every entry ----------------------------------------------------------------------------------------------

    def _reads(self, entry: Entry) -> None:
        match entry.event:
            case StateChanged(state) if self._watched:
                self._follows(entry, state)
            case NotificationSent("CallChanged", _, fields):
                self._posted[fields["CallID"]].append(fields["CallState"])
            case PromptStarted(_, text):
                self._sounding[entry.call_id].append(text)
            case PromptFinished(text) | PromptInterrupted(text):
                self._sounding[entry.call_id].remove(text)
            case CallCleared():
                self._cleared.append(entry.call_id)
        for call_id, told in self._told.items():
            self._lists_as_told(self._pbx.switchboard.observed[call_id], told, entry.at)

    def _follows(self, entry: Entry, state: ReportedState) -> None:
        told = self._told[entry.call_id]
        before = told[-1].state if told else None
        assert state in MAY_FOLLOW.get(before, set()), f"{entry.at}: {entry.call_id} {state} behind {before}"
        told.append(Told(entry.at, state))

    def _lists_as_told(self, call: ObservedCall, told: list[Told], now: float) -> None:
        """The listing is what the transcript tells: the state, and how long it rang and was talked."""
        expected = _model(told, now)
        listed = (call.state.reported, call.ring_seconds, call.talk_seconds)
        assert listed == expected, f"{now}: {call.id} is listed as {listed}, the transcript tells {expected}"
        assert call.over is (expected[0] in FINAL)
        assert call.over or call.state.reported in LISTED

    def listing(self) -> dict[str, tuple[str, int, int]]:
        """What ListActiveCalls has to say: the calls by their IDs with state and whole seconds of ringing and talk."""
        now, calls = self._pbx.kernel.now, {}
        for call_id, told in self._told.items():
            state, ringing, talking = _model(told, now)
            if state not in FINAL:
                calls[call_id] = (str(state), int(ringing), int(talking))
        return calls

    def history(self) -> set[str]:
        """The IDs of the calls that GetCallHistory has to tell of."""
        return {call_id for call_id, told in self._told.items() if told[-1].state in FINAL}

    # -- whenever all is quiet ---------------------------------------------------------------------------------------

    def looks(self) -> None:
        """See that lines, connections and states fit together."""
        for line in self._pbx.calls:
            self._fits(line)
        for call in self._pbx.switchboard.observed.values():
            if not call.over:
                self._has_its_parties(call)

    def _fits(self, line: Call) -> None:
        who = f"{self._pbx.kernel.now}: {line.party.number}"
        peer = line.peer
        if peer is not None:
            assert peer.peer is line, f"{who} is connected with somebody who is not connected with him"
            assert not line.ended, f"{who} has hung up and is connected"
            assert line.held is peer.held, f"{who} is on hold and the other one is not"
            assert line.observed is peer.observed, f"{who} and the other one are in different calls"
        else:
            assert line.ended or not line.held, f"{who} is alone and on hold"
        for utterance in line.utterances:
            if utterance.sounding.end <= self._pbx.kernel.now:
                continue  # it ends at this very instant
            listener = peer if peer is not None and not line.held else None
            assert utterance.listener is listener, f"{who} is heard by somebody else"
            assert (utterance.heard is None) is (listener is None), f"{who} is heard or not, wrongly"
        if line.ended:
            assert not line.utterances, f"{who} speaks though the call is over"
            assert all(prompt.ended_at is not None for prompt in line.prompts), f"{who} hears something for ever"

    def _has_its_parties(self, call: ObservedCall) -> None:
        what = f"{self._pbx.kernel.now}: {call.id} {call.state}"
        legs = list(call.legs.values())
        for leg in legs:
            assert leg.observed is call, f"{what}: a leg belongs to another call"
            assert not leg.ended or call.state is SessionState.TRANSFERRING, f"{what}: a leg has hung up"
        if call.extension_end is not None:
            assert call.extension_end not in call.legs, f"{what}: an API extension has a line"
            assert not any(leg.peer for leg in legs), f"{what}: somebody is connected with a third one"
        if call.state is SessionState.TRANSFERRING:
            assert call.moving is not None, f"{what}: nobody is transferred"
            assert not call.moving.ended, f"{what}: who is transferred has hung up"
            assert not any(leg.peer for leg in legs), f"{what}: the two still talk"
        elif call.state is SessionState.RINGING:
            assert call.answered_at is None
            assert not any(leg.peer for leg in legs), f"{what}: somebody talks"
        elif call.extension_end is None:
            assert len(legs) == 2, f"{what}: there are {len(legs)} legs"
            assert legs[0].peer is legs[1], f"{what}: the two are not connected"
            assert legs[0].held is (call.state.reported is R.HOLD), f"{what}: held is {legs[0].held}"
        else:
            assert [leg.state for leg in legs] == [CallState.IN_CALL], f"{what}: nobody is on the line"

    # -- at the end --------------------------------------------------------------------------------------------------

    def ended(self) -> None:
        """See that nothing is left."""
        pbx = self._pbx
        assert pbx.idle
        assert not pbx.kernel._waiters, "something still runs"
        assert [call.id for call in pbx.switchboard.observed.values() if not call.over] == []
        assert [line.party.number for line in pbx.calls if not line.ended] == []
        assert {call_id: texts for call_id, texts in self._sounding.items() if texts} == {}
        assert sorted(self._cleared) == sorted(line.id for line in pbx.calls), "cleared not just once"
        for call_id, told in self._told.items():
            states, posted = [str(one.state) for one in told], self._posted[call_id]
            given_up = bool(pbx.switchboard.observed[call_id].stalled)  # then the end may not be told any more
            assert posted == states or (given_up and posted == states[: len(posted)])


def _model(told: list[Told], now: float) -> tuple[ReportedState, float, float]:
    """The state of a call, how long it rang and how long people have talked, by what the transcript tells of it."""
    answered = next((one.at for one in told if one.state is R.ANSWERED), None)
    rang, state = told[0].at, told[-1].state
    until = told[-1].at if state in FINAL else now
    ringing = (until if answered is None else answered) - rang
    talking = 0.0 if answered is None else until - answered
    return R.IN_CALL if state is R.ANSWERED else state, round(ringing, 6), round(talking, 6)
