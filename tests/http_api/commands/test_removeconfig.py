"""RemoveConfig: an extension less (p_4704)."""

from __future__ import annotations

from simulator.telephony.phone import PhoneOutcome
from tests.http_api.conftest import PATIENT


def test_the_extension_is_gone(world):
    made = world(phones={"2000": PATIENT})

    assert made.send("RemoveConfig", ExtensionId="2000").code == 200
    assert made.send("ListExtensions").texts("Extensions/ExtensionSummary/Id") == ["9000"]
    assert made.pbx.switchboard.phone("2000").outcome is PhoneOutcome.UNKNOWN


def test_an_extension_is_removed_once(world):
    made = world()
    made.send("RemoveConfig", ExtensionId="9000")
    reply = made.send("RemoveConfig", ExtensionId="9000")

    assert (reply.code, reply.message) == (701, "Configuration for type '9000' not found")


def test_an_api_extension_that_is_gone_cannot_call(world):
    made = world()
    made.send("RemoveConfig", ExtensionId="9000")

    assert made.send("Call", Dialed="1", ApiExtension="9000").code == 401
