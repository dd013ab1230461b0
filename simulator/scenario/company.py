"""Which scenarios had company: others that used the same app at the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from simulator.scenario.model import AppKind, AppSpec


class Visit:
    """The time that a scenario spends with its app; `company` once another one has been there meanwhile."""

    def __init__(self) -> None:
        self.company = False


class Visits:
    """Everybody who is with an app at the moment."""

    def __init__(self) -> None:
        self._there: defaultdict[AppSpec | str, list[Visit]] = defaultdict(list)

    @contextmanager
    def visit(self, app: AppSpec) -> Iterator[Visit]:
        """Be with an app for a while."""
        there = self._there[_process(app)]
        visit = Visit()
        there.append(visit)
        if len(there) > 1:
            for one in there:
                one.company = True
        try:
            yield visit
        finally:
            there.remove(visit)


def _process(app: AppSpec) -> AppSpec | str:
    """What keeps an app's state, whichever path is called."""
    return "/".join(app.target.split("/")[:3]).lower() if app.kind is AppKind.URL else app.server
