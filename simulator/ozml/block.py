"""A row of commands: a whole script, or the inside of a command such as an `Input`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from simulator.ozml.parser import Element, Script
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps


class ElementRunner(Protocol):
    """Binds and runs one element."""

    def run_element(self, exchange: Exchange, script: Script, element: Element, *, last: bool) -> Steps[None]:
        """Run it, if it can be run now. `last` says that no command follows it in its block."""
        ...


@dataclass(frozen=True, slots=True)
class Block:
    """Commands that run one after the other."""

    script: Script
    elements: tuple[Element, ...]
    runner: ElementRunner

    def run(self, exchange: Exchange) -> Steps[None]:
        """Run them."""
        for number, element in enumerate(self.elements, start=1):
            last = number == len(self.elements)
            yield from self.runner.run_element(exchange, self.script, element, last=last)
