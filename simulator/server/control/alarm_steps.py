"""The steps of alarm panels and monitoring stations as the control API takes them; see `steps`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from simulator import steps
from simulator.server.control.written import Written, WrittenStep, with_example
from simulator.telephony.step import Step


class SentAlarm(Written):
    """A message in Contact ID; its parts are texts of digits."""

    account: str = Field(description="4 digits.")
    event: str = Field(description="The code, such as 131.")
    qualifier: Literal["NewEvent", "NewRestore", "StatusReport"] = "NewEvent"
    partition: str = "0"
    zone: str = "0"
    spoilt: int = Field(0, ge=0, description="So many attempts arrive with a wrong checksum first.")


class SendsAlarmStep(WrittenStep):
    """Is an alarm panel: waits for the handshake, and sends a message until it is acknowledged."""

    model_config = with_example({"sends_alarm": {"account": "1234", "event": "131", "zone": "15"}})

    sends_alarm: SentAlarm

    def as_step(self) -> Step:
        """The step as the core has it."""
        sent = self.sends_alarm
        return steps.sends_alarm(
            sent.account,
            sent.event,
            qualifier=sent.qualifier,
            partition=sent.partition,
            zone=sent.zone,
            spoilt=sent.spoilt,
        )


class AwaitedAlarm(Written):
    """What a monitoring station expects."""

    event: str = Field("", description="The code that it must have; any will do if it is empty.")
    ignored: int = Field(0, ge=0, description="So many messages are not acknowledged first.")


class ReceivesAlarmStep(WrittenStep):
    """Is a monitoring station: takes a message and acknowledges it. Null, or the plain word: any message."""

    model_config = with_example({"receives_alarm": {"event": "131"}})

    receives_alarm: AwaitedAlarm | None

    def as_step(self) -> Step:
        """The step as the core has it."""
        if self.receives_alarm is None:
            return steps.receives_alarm()
        return steps.receives_alarm(self.receives_alarm.event, ignored=self.receives_alarm.ignored)
