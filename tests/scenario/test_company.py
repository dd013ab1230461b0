"""Who was with an app at the same time as somebody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.scenario.company import Visits
from simulator.scenario.model import AppKind, AppSpec


def asgi(target: str, path: str = "/", folder: str = ".") -> AppSpec:
    return AppSpec(AppKind.ASGI, target, path=path, folder=Path(folder))


def url(target: str) -> AppSpec:
    return AppSpec(AppKind.URL, target)


@pytest.mark.parametrize(
    ("first", "second", "company"),
    [
        (asgi("demo:app"), asgi("demo:app", "/sms"), True),
        (asgi("demo:app"), asgi("demo:other"), False),
        (asgi("demo:app"), asgi("demo:app", folder="elsewhere"), False),
        (url("http://app.test/incoming?x=1"), url("http://APP.test/sms"), True),
        (url("http://app.test:80/"), url("http://app.test:81/"), False),
    ],
)
def test_those_who_are_with_one_process_of_an_app_at_once_have_company(first, second, company):
    visits = Visits()

    with visits.visit(first) as one, visits.visit(second) as other:
        pass

    assert (one.company, other.company) == (company, company)


def test_company_that_has_left_still_counts():
    visits = Visits()

    with visits.visit(asgi("demo:app")) as long:
        with visits.visit(asgi("demo:app")):
            pass
        assert long.company


def test_who_comes_afterwards_is_no_company():
    visits = Visits()

    with visits.visit(asgi("demo:app")) as first:
        pass
    with visits.visit(asgi("demo:app")) as second:
        pass

    assert (first.company, second.company) == (False, False)
