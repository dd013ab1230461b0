"""What can be expected of the notifications that the app gets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from simulator.scenario.document import ListNode, MappingNode, Node
from simulator.scenario.expectation import (
    Expectation,
    Mismatch,
    Occurrence,
    exclusion,
    expectation,
    field_holds,
    field_text,
    listed,
)
from simulator.scenario.reading import items, named, one_of, only_entry
from simulator.telephony.events import NotificationSent
from simulator.telephony.notifications import NotificationName
from simulator.telephony.text_match import TextMatch
from simulator.telephony.transcript import Transcript

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult


@dataclass(frozen=True, slots=True)
class WantedNotification:
    """A notification, and what is said of its fields, by their names on the wire."""

    name: NotificationName
    fields: Mapping[str, TextMatch] = field(default_factory=dict)

    def __str__(self) -> str:
        if not self.fields:
            return str(self.name)
        return f"{self.name} with {' and '.join(f'{name} {value}' for name, value in self.fields.items())}"

    def differences(self, sent: NotificationSent, transcript: Transcript) -> Iterator[tuple[str, str, str]]:
        """The fields that are otherwise: name, what was expected, what it was; as transcripts show them."""
        for name, value in self.fields.items():
            actual = sent.fields.get(name)
            if actual is None:
                yield name, str(value), "not there"
            elif not field_holds(value, transcript.shortened(actual)):
                yield name, str(value), repr(transcript.shortened(actual))

    def is_met_by(self, sent: NotificationSent, transcript: Transcript) -> bool:
        """Whether a notification is this one."""
        return sent.name == self.name and not any(self.differences(sent, transcript))


@expectation("notifications")
@dataclass(frozen=True, slots=True)
class ExpectedNotifications(Expectation):
    """Exactly these notifications, in this order; `{CallChanged: {CallState: Ringing}}` also says what was in one."""

    notifications: tuple[WantedNotification, ...]

    @classmethod
    def read(cls, node: Node) -> Self:
        """A name, or a list of names; in place of a name also `{CallChanged: {CallState: Ringing}}`.

        A field is exactly as it is written, or like a pattern.
        """
        return cls(_notifications(node), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Compare the names, then the fields."""
        sent = result.notifications
        wanted = [one.name for one in self.notifications]
        if [one.name for one in sent] != wanted:
            return [self.mismatch("notifications", "", listed(wanted), listed([one.name for one in sent]))]
        return [
            self.mismatch(f"notification {number} ({one.name})", *difference)
            for number, (expected, one) in enumerate(zip(self.notifications, sent, strict=True), start=1)
            for difference in expected.differences(one, result.transcript)
        ]


@exclusion("notifications")
@dataclass(frozen=True, slots=True)
class ExcludedNotifications(Expectation):
    """The app was to get none of these notifications."""

    notifications: tuple[WantedNotification, ...]

    @classmethod
    def read(cls, node: Node) -> Self:
        """A name, or a list of names; `{CallChanged: {CallState: Busy}}` for those with that in them."""
        return cls(_notifications(node), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Look for the first of each."""
        return [
            mismatch
            for one in self.notifications
            for mismatch in self.violations("notifications", one, _occurrences(one, result.transcript))
        ]


def _occurrences(wanted: WantedNotification, transcript: Transcript) -> Iterator[Occurrence]:
    for entry in transcript:
        if isinstance(entry.event, NotificationSent) and wanted.is_met_by(entry.event, transcript):
            yield Occurrence(entry.at, entry.event.name)


def _notifications(node: Node) -> tuple[WantedNotification, ...]:
    return (
        items(node, _notification, "a list of notifications") if isinstance(node, ListNode) else (_notification(node),)
    )


def _notification(node: Node) -> WantedNotification:
    name = one_of(NotificationName, "the name of a notification")
    if not isinstance(node, MappingNode):
        return WantedNotification(name(node))
    key, fields = only_entry(node, "notification")
    expected = "a mapping of fields such as `{CallState: Ringing}`"
    return WantedNotification(name(key), named(fields, field_text, expected))
