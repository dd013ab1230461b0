"""Element -> command without a call: what variables hold is not known, only which names an answer sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from simulator.errors import suggestion
from simulator.ozml.binding import Binder, spoken, understood
from simulator.ozml.schema import COMMANDS, Family
from simulator.ozml.script import Element, Script
from simulator.ozml.variables import REFERENCE
from simulator.telephony.problem import Severity

SETS_VARIABLE: Final = frozenset({"var", "sql", "waitformsg"})
"""Commands whose `ID` names a variable."""
SETS_ARRAY: Final = frozenset({"array", "sql"})
"""Commands whose `ID` names an array."""

NAMES_INSIDE: Final[Mapping[str, frozenset[str]]] = {
    "foreach": frozenset({"item"}),
    "receivealarmnotification": frozenset({"account", "eventqualifier", "eventcode", "eventname", "partition", "zone"}),
}
"""Command of an API extension -> what can be referred to inside of it only (sections 4.6 and 4.11)."""


# -- names -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Names:
    """What the commands of an answer set, in lower case; `anything` if a name is itself the value of a variable."""

    variables: frozenset[str]
    arrays: frozenset[str]
    anything: bool


def names_set(script: Script, family: Family, *, mixed: bool) -> Names:
    """What an answer of a family sets; `mixed` as in `understood`."""
    written = [
        (spec.name.lower(), value.strip().lower())
        for element in script.root.walk()
        if (spec := understood(element.name, family, mixed=mixed)) is not None
        for name, value in element.attributes
        if spec.fields_by_name.get(name.lower()) == "id"
    ]
    return Names(
        frozenset(name for command, name in written if command in SETS_VARIABLE),
        frozenset(name for command, name in written if command in SETS_ARRAY),
        any(REFERENCE.search(name) for _, name in written),
    )


# -- values ----------------------------------------------------------------------------------------------------------


class UnknownValueError(Exception):
    """Somebody looked at a value that only a call knows."""


class UnknownValue:
    """The value of a parameter with a `$reference` in it: it is given, and whoever looks at it learns no more."""

    __slots__ = ()

    def _looked_at(self, *_: object) -> NoReturn:
        raise UnknownValueError

    __bool__ = __len__ = __iter__ = __contains__ = __getattr__ = __format__ = __str__ = _looked_at
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = _looked_at


@dataclass(frozen=True, slots=True)
class UnresolvedBinder(Binder):
    """Binds elements without knowing what variables hold."""

    named: Names = field(kw_only=True)
    scope: frozenset[str] = field(kw_only=True)
    """Names that stand for something only here."""

    def bind_blocks(self, element: Element) -> None:
        """Make the blocks of an element that is no command, for want of a parameter."""
        spec = self.spec_of(element)
        if spec is not None and spoken(spec.dialect, self.dialect):
            self._blocks(element, spec)

    def _converted(self, convert: Callable[[str], Any], text: str, element: Element) -> Any:  # noqa: ANN401 - as there
        references = [reference[1] for reference in REFERENCE.finditer(text)]
        if not references:
            return convert(text)
        for message in self._unset(references):
            self.report("unknown-variable", message, self.script.place(element), Severity.NOTE)
        return UnknownValue()

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
                spec = COMMANDS[owner, Family.EXTENSION]
                yield f"{'$' + name!r} stands for something only in <{spec.name}>"
            else:
                hint = suggestion(f"${name}", [f"${one}" for one in known]) if known else ""
                yield f"no variable {'$' + name!r} is set in this answer{hint}"
