"""Which family of commands an answer is of: what it answers tells that, or else its commands do.

This file does not know what the commands are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from simulator.ozml.binding import understood
from simulator.telephony.family import Family
from simulator.telephony.notifications import NotificationName

ANSWERS: Final[Mapping[Family, tuple[NotificationName, ...]]] = {
    Family.EXTENSION: (
        NotificationName.INCOMING_CALL,
        NotificationName.CALL_CONNECTED,
        NotificationName.RECORD_COMPLETED,
        NotificationName.DTMF_ENTERED,
        NotificationName.GO_TO,
        NotificationName.INCOMING_SMS,
        NotificationName.SMS_DELIVERY_REPORT,
    ),
    Family.THIRD_PARTY: (
        NotificationName.CALL_CHANGED,
        NotificationName.RECORD_COMPLETED,
        NotificationName.BLIND_TRANSFER_COMPLETED,
    ),
    Family.ROUTING: (NotificationName.ROUTING_INTERCEPTION,),
}
"""The notifications whose answers are run, by the family of the commands that may stand there (section 1.6).

RecordCompleted is of the family of the Record. The first of each is the usual one.
"""


def families_answering(name: NotificationName | None) -> Sequence[Family]:
    """The families of which an answer can be; all if what it answers is not known, or tells nothing."""
    return [family for family, answered in ANSWERS.items() if name in answered] or list(ANSWERS)


def likeliest_family(names: Iterable[str], among: Sequence[Family]) -> Family:
    """Guess the family of an answer from the names of its commands: that which understands most of them.

    Args:
        names: those of the elements of the answer, in any case.
        among: the families that come into question; of two that understand as many, the first one counts.
    """
    written = list(names)
    return max(among, key=lambda family: sum(understood(name, family) is not None for name in written))
