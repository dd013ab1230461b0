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


def test_who_called_from_the_same_number_is_counted_until_one_leaves():
    visits, app = Visits(), asgi("demo:app")

    with visits.visit(app, "+36 1 234") as first:
        pass
    with visits.visit(app, "+361234") as second, visits.visit(app, "+36999") as other:
        pass

    assert (first.same_caller, second.same_caller, other.same_caller) == (1, 2, 1)


def test_who_calls_another_app_or_nobody_is_not_counted():
    visits = Visits()

    with visits.visit(asgi("demo:app"), "+361234"), visits.visit(asgi("demo:other"), "+361234") as called:
        pass
    with visits.visit(asgi("demo:app")), visits.visit(asgi("demo:app")) as sent:
        pass

    assert (called.same_caller, sent.same_caller) == (1, 0)
