"""Sends e-mails away: into the outbox, and to a mail server if the settings name one."""

from __future__ import annotations

from simulator.telephony.effects import EmailRelayed, RelayEmail
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.outbox import Email
from simulator.telephony.problem import Place


def send_email(exchange: Exchange, email: Email, place: Place) -> None:
    """Send an e-mail and go on; what the mail server says against it is reported later.

    Args:
        exchange: for whom it is sent.
        email: the e-mail.
        place: where somebody wanted it, for that report.
    """
    exchange.switchboard.send_email(exchange, email)
    if exchange.settings.smtp_url:
        exchange.spawn(_relayed(exchange, email, place), f"the e-mail to {email.recipient}")


def _relayed(exchange: Exchange, email: Email, place: Place) -> Steps[None]:
    relayed: EmailRelayed = yield RelayEmail(email)
    if relayed.problem:
        exchange.report("email", f"the e-mail to {email.recipient} was not relayed: {relayed.problem}", place)
