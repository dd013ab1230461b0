"""An answer -> everything that is wrong with it and can be known without a call.

Each element is bound as in a call, so the problems are those that a call would report, with the same rule, message,
place and severity. Three things differ:

- A value with a `$reference` in it is not judged.
- A variable or an array that this answer sets nowhere is a note and no more: an answer before it may have set it.
- Mistakes in a `ResponseOzML` are told at the place of the `Call` that it belongs to.

What stands behind a `Hangup`, or in a command that lacks a parameter, is looked at as if it could be reached. What is
in an unknown element, or in one that needs a call where there is none, is skipped as in a call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, Final, NoReturn

from simulator.errors import suggestion
from simulator.ozml.answer import script_in
from simulator.ozml.binding import Binder, Report, spoken
from simulator.ozml.block import Block
from simulator.ozml.commands.call import PlaceCall
from simulator.ozml.commands.foreach import ForEach
from simulator.ozml.interpreter import OzmlInterpreter
from simulator.ozml.occasion import misplaced, needs_call, never_run
from simulator.ozml.parser import Element, Script
from simulator.ozml.schema import COMMANDS, Command, CommandSpec, Family, Mistake
from simulator.ozml.variables import REFERENCE
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

ANSWERED: Final = (
    NotificationName.INCOMING_CALL,
    NotificationName.CALL_CONNECTED,
    NotificationName.RECORD_COMPLETED,
    NotificationName.DTMF_ENTERED,
    NotificationName.GO_TO,
    NotificationName.INCOMING_SMS,
    NotificationName.SMS_DELIVERY_REPORT,
)
"""The notifications whose answers are run."""

_ABOUT_MESSAGES: Final = (NotificationName.INCOMING_SMS, NotificationName.SMS_DELIVERY_REPORT)

SETS_VARIABLE: Final = frozenset({"var", "sql", "waitformsg"})
"""Commands whose `ID` names a variable."""
SETS_ARRAY: Final = frozenset({"array", "sql"})
"""Commands whose `ID` names an array."""

NAMES_INSIDE: Final[Mapping[str, frozenset[str]]] = {
    "foreach": frozenset({"item"}),
    "receivealarmnotification": frozenset({"account", "eventqualifier", "eventcode", "eventname", "partition", "zone"}),
}
"""Command -> what can be referred to inside of it only (sections 4.6 and 4.11)."""


def lint(
    body: bytes, source: str, settings: Settings, charset: str = "", *, answer_to: NotificationName | None = None
) -> list[Problem]:
    """Find what is wrong with an answer.

    Args:
        body: the answer, as an app would send it.
        source: its file or address, for places.
        settings: the dialect, the limits, and whether slips are repaired.
        charset: that of the Content-Type header, if there is one.
        answer_to: the notification that it answers; None if that is not known.

    Returns:
        The problems in the order of the document, each once; those without a line come first.
    """
    return lint_response(Response(source, 200, body, charset=charset), settings, answer_to=answer_to)


def lint_response(
    response: Response, settings: Settings, *, answer_to: NotificationName | None = None
) -> list[Problem]:
    """Find what is wrong with an answer that came over HTTP, or with there being none."""
    return _problems(response, settings, answer_to, depth=0)


DEEPEST_SCRIPT: Final = 8
"""How deep scripts within scripts (`ResponseOzML`) are looked into."""


def _problems(response: Response, settings: Settings, answer_to: NotificationName | None, depth: int) -> list[Problem]:
    found: dict[Problem, None] = {}

    def report(rule: str, message: str, place: Place, severity: Severity) -> None:
        found[Problem(rule, message, place, severity)] = None

    script = script_in(response, settings, report)
    if script is not None:
        _Walk(script, settings, answer_to, report, depth).block(script.root.children, frozenset())
    return sorted(found, key=lambda problem: (problem.place.line, problem.place.column))


# -- walking ---------------------------------------------------------------------------------------------------------


class _Walk:
    """One walk through a script."""

    def __init__(
        self, script: Script, settings: Settings, answer_to: NotificationName | None, report: Report, depth: int
    ) -> None:
        self._depth = depth
        self._script = script
        self._settings = settings
        self._report = report
        self._named = _names_set(script)
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
                self._tell(never_run(_name(element), why), self._script.place(following))

    def _element(self, element: Element, scope: frozenset[str]) -> str:
        """Look at an element and into it; returns why nothing behind it runs, empty if something does."""
        inside: list[tuple[Element, ...]] = []

        def make_block(script: Script, elements: tuple[Element, ...]) -> Block:
            inside.append(elements)
            return Block(script, elements, _RUNNER)

        binder = _Unresolved(
            self._script,
            Family.EXTENSION,
            self._settings.dialect,
            Variables(),
            self._report,
            make_block,
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
        except _UnknownError:
            pass  # whatever it has not told yet depends on a value that only a call knows
        match command:
            case ForEach():
                self._look_for_array(command)
            case PlaceCall():
                self._look_into_script(command)
        try:
            return command.last
        except _UnknownError:
            return ""

    def _look_for_array(self, command: ForEach) -> None:
        named = self._named
        if isinstance(command.source, _Unknown) or named.anything or command.source.lower() in named.arrays:
            return
        hint = suggestion(command.source, named.arrays) if named.arrays else ""
        message = f"no array {command.source!r} is set in this answer{hint}"
        self._report("unknown-array", message, command.place, Severity.NOTE)

    def _look_into_script(self, command: PlaceCall) -> None:
        """Report what is wrong with the script of a new call, at the place of the command."""
        written = command.response_ozml
        if not isinstance(written, _Unknown) and written and self._depth < DEEPEST_SCRIPT:
            response = Response("ResponseOzML", 200, written.encode(), charset="utf-8")
            for one in _problems(response, self._settings, NotificationName.CALL_CONNECTED, self._depth + 1):
                self._report(one.rule, str(one), command.place, one.severity)


_RUNNER: Final = OzmlInterpreter()
"""Who would run the blocks that are made here; nobody asks it to."""


def _spec(element: Element) -> CommandSpec | None:
    return COMMANDS.get((element.name.lower(), Family.EXTENSION))


def _name(element: Element) -> str:
    spec = _spec(element)
    return spec.name if spec else element.name


# -- names -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Names:
    """What the commands of an answer set, in lower case; `anything` if a name is itself the value of a variable."""

    variables: frozenset[str]
    arrays: frozenset[str]
    anything: bool


def _names_set(script: Script) -> _Names:
    written = [
        (spec.name.lower(), value.strip().lower())
        for element in script.root.walk()
        if (spec := _spec(element)) is not None
        for name, value in element.attributes
        if spec.fields_by_name.get(name.lower()) == "id"
    ]
    return _Names(
        frozenset(name for command, name in written if command in SETS_VARIABLE),
        frozenset(name for command, name in written if command in SETS_ARRAY),
        any(REFERENCE.search(name) for _, name in written),
    )


# -- values ----------------------------------------------------------------------------------------------------------


class _UnknownError(Exception):
    """Somebody looked at a value that only a call knows."""


class _Unknown:
    """The value of a parameter with a `$reference` in it: it is given, and whoever looks at it learns no more."""

    __slots__ = ()

    def _looked_at(self, *_: object) -> NoReturn:
        raise _UnknownError

    __bool__ = __len__ = __iter__ = __contains__ = __getattr__ = __format__ = __str__ = _looked_at
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = _looked_at


@dataclass(frozen=True, slots=True)
class _Unresolved(Binder):
    """Binds elements without knowing what variables hold."""

    named: _Names = field(kw_only=True)
    scope: frozenset[str] = field(kw_only=True)

    def bind_blocks(self, element: Element) -> None:
        """Make the blocks of an element that is no command, for want of a parameter."""
        spec = COMMANDS.get((element.name.lower(), self.family))
        if spec is not None and spoken(spec.dialect, self.dialect):
            self._blocks(element, spec)

    def _converted(self, convert: Callable[[str], Any], text: str, element: Element) -> Any:  # noqa: ANN401 - as there
        references = [reference[1] for reference in REFERENCE.finditer(text)]
        if not references:
            return convert(text)
        for message in self._unset(references):
            self.report("unknown-variable", message, self.script.place(element), Severity.NOTE)
        return _Unknown()

    def _unset(self, references: list[str]) -> Iterator[str]:
        """Say which references stand for nothing, as far as this answer tells."""
        if self.named.anything:
            return
        known = self.named.variables | self.scope
        for name in references:
            folded = name.lower()
            if folded in known:
                continue
            owner = next((command for command, names in NAMES_INSIDE.items() if folded in names), None)
            if owner is not None:
                spec = COMMANDS[owner, self.family]
                yield f"{'$' + name!r} stands for something only in <{spec.name}>"
            else:
                hint = suggestion(f"${name}", [f"${one}" for one in known]) if known else ""
                yield f"no variable {'$' + name!r} is set in this answer{hint}"
