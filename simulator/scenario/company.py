"""Which scenarios had company: others that used the same app at the same time, or called it from the same number."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from simulator.scenario.model import AppKind, AppSpec
from simulator.telephony.phone import folded_number


class Visit:
    """The time that a scenario spends with its app; `company` once another one has been there meanwhile.

    `same_caller` counts those who have come to the app from its number until it has left, itself too.
    """

    def __init__(self) -> None:
        self.company = False
        self.same_caller = 0


class Visits:
    """Everybody who is with an app at the moment, and from which numbers people have come."""

    def __init__(self) -> None:
        self._there: defaultdict[AppSpec | str, list[Visit]] = defaultdict(list)
        self._callers: Counter[tuple[AppSpec | str, str]] = Counter()

    @contextmanager
    def visit(self, app: AppSpec, caller: str = "") -> Iterator[Visit]:
        """Be with an app for a while; `caller` is the number from which that is, empty where nobody calls."""
        process = _process(app)
        there, number = self._there[process], folded_number(caller)
        visit = Visit()
        there.append(visit)
        if number:
            self._callers[process, number] += 1
        if len(there) > 1:
            for one in there:
                one.company = True
        try:
            yield visit
        finally:
            there.remove(visit)
            visit.same_caller = self._callers[process, number]


def _process(app: AppSpec) -> AppSpec | str:
    """What keeps an app's state, whichever path is called."""
    return "/".join(app.target.split("/")[:3]).lower() if app.kind is AppKind.URL else app.server
