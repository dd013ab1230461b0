"""Lets the time of a phone system pass as far as somebody wants: an exact length, to an event, to the end.

On a clock that is virtual or frozen time leaps, and requests in flight hold it, as on virtual time; on a real clock
that runs it passes at the clock's pace. One at a time may steer.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from simulator.drivers.driver import Driver
from simulator.drivers.goal import Goal, instant_in
from simulator.drivers.journal import PATIENCE, Journal, NumberedEntry
from simulator.errors import ScenarioError
from simulator.telephony.transcript import Entry


async def advance(driver: Driver, seconds: float) -> None:
    """Let exactly so much call time pass.

    Returns when everything has happened that is due by then. Where time leaps, no request is in flight then either,
    unless a command is carried out that the app may be waiting for.

    Args:
        driver: of the phone system.
        seconds: how much time.

    Raises:
        ScenarioError: `seconds` is negative or infinite, or somebody else steers the clock already.
        ClosedError: the phone system was closed meanwhile.
    """
    if seconds == inf:
        raise ScenarioError("seconds: time cannot pass for ever; run until something happens instead")
    await driver.steer(Goal(None, until=instant_in(driver.time, seconds)))


async def run_until(
    driver: Driver,
    journal: Journal,
    wanted: Callable[[Entry], bool],
    *,
    first: int | None = None,
    within: float = inf,
    patience: float = PATIENCE,
) -> NumberedEntry | None:
    """Let time pass until an entry is written, and freeze the clock: nothing later has happened.

    Where nothing can happen by itself any more, this waits for somebody to act.

    Args:
        driver: of the phone system.
        journal: where the entry is written.
        wanted: whether an entry is the one.
        first: number of the first entry that counts, also of those written before; None is the next one.
        within: longest wait in seconds of call time.
        patience: longest wait in seconds of the wall clock.

    Returns:
        The entry; None if it did not come in time. The clock is frozen then too.

    Raises:
        ScenarioError: `within` is negative, or somebody else steers the clock already.
        ClosedError: the phone system was closed meanwhile.
        Exception: what `wanted` raises.
    """
    before = None if first is None else journal.find(wanted, first)
    if before is not None:
        driver.change_time(frozen=True)
        return before
    goal: Goal[NumberedEntry | None] = Goal(None, until=instant_in(driver.time, within), freezes=True)
    return await journal.steer_to_entry(wanted, goal, patience)


async def run_until_idle(driver: Driver, *, patience: float = PATIENCE) -> bool:
    """Let time pass until nothing can happen by itself any more.

    Args:
        driver: of the phone system.
        patience: longest wait in seconds of the wall clock.

    Returns:
        Whether everything is over. Otherwise somebody waits for somebody to act, or it took too long.

    Raises:
        ScenarioError: somebody else steers the clock already.
        ClosedError: the phone system was closed meanwhile.
    """
    return await driver.steer(Goal(outcome=False, at_rest=True), patience)
