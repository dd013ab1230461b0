"""Which family an answer is of."""

from __future__ import annotations

import pytest

import simulator.ozml.commands  # noqa: F401 - registers the commands
from simulator.ozml.families import families_answering, likeliest_family
from simulator.telephony.family import Family
from simulator.telephony.notifications import NotificationName

EVERY = list(Family)


@pytest.mark.parametrize(
    ("name", "families"),
    [
        (NotificationName.INCOMING_CALL, [Family.EXTENSION]),
        (NotificationName.INCOMING_SMS, [Family.EXTENSION]),
        (NotificationName.CALL_CHANGED, [Family.THIRD_PARTY]),
        (NotificationName.BLIND_TRANSFER_COMPLETED, [Family.THIRD_PARTY]),
        (NotificationName.ROUTING_INTERCEPTION, [Family.ROUTING]),
        (NotificationName.RECORD_COMPLETED, [Family.EXTENSION, Family.THIRD_PARTY]),
        (None, EVERY),
        (NotificationName.ERROR, EVERY),
    ],
)
def test_what_is_answered_tells_the_family(name, families):
    """Section 1.6: an answer to Error is not run, so that it is of none."""
    assert families_answering(name) == families


@pytest.mark.parametrize(
    ("names", "family"),
    [
        (["Speak", "Record", "Hangup"], Family.EXTENSION),
        (["Speak", "UserInput"], Family.EXTENSION),
        (["speak", "HOLD"], Family.THIRD_PARTY),
        (["Route"], Family.ROUTING),
        (["Hold", "UserInput", "Unhold"], Family.THIRD_PARTY),
        (["Hold", "UserInput"], Family.EXTENSION),
        (["Spaek", "Hold"], Family.THIRD_PARTY),
        (["Spaek"], Family.EXTENSION),
        ([], Family.EXTENSION),
    ],
)
def test_the_family_that_understands_most_is_the_likeliest(names, family):
    assert likeliest_family(names, EVERY) is family


def test_only_families_that_come_into_question_are_guessed():
    assert likeliest_family(["Route"], [Family.EXTENSION, Family.THIRD_PARTY]) is Family.EXTENSION
