"""Relays e-mails of the PBX to a mail server (SMTP, RFC 5321).

Whatever the app wrote and whatever the server does, `relay` answers, within the time limit, and never raises.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Final

from simulator.drivers.letter import Find, Letter, write_letter
from simulator.drivers.mail_server import MailServer, mail_server
from simulator.drivers.not_relayed import NotRelayedError
from simulator.drivers.refusals import reason_of
from simulator.settings import Settings
from simulator.telephony.effects import EmailRelayed
from simulator.telephony.outbox import Email

if TYPE_CHECKING:
    from aiosmtplib import SMTP, SMTPResponse

_FOR_OTHERS: Final = "; the other recipients have it"
_MAX_REPLY: Final = 300
"""Characters of a server's reply that are shown."""


async def relay(email: Email, settings: Settings, *, sent: datetime, find: Find) -> EmailRelayed:
    """Hand an e-mail to the mail server of the settings, if they name one.

    The address of the server is ``smtp://user:password@host:port``, or ``smtps://`` for TLS from the start. Behind it,
    ``?starttls=always`` or ``never`` is for those who do not want TLS whenever the server offers it (``auto``), and
    ``?verify=no`` for a server with a certificate that nobody vouches for.

    Args:
        email: several recipients are separated by semicolons or commas.
        settings: `smtp_url` and `smtp_timeout` count.
        sent: when, for the header Date; the same e-mail at the same time makes the same bytes.
        find: finds the attachments; called in a thread.
    """
    if not settings.smtp_url:
        return EmailRelayed()
    try:
        server = mail_server(settings.smtp_url)
        letter = await asyncio.to_thread(write_letter, email, sent, find)
        await _deliver(letter, server, settings.smtp_timeout)
    except NotRelayedError as error:
        return EmailRelayed(str(error))
    return EmailRelayed()


async def _deliver(letter: Letter, server: MailServer, timeout: float) -> None:  # noqa: ASYNC109 - it is one of the settings
    """Talk to a server.

    Raises:
        NotRelayedError: it did not take the letter, or not for everybody.
    """
    client = _client(server, timeout)
    try:
        async with asyncio.timeout(timeout):
            await _connect(client, server)
            refused = await _hand_over(client, letter, server)
            with suppress(Exception):  # it has the letter; how it takes leave does not matter
                await client.quit()
    except TimeoutError:
        raise server.refusal(f"did not take the e-mail within {timeout:g} s") from None
    finally:
        client.close()
        await asyncio.sleep(0)  # the event loop closes the connection in its next round
    if refused:
        raise server.refusal("; ".join(_refusal(one, *reply) for one, reply in refused.items()) + _FOR_OTHERS)


def _client(server: MailServer, timeout: float) -> SMTP:
    from aiosmtplib import SMTP

    class Client(SMTP):
        """One that does not wait for a server that hangs, when it leaves."""

        def close(self) -> None:
            if self.transport is not None and isinstance(self.transport, asyncio.WriteTransport):
                self.transport.abort()
            super().close()

    return Client(
        hostname=server.host,
        port=server.port,
        local_hostname="localhost",  # the real name would have to be asked of DNS
        timeout=timeout,
        use_tls=server.tls,
        start_tls=False,  # in its own time, below
        validate_certs=server.verify,
    )


async def _connect(client: SMTP, server: MailServer) -> None:
    """Connect, encrypt, log in."""
    from aiosmtplib import SMTPException, SMTPResponseException, SMTPTimeoutError

    try:
        await client.connect()
    except SMTPTimeoutError as error:
        raise TimeoutError from error
    except SMTPResponseException as error:
        raise server.refusal(f"does not want to talk: {_reply(error.code, error.message)}") from error
    except (SMTPException, OSError, UnicodeError) as error:
        raise server.refusal(f"cannot be reached: {_reason(error)}") from error
    try:
        await client.ehlo()
        offers_tls = client.supports_extension("starttls")
        if server.starttls and not offers_tls:
            raise server.refusal("does not offer STARTTLS")
        if offers_tls and server.starttls is not False:
            await client.starttls()
        if server.user:
            await client.login(server.user, server.password)
    except SMTPTimeoutError as error:
        raise TimeoutError from error
    except SMTPResponseException as error:
        raise server.refusal(f"did not let us in: {_reply(error.code, error.message)}") from error
    except (SMTPException, OSError, ValueError) as error:
        raise server.refusal(f"did not let us in: {_reason(error)}") from error


async def _hand_over(client: SMTP, letter: Letter, server: MailServer) -> dict[str, SMTPResponse]:
    """Hand a letter over; for whom it was refused."""
    from aiosmtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPTimeoutError

    try:
        refused, _ = await client.send_message(letter.message, sender=letter.sender, recipients=letter.recipients)
    except SMTPRecipientsRefused as error:
        every = (_refusal(one.recipient, one.code, one.message) for one in error.recipients)
        raise server.refusal("; ".join(every)) from error
    except SMTPTimeoutError as error:
        raise TimeoutError from error
    except SMTPResponseException as error:
        raise server.refusal(f"did not take the e-mail: {_reply(error.code, error.message)}") from error
    except (SMTPException, OSError, ValueError) as error:
        raise server.refusal(f"did not take the e-mail: {_reason(error)}") from error
    return refused


def _refusal(recipient: str, code: int, message: str) -> str:
    return f"did not take the e-mail for {recipient}: {_reply(code, message)}"


def _reply(code: int, message: str) -> str:
    """What a server said; code -1 stands for something that is no reply at all."""
    said = message[:_MAX_REPLY]
    return f"{code} {said}" if code > 0 else said


def _reason(error: BaseException) -> str:
    """What went wrong with a connection, in plain words; aiosmtplib wraps it."""
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    # Some of its own errors are also an OSError without a number; their text says it all.
    if isinstance(cause, OSError):
        return reason_of(cause, hung_up="it hung up")[:_MAX_REPLY]
    return str(cause)[:_MAX_REPLY]
