"""Who did what when, worked out from a record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.report.mark import Mark, MarkKind
from simulator.report.record import EntryRecord, ThreadRecord
from simulator.report.timeline import MOST_GROUPS, MOST_MARKS, timeline
from tests.report.recorded import ENDLESS, HOSTILE, VOICEMAIL, happened, recorded, written_scenario


def lanes_of(scenario) -> dict[str, list[Mark]]:
    (group,) = timeline(scenario).groups
    return {lane.name: list(lane.marks) for lane in group.lanes}


def test_a_real_call_is_shown_lane_by_lane():
    lanes = lanes_of(recorded().scenarios[VOICEMAIL])

    assert list(lanes) == ["speaks", "hears", "recorded", "OzML", "app"]
    assert [(one.kind, one.text) for one in lanes["speaks"] if one.kind is MarkKind.SOUND] == [
        (MarkKind.SOUND, "This is Anna.")
    ]
    assert [one.text for one in lanes["OzML"]] == ["<Speak>", "<Record>", "<Speak>", "<Hangup>"]
    assert [one.text.split()[0] for one in lanes["app"]] == ["IncomingCall", "RecordCompleted"]


def test_the_lengths_are_those_of_the_record():
    scenario = recorded().scenarios[VOICEMAIL]
    lanes = lanes_of(scenario)
    (recording,) = scenario.calls[0].recordings

    assert [(one.start, one.end) for one in lanes["hears"]] == [
        (one.started_at, one.ended_at) for one in scenario.calls[0].prompts
    ]
    assert [(one.start, round(one.end - one.start, 6), one.text) for one in lanes["recorded"]] == [
        (recording.started_at, recording.duration, "final-timeout")
    ]
    assert timeline(scenario).end == scenario.call_seconds


def test_keys_and_problems_have_lanes_of_their_own():
    lanes = lanes_of(recorded().scenarios[HOSTILE])

    assert [one.text for one in lanes["presses"]] == ["1", "2"]
    assert [one.kind for one in lanes["problems"]] == [MarkKind.ERROR]
    assert "did you mean 'Speak'?" in lanes["problems"][0].title


@pytest.mark.parametrize(
    ("entries", "lane", "marks"),
    [
        (
            [(0, "CallOffered", {}), (2, "CallAnswered", {}), (5, "CallEnded", {})],
            "speaks",
            [(MarkKind.RINGING, 0, 2), (MarkKind.END, 5, 5)],
        ),
        ([(1, "CallerSounded", {"label": "hum", "seconds": None}), (9, "X", {})], "speaks", [(MarkKind.SOUND, 1, 9)]),
        ([(1, "CallerSounded", {"label": "hum", "seconds": 30}), (9, "X", {})], "speaks", [(MarkKind.SOUND, 1, 9)]),
        ([(1, "VoiceStarted", {}), (2, "VoiceStopped", {})], "speaks", [(MarkKind.VOICE, 1, 2)]),
        ([(1, "VoiceStarted", {}), (4, "X", {})], "speaks", [(MarkKind.VOICE, 1, 4)]),
        ([(1, "PromptStarted", {"text": "a"}), (4, "X", {})], "hears", [(MarkKind.PROMPT, 1, 4)]),
        (
            [(1, "PromptStarted", {"text": "a"}), (2, "PromptInterrupted", {"text": "a"})],
            "hears",
            [(MarkKind.PROMPT, 1, 2)],
        ),
        ([(1, "RecordingStarted", {"name": "r"}), (4, "X", {})], "recorded", [(MarkKind.RECORDING, 1, 4)]),
        (
            [
                (0, "CommandStarted", {"name": "UserInput"}),
                (0, "CommandStarted", {"name": "Speak"}),
                (2, "CommandFinished", {"name": "Speak"}),
                (3, "CommandFinished", {"name": "UserInput"}),
            ],
            "OzML",
            [(MarkKind.COMMAND, 0, 3), (MarkKind.COMMAND, 0, 2)],
        ),
        (
            [
                (0, "CommandStarted", {"name": "UserInput"}),
                (0, "CommandStarted", {"name": "Speak"}),
                (2, "CommandFinished", {"name": "Speak"}),
                (2, "CommandFinished", {"name": "UserInput"}),
                (2, "CommandStarted", {"name": "Hangup"}),
            ],
            "OzML",
            [(MarkKind.COMMAND, 0, 2), (MarkKind.COMMAND, 0, 2), (MarkKind.COMMAND, 2, 2)],
        ),
        ([(0, "CommandStarted", {"name": "Delay"}), (7, "X", {})], "OzML", [(MarkKind.COMMAND, 0, 7)]),
        ([(3, "CommandReceived", {"name": "Hangup"})], "HTTP API", [(MarkKind.API, 3, 3)]),
        (
            [(3, "Stalled", {}), (3, "ProblemFound", {"problem": {"severity": "warning"}}), (4, "StepFailed", {})],
            "problems",
            [(MarkKind.ERROR, 3, 3), (MarkKind.WARNING, 3, 3), (MarkKind.ERROR, 4, 4)],
        ),
    ],
)
def test_events_become_bars_and_points(entries, lane, marks):
    assert [(one.kind, one.start, one.end) for one in lanes_of(happened(*entries))[lane]] == marks


def test_commands_stand_in_the_order_of_the_xml_and_know_how_deep_they_are():
    """A key ends the prompt and the `UserInput` around it at one instant, the inner one first."""
    entries = [(0, "CommandStarted", "UserInput"), (0, "CommandStarted", "Speak")]
    entries += [(2, "CommandFinished", "Speak"), (2, "CommandFinished", "UserInput"), (2, "CommandStarted", "Speak")]

    lanes = lanes_of(happened(*[(at, event, {"name": name}) for at, event, name in entries]))

    assert [(one.text, one.depth) for one in lanes["OzML"]] == [("<UserInput>", 0), ("<Speak>", 1), ("<Speak>", 0)]


def test_messages_have_a_lane_of_their_own_and_say_who_and_what():
    sms = {"sms_id": "m1", "sender": "+36 1 555 0100", "recipient": "9000", "text": "Hello"}
    email = {"sender": "", "recipient": "anna@example.com", "subject": "A message"}
    scenario = happened(
        (0, "SmsReceived", sms),
        (1, "SmsSent", {**sms, "sms_id": "m2", "recipient": "4711"}),
        (2, "EmailSent", email),
        (3, "SmsReported", {"sms_id": "m2", "state": "Failed"}),
        (4, "ChatReceived", {"connection": "web", "text": "Hi"}),
        (5, "ChatSent", {"connection": "web", "address": "anna", "text": "Hi"}),
    )

    marks = lanes_of(scenario)["messages"]

    assert [(one.kind, one.text) for one in marks] == [
        (MarkKind.MESSAGE_IN, "from +36 1 555 0100: Hello"),
        (MarkKind.MESSAGE_OUT, "to 4711: Hello"),
        (MarkKind.MESSAGE_OUT, "to anna@example.com: A message"),
        (MarkKind.MESSAGE_IN, "from web: Hi"),
        (MarkKind.MESSAGE_OUT, "to web anna: Hi"),
    ]
    assert marks[1].title == "SmsSent, failed at 3.0"
    assert timeline(scenario).messages == marks


def test_faults_that_the_test_wanted_stand_among_the_problems():
    scenario = happened((2, "FaultMet", {"kind": "drop", "about": "GoTo", "what": "GoTo is dropped"}))

    assert [(one.kind, one.start) for one in lanes_of(scenario)["problems"]] == [(MarkKind.FAULT, 2)]


def test_notes_are_no_problems():
    scenario = happened((0, "ProblemFound", {"problem": {"severity": "note"}}), (1, "DtmfReceived", {"digit": "1"}))

    assert list(lanes_of(scenario)) == ["presses"]


def test_of_too_many_marks_neighbours_are_drawn_as_one():
    keys = [(float(at), "DtmfReceived", {"digit": "5"}) for at in range(1_000)]

    drawn = timeline(happened(*keys))

    (lane,) = drawn.groups[0].lanes
    assert len(lane.marks) == MOST_MARKS
    assert drawn.merged == 1_000 - MOST_MARKS
    assert (lane.marks[0].text, lane.marks[0].start, lane.marks[0].end) == ("4 x 5", 0.0, 3.0)


def test_a_call_of_half_an_hour_has_not_too_many_marks_and_its_whole_length():
    scenario = recorded().scenarios[ENDLESS]

    drawn = timeline(scenario)

    assert drawn.end == scenario.call_seconds
    assert max(len(lane.marks) for group in drawn.groups for lane in group.lanes) <= MOST_MARKS + 2
    assert drawn.groups[0].lanes[-2].marks[0].end - drawn.groups[0].lanes[-2].marks[0].start > 1_700


def test_of_too_many_calls_the_first_ones_are_shown():
    scenario = happened((0, "DtmfReceived", {"digit": "1"}))
    entries = [EntryRecord(0, f"c{at}", "DtmfReceived", "", "caller", False, {"digit": "1"}) for at in range(20)]
    threads = {one.call: ThreadRecord("call", one.call, one.call) for one in entries}
    transcript = replace(scenario.transcript, calls=threads, entries=tuple(entries))

    drawn = timeline(replace(scenario, transcript=transcript))

    assert [group.name for group in drawn.groups] == [f"c{at}" for at in range(MOST_GROUPS)]
    assert drawn.left_out == 20 - MOST_GROUPS


def test_a_timeline_begins_with_what_happened_first():
    line = timeline(happened((3_000.0, "CallAnswered", {}), (3_004.5, "CallEnded", {})))

    assert (line.start, line.end) == (3_000.0, 3_004.5)


def test_where_nothing_happened_there_is_no_timeline():
    assert timeline(written_scenario()) is None
