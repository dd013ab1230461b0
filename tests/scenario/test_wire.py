"""What was posted and answered, as the whole conversation has it."""

from __future__ import annotations

from simulator.scenario.wire import wire_lines
from simulator.telephony.events import AnswerReceived, CallAnswered, NotificationSent
from simulator.telephony.transcript import Transcript

TRANSCRIPT = Transcript({"http://127.0.0.1:4711": "http://app"})


def answered(body: bytes) -> list[str]:
    return wire_lines(AnswerReceived("http://127.0.0.1:4711/", 200, "text/xml", body), TRANSCRIPT)


def test_a_notification_without_fields_has_no_further_line():
    assert wire_lines(NotificationSent("GoTo", "http://app/", {"NotificationName": "GoTo"}), TRANSCRIPT) == []


def test_other_events_have_no_further_lines():
    assert wire_lines(CallAnswered(), TRANSCRIPT) == []


def test_an_answer_has_at_most_twelve_lines():
    lines = answered(b"\n".join(b"%d" % number for number in range(20)))

    assert lines == [*map(str, range(12)), "... 8 more lines ..."]


def test_addresses_in_an_answer_are_short():
    assert answered(b"<GoTo>http://127.0.0.1:4711/next</GoTo>") == ["<GoTo>http://app/next</GoTo>"]


def test_a_long_line_is_cut_and_control_characters_are_replaced():
    assert answered(b"x" * 1000) == ["x" * 160 + "..."]
    assert answered(b"\x1b[31m\xff") == ["\N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}"]


def test_an_empty_answer_has_no_lines():
    assert answered(b"") == []
