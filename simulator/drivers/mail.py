"""Relays e-mails of the PBX to a mail server (SMTP, RFC 5321).

Whatever the app wrote and whatever the server does, `relay` answers, within the time limit, and never raises.
This file does not know which files an app may attach; it is given something that finds them.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from hashlib import sha256
from mimetypes import MimeTypes
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from simulator.drivers.refusals import reason_of
from simulator.errors import SimulatorError
from simulator.settings import Settings
from simulator.telephony.effects import EmailRelayed
from simulator.telephony.outbox import Email

if TYPE_CHECKING:
    from aiosmtplib import SMTP, SMTPResponse

Find: TypeAlias = Callable[[str], Path]
"""Finds the file that an app names; raises a SimulatorError if there is none that it may have."""

MAX_ATTACHMENTS_BYTES: Final = 25_000_000
"""What the attachments of one e-mail may have in all, as with the large providers."""

_MAX_REPLY: Final = 300
"""Characters of a server's reply that are shown."""

_STARTTLS: Final = {"always": True, "never": False, "auto": None}
_VERIFY: Final = {"yes": True, "no": False}

_ONE_OF_MANY: Final = re.compile(r'(?:"[^"]*"|[^;,"])+')
_ADDRESS: Final = re.compile(
    r"""\s*(?: (?P<name>[^<>]*) < \s*(?P<in_brackets>[^<>]*?)\s* > | (?P<bare>[^<>]*?) )\s*""", re.VERBOSE
)
_MAILBOX: Final = re.compile(
    r"""(?P<local> [^\s\x00-\x1f\x7f"(),:;<>@\[\\\]]+ ) @ (?P<domain> [^\s\x00-\x1f\x7f"(),:;<>@\\]+ )""", re.VERBOSE
)
"""An address without the quoting that RFC 5321 also allows; nothing in it can end a header or a command."""

_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]+")
"""What breaks a line, or cannot be written at all."""


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
        server = _server(settings.smtp_url)
        letter = await asyncio.to_thread(_letter, email, sent, find)
        await _deliver(letter, server, settings.smtp_timeout)
    except _NotRelayedError as error:
        return EmailRelayed(str(error))
    return EmailRelayed()


class _NotRelayedError(Exception):
    """Why an e-mail stays where it is, as `EmailRelayed.problem` has it."""


# -- the server ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Server:
    """A mail server, as `smtp_url` names it. `starttls` is None for "if it can"."""

    host: str
    port: int
    tls: bool
    user: str
    password: str
    starttls: bool | None
    verify: bool

    @property
    def where(self) -> str:
        """Its address as people may see it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def refusal(self, text: str) -> _NotRelayedError:
        """A sentence about this server, in one line and without its password."""
        line = " ".join(_CONTROLS.sub(" ", text).split())
        return _NotRelayedError(
            f"{self.where} (smtp_url) {line.replace(self.password, '***') if self.password else line}"
        )


def _server(url: str) -> _Server:
    """Take the address of a server apart.

    Raises:
        _NotRelayedError: it is none.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _NotRelayedError("smtp_url is not an address") from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise _NotRelayedError("smtp_url is not an smtp:// or smtps:// address")
    tls = parts.scheme == "smtps"
    options = _options(parts)
    return _Server(
        host=parts.hostname,
        port=(465 if tls else 25) if port is None else port,
        tls=tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=False if tls else _STARTTLS[options.get("starttls", "auto")],
        verify=_VERIFY[options.get("verify", "yes")],
    )


def _options(parts: SplitResult) -> dict[str, str]:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    choices: dict[str, Collection[str]] = {"starttls": _STARTTLS, "verify": _VERIFY}
    for name, value in options.items():
        if name not in choices:
            raise _NotRelayedError(f"smtp_url has an unknown option {name!r}; known: 'starttls', 'verify'")
        if value not in choices[name]:
            raise _NotRelayedError(f"smtp_url: {name} must be one of {', '.join(choices[name])}, not {value!r}")
    return options


# -- the letter ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Letter:
    """An e-mail and its envelope."""

    message: EmailMessage
    sender: str
    recipients: tuple[str, ...]


