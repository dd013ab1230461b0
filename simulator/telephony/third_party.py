"""Third-party call control: what an app can do to a call between others, in its answers or by HTTP command alike."""

from __future__ import annotations

from enum import StrEnum

from simulator.telephony.applicable import (
    CannotBeUsedError,
    check,
    check_between_people,
    check_sent_on,
    check_talking,
)
from simulator.telephony.call import Call
from simulator.telephony.call_states import SessionState
from simulator.telephony.causes import Side
from simulator.telephony.effects import Key, Sound, Spoken
from simulator.telephony.exchange import HungUp
from simulator.telephony.kernel import Interrupted, Steps
from simulator.telephony.line import loaded
from simulator.telephony.media import Clip
from simulator.telephony.observation_events import CallForwarded, PutOnHold, TakenOffHold
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.observed_recording import ObservedRecording
from simulator.telephony.outbound import NOT_BETWEEN_EXTENSIONS
from simulator.telephony.problem import Place
from simulator.telephony.recording import AudioFormat
from simulator.telephony.transfer import transferred
from simulator.telephony.utterance import utter_keys

SHORTEST_LOOP = 0.5
"""Seconds that a round of a repeated file takes at least: a click that is looped would fill the transcript."""


class Parties(StrEnum):
    """Whom a command is about: one end of a call, or both."""

    CALLER = "caller"
    CALLEE = "callee"
    ALL = "all"

    @property
    def sides(self) -> tuple[Side, ...]:
        """The ends."""
        return (Side.CALLER, Side.CALLEE) if self is Parties.ALL else (Side(self),)


# -- the call itself -------------------------------------------------------------------------------------------------


def hang_up(call: ObservedCall) -> None:
    """Disconnect a call that is not over."""
    check(not call.over, f"the call {call.id} is over")
    # ASSUMPTION http-api section 4.6: a call that still rings is Cancelled by that; the page tells only of Completed.
    for leg in [*call.legs.values(), call.ringing, call.dialled_first]:
        if leg is not None:
            leg.end(Side.PBX)


def hold(call: ObservedCall) -> None:
    """Put both legs on hold (p_4572)."""
    check_between_people(call)
    check_talking(call, "Hold")
    call.commanded_hold = True
    call.publish(PutOnHold("the app"))
    call.hold_changes()


def unhold(call: ObservedCall) -> None:
    """Take both legs off hold, if Hold has put them there (p_4573)."""
    check(call.commanded_hold, "Unhold needs a call that Hold has put on hold")
    call.commanded_hold = False
    call.publish(TakenOffHold("the app"))
    call.hold_changes()


def person_holds(call: ObservedCall, leg: Call) -> None:
    """Let somebody on the call put the other one on hold."""
    check_between_people(call)
    check_talking(call, "a hold", on_hold=True)
    side = call.side_of(leg)
    if side is None or side in call.holding:
        raise CannotBeUsedError(f"{leg.party.number} has put the other one on hold already")
    call.holding.add(side)
    leg.publish(PutOnHold(leg.party.number))
    call.hold_changes()


def person_unholds(call: ObservedCall, leg: Call) -> None:
    """Let somebody who has put the other one on hold talk on."""
    side = call.side_of(leg)
    if side not in call.holding:
        raise CannotBeUsedError(f"{leg.party.number} has not put anybody on hold")
    call.holding.discard(side)
    leg.publish(TakenOffHold(leg.party.number))
    call.hold_changes()


# -- sending people on -----------------------------------------------------------------------------------------------


def forward(call: ObservedCall, destination: str) -> None:
    """Send the caller of a call that still rings to another number (p_4574)."""
    rings = call.state is SessionState.RINGING
    check(rings, f"Forward needs a call in state Ringing, not {call.state.reported}")
    check(call.ringing is not None, "no phone rings that the call could be taken from")
    to_extension = call.extension_end is Side.CALLER and call.switchboard.extensions.is_api(destination)
    check(not to_extension, NOT_BETWEEN_EXTENSIONS)
    check_sent_on(call)
    call.forwarded_to = destination
    call.publish(CallForwarded(destination))
    ringing = call.ringing
    call.changes_to(SessionState.REDIRECTED)
    if ringing is not None:
        ringing.end(Side.PBX)


