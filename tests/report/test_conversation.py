"""The conversation in columns, to the letter and in narrow terminals."""

from __future__ import annotations

import pytest

from simulator.report.conversation import Conversation, conversation, conversation_row
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.events import (
    CallAnswered,
    CallEnded,
    CallerSounded,
    DtmfReceived,
    NotificationSent,
    PartiesConnected,
    Stalled,
    StepFailed,
)
from simulator.telephony.message_events import SmsReported
from simulator.telephony.outbox import DeliveryState
from simulator.telephony.problem import Severity
from simulator.telephony.script_events import NoteFound, PromptStarted
from simulator.telephony.transcript import Kind, Transcript
from tests.report.written import CALL, ORIGIN, answer, mistake, shown, transcript


def test_a_conversation_has_the_caller_on_the_left_and_the_app_on_the_right():
    assert shown(conversation(transcript(*CALL))) == [
        "    time  caller                      app",
        "     0.0  call from +3612345678 to",
        "          9000",
        "     0.0                              POST http://app/in IncomingCall",
        "     0.0  call answered",
        "     0.0                              speaks 'Please leave a message after the",
        "                                      tone.' (2.25 s)",
        "     2.5  voice started",
        "   4.125  presses #",
        "     4.2  call ended by pbx: normal",
        "          clearing",
    ]


def test_a_conversation_fits_into_60_columns():
    lines = shown(conversation(transcript(*CALL)), width=60)

    assert max(map(len, lines)) <= 60
    assert lines[0] == "    time  caller              app"


def two_people() -> Transcript:
    """Somebody calls, and the app calls somebody else and sends that one a short message."""
    written = Transcript()
    written.introduce("1", Kind.CALL, "+3612345678")
    written.introduce("2", Kind.CALL, "4711")
    written.append(0.0, "1", CallAnswered())
    written.append(1.0, "2", CallAnswered())
    written.append(2.0, "2", NotificationSent("CallConnected", "http://app/up", {}))
    written.introduce("3", Kind.SMS, "4711")
    written.append(3.0, "3", SmsReported("3", "4711", DeliveryState.FAILED))
    return written


def test_each_of_several_people_has_a_column():
    assert shown(conversation(two_people())) == [
        "    time  caller              4711                app",
        "     0.0  call answered",
        "     1.0                      call answered",
        "     2.0                                          [4711] POST http://app/up",
        "                                                  CallConnected",
        "     3.0                      [SMS] SMS to 4711:",
        "                              failed",
    ]


def test_in_a_narrow_terminal_all_people_share_a_column_and_are_named():
    assert shown(conversation(two_people()), width=72) == [
        "    time  caller                  app",
        "     0.0  call answered",
        "     1.0  [4711] call answered",
        "     2.0                          [4711] POST http://app/up",
        "                                  CallConnected",
        "     3.0  [SMS] SMS to 4711:",
        "          failed",
    ]


def test_three_people_need_more_room_and_four_always_share_a_column():
    written = two_people()
    written.introduce("4", Kind.CALL, "4712")
    written.append(4.0, "4", CallAnswered())

    assert shown(conversation(written), width=80)[0].split() == ["time", "caller", "app"]
    assert shown(conversation(written), width=120)[0].split() == ["time", "caller", "4711", "4712", "app"]
    written.introduce("5", Kind.CALL, "4713")
    assert shown(conversation(written), width=200)[0].split() == ["time", "caller", "app"]


def test_a_second_call_of_somebody_stands_in_the_same_column_under_its_name():
    written = two_people()
    written.introduce("6", Kind.CALL, "47 11")
    written.append(9.0, "6", CallAnswered())

    assert shown(conversation(written), width=120)[-1].split()[1:] == ["[47", "11", "#2]", "call", "answered"]


def test_notes_are_shown_with_every_detail_only():
    written = transcript((0.0, NoteFound(mistake(1, 1, severity=Severity.NOTE, text="a known slip").problem)))

    assert shown(conversation(written)) == ["    time  caller                      app"]
    assert "note: http://app/in:1:1: a known slip" in " ".join(shown(conversation(written, whole=True), width=120))


def test_a_whole_conversation_has_every_detail():
    assert "     0.0                              200 text/xml, 11 bytes" in shown(
        conversation(transcript(*CALL), whole=True)
    )


def test_a_whole_conversation_has_what_was_posted_and_answered():
    fields = {"NotificationName": "RecordCompleted", "CallID": "1", "RecordURL": f"{ORIGIN}/1.wav"}
    written = transcript(
        (1.0, NotificationSent("RecordCompleted", f"{ORIGIN}/in", fields)), (1.0, answer("<Response>\n\t<Hangup/>\n"))
    )

    assert shown(conversation(written, whole=True)) == [
        "    time  caller                      app",
        "     1.0                              POST http://app/in RecordCompleted",
        "                                        CallID=1, RecordURL=http://app/1.wav",
        "     1.0                              200 text/xml, 22 bytes",
        "                                        <Response>",
        "                                          <Hangup/>",
    ]
    assert len(shown(conversation(written))) == 2


KEYS = [(float(second), DtmfReceived("123456789*0#"[second % 12])) for second in range(100)]