def _letter(email: Email, sent: datetime, find: Find) -> _Letter:
    """Write an e-mail.

    Raises:
        _NotRelayedError: an address or an attachment is not usable.
    """
    sender = _address(email.sender)
    recipients = tuple(_address(one) for one in _ONE_OF_MANY.findall(email.recipient) if one.strip())
    if not recipients:
        raise _NotRelayedError("the e-mail has no recipient")
    digest = sha256(repr((email, sent)).encode("utf-8", "backslashreplace")).hexdigest()[:32]
    message = EmailMessage()
    message["From"] = sender
    message["To"] = recipients
    message["Subject"] = _CONTROLS.sub(" ", email.subject)
    message["Date"] = sent
    message["Message-ID"] = f"<{digest}@{_ascii_domain(sender.domain)}>"
    message.set_content(email.text.encode("utf-8", "replace").decode(), cte="quoted-printable")
    _attach(message, email.attachments, find)
    if message.is_multipart():
        message.set_boundary(f"=={digest}==")  # else it would be another one each time
    return _Letter(message, sender.addr_spec, tuple(one.addr_spec for one in recipients))


def _address(written: str) -> Address:
    """An address as an app wrote it: ``anna@example.com`` or ``Anna <anna@example.com>``."""
    parts = _ADDRESS.fullmatch(written)
    mailbox = _MAILBOX.fullmatch(parts["in_brackets"] or parts["bare"] or "") if parts else None
    if parts is None or mailbox is None or _CONTROLS.search(written.strip()):
        raise _NotRelayedError(f"{written.strip()!r} is not an e-mail address")
    try:
        name = (parts["name"] or "").strip().strip('"')
        return Address(name, mailbox["local"], _ascii_domain(mailbox["domain"]))
    except (ValueError, IndexError):
        raise _NotRelayedError(f"{written.strip()!r} is not an e-mail address") from None


def _ascii_domain(domain: str) -> str:
    """A domain as DNS knows it. A literal such as [127.0.0.1] is one already."""
    return domain if domain.isascii() else domain.encode("idna").decode("ascii")


def _attach(message: EmailMessage, paths: tuple[str, ...], find: Find) -> None:
    left = MAX_ATTACHMENTS_BYTES
    types = MimeTypes()  # those that Python knows, not those of this machine
    for path in paths:
        name, data = _read(path, find, left)
        left -= len(data)
        kind, encoding = types.guess_type(name)
        if encoding or kind is None or kind.startswith(("message/", "multipart/")):
            kind = "application/octet-stream"
        main, _, sub = kind.partition("/")
        message.add_attachment(data, maintype=main, subtype=sub, filename=_CONTROLS.sub("_", name))


def _read(path: str, find: Find, limit: int) -> tuple[str, bytes]:
    """The name and the content of an attachment."""
    try:
        file = find(path)
        if not file.is_file():
            raise _NotRelayedError(f"the attachment {path!r} is not a file")
        with file.open("rb") as opened:
            data = opened.read(limit + 1)
    except SimulatorError as error:
        raise _NotRelayedError(f"the attachment {path!r} cannot be had: {error}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _NotRelayedError(f"the attachment {path!r} cannot be read: {reason}") from error
    if len(data) > limit:
        raise _NotRelayedError(f"the attachments have more than {MAX_ATTACHMENTS_BYTES // 1_000_000} MB in all")
    return file.name, data


# -- the conversation ------------------------------------------------------------------------------------------------


async def _deliver(letter: _Letter, server: _Server, timeout: float) -> None:  # noqa: ASYNC109 - it is one of the settings
    """Talk to a server.

    Raises:
        _NotRelayedError: it did not take the letter, or not for everybody.
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


_FOR_OTHERS: Final = "; the other recipients have it"


def _client(server: _Server, timeout: float) -> SMTP:
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


async def _connect(client: SMTP, server: _Server) -> None:
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


async def _hand_over(client: SMTP, letter: _Letter, server: _Server) -> dict[str, SMTPResponse]:
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