def blind_transfer(call: ObservedCall, transferor: Side, target: str, finished_url: str = "") -> None:
    """Connect one party with somebody else; `transferor` leaves when that has come about (p_4575).

    Args:
        call: the call.
        transferor: who leaves, unless the setting `transferor_leaves` is off: then who is sent to the target.
        target: a number.
        finished_url: who is told when the new call ends; nobody if it is empty.
    """
    # ASSUMPTION ozml q21: the tables and the examples contradict each other about who leaves.
    leaves = transferor if call.settings.transferor_leaves else transferor.other
    check_talking(call, "BlindTransfer")
    goes_on = call.legs.get(leaves.other)
    if goes_on is None:
        raise CannotBeUsedError(f"the {leaves.other} is an API extension, which cannot be sent to another number")
    check_sent_on(call)
    call.moving = goes_on
    call.changes_to(SessionState.TRANSFERRING)
    call.spawn(transferred(call, goes_on, call.legs.get(leaves), target, finished_url), f"the transfer to {target}")


# -- sound -----------------------------------------------------------------------------------------------------------


def play(call: ObservedCall, party: Parties, sound: Sound, place: Place, *, repeat: bool = False) -> Steps[None]:
    """Let one or both hear a sound, once or until the call ends.

    Returns:
        Steps that end when it has been heard, or the call is over.

    Raises:
        CannotBeUsedError: at once, if the state of the call does not fit.
    """
    return _play(call, _lines(call, party), sound, place, repeat=repeat)


def speak(call: ObservedCall, party: Parties, text: str, place: Place, language: str | None = None) -> Steps[None]:
    """Read a text to one or both, as `play` does."""
    return play(call, party, Spoken(" ".join(text.split()), language), place)


def send_dtmf(call: ObservedCall, party: Parties, keys: str) -> Steps[None]:
    """Send keys to one or both, as `play` does a sound.

    An API extension gets them as if the person at the other end had pressed them.
    """
    lines = _lines(call, party, extensions=True)
    hearing = [call.legs[side] for side in party.sides if side in call.legs]
    return _send_dtmf(call, hearing, keys, pressing=lines if call.extension_end in party.sides else [])


def _play(call: ObservedCall, lines: list[Call], sound: Sound, place: Place, *, repeat: bool) -> Steps[None]:
    clip = yield from loaded(call, sound, place)
    if clip is not None and clip.duration and not call.over:
        kind = "speaks" if isinstance(sound, Spoken) else "plays"
        yield from _at_once(call, [_played(line, clip, kind, repeat=repeat) for line in lines], f"{kind} {clip.label}")


def _send_dtmf(call: ObservedCall, hearing: list[Call], keys: str, *, pressing: list[Call]) -> Steps[None]:
    clips: dict[str, Clip] = {}
    for digit in dict.fromkeys(keys):
        clip = yield from loaded(call, Key(digit, call.settings.key_seconds), Place("keys"))
        if clip is not None:
            clips[digit] = clip
    tones = [clips[digit] for digit in keys if digit in clips]
    if not call.over:
        sent = [_keys(line, tones, pressed=False) for line in hearing]
        sent += [_keys(line, tones, pressed=True) for line in pressing]
        yield from _at_once(call, sent, f"keys {keys}")


def record(call: ObservedCall, audio_format: AudioFormat, notify_url: str | None) -> None:
    """Record both parties until the call ends (p_4775)."""
    check_talking(call, "Record", on_hold=True)
    ObservedRecording(call, audio_format, notify_url)


def _lines(call: ObservedCall, party: Parties, *, extensions: bool = False) -> list[Call]:
    """The lines of those who are to hear something."""
    check_talking(call, "it", on_hold=True)
    lines = [call.legs[side] for side in party.sides if side in call.legs]
    if extensions and call.extension_end in party.sides:
        lines = list(dict.fromkeys([*lines, *call.legs.values()]))
    check(bool(lines), f"the {party} is an API extension, which hears nothing")
    return lines


def _at_once(call: ObservedCall, steps: list[Steps[None]], name: str) -> Steps[None]:
    """Do something on several lines until all is done, or the call is over: its people may go on in another one."""
    begun = [call.spawn(one, name) for one in steps]
    call.sounding = [one for one in call.sounding if one.alive] + begun
    for one in begun:
        try:
            yield from call.joined(one)
        except Interrupted:
            if not call.over:
                raise


def _played(line: Call, clip: Clip, kind: str, *, repeat: bool) -> Steps[None]:
    try:
        yield from line.play(clip, kind)
        while repeat:
            if clip.duration < SHORTEST_LOOP:
                yield from line.wait(timeout=SHORTEST_LOOP - clip.duration)
            yield from line.play(clip, kind)
    except HungUp:
        return


def _keys(line: Call, tones: list[Clip], *, pressed: bool) -> Steps[None]:
    """Let the person on a line hear keys, or let them come from that person."""
    try:
        for index, clip in enumerate(tones):
            if index:
                yield from line.wait(timeout=line.settings.key_gap_seconds)
            yield from utter_keys(line, clip, clip.keys) if pressed else line.play(clip, "sends")
    except HungUp:
        return
