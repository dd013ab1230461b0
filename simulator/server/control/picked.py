"""Which notifications and recordings a fault meets, as the control API takes it."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag

from simulator.scenario.faults import FIRST_FAILURE, LAST_FAILURE
from simulator.server.control.written import Seconds, Written, kind_of
from simulator.telephony.fault import Which
from simulator.telephony.notifications import NotificationName
from simulator.telephony.text_match import TextMatch

Chance = Annotated[float, Field(gt=0, le=1, description="Of meeting each that fits, drawn from the seed.")]
Code = Annotated[int, Field(ge=FIRST_FAILURE, le=LAST_FAILURE)]
Length = Annotated[Seconds, Field(gt=0)]


class Counted(Written):
    """Which ones a fault meets, of those that fit."""

    number: int | None = Field(None, ge=1, description="Only this one, counted from 1.")
    times: int | None = Field(None, ge=1, description="At most so many.")
    chance: Chance = 1.0

    def which(self) -> Which:
        """The same as the core has it."""
        return Which(number=self.number, times=self.times, chance=self.chance)


class Picked(Counted):
    """Which notifications a fault meets."""

    notification: NotificationName | None = Field(None, description="Only those of this name.")
    fields: dict[str, str] = Field({}, description="Only those with these fields; a value may be a pattern.")

    def which(self) -> Which:
        """The same as the core has it."""
        fields = {name: TextMatch(value, whole=True) for name, value in self.fields.items()}
        return Which(self.notification, fields, self.number, self.times, self.chance)


class Lasting(Picked):
    """The same, and by how much they are late."""

    by: Length


class Doubled(Picked):
    """The same, and which answer counts."""

    answer: Literal["first", "second"] = "first"


class Refused(Picked):
    """The same, and the status of the answer."""

    code: Code


Notifications: TypeAlias = Annotated[
    Annotated[NotificationName, Tag("plain")] | Annotated[Picked, Tag("a notification")],
    Discriminator(kind_of("notification")),
]
