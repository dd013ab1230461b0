"""Phones that ring in vain are told where somebody else's step fails."""

from __future__ import annotations

import pytest

from simulator import StepFailedError
from simulator.demo import reception
from tests.bench.apps import answering

RECEPTION = {"app": reception.app, "path": "/incoming"}
ADVICE = "and the test has not picked it up: call its answers()"


@pytest.fixture
def also():
    def found(error):
        """What a failure points out, each thing in a line."""
        told, _, _ = str(error.value).partition("time  ")
        return [" ".join(one.split()) for one in told.split("also: ")[1:]]

    return found


@pytest.mark.pbx(**RECEPTION)
def test_a_caller_who_waits_for_a_phone_that_nobody_picks_up_is_told_how_long_it_rang(pbx, also):
    pbx.phone("4711")
    pbx.phone("4712")
    call = pbx.call()

    with pytest.raises(StepFailedError) as error:
        call.hears("Anna speaking")

    first, other = also(error)
    assert first == f"the phone 4711 rang for 90.0 s, {ADVICE}"
    assert other.startswith(f"the phone 4712 rang for 90.0 s, {ADVICE}")


@pytest.mark.pbx(**RECEPTION)
def test_a_phone_that_still_rings_is_told_too(pbx, also):
    pbx.phone("4711")
    call = pbx.call()

    with pytest.raises(StepFailedError) as error:
        call.hears("Anna speaking", within=10)

    (told,) = also(error)
    assert told.startswith(f"the phone 4711 has been ringing since 3.404, {ADVICE}")


@pytest.mark.pbx(phones={"4711": "no answer", "4712": "busy"}, **RECEPTION)
def test_a_phone_that_is_to_ring_in_vain_is_not(pbx, also):
    call = pbx.call()

    with pytest.raises(StepFailedError) as error:
        call.hears("Anna speaking", within=120)

    assert also(error) == []


@pytest.mark.pbx(app=answering("<Speak>Hello.</Speak><Hangup/>"))
@pytest.mark.parametrize("move", ["answers", "rejects", "hangs_up"])
def test_a_phone_that_the_test_has_moved_is_not(pbx, also, move):
    phone = pbx.phone("4711")
    call = pbx.call("4711")
    phone.rings()
    getattr(phone, move)()

    with pytest.raises(StepFailedError) as error:
        call.hears("Anna speaking")

    assert not [one for one in also(error) if "picked it up" in one]
