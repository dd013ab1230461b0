"""One call, short message or request, in a phone system of its own, which is over when that is."""

from __future__ import annotations

from collections.abc import Callable

from simulator.drivers.call_result import CallResult, whole_result_of
from simulator.drivers.clock import Clock
from simulator.drivers.phone_system import PhoneSystem
from simulator.errors import ScenarioError
from simulator.pbx import Pbx
from simulator.telephony.call import Call
from simulator.telephony.exchange import Exchange


class LiveCall:
    """A call that runs now, or is about to; `run` it once.

    On a real clock somebody may act on it meanwhile with `press` and `hang_up`.
    """

    def __init__(self, phone: PhoneSystem, exchange: Exchange) -> None:
        self.phone = phone
        self.exchange = exchange

    @property
    def pbx(self) -> Pbx:
        """Where it takes place."""
        return self.phone.pbx

    @property
    def clock(self) -> Clock:
        """The clock that it runs on."""
        return self.phone.clock

    @property
    def call(self) -> Call:
        """The call.

        Raises:
            ScenarioError: it is a short message or a request, and no call.
        """
        if not isinstance(self.exchange, Call):
            raise ScenarioError("there is no call here, but a short message or a request")
        return self.exchange

    @property
    def now(self) -> float:
        """What the clock of the call shows, in seconds since it was placed; it stands still once the call is over."""
        return self.pbx.kernel.now if self.pbx.idle else self.phone.now

    async def run(self) -> CallResult:
        """See the call through to its end.

        Returns:
            What came of it. An app's mistakes never raise; they are in the result.
        """
        await self.phone.run()
        return self.result()

    def press(self, keys: str) -> None:
        """Let the caller press keys now.

        Raises:
            ScenarioError: the call is on virtual time, where there is no "now" for an onlooker.
        """
        self._act(lambda: self.phone.press(self.call, keys))

    def hang_up(self) -> None:
        """Let the caller hang up now.

        Raises:
            ScenarioError: as `press`.
        """
        self._act(lambda: self.phone.hang_up(self.call))

    def result(self) -> CallResult:
        """What has come of it so far."""
        return whole_result_of(self.exchange, self.pbx, self.phone.shelf, self.phone.latencies)

    def _act(self, action: Callable[[], None]) -> None:
        if self.clock.factor is None:
            raise ScenarioError("a call on virtual time cannot be acted on while it runs; place it on a real clock")
        action()
