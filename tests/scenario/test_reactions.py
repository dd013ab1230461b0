"""Steps that depend on what happens, as YAML has them."""

from __future__ import annotations

import pytest

from simulator.scenario.steps import STEPS
from simulator.telephony.fault import Drop
from simulator.telephony.fault_step import Suffers
from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.reactions import Branch, Repeats, When
from simulator.telephony.steps import Hears, Pauses, Point, Presses
from simulator.telephony.text_match import TextMatch
from simulator.telephony.waits_for import Occurrence, WaitsFor

HEAD = "app: a:b\ncaller:\n  - "


def whole(text):
    return TextMatch(text, whole=True)


@pytest.mark.parametrize(
    ("written", "step"),
    [
        ("repeats: {times: 3, does: [presses: 1]}", Repeats((Presses("1"),), 3)),
        ("repeats: {until: Bye, does: [pauses: 2s]}", Repeats((Pauses(2.0),), 100, Hears("Bye"))),
        (
            "repeats: {until: {text: Bye, at: start}, at most: 7, does: []}",
            Repeats((), 7, Hears("Bye", Point.START)),
        ),
        ("when: {hears: PIN, does: [presses: 0123]}", When((Branch(Hears("PIN"), (Presses("0123"),)),))),
        ("when: {hears: PIN, optional: true}", When((Branch(Hears("PIN")),), ())),
        (
            "when: [{hears: a, does: [presses: 1]}, {hears: b}, {otherwise: [presses: 2], within: 5s}]",
            When((Branch(Hears("a"), (Presses("1"),)), Branch(Hears("b"))), (Presses("2"),), 5.0),
        ),
        ("waits_for: RecordCompleted", WaitsFor(Occurrence("NotificationSent", {}, "RecordCompleted"))),
        (
            "waits_for: {notification: CallChanged, fields: {CallState: InCall}, within: 3s}",
            WaitsFor(Occurrence("NotificationSent", {"CallState": whole("InCall")}, "CallChanged"), 3.0),
        ),
        ("waits_for: {event: RecordingStarted}", WaitsFor(Occurrence("RecordingStarted"))),
        ("waits_for: {ozml: Record}", WaitsFor(Occurrence("CommandStarted", {}, "Record"))),
        ("waits_for: {command: Call}", WaitsFor(Occurrence("CommandReceived", {}, "Call"))),
        ("waits_for: {sms: hello}", WaitsFor(Occurrence("SmsSent", {"text": TextMatch("hello")}))),
        (
            "waits_for: {email: {to: anna@example.com, subject: News}}",
            WaitsFor(Occurrence("EmailSent", {"recipient": whole("anna@example.com"), "subject": TextMatch("News")})),
        ),
        ("fault: {drop: RecordCompleted}", Suffers),
    ],
)
def test_a_step_is_read(read, written, step):
    (scenario,) = read(HEAD + written)

    (made,) = scenario.steps
    if isinstance(made, Suffers):
        assert isinstance(made.fault.hitch, Drop)
    else:
        assert made == step


