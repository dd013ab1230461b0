"""What is expected of messages: as written, and compared with an outbox."""

from __future__ import annotations

import pytest

from simulator.drivers.call_result import CallResult
from simulator.scenario.expect_outbox import ExpectedEmails, ExpectedMessages, ExpectedSms
from simulator.telephony.outbox import ChatMessage, DeliveryState, Email, Outbox, Sms
from simulator.telephony.text_match import TextMatch
from simulator.telephony.transcript import Transcript

HELLO = Sms("1", 0.0, "9000", "+36 1 234", "Hello, Anna.", DeliveryState.DELIVERED)
CODE = Sms("2", 1.0, "Ozeki", "4711", "Your  code is 1234", DeliveryState.FAILED)
REPORT = Email(0.0, "pbx@localhost", "Anna@example.com", "A call", "Somebody\nhas called.", ("a.wav", "b.wav"))
CHAT = ChatMessage(0.0, "admin@localhost", "+361", "Somebody has called.")


def sent(*messages) -> CallResult:
    return CallResult("1", Transcript(), (), (), None, None, 0.0, strict=True, outbox=Outbox(list(messages)))


@pytest.fixture
def differences(read):
    """What is different in an outbox from what is written: a sentence each."""

    def check(written: str, *messages, key: str = "expects") -> list[str]:
        (scenario,) = read(f"app: demo:app\n{key}:\n  - {written}\n")
        (one,) = scenario.expectations
        return [str(mismatch) for mismatch in one.check(sent(*messages))]

    return check


@pytest.mark.parametrize(
    ("written", "messages"),
    [
        ("sms: []", []),
        ("sms: []", [REPORT, CHAT]),
        ("sms: hello", [HELLO]),
        ("sms: [h*anna, '/code is [0-9]{4}$/']", [HELLO, CODE]),
        ("emails: {subject: '/^a call$/', text: some*called}", [REPORT]),
        ("sms: [hello, CODE is 1234]", [HELLO, REPORT, CODE]),
        ("sms: {to: '+361234'}", [HELLO]),
        (
            "sms: [{from: 9000, to: +36 1 234, text: Anna, state: delivered}, {from: ozeki, state: Failed}]",
            [HELLO, CODE],
        ),
        ("emails: []", [HELLO]),
        ("emails: [somebody has]", [REPORT]),
        (
            "emails: {to: anna@example.com, from: pbx@localhost, subject: call, text: as, attachments: [a.wav, b.wav]}",
            [REPORT],
        ),
        ("messages: []", [HELLO, REPORT]),
        ("messages: [{connection: Admin@localhost, address: +361, text: has called}]", [CHAT]),
    ],
)
def test_messages_that_are_as_expected_are_no_difference(differences, written, messages):
    assert differences(written, *messages) == []


@pytest.mark.parametrize(
    ("written", "messages", "sentences"),
    [
        ("sms: []", [HELLO], ["sms: expected none, was 1 (to +36 1 234: 'Hello, Anna.')"]),
        (
            "sms: [hello, {to: 4711, state: pending}]",
            [],
            ["sms: expected 2 (text 'hello', to '4711' and state pending), was none"],
        ),
        (
            "sms: [goodbye, {to: 4712, from: Ozeki, state: delivered}]",
            [HELLO, CODE],
            [
                "sms 1: text expected 'goodbye', was 'Hello, Anna.'",
                "sms 2: to expected '4712', was '4711'",
                "sms 2: state expected delivered, was failed",
            ],
        ),
        (
            "emails: {subject: Your call, attachments: a.wav}",
            [REPORT],
            [
                "emails 1: subject expected 'Your call', was 'A call'",
                "emails 1: attachments expected 'a.wav', was 'a.wav', 'b.wav'",
            ],
        ),
        ("emails: []", [REPORT], ["emails: expected none, was 1 (to Anna@example.com: 'A call')"]),
        (
            "messages: [{connection: anna@localhost}, a]",
            [CHAT],
            [
                "messages: expected 2 (connection 'anna@localhost', text 'a'), "
                "was 1 (to admin@localhost: 'Somebody has called.')"
            ],
        ),
    ],
)
def test_each_difference_of_a_message_is_a_sentence(differences, written, messages, sentences):
    assert differences(written, *messages) == sentences


def test_messages_are_read_as_they_are_written(read):
    (scenario,) = read("app: demo:app\nexpects: {sms: [], emails: [0123], messages: {text: no}}\n")

    assert scenario.expectations == (
        ExpectedSms(()),
        ExpectedEmails(({"text": TextMatch("0123")},)),
        ExpectedMessages(({"text": TextMatch("no")},)),
    )


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("sms: [{too: 1}]", "3:12: unknown key 'too'; did you mean 'to'?"),
        (
            "sms: [{state: lost}]",
            "3:19: expected a state of a short message, not 'lost'; known: 'delivered', 'failed', 'pending'",
        ),
        ("sms: {to: /47.1/}", "3:15: expected a number, or a pattern such as +36*, not '/47.1/'"),
        ("sms: [[a]]", "3:11: expected a text, or a mapping such as `{to: +36 1, text: Hello}`, not a list"),
        (
            "emails:",
            "3:12: expected a text, or a mapping such as `{to: anna@example.com, subject: Hello}`, found nothing",
        ),
        ("messages: {to: admin}", "3:16: unknown key 'to'; known: 'address', 'connection', 'text'"),
    ],
)
def test_what_is_no_message_is_told_with_its_place(mistakes_in, written, message):
    assert mistakes_in(f"app: demo:app\nexpects:\n  - {written}\n") == [f"s.yaml:{message}"]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("sms: {to: 4711}", ["sms: expected never to '4711', was to 4711: 'Your  code is 1234' at 1.0 s"]),
        ("sms: ['/[0-9]{4}/', {state: pending}]", ["sms: expected never text '/[0-9]{4}/', was to 4711: "]),
        ("sms: {}", ["sms: expected never any, was to +36 1 234: 'Hello, Anna.' at 0.0 s"]),
        ("sms: {to: +36*}", ["sms: expected never to '+36*', was to +36 1 234: 'Hello, Anna.' at 0.0 s"]),
        ("sms: {to: +36 1}", []),
        ("emails: {to: '*@example.com'}", ["emails: expected never to '*@example.com', was to Anna@example.com: "]),
        (
            "messages: {connection: admin@*}",
            ["messages: expected never connection 'admin@*', was to admin@localhost: "],
        ),
        ("emails: {attachments: a.wav}", []),
        ("emails: called", ["emails: expected never text 'called', was to Anna@example.com: 'A call' at 0.0 s"]),
        ("messages: called", ["messages: expected never text 'called', was to admin@localhost: "]),
    ],
)
def test_the_first_message_that_must_never_be_sent_is_told_with_its_instant(differences, written, told):
    found = differences(written, HELLO, CODE, REPORT, CHAT, key="never")

    assert [one[: len(start)] for one, start in zip(found, told, strict=True)] == told
