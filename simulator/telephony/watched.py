"""Something that an app watches: it is told one thing after another, and its answers are run one after another.

This file does not know what is watched.
"""

from __future__ import annotations

from abc import abstractmethod
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from simulator.telephony.effects import Response
from simulator.telephony.exchange import Exchange, HungUp
from simulator.telephony.kernel import Process, Steps
from simulator.telephony.notifications import NotificationName


@dataclass(slots=True, eq=False, kw_only=True)
class Watched(Exchange):
    """The exchange with the app that watches; there is one as long as there is something to tell or to do."""

    over_when_asked: bool = False
    """Whether the app had been told of the end when it gave the answer that runs now."""
    _errands: deque[Steps[None]] = field(default_factory=deque)
    _scripts: deque[tuple[Response, bool]] = field(default_factory=deque)
    _workers: list[Process[None]] = field(default_factory=list)

    @property
    def busy(self) -> bool:
        """Whether the app is being told something, or has something done."""
        return any(worker.alive for worker in self._workers)

    def errand(self, steps: Steps[None]) -> None:
        """Tell the app something as soon as it has been told what came before."""
        self._errands.append(steps)
        if len(self._errands) == 1 and not self.stalled:
            self._works(self._run_errands(), "telling the app")

    def told(self, url: str, name: NotificationName, **values: str) -> Steps[None]:
        """Send a notification; its answer is run as soon as those before it have run (ASSUMPTION ozml q45)."""
        response = yield from self.post(url, name, **values)
        self._scripts.append((response, self._knows_of_the_end(values)))
        if len(self._scripts) == 1:
            self._works(self._run_scripts(), "the app's commands")

    def lets_pass(self) -> None:
        """Let the app be told what comes next, although it has not been told yet what it is being told now."""
        self._errands.popleft()
        if self._errands:
            self._works(self._run_errands(), "telling the app")

    @abstractmethod
    def _knows_of_the_end(self, told: Mapping[str, str]) -> bool:
        """Whether the app knows that all is over, from the values of what it was told just now."""

    @abstractmethod
    def _rested(self) -> None:
        """Do what waited for the app to have nothing more to do."""

    def _works(self, steps: Steps[None], name: str) -> None:
        self._workers = [worker for worker in self._workers if worker.alive]
        if not self._workers:
            self.cleared = False
            self.switchboard.opened(self)
        self._workers.append(self.spawn(steps, name))

    def _run_errands(self) -> Steps[None]:
        try:
            while self._errands:
                errand = self._errands[0]
                yield from errand
                if not self._errands or self._errands[0] is not errand:
                    break  # others have passed it, and somebody else sees to them
                self._errands.popleft()
        finally:
            self._rests()

    def _run_scripts(self) -> Steps[None]:
        try:
            while self._scripts:
                response, self.over_when_asked = self._scripts[0]
                with suppress(HungUp):
                    yield from self.switchboard.interpreter.run_script(self, response)
                self._scripts.popleft()
        finally:
            self._rests()

    def _rests(self) -> None:
        """Close the exchange if this was the last thing to do."""
        if sum(worker.alive for worker in self._workers) > 1:
            return
        self._workers.clear()
        self.close()
        self._rested()
