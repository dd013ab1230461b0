"""A row of commands: a whole script, or the inside of a command such as an `Input`."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Protocol

from simulator.ozml.script import Element, Script
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps


class ElementRunner(Protocol):
    """Binds and runs one element."""

    def run_element(
        self, exchange: Exchange, script: Script, element: Element, following: Element | None
    ) -> Steps[None]:
        """Run it, if it can be run now. `following` stands behind it in its block."""
        ...


@dataclass(frozen=True, slots=True)
class Block:
    """Commands that run one after the other."""

    script: Script
    elements: tuple[Element, ...]
    runner: ElementRunner

    def run(self, exchange: Exchange) -> Steps[None]:
        """Run them."""
        for element, following in zip_longest(self.elements, self.elements[1:]):
            yield from self.runner.run_element(exchange, self.script, element, following)