def test_a_long_conversation_loses_its_middle_and_says_how_much():
    keys = [(float(second), CallerSounded(str(second), 0.5)) for second in range(100)]

    lines = shown(conversation(transcript(*keys)))

    assert len(lines) == 1 + 29 + 1 + 14
    assert lines[29] == "    28.0  says '28' (0.5 s)"
    assert lines[30] == "          ... 57 more ..."
    assert lines[31] == "    86.0  says '86' (0.5 s)"


def test_a_long_conversation_is_whole_if_one_wants_it_so():
    assert len(shown(conversation(transcript(*KEYS), whole=True))) == 101


def test_what_is_repeated_is_shown_once():
    lines = shown(conversation(transcript(*KEYS)))

    assert len(lines) == 1 + 12 + 1 + 4
    assert lines[12:15] == [
        "    11.0  presses #",
        "          ... the same 7 times more, until 95.0 ...",
        "    96.0  presses 1",
    ]


# -- up to where it went wrong ---------------------------------------------------------------------------------------


def test_the_row_at_which_it_went_wrong_is_marked_and_what_came_after_it_told_in_one_line():
    failed = StepFailed("hears 'Goodbye'", 2, "the call ended (normal clearing) before that; nothing was heard")
    after = [(5.0, DtmfReceived(key)) for key in "123"]
    written = transcript(*CALL[:5], (2.5, failed), *after, *CALL[-1:])
    wrong = next(entry for entry in written if entry.event is failed)

    assert shown(Conversation(written, wrong=wrong, indent=2))[-4:] == [
        "                                       tone.' (2.25 s)",
        ">      2.5  step 2 failed: hears",
        "            'Goodbye'",
        "            ... 4 more until the call ended at 4.2; -v shows them",
    ]


def test_two_rows_behind_the_wrong_one_are_shown_as_they_are():
    stalled = Stalled("nothing can happen any more: the caller waits for a prompt")
    written = transcript((1.0, stalled), (1.0, CallEnded(Side.CALLER, HangupCause.RECOVERY_ON_TIMER_EXPIRY)))

    lines = shown(Conversation(written, wrong=next(iter(written)), indent=2), width=140)

    assert lines[1:] == [
        ">      1.0  stalled: nothing can happen any more",
        "       1.0  call ended by caller: recovery on timer expiry",
    ]


def test_with_several_calls_the_end_of_everything_is_told():
    written = two_people()
    for call, at in (("1", 4.0), ("2", 5.0)):
        written.append(at, call, PartiesConnected("1"))
        written.append(at, call, CallEnded(Side.PBX, HangupCause.NORMAL_CLEARING))

    lines = shown(conversation(written, wrong=written.entries[1]))

    assert lines[-1] == "          ... 6 more until all was over at 5.0; -v shows them"


def test_a_long_address_is_cut_unless_everything_is_shown():
    written = transcript((0.0, NotificationSent("GoTo", f"{ORIGIN}/menu?{'x' * 60}", {})))

    assert shown(conversation(written), width=120)[1].endswith(f"POST http://app/menu?{'x' * 21}... GoTo")
    assert "x" * 60 in "".join(line.strip() for line in shown(conversation(written, whole=True), width=120))


def test_what_would_control_the_terminal_is_replaced():
    written = transcript((0.0, NotificationSent("GoTo", f"{ORIGIN}/\x1b[31m", {})))

    assert shown(conversation(written))[1].endswith("POST http://app/\N{REPLACEMENT CHARACTER}[31m GoTo")


def test_rows_that_come_one_by_one_stand_below_each_other():
    written = transcript(*CALL)

    rows = [line for entry in written for line in shown(conversation_row(entry, written))]

    assert "     0.0                              POST http://app/in IncomingCall" in rows
    assert "   4.125  presses #" in rows


def test_words_of_any_language_are_aligned_by_their_width_on_the_screen():
    written = transcript(
        (0.0, CallerSounded("お世話になっております", 1.5)), (1.0, PromptStarted("speaks", "Üdvözöljük!", 0.5))
    )

    assert shown(conversation(written)) == [
        "    time  caller                      app",
        "     0.0  says",
        "          'お世話になっております'",
        "          (1.5 s)",
        "     1.0                              speaks 'Üdvözöljük!' (0.5 s)",
    ]


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (StepFailed("hears 'x'", 1, "nothing was heard"), "\x1b[1;31m"),
        (mistake(1, 1), "\x1b[1;31m"),
        (mistake(1, 1, severity=Severity.WARNING), "\x1b[33m"),
        (CallAnswered(), "\x1b[2;3m"),
    ],
    ids=["failure", "error", "warning", "line"],
)
def test_what_matters_has_a_colour_unless_the_reader_wants_none(event, code):
    written = conversation(transcript((0.0, event)))
    terminal = {"force_terminal": True, "color_system": "standard", "legacy_windows": False}

    coloured = "\n".join(shown(written, _environ={}, **terminal))
    plain = "\n".join(shown(written, _environ={"NO_COLOR": "1"}, **terminal))

    assert code in coloured
    assert "\x1b[33m" not in plain
    assert ";31m" not in plain
