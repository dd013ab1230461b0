"""An e-mail as a mail server takes it (RFC 5322), with attachments, and its envelope.

This file does not know which files an app may attach; it is given something that finds them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from hashlib import sha256
from mimetypes import MimeTypes
from pathlib import Path
from typing import Final, TypeAlias

from simulator.drivers.not_relayed import CONTROLS, NotRelayedError
from simulator.errors import SimulatorError
from simulator.telephony.outbox import Email

Find: TypeAlias = Callable[[str], Path]
"""Finds the file that an app names; raises a SimulatorError if there is none that it may have."""

MAX_ATTACHMENTS_BYTES: Final = 25_000_000
"""What the attachments of one e-mail may have in all, as with the large providers."""

_ONE_OF_MANY: Final = re.compile(r'(?:"[^"]*"|[^;,"])+')
_ADDRESS: Final = re.compile(
    r"""\s*(?: (?P<name>[^<>]*) < \s*(?P<in_brackets>[^<>]*?)\s* > | (?P<bare>[^<>]*?) )\s*""", re.VERBOSE
)
_MAILBOX: Final = re.compile(
    r"""(?P<local> [^\s\x00-\x1f\x7f"(),:;<>@\[\\\]]+ ) @ (?P<domain> [^\s\x00-\x1f\x7f"(),:;<>@\\]+ )""", re.VERBOSE
)
"""An address without the quoting that RFC 5321 also allows; nothing in it can end a header or a command."""


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail and its envelope."""

    message: EmailMessage
    sender: str
    recipients: tuple[str, ...]


def write_letter(email: Email, sent: datetime, find: Find) -> Letter:
    """Write an e-mail.

    Raises:
        NotRelayedError: an address or an attachment is not usable.
    """
    sender = _address(email.sender)
    recipients = tuple(_address(one) for one in _ONE_OF_MANY.findall(email.recipient) if one.strip())
    if not recipients:
        raise NotRelayedError("the e-mail has no recipient")
    digest = sha256(repr((email, sent)).encode("utf-8", "backslashreplace")).hexdigest()[:32]
    message = EmailMessage()
    message["From"] = sender
    message["To"] = recipients
    message["Subject"] = CONTROLS.sub(" ", email.subject)
    message["Date"] = sent
    message["Message-ID"] = f"<{digest}@{_ascii_domain(sender.domain)}>"
    message.set_content(email.text.encode("utf-8", "replace").decode(), cte="quoted-printable")
    _attach(message, email.attachments, find)
    if message.is_multipart():
        message.set_boundary(f"=={digest}==")  # else it would be another one each time
    return Letter(message, sender.addr_spec, tuple(one.addr_spec for one in recipients))


def _address(written: str) -> Address:
    """An address as an app wrote it: ``anna@example.com`` or ``Anna <anna@example.com>``."""
    parts = _ADDRESS.fullmatch(written)
    mailbox = _MAILBOX.fullmatch(parts["in_brackets"] or parts["bare"] or "") if parts else None
    if parts is None or mailbox is None or CONTROLS.search(written.strip()):
        raise NotRelayedError(f"{written.strip()!r} is not an e-mail address")
    try:
        name = (parts["name"] or "").strip().strip('"')
        return Address(name, mailbox["local"], _ascii_domain(mailbox["domain"]))
    except (ValueError, IndexError):
        raise NotRelayedError(f"{written.strip()!r} is not an e-mail address") from None


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
        message.add_attachment(data, maintype=main, subtype=sub, filename=CONTROLS.sub("_", name))


def _read(path: str, find: Find, limit: int) -> tuple[str, bytes]:
    """The name and the content of an attachment."""
    try:
        file = find(path)
        if not file.is_file():
            raise NotRelayedError(f"the attachment {path!r} is not a file")
        with file.open("rb") as opened:
            data = opened.read(limit + 1)
    except SimulatorError as error:
        raise NotRelayedError(f"the attachment {path!r} cannot be had: {error}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise NotRelayedError(f"the attachment {path!r} cannot be read: {reason}") from error
    if len(data) > limit:
        raise NotRelayedError(f"the attachments have more than {MAX_ATTACHMENTS_BYTES // 1_000_000} MB in all")
    return file.name, data
