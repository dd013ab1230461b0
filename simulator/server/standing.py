"""How a call stands: what was wrong on the way, how that came out which is expected, and whether it has passed.

This file does not know about HTTP.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from simulator.drivers.call_result import CallResult
from simulator.scenario.expect import unexpected_failures
from simulator.scenario.expectation import Expectation
from simulator.server.judgement import Outcome, sentences
from simulator.server.served_call import ServedCall


class Standing(NamedTuple):
    """How a call or a message stands.

    Attributes:
        result: what has come of it alone.
        on_the_way: why it did not go as its caller meant, a sentence each; without errors that are expected.
        outcomes: how everything came out that is expected of it.
        passed: whether nothing was wrong; None until it is over and judged.
    """

    result: CallResult
    on_the_way: list[str]
    outcomes: Sequence[Outcome]
    passed: bool | None

    @property
    def failures(self) -> list[str]:
        """Everything that was wrong, a sentence each."""
        return [*self.on_the_way, *sentences(self.outcomes)]


def standing_of(call: ServedCall, outcomes: Sequence[Outcome], also: Iterable[Expectation] = ()) -> Standing:
    """How a call stands just now.

    Args:
        call: it.
        outcomes: what was found about that which is expected of it.
        also: what somebody expects besides, which may be errors of the app.
    """
    expected = call.judgement.expectations if call.judgement else []
    result = call.result
    on_the_way = unexpected_failures([*expected, *also], result)
    judged = len(outcomes) >= len(expected) and all(one.differences is not None for one in outcomes)
    met = not on_the_way and call.error is None and not any(one.differences for one in outcomes)
    return Standing(result, on_the_way, outcomes, met if call.over and judged else None)
