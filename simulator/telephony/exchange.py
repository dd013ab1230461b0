"""An exchange with the app: notifications go out, and scripts come back and run.

A call is an exchange with a line (`Call`). A short message is one without: there, a script can do everything that needs
nobody to listen. This file does not know OzML: an `Interpreter` makes sense of the app's answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from math import inf
from typing import TYPE_CHECKING, ClassVar, Final, Protocol, TypeVar

from simulator.settings import Settings
from simulator.telephony.effects import Response, SendRequest
from simulator.telephony.events import (
    AnswerReceived,
    Event,
    NotificationSent,
    Stalled,
)
from simulator.telephony.family import Family
from simulator.telephony.faulty_network import answer_through_faults
from simulator.telephony.kernel import Interrupted, Kernel, Process, ProcessEnded, Steps, Unwind, Wait
from simulator.telephony.notifications import Notification, NotificationName, form_encoded, wire_fields
from simulator.telephony.problem import Place, Problem, Severity, shortened
from simulator.telephony.script_events import NoteFound, ProblemFound
from simulator.telephony.variables import Variables

if TYPE_CHECKING:
    from simulator.telephony.switchboard import Switchboard

T = TypeVar("T")


LONGEST_MEMORY: Final = 20_000_000
"""Characters that the variables of one exchange may be given in all."""


class HungUp(Unwind):
    """Raised where a process waits on a call that has ended."""


class Interpreter(Protocol):
    """Makes sense of what the app answers."""

    def run_answer(self, exchange: Exchange, response: Response) -> Steps[None]:
        """Run an answer in place: the running script goes on behind it."""
        ...

    def run_script(self, exchange: Exchange, response: Response) -> Steps[None]:
        """Run an answer as the whole script of an exchange."""
        ...


@dataclass(slots=True, eq=False, kw_only=True)
class Exchange:
    """What a command of the app's script sees of the PBX, whether there is a call or not."""

    switchboard: Switchboard
    id: str
    extension: str
    """The API extension whose app this is."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What notifications can tell about it, by the simulator's own names."""
    variables: Variables = field(default_factory=Variables)
    cleared: bool = False
    """Whether everything has been told that there was to tell."""
    stalled: str = ""
    """What everybody was waiting for, if it was given up because nothing could happen any more."""
    asking: int = 0
    """Requests to the app that have not been answered."""
    menu_depth: int = 0
    """How many menus deep the script is."""
    gotos: int = 0
    """GoTo commands since the script last used any time."""
    commands: int = 0
    """Commands since the clock last moved."""
    all_commands: int = 0
    """Commands since the beginning."""
    busy_since: float = 0.0
    remembered: int = 0
    """Characters that variables have been given."""
    family: ClassVar[Family] = Family.EXTENSION
    """Which commands may answer its notifications."""
    origin: str = field(init=False)
    """The ID of the call or the message of which it has come, however far from it; its own, if a test has placed it.

    It is empty where an app has set it going by itself, with a command.
    """
    began_at: float = field(init=False)
    """When it came about, or will, in seconds; it is given up when it takes too long from then on."""
    kernel: Kernel = field(init=False)
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        self.kernel, self.settings = self.switchboard.kernel, self.switchboard.settings
        self.began_at = self.kernel.now
        at_work = self.kernel.running
        if at_work is None:
            self.origin = self.id
        else:
            self.origin = at_work.topic.origin if isinstance(at_work.topic, Exchange) else ""

    # -- state -------------------------------------------------------------------------------------------------------

    @property
    def now(self) -> float:
        """The present instant, in seconds."""
        return self.kernel.now

    @property
    def ended(self) -> bool:
        """Whether somebody has hung up; where there is no call, nobody can."""
        return False

    @property
    def settled(self) -> bool:
        """Whether everything has been told that there was to tell, and done that the app wanted then."""
        return self.cleared

    def close(self) -> None:
        """Note that there is nothing more to tell."""
        self.cleared = True
        self.switchboard.closed(self)

    def publish(self, event: Event) -> None:
        """Tell everybody who is concerned."""
        self.kernel.publish(self, event)

    def report(self, rule: str, message: str, place: Place, severity: Severity = Severity.ERROR) -> None:
        """Note a mistake that one can live with."""
        found = NoteFound if severity is Severity.NOTE else ProblemFound
        self.publish(found(Problem(rule, shortened(message), place, severity)))

    def may_order(self, place: Place) -> bool:
        """Whether the script may set another call or message going; says so if not: an app may never come to an end."""
        limit = self.settings.order_limit
        if self.switchboard.orders < limit:
            return True
        self.report("too-many", f"scripts have set {limit} calls and messages going already; no more are", place)
        return False

    def may_remember(self, characters: int, place: Place) -> bool:
        """Whether the script may set another variable; says so if not: all together may not grow without end."""
        self.remembered += characters
        if self.remembered <= LONGEST_MEMORY:
            return True
        self.report("too-long", f"variables have been given {LONGEST_MEMORY} characters in all; no more are set", place)
        return False

    def takes_a_step(self) -> bool:
        """Whether the script may run another command: not for ever, if no time passes."""
        if self.now > self.busy_since:
            self.busy_since, self.commands = self.now, 0
        self.commands += 1
        self.all_commands += 1
        return self.commands <= self.settings.command_limit and self.all_commands <= self.settings.max_commands

    # -- time --------------------------------------------------------------------------------------------------------

    def wait(self, *events: type[Event], timeout: float = inf, until: float = inf) -> Steps[Event | None]:
        """Wait for one of some kinds of event.

        Args:
            events: the kinds.
            timeout: longest wait in seconds.
            until: instant at which the wait ends at the latest.

        Returns:
            The event; None if the time is up.

        Raises:
            HungUp: there is a call, and it has ended, or ends meanwhile; or the exchange has been given up.
        """
        if self.stalled:
            raise HungUp
        return (yield from self.sleep(events, self.deadline(timeout, until)))

    def deadline(self, timeout: float, until: float) -> float:
        """The instant at which a wait ends at the latest."""
        return until if timeout == inf else min(until, self.kernel.after(timeout))

    def sleep(self, events: tuple[type[Event], ...], until: float) -> Steps[Event | None]:
        """Wait, whatever the state of things; a script that has used time may go on with its GoTos."""
        began = self.now
        event: Event | None = yield Wait(self, events, until)
        if self.now > began:
            self.gotos = 0
        return event

    def wait_anyway(self, *events: type[Event], until: float = inf) -> Steps[Event | None]:
        """Wait as `wait` does, but also when nobody is on the line any more; a call that ends meanwhile ends the wait.

        Raises:
            HungUp: the call ended meanwhile, or what goes on after its end has been given up.
        """
        if not self.ended:
            return (yield from self.wait(*events, until=until))
        event = None if self.stalled else (yield from self.sleep((*events, Stalled), until))
        if self.stalled:
            raise HungUp
        return event

    def pause(self, seconds: float) -> Steps[None]:
        """Let time pass, also when nobody is on the line any more."""
        yield from self.wait_anyway(until=self.kernel.after(seconds))

    def spawn(self, steps: Steps[T], name: str) -> Process[T]:
        """Start a process beside the running one."""
        return self.kernel.spawn(steps, self, name)

    def apart(self, steps: Steps[T], name: str) -> Steps[T]:
        """Run steps in a process of their own; what they return, or what unwinds them, goes on here.

        So answers that stand in answers that stand in answers nest as deep as an app likes.
        """
        return (yield from self.joined(self.spawn(steps, name)))

    def joined(self, process: Process[T]) -> Steps[T]:
        """Wait for a process to end: what it returns or unwinds it goes on here; what cuts this one short, there."""
        while process.alive:
            try:
                yield Wait(process, (ProcessEnded,))
            except Interrupted as cut:
                self.kernel.interrupt(process, cut.cause)
        return process.result()

    def stop(self, process: Process[None]) -> Steps[None]:
        """Cut a process short and wait until it has ended; where the call is over, it does that by itself."""
        if not self.ended:
            self.kernel.interrupt(process)
        while process.alive:
            yield Wait(process, (ProcessEnded,))

    # -- the app -----------------------------------------------------------------------------------------------------

    def post(self, url: str, name: NotificationName, **values: str) -> Steps[Response]:
        """Send a notification and fetch the answer; nothing is run."""
        fields = wire_fields(Notification(name, {**self.facts, **values}), self.switchboard.field_table)
        self.publish(NotificationSent(name, url, fields))
        request = SendRequest(url, form_encoded(fields))
        self.asking += 1
        try:
            response: Response
            if self.switchboard.faults.armed:
                response = yield from answer_through_faults(self, name, fields, request)
            elif (response := (yield request)).charge:
                yield Wait(self, until=self.kernel.after(response.charge))
        except Interrupted:
            self.publish(AnswerReceived(url, 0, "", b"", "nobody waits for it any more"))
            raise
        finally:
            self.asking -= 1
        self.publish(
            AnswerReceived(response.url, response.status, response.content_type, response.body, response.failure)
        )
        return response if response.status < HTTPStatus.BAD_REQUEST else replace(response, posted=tuple(fields))

    def lets_pass(self) -> None:
        """Let what comes next overtake what the app is being told now; here, one thing only comes of the other."""

    def notify(self, url: str, name: NotificationName, **values: str) -> Steps[None]:
        """Send a notification and run the answer in place.

        Raises:
            HungUp: the call ended before the answer was there.
        """
        response = yield from self.post(url, name, **values)
        if self.ended:
            raise HungUp
        yield from self.run_answer(response, name)

    def run_answer(self, response: Response, name: NotificationName) -> Steps[None]:
        """Run an answer in place, in a process of its own."""
        yield from self.apart(self.switchboard.interpreter.run_answer(self, response), f"the answer to {name}")

    def tell(self, url: str, name: NotificationName, **values: str) -> Steps[None]:
        """Send a notification about something that needs no call, and run the answer as a script of its own."""
        response = yield from self.post(url, name, **values)
        yield from self.switchboard.interpreter.run_script(self, response)
