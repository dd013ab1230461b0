"""What people hear of apps."""

from __future__ import annotations

import pytest

from simulator.drivers.app_voice import AppVoice
from simulator.drivers.raised import Raised

RAISED = Raised("KeyError: 7 (app.py:3, in incoming: raise KeyError(7))", "Traceback ...\nKeyError: 7\n")
OTHER = Raised("KeyError: 8 (app.py:3, in incoming: raise KeyError(8))", "Traceback ...\nKeyError: 8\n")


def heard(*, loud: bool) -> tuple[list[str], AppVoice]:
    told: list[str] = []
    return told, AppVoice(told.append, loud=loud)


def test_a_loud_voice_passes_lines_on_behind_the_name_of_the_program():
    told, voice = heard(loud=True)

    voice.printed("node", "listening")

    assert told == ["node: listening"]


def test_a_voice_that_is_not_loud_keeps_lines_to_itself():
    told, voice = heard(loud=False)

    voice.printed("node", "listening")

    assert told == []


def test_of_exceptions_that_are_alike_the_first_one_is_heard():
    told, voice = heard(loud=True)

    for raised in (RAISED, OTHER, RAISED):
        voice.raised("POST /incoming", raised, late=False)

    assert told == [
        f"the app raised, when it was asked POST /incoming:\nTraceback ...\nKeyError: {number}" for number in (7, 8)
    ]


@pytest.mark.parametrize(
    ("loud", "expected"), [(True, ["the app raised, while it was imported:\nTraceback ...\nKeyError: 7"]), (False, [])]
)
def test_what_is_raised_while_an_app_is_imported_is_heard_of_a_loud_voice_only(loud, expected):
    told, voice = heard(loud=loud)

    voice.raised_in_import(RAISED)

    assert told == expected


def test_that_an_app_is_started_again_is_always_heard():
    told, voice = heard(loud=False)

    voice.ended("node app.js 40123", "ended with exit code 1")

    assert told == ["the app 'node app.js 40123' ended with exit code 1; it is started again"]


@pytest.mark.parametrize(
    ("late", "expected"),
    [(False, []), (True, [f"the app raised {RAISED.words} after its answer to POST /incoming; -v shows more"])],
)
def test_a_voice_that_is_not_loud_tells_what_no_report_can_in_one_line(late, expected):
    told, voice = heard(loud=False)

    for _ in range(2):
        voice.raised("POST /incoming", RAISED, late=late)

    assert told == expected
