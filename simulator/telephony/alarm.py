"""Alarm messages as the PBX takes and sends them, over the sound of a call; `contact_id` knows the protocol.

What is received is read from the tones and keys that were found in the sound of the other side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from simulator.telephony.call import Call
from simulator.telephony.causes import Side
from simulator.telephony.contact_id import (
    BEFORE_HANDSHAKE,
    BEFORE_MESSAGE,
    KEYS,
    KISS_OFF_TONE,
    KISS_OFF_WAIT,
    MESSAGE_KEYS,
    AlarmMessage,
    ContactIdError,
    is_handshake,
    is_kiss_off,
    message_from_keys,
)
from simulator.telephony.effects import AlarmSignal, AlarmSignalKind
from simulator.telephony.events import DtmfReceived
from simulator.telephony.exchange import HungUp
from simulator.telephony.kernel import Interrupted, Steps
from simulator.telephony.media import Clip, ToneMark
from simulator.telephony.message_events import (
    AlarmFailed,
    AlarmReceived,
    AlarmSent,
    ToneHeard,
)
from simulator.telephony.notifications import NotificationName
from simulator.telephony.problem import Place

MESSAGE_WAIT: Final = 3.0
"""Seconds from the handshake to the first key of a message: after that the handshake is sent anew."""
KEY_WAIT: Final = 0.5
"""Seconds without a key after which a message is over, complete or not."""
HANDSHAKE_WAIT: Final = 15.0
"""Seconds that the PBX waits for the handshake of a station that has picked up."""


# -- receiving -------------------------------------------------------------------------------------------------------


def receive_alarm(call: Call, place: Place) -> Steps[AlarmMessage | None]:
    """Ask the panel at the other end for a message, take it and acknowledge it.

    Returns:
        The message; None if there was none after all attempts.
    """
    yield from call.wait(timeout=BEFORE_HANDSHAKE)
    reason, keys = "", ""
    for _ in range(call.settings.alarm_attempts):
        if not keys:  # a panel whose message was not acknowledged repeats it without being asked
            yield from _signal(call, AlarmSignalKind.HANDSHAKE, place)
        keys = yield from _keys(call)
        try:
            message = message_from_keys(keys)
        except ContactIdError as error:
            reason = str(error) if keys else "nothing was sent"
            continue
        call.publish(AlarmReceived(message))
        yield from _signal(call, AlarmSignalKind.KISS_OFF, place)
        return message
    call.publish(AlarmFailed(reason))
    return None


def _signal(call: Call, kind: AlarmSignalKind, place: Place, keys: str = "") -> Steps[Clip | None]:
    clip = yield from call.load(AlarmSignal(kind, keys), place)
    if clip is not None:
        yield from call.play(clip)
    return clip


def _keys(call: Call) -> Steps[str]:
    """The keys that follow each other, at most as many as a message has."""
    keys = ""
    with call.listening(KEYS) as taker:
        while len(keys) < MESSAGE_KEYS:
            pressed = yield from call.wait(DtmfReceived, timeout=KEY_WAIT if keys else MESSAGE_WAIT)
            if not isinstance(pressed, DtmfReceived):
                break
            if call.takes(taker, pressed.digit):
                keys += pressed.digit
    return keys


# -- sending ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AlarmOrder:
    """What an app wants to be sent to a station. `result_url` is told how it went; nobody is, if it is empty."""

    message: AlarmMessage
    place: Place
    result_url: str = ""


def alarm_call(call: Call, order: AlarmOrder) -> Steps[None]:
    """The whole life of a call to a monitoring station."""
    delivered = False
    if (yield from call.rings(call.settings.ring_time)):
        try:
            delivered = yield from _deliver(call, order)
        except HungUp:
            call.publish(AlarmFailed("the station hung up"))
        except Interrupted:
            call.publish(AlarmFailed("somebody else has sent the station on"))
            yield from call.until_the_end()
    call.end(Side.PBX)
    if order.result_url:
        message = order.message
        # ASSUMPTION http-api section 6.11: what the app answers is not run.
        yield from call.post(
            order.result_url,
            NotificationName.ALARM_NOTIFICATION,
            phone_number=call.dialled,
            account=message.account,
            event_qualifier=str(message.qualifier),
            event_code=message.code,
            partition=message.partition,
            zone=message.zone,
            result="Success" if delivered else "Failed",
        )
    call.close()


def _deliver(call: Call, order: AlarmOrder) -> Steps[bool]:
    if not (yield from _hears(call, "handshake", HANDSHAKE_WAIT)):
        call.publish(AlarmFailed("no handshake from the station"))
        return False
    for _ in range(call.settings.alarm_attempts):
        yield from call.wait(timeout=BEFORE_MESSAGE)
        call.publish(AlarmSent(order.message))
        yield from _signal(call, AlarmSignalKind.MESSAGE, order.place, order.message.digits())
        if (yield from _hears(call, "kiss-off", KISS_OFF_WAIT + KISS_OFF_TONE)):
            return True
    call.publish(AlarmFailed("no kiss-off from the station"))
    return False


def _hears(call: Call, signal: str, longest: float) -> Steps[bool]:
    """Listen for a signal of the station."""
    wanted = is_handshake if signal == "handshake" else is_kiss_off
    until = call.kernel.after(longest)
    tones: list[ToneMark] = []
    while not wanted(Clip("", "", 0.0, tones=tuple(tones))):
        heard = yield from call.wait(ToneHeard, until=until)
        if not isinstance(heard, ToneHeard):
            return False
        tones.append(ToneMark(heard.frequency_hz, round(call.now - heard.seconds, 6), call.now))
    return True
