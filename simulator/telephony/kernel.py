"""Steps processes through time. It has no clock: `now` is pushed in, and `next_deadline()` comes out.

A process is a generator. It yields a `Wait` and is resumed with the event it waited for (or None when the time is up),
or it yields an `Effect` and is resumed with the reply. Whoever owns a clock and a network drives the kernel:

    while True:
        for request in kernel.take_effects():
            kernel.reply(request.id, carry_out(request.effect), now=kernel.now)
        kernel.advance(now=kernel.next_deadline())

The rules, each of which has a test:

- What is published goes into a queue; no process is ever stepped from inside another one's step.
- Interrupting throws `Interrupted(cause)` at the place where the process waits, once: what it does then to finish in
  good order is not cut short again.
- At one instant, what people do comes before what times out: a key at exactly the deadline counts.
- Time never goes back, and is whole microseconds, so instants that are equal on paper are equal here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Hashable
from copy import copy
from dataclasses import dataclass
from enum import IntEnum
from heapq import heappop, heappush
from math import inf
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from simulator.telephony.effects import Effect, Reply
from simulator.telephony.events import Event

T = TypeVar("T")


class Wait(NamedTuple):  # half the cost of a frozen dataclass, and there is one for each step of a process
    """Sleep until one of these kinds of event is published on a topic, or until an instant (seconds)."""

    topic: Hashable
    events: tuple[type[Event], ...] = ()
    until: float = inf


Steps: TypeAlias = Generator[Wait | Effect, Any, T]
"""What everything that takes time on a call returns; `yield from` it."""


class Unwind(Exception):  # noqa: N818 - it is a way out of a process, not an error
    """Leaves a process early without being an error; whoever joins the process meets it again."""


class Interrupted(Unwind):
    """Thrown into a process that somebody cut short; `cause` is the event that was the reason."""

    def __init__(self, cause: Event | None = None) -> None:
        super().__init__(cause)
        self.cause = cause


class Priority(IntEnum):
    """Who goes first among things that are due at the same instant."""

    INPUT = 0
    """What people on the line do."""
    TIMEOUT = 1
    """What the PBX has been waiting for in vain."""


class Process(Generic[T]):
    """A generator under way. Ask `alive`; then `result()` returns its value or raises what unwound it."""

    __slots__ = (
        "_result",
        "_unwound",
        "alive",
        "interrupted",
        "name",
        "priority",
        "steps",
        "token",
        "topic",
        "waiting",
    )

    def __init__(self, steps: Steps[T], topic: Hashable, name: str, priority: Priority) -> None:
        self.steps = steps
        self.topic: Hashable = topic
        self.name = name
        self.priority = priority
        self.alive = True
        self.interrupted = False
        self.token = 0
        self.waiting: Wait | None = None
        self._result: T | None = None
        self._unwound: Unwind | None = None

    def end(self, result: T | None, unwound: Unwind | None) -> None:
        """Note how the process ended; only the kernel calls this."""
        self.alive = False
        self.waiting = None
        self._result = result
        # A timer that was not needed in the end still holds the process, and a traceback does: both would be rings that
        # only the garbage collector takes apart, which costs more than the call.
        self.topic = None
        self._unwound = unwound.with_traceback(None) if unwound is not None else None

    def result(self) -> T:
        """What the process returned; raises what unwound it."""
        if self._unwound is not None:
            raise copy(self._unwound)
        return self._result  # type: ignore[return-value]  # a process that ended without unwinding has its value

    def __repr__(self) -> str:
        return f"<Process {self.name}>"


@dataclass(frozen=True, slots=True)
class ProcessEnded(Event):
    """A process is over; published on its topic, and for those who wait for just this one. Not for the transcript."""

    process: Process[Any]
    silent = True

    def __str__(self) -> str:
        return f"{self.process.name} ended"


class Request(NamedTuple):
    """An effect on its way out; its reply comes back under `id`."""

    id: int
    effect: Effect


class Kernel:
    """The scheduler of one simulated world.

    `listener` is told of every event that is published, when, and on which topic.
    """

    def __init__(self, listener: Callable[[float, Hashable, Event], None] | None = None) -> None:
        self.now = 0.0
        self.running: Process[Any] | None = None
        """The process that takes a step just now, or has taken the last one; None once all is quiet."""
        self._listener = listener
        self._serial = 0
        self._queue: deque[tuple[Hashable, Event] | tuple[Process[Any], Unwind | None]] = deque()
        self._timers: list[tuple[float, int, int, int, Process[Any]]] = []
        self._waiters: dict[Hashable, dict[Process[Any], None]] = {}
        self._requests: list[Request] = []
        self._requesters: dict[int, tuple[Process[Any], int]] = {}

    # -- for drivers -------------------------------------------------------------------------------------------------

    def receive(self, topic: Hashable, event: Event, now: float) -> None:
        """Let something happen on the line."""
        self._move_clock(now)
        self.publish(topic, event)
        self.settle()

    def reply(self, request_id: int, reply: Reply, now: float) -> None:
        """Answer an effect. If the process that asked has been interrupted since, nobody minds."""
        self._move_clock(now)
        process, token = self._requesters.pop(request_id)
        if process.alive and process.token == token:
            self._step(process, reply)
        self.settle()

    def advance(self, now: float) -> None:
        """Let time pass and fire everything that is due on the way, in order, each at its own instant.

        Stops early as soon as somebody wants an effect: what is due at the same instant waits until the driver has
        seen it. A driver therefore takes the effects and advances again.
        """
        timers = self._timers
        while timers and timers[0][0] <= now:
            at, _, _, token, process = heappop(timers)
            if process.alive and process.token == token:
                self._move_clock(at)
                self._step(process, None)
                self.settle()
                if self._requests:
                    return
        self._move_clock(now)

    def next_deadline(self) -> float | None:
        """The instant at which something is due next, in seconds; None if nothing is."""
        timers = self._timers
        while timers and not (timers[0][4].alive and timers[0][4].token == timers[0][3]):
            heappop(timers)
        return timers[0][0] if timers else None

    def take_effects(self) -> list[Request]:
        """What the core wants done, oldest first; each is handed out once."""
        taken, self._requests = self._requests, []
        return taken

    @property
    def awaits_replies(self) -> bool:
        """Whether effects are under way whose replies have not come back."""
        return bool(self._requesters)

    def settle(self) -> None:
        """Deliver everything that was published, until all is quiet."""
        queue = self._queue
        while queue:
            target, what = queue.popleft()
            if isinstance(what, Event):
                self._deliver(target, what)
            elif isinstance(target, Process) and target.alive:
                self._step(target, what)
        self.running = None

    # -- for processes -----------------------------------------------------------------------------------------------

    def spawn(self, steps: Steps[T], topic: Hashable, name: str, priority: Priority = Priority.TIMEOUT) -> Process[T]:
        """Start a process; it takes its first step when the present one has been taken.

        Args:
            steps: the generator.
            topic: whose process it is; `ProcessEnded` is published there.
            name: for people who ask what everybody is waiting for.
            priority: where it stands among those that are due at the same instant.
        """
        process = Process(steps, topic, name, priority)
        self._queue.append((process, None))
        return process

    def publish(self, topic: Hashable, event: Event) -> None:
        """Tell everybody who waits on the topic, once the present step has been taken."""
        if self._listener is not None and not event.silent:
            self._listener(self.now, topic, event)
        self._queue.append((topic, event))

    def interrupt(self, process: Process[Any], cause: Event | None = None) -> None:
        """Cut a process short: `Interrupted` is raised where it waits. Doing it again changes nothing."""
        if process.alive and not process.interrupted:
            process.interrupted = True
            self._queue.append((process, Interrupted(cause)))

    def after(self, seconds: float) -> float:
        """The instant that lies so many seconds ahead, in whole microseconds."""
        return round(self.now + seconds, 6)

    def processes_waiting(self, topic: Hashable) -> list[Process[Any]]:
        """Everybody who waits for something to happen on a topic."""
        return list(self._waiters.get(topic, ()))

    # -- inside ------------------------------------------------------------------------------------------------------

    def _move_clock(self, now: float) -> None:
        if self.now < now < inf:
            self.now = max(self.now, round(now, 6))

    def _deliver(self, topic: Hashable, event: Event) -> None:
        kind = type(event)
        for process in list(self._waiters.get(topic, ())):
            waiting = process.waiting
            if waiting is not None and kind in waiting.events:
                self._step(process, event)

    def _step(self, process: Process[Any], resume: Event | Reply | Unwind | None) -> None:
        """Resume a process and take note of what it wants next."""
        if process.waiting is not None:
            waiters = self._waiters[process.waiting.topic]
            del waiters[process]
            if not waiters:
                del self._waiters[process.waiting.topic]
            process.waiting = None
        process.token += 1
        self.running = process
        try:
            wanted = process.steps.throw(resume) if isinstance(resume, Unwind) else process.steps.send(resume)
        except StopIteration as stop:
            self._end(process, stop.value, None)
        except Unwind as unwound:
            self._end(process, None, unwound)
        else:
            if isinstance(wanted, Wait):
                self._sleep(process, wanted)
            else:
                self._request(process, wanted)

    def _end(self, process: Process[Any], result: object, unwound: Unwind | None) -> None:
        topic = process.topic
        process.end(result, unwound)
        ended = ProcessEnded(process)
        self.publish(topic, ended)
        if process in self._waiters:
            self.publish(process, ended)

    def _sleep(self, process: Process[Any], wait: Wait) -> None:
        process.waiting = wait
        self._waiters.setdefault(wait.topic, {})[process] = None
        if wait.until < inf:
            self._serial += 1
            at = round(max(wait.until, self.now), 6)
            heappush(self._timers, (at, process.priority, self._serial, process.token, process))

    def _request(self, process: Process[Any], effect: Effect) -> None:
        self._serial += 1
        self._requests.append(Request(self._serial, effect))
        self._requesters[self._serial] = (process, process.token)
