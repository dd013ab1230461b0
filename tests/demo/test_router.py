"""The router by itself: what it answers to each notification."""

from __future__ import annotations

import pytest

from simulator.demo import router


@pytest.fixture(scope="module")
def app_url(serve) -> str:
    return serve(router.app)


@pytest.mark.parametrize(
    ("tried", "destination"), [("5000", "2001"), ("2001", "2002"), ("2002", "2003"), ("2003", "9000")]
)
def test_one_colleague_after_the_other_is_tried(app_url, post, tried, destination):
    (route,) = post(f"{app_url}/route", OriginalDialedNumber="5000", LastCalledExtension=tried)

    assert (route.name, dict(route.attributes)) == ("Route", {"Destination": destination, "RingTime": "30"})


@pytest.mark.parametrize(("dialled", "tried"), [("5001", "5001"), ("5000", "9000")])
def test_the_rest_is_left_to_the_dial_plan(app_url, post, dialled, tried):
    assert post(f"{app_url}/route", OriginalDialedNumber=dialled, LastCalledExtension=tried) == ()


def test_the_extension_says_that_nobody_is_free(app_url, post):
    (speak,) = post(f"{app_url}/incoming", NotificationName="IncomingCall")

    assert speak.text.startswith("Nobody is free")
