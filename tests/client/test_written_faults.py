"""What a client sends of faults is what the server takes for the same faults."""

from __future__ import annotations

import pytest

from simulator.client.written_faults import written_faults
from simulator.errors import ScenarioError
from simulator.faults import (
    answers_with,
    delays,
    delays_answer,
    drops,
    duplicates,
    line_drops,
    loses_answer,
    recording_cut,
    recording_empty,
    recording_late,
    recording_missing,
    reorders,
    resets,
)
from simulator.server.control.orders import CallOrder
from simulator.settings import Settings

EVERY = [
    drops(),
    drops("GoTo", number=2, times=3, chance=0.5, fields={"CallID": "a*"}),
    delays("GoTo", by=3),
    delays_answer(by=0.5),
    loses_answer("GoTo"),
    duplicates(),
    duplicates("GoTo", answer="second"),
    reorders("CallChanged"),
    resets(times=1),
    answers_with(503, "GoTo"),
    recording_missing(),
    recording_late(5, number=2),
    recording_cut(),
    recording_empty(chance=0.25),
    line_drops(at=12, phone="4711", chance=0.5),
    line_drops(after="voice started", later=1, number=2),
    line_drops(after="CallChanged", fields={"CallState": "InCall"}, cause="temporary failure"),
]


@pytest.mark.parametrize("fault", EVERY, ids=str)
def test_a_fault_arrives_as_it_was_made(fault):
    order = CallOrder(url="http://127.0.0.1:8000/", faults=written_faults(fault))

    assert order.world(Settings()).faults == (fault,)


def test_faults_in_the_form_of_the_control_api_are_left_as_they_are():
    assert written_faults(["reset", {"drop": "GoTo"}]) == ["reset", {"drop": "GoTo"}]
    assert written_faults("reset") == ["reset"]
    assert written_faults({"drop": "GoTo"}) == [{"drop": "GoTo"}]


@pytest.mark.parametrize("written", [drops, [drops], 5])
def test_what_is_no_fault_is_refused(written):
    with pytest.raises(ScenarioError, match="faults: expected faults such as"):
        written_faults(written)
