"""An answer -> everything that is wrong with it and can be known without a call.

Each element is bound as in a call, so the problems are those that a call would report, with the same rule, message,
place and severity. Three things differ:

- A value with a `$reference` in it is not judged.
- A variable or an array that this answer sets nowhere is a note and no more: an answer before it may have set it.
- Mistakes in a `ResponseOzML` are told at the place of the `Call` that it belongs to.

Which commands may stand in an answer depends on what it answers; where that is not known, they are those of the family
that understands most of what stands there.

What stands behind a `Hangup`, or in a command that lacks a parameter, is looked at as if it could be reached. What is
in an unknown element, or in one that needs a call where there is none, is skipped as in a call.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Final

from simulator.errors import suggestion
from simulator.ozml.answer import script_in
from simulator.ozml.binding import Report, understood
from simulator.ozml.block import Block
from simulator.ozml.commands.call import PlaceCall
from simulator.ozml.commands.foreach import ForEach
from simulator.ozml.commands.routing.route import RouteCall
from simulator.ozml.families import families_answering, likeliest_family
from simulator.ozml.interpreter import OzmlInterpreter
from simulator.ozml.occasion import misplaced, needs_call, never_run, routed_already
from simulator.ozml.schema import Command, Family, Mistake
from simulator.ozml.script import Element, Script
from simulator.ozml.unresolved import NAMES_INSIDE, UnknownValue, UnknownValueError, UnresolvedBinder, names_set
from simulator.settings import Settings
from simulator.telephony.call import CallState
from simulator.telephony.effects import Response
from simulator.telephony.notifications import NotificationName
from simulator.telephony.problem import Place, Problem, Severity
from simulator.telephony.variables import Variables

FOUND: Final[Mapping[str, Severity]] = {
    "alias": Severity.NOTE,
    "bad-value": Severity.ERROR,
    "content-type": Severity.WARNING,
    "dead-input": Severity.WARNING,
    "given-twice": Severity.WARNING,
    "http-status": Severity.ERROR,
    "misplaced": Severity.ERROR,
    "missing-parameter": Severity.ERROR,
    "needs-call": Severity.ERROR,
    "nested-prompt": Severity.WARNING,
    "never-run": Severity.WARNING,
    "no-answer": Severity.ERROR,
    "no-digits": Severity.WARNING,
    "not-simulated": Severity.ERROR,
    "other-dialect": Severity.ERROR,
    "prologue": Severity.NOTE,
    "repaired": Severity.WARNING,
    "stray-text": Severity.WARNING,
    "unknown-array": Severity.NOTE,
    "unknown-attribute": Severity.ERROR,
    "unknown-element": Severity.ERROR,
    "unknown-root": Severity.ERROR,
    "unknown-variable": Severity.NOTE,
    "unusable-answer": Severity.ERROR,
    "wrong-family": Severity.ERROR,
    "zero": Severity.WARNING,
}
"""The rules that need no call, with the severity that each usually has. The others depend on what happens."""

_ABOUT_MESSAGES: Final = (NotificationName.INCOMING_SMS, NotificationName.SMS_DELIVERY_REPORT)


def lint(
    body: bytes,
    source: str,
    settings: Settings,
    charset: str = "",
    *,
    answer_to: NotificationName | None = None,
    family: Family | None = None,
) -> list[Problem]:
    """Find what is wrong with an answer.

    Args:
        body: the answer, as an app would send it.
        source: its file or address, for places.
        settings: the dialect, the limits, and whether slips are repaired.
        charset: that of the Content-Type header, if there is one.
        answer_to: the notification that it answers; None if that is not known.
        family: which commands may stand in it; None if only `answer_to`, or the answer itself, can tell.

    Returns:
        The problems in the order of the document, each once; those without a line come first.
    """
    return lint_response(Response(source, 200, body, charset=charset), settings, answer_to=answer_to, family=family)


def lint_response(
    response: Response,
    settings: Settings,
    *,
    answer_to: NotificationName | None = None,
    family: Family | None = None,
) -> list[Problem]:
    """Find what is wrong with an answer that came over HTTP, or with there being none."""
    return _problems(response, settings, answer_to, family, depth=0)


DEEPEST_SCRIPT: Final = 8
"""How deep scripts within scripts (`ResponseOzML`) are looked into."""


def _problems(
    response: Response, settings: Settings, answer_to: NotificationName | None, family: Family | None, depth: int
) -> list[Problem]:
    found: dict[Problem, None] = {}

    def report(rule: str, message: str, place: Place, severity: Severity) -> None:
        found[Problem(rule, message, place, severity)] = None

    script = script_in(response, settings, report)
    if script is not None:
        if family is None:
            names = (element.name for element in script.root.children)
            family = likeliest_family(names, families_answering(answer_to))
        _Walk(script, settings, family, answer_to, report, depth).block(script.root.children, frozenset())
    return sorted(found, key=lambda problem: (problem.place.line, problem.place.column))


# -- walking ---------------------------------------------------------------------------------------------------------


class _Walk:
    """One walk through a script."""

    def __init__(
        self,
        script: Script,
        settings: Settings,
        family: Family,
        answer_to: NotificationName | None,
        report: Report,
        depth: int,
    ) -> None:
        self._depth = depth
        self._script = script
        self._settings = settings
        self._family = family
        self._report = report
        self._named = names_set(script, family, mixed=settings.mixed_families)
        self._routed = False
        self._about_message = answer_to in _ABOUT_MESSAGES
        may_ring = answer_to in (None, NotificationName.INCOMING_CALL)
        self._first = next(iter(script.root.children), None) if may_ring else None
        """The one element that may stand before the call is picked up."""

    def block(self, elements: tuple[Element, ...], scope: frozenset[str]) -> None:
        """Look at a row of commands. `scope` has the names that stand for something only in here."""
        over = False
        for element, following in zip_longest(elements, elements[1:]):
            why = self._element(element, scope)
            if why and following is not None and not over:
                over = True
                self._tell(never_run(self._name(element), why), self._script.place(following))

    def _element(self, element: Element, scope: frozenset[str]) -> str:
        """Look at an element and into it; returns why nothing behind it runs, empty if something does."""
        inside: list[tuple[Element, ...]] = []

        def make_block(script: Script, elements: tuple[Element, ...]) -> Block:
            inside.append(elements)
            return Block(script, elements, _RUNNER)

        binder = UnresolvedBinder(
            self._script,
            self._family,
            self._settings.dialect,
            Variables(),
            self._report,
            make_block,
            self._settings.mixed_families,
            named=self._named,
            scope=scope,
        )
        command = binder.bind(element)
        why = ""
        if command is None:
            binder.bind_blocks(element)
        elif not self._is_timely(command, element):
            return ""
        else:
            why = self._looked_at(command)
        scope |= NAMES_INSIDE.get(element.name.lower(), frozenset())
        for elements in inside:
            self.block(elements, scope)
        return why

    def _name(self, element: Element) -> str:
        spec = understood(element.name, self._family, mixed=self._settings.mixed_families)
        return spec.name if spec else element.name

    def _tell(self, mistake: Mistake, place: Place) -> None:
        self._report(mistake.rule, mistake.message, mistake.place or place, mistake.severity)

    def _is_timely(self, command: Command, element: Element) -> bool:
        needs = command.spec.needs
        if needs is None:
            return True
        if self._about_message:
            self._tell(needs_call(command), command.place)
            return False
        if needs is CallState.RINGING and element is not self._first:
            self._tell(misplaced(command), command.place)
            return False
        return True

    def _looked_at(self, command: Command) -> str:
        """Report what its parameters tell; returns why nothing behind it runs."""
        try:
            for mistake in command.mistakes():
                self._tell(mistake, command.place)
        except UnknownValueError:
            pass  # whatever it has not told yet depends on a value that only a call knows
        match command:
            case ForEach():
                self._look_for_array(command)
            case PlaceCall():
                self._look_into_script(command)
            case RouteCall():
                self._look_for_route(command)
        try:
            return command.last
        except UnknownValueError:
            return ""

    def _look_for_array(self, command: ForEach) -> None:
        named = self._named
        if isinstance(command.source, UnknownValue) or named.anything or command.source.lower() in named.arrays:
            return
        hint = suggestion(command.source, named.arrays) if named.arrays else ""
        message = f"no array {command.source!r} is set in this answer{hint}"
        self._report("unknown-array", message, command.place, Severity.NOTE)

    def _look_for_route(self, command: RouteCall) -> None:
        """Tell of a Route behind one that counts."""
        if command.destination is None:
            return
        if self._routed:
            self._tell(routed_already(command), command.place)
        self._routed = True

    def _look_into_script(self, command: PlaceCall) -> None:
        """Report what is wrong with the script of a new call, at the place of the command."""
        written = command.response_ozml
        if not isinstance(written, UnknownValue) and written and self._depth < DEEPEST_SCRIPT:
            response = Response("ResponseOzML", 200, written.encode(), charset="utf-8")
            for one in _problems(response, self._settings, NotificationName.CALL_CONNECTED, None, self._depth + 1):
                self._report(one.rule, str(one), command.place, one.severity)


_RUNNER: Final = OzmlInterpreter()
"""Who would run the blocks that are made here; nobody asks it to."""
