"""The calls and short messages of a server that have a world of their own each, kept until a reset.

This file does not know about HTTP.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import Final

from simulator.drivers.live_call import LiveCall
from simulator.drivers.session import Session
from simulator.drivers.world import World
from simulator.server.judgement import Judgement
from simulator.server.seeds import Seeds
from simulator.server.served_call import LoneCall, Placed
from simulator.telephony.step import Step

MOST_KEPT: Final = 10_000
"""Calls and messages that are remembered; of more, the oldest that are over are forgotten with their recordings."""


class LoneCalls:
    """Everything that was placed in a world of its own, oldest first.

    Args:
        simulator: where they take place.
        seeds: what new worlds get.
    """

    def __init__(self, simulator: Session, seeds: Seeds) -> None:
        self._simulator = simulator
        self._seeds = seeds
        self._calls: dict[str, LoneCall] = {}
        self._worlds = count(1)
        self._forgetting: set[asyncio.Task[None]] = set()

    def __iter__(self) -> Iterator[LoneCall]:
        return iter(self._calls.values())

    def get(self, call_id: str) -> LoneCall | None:
        """The call with an ID, if there is one."""
        return self._calls.get(call_id)

    def place(
        self,
        app_url: str,
        steps: Sequence[Step],
        *,
        to: str,
        caller: str,
        world: World,
        seed: int | None,
        judgement: Judgement | None = None,
    ) -> LoneCall:
        """Place a call; it runs from now on.

        Args:
            app_url: where IncomingCall is posted.
            steps: what the caller does.
            to: the number dialled.
            caller: the caller's number.
            world: everything else that there is, but for its seed and its shelf.
            seed: of everything that is drawn by chance; a new one if not given.
            judgement: what is expected of it, if anything.

        Raises:
            ScenarioError: a step can never be reached, or the settings cannot be followed here.
        """
        return self._served(
            Placed(app_url, judgement),
            world,
            seed,
            lambda its: self._simulator.open_call(app_url, steps, to=to, caller=caller, world=its),
        )

    def receive_sms(
        self,
        app_url: str,
        text: str,
        *,
        to: str,
        sender: str,
        world: World,
        seed: int | None,
        judgement: Judgement | None = None,
    ) -> LoneCall:
        """Let a short message reach an app, as `place` does a call.

        Args:
            app_url: where IncomingSMS is posted.
            text: what the message says.
            to: the extension's number.
            sender: who has sent it.
            world: as in `place`.
            seed: as in `place`.
            judgement: as in `place`.
        """
        return self._served(
            Placed(app_url, judgement),
            world,
            seed,
            lambda its: self._simulator.open_sms(app_url, text, to=to, sender=sender, world=its),
        )

    async def reset(self) -> None:
        """End and forget everything, recordings included. No app is told."""
        forgotten, self._calls = self._calls, {}
        await asyncio.gather(*(call.cut_off() for call in forgotten.values()), *self._forgetting)

    def _served(self, placed: Placed, world: World, seed: int | None, opened: Callable[[World], LiveCall]) -> LoneCall:
        chosen = self._seeds.take() if seed is None else self._seeds.note(seed)
        live = opened(replace(world, seed=chosen, shelf=f"calls/{next(self._worlds)}"))
        call_id = self._free_name(live.exchange.id)
        self._forget_old_ones()
        call = self._calls[call_id] = LoneCall(call_id, live, placed)
        return call

    def _free_name(self, call_id: str) -> str:
        """The ID that the PBX has drawn; with a number behind it if somebody else has it, which has the same seed."""
        names = (f"{call_id}-{number}" if number > 1 else call_id for number in count(1))
        return next(name for name in names if name not in self._calls)

    def _forget_old_ones(self) -> None:
        if len(self._calls) < MOST_KEPT:
            return
        oldest = next((call for call in self._calls.values() if call.over), None)
        if oldest is not None:
            del self._calls[oldest.id]
            task = asyncio.create_task(oldest.cut_off())
            self._forgetting.add(task)
            task.add_done_callback(self._forgetting.discard)
