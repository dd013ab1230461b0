"""The opening hours line by itself: what it answers to a call."""

from __future__ import annotations

import pytest
from a2wsgi import WSGIMiddleware

from simulator.demo import opening_hours


@pytest.fixture(scope="module")
def app_url(serve) -> str:
    return serve(WSGIMiddleware(opening_hours.app))


def test_a_caller_hears_a_jingle_and_then_each_line_of_the_hours(app_url, post):
    array, *rest = post(f"{app_url}/", NotificationName="IncomingCall", CallerID="+36 1 555 0100")

    assert [item.text for item in array.children] == list(opening_hours.HOURS)
    assert [command.name for command in rest] == ["Play", "Speak", "ForEach", "Speak", "Hangup"]


def test_a_nuisance_is_refused(app_url, post):
    (reject,) = post(f"{app_url}/", NotificationName="IncomingCall", CallerID=opening_hours.NUISANCES[0])

    assert reject.name == "Reject"
