"""What the commands of third-party call control share: which call they are about, and what becomes of them.

This file does not know the commands.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

from simulator.errors import suggestion
from simulator.ozml.convert import plain
from simulator.ozml.schema import Command, attribute
from simulator.telephony.applicable import OvertakenError, UnknownCallError
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.script_events import CommandSkipped


def observed_call(exchange: Exchange, call_id: str) -> ObservedCall | None:
    """The call with an ID; if none is given, the one that an exchange is about."""
    return exchange.switchboard.observed.get(call_id or exchange.facts.get("call_id", ""))


def unknown_call(exchange: Exchange, call_id: str) -> str:
    """Why there is no call to do something to."""
    if not call_id:
        return "needs a CallId here: what is answered is about no call that could be meant"
    return f"there is no call {call_id!r}{suggestion(call_id, exchange.switchboard.observed)}"


def ended_meanwhile(call: ObservedCall, exchange: Exchange) -> bool:
    """Whether a call is over since the app gave the answer about it that runs now, which the app could not know."""
    return call is exchange and call.over and not call.over_when_asked


@dataclass(frozen=True, slots=True, kw_only=True)
class ThirdPartyCommand(Command):
    """A command about a call between others: that of the notification which is answered, or the one with `CallId`."""

    call_id: str = attribute("CallId", plain, default="")

    @abstractmethod
    def act(self, call: ObservedCall, exchange: Exchange, /) -> Steps[None]:
        """Do it, for as long as it takes.

        Raises:
            CannotBeUsedError: the state of the call does not fit.
        """

    def run(self, exchange: Exchange, /) -> Steps[None]:
        """Find the call and do it.

        Raises:
            CannotBeUsedError: there is no such call, or its state does not fit; the list goes on (ASSUMPTION ozml q46).
        """
        call = observed_call(exchange, self.call_id)
        if call is None:
            raise UnknownCallError(unknown_call(exchange, self.call_id))
        if ended_meanwhile(call, exchange):
            exchange.publish(CommandSkipped(self.spec.name, self.place))
            raise OvertakenError
        yield from self.act(call, exchange)
