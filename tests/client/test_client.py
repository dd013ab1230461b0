"""What `from simulator.client import ...` offers, and what it costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import simulator.client


@pytest.mark.parametrize("name", simulator.client.__all__)
def test_every_name_is_there(name):
    assert getattr(simulator.client, name).__name__ == name


def test_a_name_that_there_is_not_is_told():
    with pytest.raises(AttributeError, match=r"module 'simulator\.client' has no attribute 'Simulater'"):
        simulator.client.Simulater  # noqa: B018


def loaded(program):
    print_them = "print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {program}; {print_them}"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_nothing_is_loaded_before_it_is_used():
    assert loaded("import simulator.client") & {"httpx2", "pydantic", "simulator.steps"} == set()


@pytest.mark.parametrize(("name", "other"), [("Simulator", "aio"), ("AsyncSimulator", "blocking")])
def test_a_client_loads_neither_the_server_nor_the_other_client(name, other):
    modules = loaded(f"from simulator.client import {name}")

    assert "simulator.client.call_answers" in modules
    assert {one for one in modules if one.startswith((f"simulator.client.{other}", "simulator.server"))} == set()
    assert modules & {"fastapi", "starlette", "lxml", "numpy", "pydub", "sqlalchemy", "uvicorn", "yaml"} == set()
