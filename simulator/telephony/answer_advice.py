"""What is likely to be wrong with an app whose answer is no OzML, by what it has answered: one sentence of advice.

Reports, the linter and `doctor` say the same here.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

_FIRST_BYTES: Final = 1000
"""Of an answer, in which a web page is known."""


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
        case "http-status", HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return "the PBX sends no password and no token: exempt the path from login and from CSRF protection"
        case "http-status", HTTPStatus.BAD_REQUEST | HTTPStatus.UNPROCESSABLE_ENTITY:
            return "the app wants other fields than the notification has; that is a form, not JSON"
        case "http-status", code if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return "see the app's log: it has failed"
        case "unusable-answer", _ if not body.strip():
            return "an app that stops in the middle may answer so; PHP does on a syntax error: `php -l FILE` shows it"
        case _ if b"<html" in body[:_FIRST_BYTES].lower():
            return "this is a web page: is it the right address? OzML has the root element <Response>"
    return ""
