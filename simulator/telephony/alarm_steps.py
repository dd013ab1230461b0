"""What an alarm panel and a monitoring station do on a call: steps like those of a human, played by a machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, ClassVar

from simulator.telephony.alarm import HANDSHAKE_WAIT, MESSAGE_WAIT
from simulator.telephony.contact_id import (
    BEFORE_HANDSHAKE,
    BEFORE_MESSAGE,
    KISS_OFF_TONE,
    KISS_OFF_WAIT,
    MOST_ATTEMPTS,
    AlarmMessage,
    ContactIdError,
    is_handshake,
    is_kiss_off,
    message_from_keys,
)
from simulator.telephony.effects import AlarmSignal, AlarmSignalKind, Sound
from simulator.telephony.kernel import Steps
from simulator.telephony.media import Clip
from simulator.telephony.script_events import PromptFinished, PromptStarted
from simulator.telephony.step import StepUnmetError

if TYPE_CHECKING:
    from simulator.telephony.human import Human

_HANDSHAKE = AlarmSignal(AlarmSignalKind.HANDSHAKE)
_KISS_OFF = AlarmSignal(AlarmSignalKind.KISS_OFF)


@dataclass(frozen=True, slots=True)
class SendsAlarm:
    """Is an alarm panel: waits for the handshake, sends a message, and again until it is acknowledged.

    The first `spoilt` attempts arrive with a wrong checksum.
    """

    message: AlarmMessage
    spoilt: int = 0
    needs_line: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"sends alarm {self.message.code} of account {self.message.account}"

    @property
    def sounds(self) -> Sequence[Sound]:
        """The message, and the spoilt one if there is one."""
        return tuple(AlarmSignal(AlarmSignalKind.MESSAGE, self._keys(attempt)) for attempt in {0, self.spoilt})

    def run(self, human: Human) -> Steps[None]:
        """Do it."""
        if not (yield from _hears(human, is_handshake, HANDSHAKE_WAIT)):
            raise StepUnmetError(f"no handshake within {HANDSHAKE_WAIT:g} s; {human.heard_so_far()}")
        for attempt in range(MOST_ATTEMPTS):
            yield from human.call.wait(timeout=BEFORE_MESSAGE)
            yield from human.sounds(AlarmSignal(AlarmSignalKind.MESSAGE, self._keys(attempt)))
            if (yield from _hears(human, is_kiss_off, KISS_OFF_WAIT + KISS_OFF_TONE)):
                return
        raise StepUnmetError(f"no kiss-off after {MOST_ATTEMPTS} attempts")

    def _keys(self, attempt: int) -> str:
        keys = self.message.digits()
        if attempt >= self.spoilt:
            return keys
        return keys[:-1] + ("1" if keys[-1] != "1" else "2")


@dataclass(frozen=True, slots=True)
class ReceivesAlarm:
    """Is a monitoring station: sends the handshake, takes a message and acknowledges it.

    The first `ignored` messages are not acknowledged. With a `code`, it must be of that event.
    """

    code: str = ""
    ignored: int = 0
    needs_line: ClassVar[bool] = True
    sounds: ClassVar[Sequence[Sound]] = (_HANDSHAKE, _KISS_OFF)

    def __str__(self) -> str:
        return f"receives alarm {self.code}".rstrip()

    def run(self, human: Human) -> Steps[None]:
        """Do it."""
        yield from human.call.wait(timeout=BEFORE_HANDSHAKE)
        yield from human.sounds(_HANDSHAKE)
        reason = "nothing was sent"
        for attempt in range(self.ignored + MOST_ATTEMPTS):
            heard: list[Clip] = []
            if not (yield from _hears(human, lambda clip: bool(clip.keys), MESSAGE_WAIT, heard)):
                yield from human.sounds(_HANDSHAKE)
                continue
            try:
                message = message_from_keys("".join(mark.key for mark in heard[-1].keys))
            except ContactIdError as error:
                reason = str(error)
                continue
            if attempt >= self.ignored:
                try:
                    yield from human.sounds(_KISS_OFF)
                finally:  # the other side hangs up as soon as it has heard it
                    self._check(message)
                return
            reason = "a message came and was to be ignored"
        raise StepUnmetError(reason)

    def _check(self, message: AlarmMessage) -> None:
        if self.code and message.code != self.code.zfill(len(message.code)):
            raise StepUnmetError(f"the alarm was {message.code} ({message.event_name})")


def _hears(
    human: Human, wanted: Callable[[Clip], bool], longest: float, heard: list[Clip] | None = None
) -> Steps[bool]:
    """Wait until the PBX has let a certain sound be heard to its end; such sounds are added to `heard`."""
    call = human.call
    until = call.kernel.after(longest)
    while True:
        for index, prompt in enumerate(call.prompts[human.prompts_heard :], start=human.prompts_heard):
            if prompt.ended_at is None:  # it has begun in time, so it counts
                until = inf
            elif wanted(prompt.clip):
                human.prompts_heard = index + 1
                if heard is not None:
                    heard.append(prompt.clip)
                return True
        if (yield from call.wait(PromptStarted, PromptFinished, until=until)) is None:
            return False
