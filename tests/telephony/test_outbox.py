"""What has been sent away."""

from simulator.telephony.outbox import ChatMessage, DeliveryState, Email, Outbox, Sms

SMS = Sms("1", 0.0, "9000", "4711", "x")
EMAIL = Email(1.0, "pbx@localhost", "a@b.test", "subject", "text")
CHAT = ChatMessage(2.0, "admin@localhost", "", "y")


def test_everything_is_kept_in_order_and_found_by_its_kind():
    outbox = Outbox([SMS, EMAIL, CHAT, SMS])

    assert outbox.sms == [SMS, SMS]
    assert outbox.emails == [EMAIL]
    assert outbox.messages == [CHAT]
    assert outbox.of(Email) == [EMAIL]


def test_an_outbox_is_empty_at_first():
    assert (Outbox().sent, Outbox().sms, Outbox().emails, Outbox().messages) == ([], [], [], [])


def test_a_message_is_pending_until_it_is_reported():
    assert SMS.state is DeliveryState.PENDING


def test_states_are_as_the_app_is_told():
    """http-api q31."""
    assert list(map(str, DeliveryState)) == ["Pending", "Delivered", "Failed"]


def test_all_kinds_are_in_the_order_in_which_they_left(play):
    played = play(
        "<SendMsg ToConnection='a@b'>1</SendMsg><SendSms Recipient='1'>2</SendSms><Delay>1</Delay>"
        "<SendEmail Recipient='c@d.test'>3</SendEmail>",
        dialect="ozeki10",
    )

    assert [(type(one).__name__, one.text, one.sent_at) for one in played.pbx.outbox.sent] == [
        ("ChatMessage", "1", 0.0),
        ("Sms", "2", 0.0),
        ("Email", "3", 1.0),
    ]
