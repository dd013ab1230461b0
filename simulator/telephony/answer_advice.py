"""What is likely to be wrong with an app whose answer is no OzML, by what it has answered: one sentence of advice.

The linter and `doctor` say all of it; reports, which show what was asked and answered, only a part.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

_FIRST_BYTES: Final = 1000
"""Of an answer, in which a web page is known."""

_NO_LOGIN: Final = (
    "the PBX sends no password and no token: the path may have to be exempt from login and from CSRF protection"
)
_OTHER_FIELDS: Final = "the app may want other fields (the notification is a form, not JSON)"


def advice_on(rule: str, status: int, body: bytes, *, url: str) -> str:
    """Say what to do about an answer to a notification.

    Args:
        rule: what is wrong, one of `RULES`.
        status: the HTTP status of the answer.
        body: the answer.
        url: where the notification was sent.

    Returns:
        A sentence without a full stop; empty if the problem's message says enough.
    """
    match rule, status:
        case "http-status", HTTPStatus.NOT_FOUND if not urlsplit(url).path.strip("/"):
            return "is a path missing, such as /incoming (`path`, or in the address)? without one it is called at /"
        case "http-status", HTTPStatus.NOT_FOUND:
            return "the app listens, but knows nothing of this path: compare it with the app's routes"
        case "http-status", HTTPStatus.METHOD_NOT_ALLOWED:
            return "the PBX sends a POST: let the route take POST, not GET only"
        case "http-status", HTTPStatus.UNAUTHORIZED:
            return _NO_LOGIN
        case "http-status", HTTPStatus.FORBIDDEN:
            return f"{_NO_LOGIN}, or the app may not allow this host name"
        case "http-status", HTTPStatus.BAD_REQUEST:  # Django answers so to a host that is not in ALLOWED_HOSTS
            return f"{_OTHER_FIELDS}, or may not allow this host name"
        case "http-status", HTTPStatus.UNPROCESSABLE_ENTITY:
            return _OTHER_FIELDS
        case "http-status", HTTPStatus.INTERNAL_SERVER_ERROR:
            return "see the app's log: it has failed"
        case "http-status", HTTPStatus.BAD_GATEWAY | HTTPStatus.SERVICE_UNAVAILABLE | HTTPStatus.GATEWAY_TIMEOUT:
            return "a proxy that does not reach the app may answer so: see the logs of both"
        case "unusable-answer", _ if not body.strip():
            return "an app that stops in the middle may answer so; PHP does on a syntax error: `php -l FILE` shows it"
        case _ if b"<html" in body[:_FIRST_BYTES].lower():
            return "this is a web page: is it the right address? OzML has the root element <Response>"
    return ""