@pytest.mark.parametrize(
    ("does", "phone"),
    [
        ("[answers, {pauses: 1s}]", Phone(steps=(Pauses(1.0),))),
        ("[answers: 5s]", Phone(after=5.0)),
        ("[answers: 3 rings]", Phone(after=15.0)),
        ("[{pauses: 2s}, {pauses: 1s}, answers]", Phone(after=3.0)),
        ("[{pauses: 2s}, {answers: 4s}]", Phone(after=6.0)),
        ("[rejects]", Phone(PhoneOutcome.REFUSES)),
        ("[{pauses: 2s}, rejects]", Phone(PhoneOutcome.REFUSES, after=2.0)),
    ],
)
def test_a_phone_that_rings_is_picked_up_by_a_step(read, does, phone):
    (scenario,) = read(f"app: a:b\nphones:\n  4711: {does}\n")

    assert scenario.phones["4711"] == (phone,)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("repeats: {does: [hangs_up]}", "s.yaml:3:14: expected one of the keys 'times' and 'until'"),
        ("repeats: {times: 2, until: a, does: []}", "s.yaml:3:14: expected one of the keys 'times' and 'until'"),
        ("repeats: {times: 2}", "s.yaml:3:14: the key 'does' is missing"),
        (
            "repeats: {times: 2, at most: 3, does: []}",
            "s.yaml:3:14: 'at most' goes with 'until'; 'times' is exact",
        ),
        ("repeats: {times: two, does: []}", "s.yaml:3:22: expected a whole number such as 4, not 'two'"),
        ("repeats: {times: 2, does: [says]}", "s.yaml:3:32: 'says' needs a value: `says: ...`"),
        (
            "when: [{otherwise: [hangs_up]}]",
            "s.yaml:3:11: expected at least one branch such as `{hears: PIN, does: [presses: 1234]}`",
        ),
        (
            "when: {hears: a, optional: true, otherwise: [hangs_up]}",
            "s.yaml:3:11: 'optional' and 'otherwise' do not go together; optional is otherwise nothing",
        ),
        (
            "when: [{hears: a, within: 1s}, {hears: b, within: 2s}]",
            "s.yaml:3:11: 'within' stands 2 times here; it holds for all branches",
        ),
        (
            "when: [{hears: a}, {does: [hangs_up]}]",
            "s.yaml:3:24: 'does' goes with 'hears', which says when; what is done if nothing of that comes is "
            "'otherwise'",
        ),
        ("when: {hear: a}", "s.yaml:3:12: unknown key 'hear'; did you mean 'hears'?"),
        (
            "when: {hears: /(/}",
            "s.yaml:3:19: expected a regular expression between slashes (missing ), unterminated subpattern at "
            "position 0), not '/(/'",
        ),
        (
            "waits_for: RecordComplete",
            "s.yaml:3:16: expected the name of a notification, not 'RecordComplete'; did you mean 'RecordCompleted'?",
        ),
        (
            "waits_for: {event: RecordingStart}",
            "s.yaml:3:24: expected the name of an event such as RecordingFinished, not 'RecordingStart'; "
            "did you mean 'RecordingStarted'?",
        ),
        (
            "waits_for: {sms: a, email: b}",
            "s.yaml:3:16: expected one of the keys 'notification', 'event', 'ozml', 'command', 'sms', 'email', "
            "'message'",
        ),
        (
            "waits_for: {sms: a, fields: {to: 1}}",
            "s.yaml:3:22: 'fields' goes with 'notification', 'event', 'ozml' and 'command'",
        ),
        ("waits_for: {sms: {too: 1}}", "s.yaml:3:23: unknown key 'too'; did you mean 'to'?"),
        ("waits_for: {ozml: Recrod}", "s.yaml:3:23: expected a command of OzML, not 'Recrod'; did you mean 'Record'?"),
        (
            "waits_for: {command: Cal}",
            "s.yaml:3:26: expected a command of the HTTP API, not 'Cal'; did you mean 'Call'?",
        ),
        (
            "repeats: {until: {text: a, within: 5s}, does: []}",
            "s.yaml:3:22: 'within' does not belong to this text; 'at most' says how many rounds there may be",
        ),
        (
            "when: {hears: {text: a, within: 5s}}",
            "s.yaml:3:19: 'within' does not belong to this text; write it beside 'hears', where it holds for all "
            "branches",
        ),
        ("repeats: {times: 10001, does: []}", "s.yaml:3:22: expected at most 10000 rounds, not '10001'"),
        ("answers", "s.yaml:3:5: no phone rings here; 'answers' belongs under 'phones'"),
        ("fault: {dropp: GoTo}", "s.yaml:3:13: unknown key 'dropp'; did you mean 'drop'?"),
    ],
)
def test_a_mistake_is_told_with_its_place(mistakes_in, written, message):
    assert mistakes_in(HEAD + written) == [message]


@pytest.mark.parametrize(
    ("does", "message"),
    [
        (
            "[{says: Hi}, answers]",
            "s.yaml:3:9: \"says 'Hi'\" comes before 'answers'; while a phone rings, a person can only pause",
        ),
        ("[rejects, {says: Hi}]", "s.yaml:3:9: \"says 'Hi'\" comes behind 'rejects', which ends the call"),
        ("[answers, answers]", "s.yaml:3:9: 'answers' comes behind 'answers'; the person is on the line by then"),
    ],
)
def test_a_phone_that_makes_no_sense_is_told(mistakes_in, does, message):
    assert mistakes_in(f"app: a:b\nphones:\n  4711: {does}\n") == [message]


def test_every_step_is_known():
    assert set(STEPS) >= {
        *("hears", "says", "presses", "pauses", "stays_silent", "hangs_up", "answers", "rejects", "holds"),
        *("repeats", "when", "waits_for", "fault"),
    }
