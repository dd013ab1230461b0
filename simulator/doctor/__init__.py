"""What `doctor` finds out: whether everything that the simulator needs is there and works, or what an app answers.

A check looks at one thing and gives a `Finding`; it may raise what it likes, which is a finding too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from simulator.doctor import demo_call, installation, network, sounds
from simulator.doctor.finding import Finding, bad

CHECKS: Final[dict[str, Callable[[], Finding]]] = {
    "Python": installation.python,
    "packages": installation.packages,
    "folder for temporary files": installation.temporary_folder,
    "console": installation.console,
    "pytest plugin": installation.pytest_plugin,
    "mp3": sounds.mp3,
    "speech": sounds.speech,
    "voice detection": sounds.voice_detection,
    "loopback": network.loopback,
    "proxy": network.proxy,
    "port of the PBX": network.pbx_port,
    "sample call": demo_call.demo_call,
}
"""Every check by its subject, in the order in which one would look for the reason of trouble."""


def examine() -> Iterator[Finding]:
    """Make all checks, one after the other; each is told as soon as it is done."""
    for subject, check in CHECKS.items():
        try:
            yield check()
        except Exception as error:  # noqa: BLE001 - a check that cannot be made has found something
            yield bad(subject, f"{type(error).__name__}: {error}", "install the simulator anew in a fresh environment")
