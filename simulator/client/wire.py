"""How clients speak HTTP: what all their connections have in common, and what their errors become."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx2

from simulator.client.problem import no_server, too_slow, went_away
from simulator.client.request import LONGEST_WAIT, Request
from simulator.errors import ScenarioError

LIMITS: Final = httpx2.Limits(max_connections=None, max_keepalive_connections=20, keepalive_expiry=2.0)
"""Any number of requests may wait at once. Connections are dropped before the server drops them, after 5 s."""

SILENCE: Final = 15.0
"""Seconds after which whoever follows a session or a call hears something, even if nothing has happened."""


def patience(request: Request, timeout: float) -> httpx2.Timeout:
    """How long to wait for what; `timeout` is how long an answer takes where nobody asks the server to wait."""
    waits = request.waits if request.waits < LONGEST_WAIT else LONGEST_WAIT  # the server says so if that is too long
    return httpx2.Timeout(timeout, read=waits + timeout, pool=None)


@contextmanager
def errors_as_ours(url: str, request: Request, timeout: float) -> Iterator[None]:
    """Let errors of the connection be errors of the control API.

    Args:
        url: the server's address.
        request: what is asked.
        timeout: as in `patience`.

    Raises:
        NoServerError: there is no server, or it has not answered.
        ScenarioError: the address is none.
    """
    try:
        yield
    except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
        raise no_server(url, request, error) from error
    except httpx2.TimeoutException as error:
        raise too_slow(url, request, request.waits + timeout) from error
    except httpx2.TransportError as error:
        raise went_away(url, request, error) from error
    except httpx2.InvalidURL as error:
        raise ScenarioError(f"url: {url!r} is not an address: {error}") from None
