"""<SendEmail>: an e-mail (P4254, P4774, O7647)."""

import pytest

from simulator.telephony.outbox import Email
from simulator.telephony.steps import HangsUp, Pauses
from simulator.telephony.variables import variables_from

MAIL = '<SendEmail Recipient="anna@b.test" Subject="A call" Message="Somebody has called."/>'
SMTP = {"smtp_url": "smtp://mail.test"}


def test_it_is_in_the_outbox_and_the_script_goes_on(play):
    """ozml q37."""
    played = play("<Delay>1</Delay>" + MAIL + "<Speak>sent</Speak>")

    assert played.pbx.outbox.sent == [Email(1.0, "pbx@localhost", "anna@b.test", "A call", "Somebody has called.")]
    assert played.lines()[3:] == [
        "1.0 e-mail to anna@b.test: 'A call'",
        "1.0 speaks 'sent' (0.4 s)",
        "1.4 call ended by pbx: normal clearing",
    ]


def test_the_sender_is_the_one_that_is_given_or_the_configured_one(play):
    """P4774: the default sender of the mail provider."""

    def senders(attribute, **settings):
        return [
            one.sender for one in play(f'<SendEmail Recipient="a@b.test" {attribute}/>', **settings).pbx.outbox.emails
        ]

    assert senders("") == ["pbx@localhost"]
    assert senders("", email_sender="bank@b.test") == ["bank@b.test"]
    assert senders('Sender="me@b.test"', email_sender="bank@b.test") == ["me@b.test"]
    assert senders('Sender=""', email_sender="bank@b.test") == ["bank@b.test"]


def test_the_text_of_the_element_is_the_message_and_keeps_its_lines(play):
    """Section 1.4: not published."""
    played = play('<SendEmail Recipient="a@b.test">\n  Dear Anna,\n\n  goodbye  \n</SendEmail>')

    assert [one.text for one in played.pbx.outbox.emails] == ["Dear Anna,\n\n  goodbye"]


def test_attribute_and_text_are_one_too_many_and_the_attribute_counts(play):
    """ozml q8."""
    played = play('<SendEmail Recipient="a@b.test" Message="1">2</SendEmail>')

    assert [one.text for one in played.pbx.outbox.emails] == ["1"]
    assert played.rules == ["given-twice"]


def test_only_the_recipient_is_needed(play):
    """P4774, P5556: the published example has no ApiExtension."""
    played = play('<SendEmail Recipient="a@b.test"/>')

    assert (played.pbx.outbox.emails[0].subject, played.pbx.outbox.emails[0].text, played.rules) == ("", "", [])


@pytest.mark.parametrize(
    ("mail", "rule"), [("<SendEmail>x</SendEmail>", "missing-parameter"), ('<SendEmail Recipient=""/>', "bad-value")]
)
def test_without_a_recipient_it_is_skipped(play, mail, rule):
    played = play(mail + "<Speak>on</Speak>")

    assert (played.rules, played.pbx.outbox.sent, played.heard) == ([rule], [], ["on"])


def test_variables_are_put_in_everywhere(play):
    played = play(
        '<SendEmail Recipient="$to" Subject="From $who" Message="$who called" ApiExtension="$x"/>',
        variables=variables_from({"to": "a@b.test", "who": "Anna", "x": "8000"}),
    )

    (email,) = played.pbx.outbox.emails
    assert (email.recipient, email.subject, email.text) == ("a@b.test", "From Anna", "Anna called")


def test_attachments_are_separated_by_semicolons(play):
    """O7647."""
    played = play('<SendEmail Recipient="a@b.test" Attachments="a.wav; b c.wav;;"/>', dialect="ozeki10")

    assert played.pbx.outbox.emails[0].attachments == ("a.wav", "b c.wav")


def test_attachments_belong_to_ozeki_10(play):
    played = play('<SendEmail Recipient="a@b.test" Attachments="a.wav"/>')

    assert played.rules == ["other-dialect"]
    assert played.pbx.outbox.emails[0].attachments == ()


def test_without_a_mail_server_nobody_is_asked_to_take_it(play):
    assert play(MAIL, problem="never asked").rules == []


def test_a_mail_server_that_takes_it_is_not_worth_a_word(play):
    played = play(MAIL, **SMTP)

    assert (len(played.pbx.outbox.emails), played.rules) == (1, [])


def test_what_a_mail_server_says_against_it_is_reported_and_the_script_goes_on(play):
    played = play(MAIL + "<Speak>on</Speak>", problem="mail.test: mailbox unknown", **SMTP)

    assert played.lines()[3:] == [
        "0.0 e-mail to anna@b.test: 'A call'",
        "0.0 speaks 'on' (0.2 s)",
        "0.0 error: /:1:11: the e-mail to anna@b.test was not relayed: mail.test: mailbox unknown",
        "0.2 call ended by pbx: normal clearing",
    ]


def test_a_mail_of_the_last_moment_is_relayed_although_the_script_is_over(play):
    played = play(MAIL, problem="mail.test: mailbox unknown", **SMTP)

    assert played.rules == ["email"]
    assert played.pbx.idle


def test_it_needs_no_call(play):
    assert len(play(MAIL, sms="hi").pbx.outbox.emails) == 1
    played = play(
        '<Record FinishedUrl="/done"/>',
        answers={"/done": f"<Response>{MAIL}</Response>"},
        caller=[Pauses(1.0), HangsUp()],
        **SMTP,
    )
    assert [one.sent_at for one in played.pbx.outbox.emails] == [1.0]
