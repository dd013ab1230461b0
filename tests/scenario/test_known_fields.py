"""Fields for which faults and people wait, wherever in a scenario that stands."""

from __future__ import annotations

import pytest

WRONG = "{drop: {notification: CallChanged, fields: {CallStat: InCall}}}"
AWAITED = "{notification: CallChanged, fields: {CallStat: InCall}}"
TOLD = "CallChanged has no field 'CallStat'; did you mean 'CallState'?"


@pytest.mark.parametrize(
    ("written", "place"),
    [
        (f"faults: [reset, {WRONG}]", "2:17"),
        (f"caller: [hears: x, fault: {WRONG}]", "2:20"),
        (f"caller: [repeats: {{times: 2, does: [fault: {WRONG}]}}]", "2:37"),
        (f"caller: [when: {{hears: x, does: [fault: {WRONG}]}}]", "2:34"),
        (f"phones: {{4711: {{answers: 1s, does: [fault: {WRONG}]}}}}", "2:37"),
        (f"further calls: [{{from: 1, does: [fault: {WRONG}]}}]", "2:34"),
        (f"caller: [hears: x, waits_for: {AWAITED}]", "2:20"),
        (f"caller: [repeats: {{times: 2, does: [waits_for: {AWAITED}]}}]", "2:37"),
        (f"phones: {{4711: {{answers: 1s, does: [waits_for: {AWAITED}]}}}}", "2:37"),
    ],
)
def test_a_field_that_no_notification_has_is_told_with_its_place(mistakes_in, written, place):
    assert mistakes_in(f"app: demo:app\n{written}\n") == [f"s.yaml:{place}: {TOLD}"]


def test_fields_have_the_names_that_the_settings_give_them(read):
    (scenario,) = read(
        "app: demo:app\nsettings: {notification_fields: {CallChanged: {CallStat: call_state}}}\n"
        f"caller: [fault: {WRONG}, waits_for: {AWAITED}]\n"
    )

    assert len(scenario.steps) == 2


def test_what_an_event_has_may_be_waited_for_whatever_its_name(read):
    (scenario,) = read(
        "app: demo:app\ncaller:\n"
        "- waits_for: {event: RecordingFinished, fields: {name: x}}\n"
        "- waits_for: {notification: GoTo, fields: {url: '*/menu'}}\n"
    )

    assert len(scenario.steps) == 2
