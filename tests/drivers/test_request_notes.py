"""Notes about requests: found by their connection, once, however late they are written."""

from __future__ import annotations

import asyncio

import pytest

from simulator.drivers import request_notes
from simulator.drivers.raised import Raised
from simulator.drivers.request_notes import begin_note, forget_note, raised_on

RAISED = Raised("KeyError: 7", "")


def ends(port: int):
    return ("127.0.0.1", 1), ("127.0.0.1", port)


def test_a_note_is_found_by_the_ends_of_its_connection_and_only_once():
    begin_note(ends(1)).set_result(RAISED)
    begin_note(ends(2)).set_result(None)

    found = [asyncio.run(raised_on(ends(port))) for port in (2, 1, 1, 3)]

    assert found == ["", "KeyError: 7", "", ""]


def test_a_note_that_is_not_complete_yet_is_waited_for(monkeypatch):
    monkeypatch.setattr(request_notes, "_PATIENCE", 60.0)

    async def run():
        note = begin_note(ends(1))
        reading = asyncio.create_task(raised_on(ends(1)))
        await asyncio.sleep(0)
        await asyncio.to_thread(note.set_result, RAISED)
        return await reading

    assert asyncio.run(run()) == "KeyError: 7"


@pytest.mark.wall_clock
def test_an_app_that_never_comes_to_its_end_is_not_waited_for_long(monkeypatch):
    monkeypatch.setattr(request_notes, "_PATIENCE", 0.01)
    note = begin_note(ends(1))

    assert asyncio.run(raised_on(ends(1))) == ""
    note.set_result(RAISED)  # nobody is there any more


def test_a_note_that_is_forgotten_is_not_found():
    begin_note(ends(1)).set_result(RAISED)

    forget_note(ends(1))

    assert asyncio.run(raised_on(ends(1))) == ""


def test_of_notes_that_nobody_reads_the_oldest_are_dropped(monkeypatch):
    monkeypatch.setattr(request_notes, "_MOST", 2)
    for port in (1, 2, 3):
        begin_note(ends(port)).set_result(RAISED)

    assert [asyncio.run(raised_on(ends(port))) for port in (1, 2, 3)] == ["", "KeyError: 7", "KeyError: 7"]
