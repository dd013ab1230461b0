"""A mail server, as the setting `smtp_url` names it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from simulator.drivers.not_relayed import CONTROLS, NotRelayedError

_STARTTLS: Final = {"always": True, "never": False, "auto": None}
_VERIFY: Final = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class MailServer:
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

    def refusal(self, text: str) -> NotRelayedError:
        """A sentence about this server, in one line and without its password."""
        line = " ".join(CONTROLS.sub(" ", text).split())
        return NotRelayedError(
            f"{self.where} (smtp_url) {line.replace(self.password, '***') if self.password else line}"
        )


def mail_server(url: str) -> MailServer:
    """Take the address of a server apart.

    Raises:
        NotRelayedError: it is none.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotRelayedError("smtp_url is not an address") from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise NotRelayedError("smtp_url is not an smtp:// or smtps:// address")
    tls = parts.scheme == "smtps"
    options = _options(parts)
    return MailServer(
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
            raise NotRelayedError(f"smtp_url has an unknown option {name!r}; known: 'starttls', 'verify'")
        if value not in choices[name]:
            raise NotRelayedError(f"smtp_url: {name} must be one of {', '.join(choices[name])}, not {value!r}")
    return options
