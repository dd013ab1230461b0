"""The blocking client is the one in coroutines, without the coroutines."""

from __future__ import annotations

import inspect

import pytest

import simulator.client
from tests.made_blocking import PACKAGES, blocking, made

PAIRS = [name for name in simulator.client.__all__ if f"Async{name}" in simulator.client.__all__]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_what_blocks_is_made_from_what_is_written_in_coroutines(package):
    written = {path.name: path.read_text(encoding="utf-8") for path in (package / "blocking").glob("*.py")}

    assert written == made(package), "run: python tests/made_blocking.py"


@pytest.mark.parametrize("name", PAIRS)
def test_both_clients_have_the_same_methods_with_the_same_parameters(name):
    ours, other = getattr(simulator.client, name), getattr(simulator.client, f"Async{name}")

    assert parameters(ours) == parameters(other)
    assert all(inspect.getdoc(member) for member in public(ours).values())


def public(kind):
    members = {name: member for name, member in inspect.getmembers(kind, callable) if not name.startswith("_")}
    return {name: member for name, member in members.items() if member.__module__.startswith("simulator.client")}


def parameters(kind):
    found = {}
    for name, member in public(kind).items():
        signature = inspect.signature(member)
        found[name] = [str(one).replace("Async", "") for one in signature.parameters.values()]
    return found


def test_every_kind_of_thing_has_its_blocking_twin():
    assert len(PAIRS) * 2 == len([name for name in simulator.client.__all__ if name.removeprefix("Async") in PAIRS])
    assert PAIRS == ["Call", "Clock", "Journal", "Recording", "Session", "SessionCall", "Simulator", "Sms"]


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("return (await self.ask(a(1), (b))).calls", "return self.ask(a(1), (b)).calls"),
        ("x = [await one() for one in (await two())]", "x = [one() for one in (two())]"),
        ("async for one in AsyncThing.aclose:", "for one in Thing.close:"),
        ("a(timeout)  # noqa: ASYNC109 - why", "a(timeout)"),
    ],
)
def test_what_waits_is_made_to_block(source, made):
    assert blocking(source) == made
