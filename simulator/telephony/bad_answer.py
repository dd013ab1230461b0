"""What is said of an app that has answered a request with an error, or not at all: first what it raised."""

from __future__ import annotations

from http import HTTPStatus

from simulator.telephony.effects import Response
from simulator.telephony.gist import gist


def no_answer(response: Response) -> str:
    """Say why there is none: ``no answer from the app: cannot connect to 127.0.0.1:8000: connection refused``."""
    raised = f"the app raised {response.raised}; " if response.raised else ""
    return f"{raised}no answer from the app: {response.failure}"


def wrong_status(response: Response, behind: str) -> str:
    """Say which status came, with the first words of the answer: ``the app answered 404 Not Found, expected 200``.

    Args:
        response: the answer.
        behind: what stands behind the status.
    """
    try:
        phrase = f"{response.status} {HTTPStatus(response.status).phrase}"
    except ValueError:
        phrase = str(response.status)
    if response.raised:
        return f"the app raised {response.raised} and answered {phrase}{behind}"
    return f"the app answered {phrase}{behind}{gist(response.body, phrase)}"
