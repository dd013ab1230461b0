"""What goes wrong between PBX and app, with recordings and on the line, as Python writes it.

place_call(app, [hears("message")], faults=[drops("RecordCompleted"), delays("DtmfEntered", by=3), line_drops(at=12)])
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, Literal, TypedDict, Unpack

from simulator.arguments import check_count, check_seconds
from simulator.errors import ScenarioError, suggestion
from simulator.fault_names import function_of
from simulator.telephony.fault import (
    LINE_CAUSES,
    LINE_EVENTS,
    Delay,
    DelayAnswer,
    Drop,
    Duplicate,
    Fault,
    FlawKind,
    Hitch,
    LineFault,
    LoseAnswer,
    RecordingFault,
    Reorder,
    RequestFault,
    Reset,
    Status,
    Which,
)
from simulator.telephony.notifications import NotificationName
from simulator.telephony.text_match import TextMatch

__all__ = [
    "Fault",
    "answers_with",
    "checked_faults",
    "delays",
    "delays_answer",
    "drops",
    "duplicates",
    "line_drops",
    "loses_answer",
    "recording_cut",
    "recording_empty",
    "recording_late",
    "recording_missing",
    "reorders",
    "resets",
]


class Counted(TypedDict, total=False):
    """Which ones a fault meets, of those that fit.

    `number` is the only one, counted from 1; with `times`, the first of so many. `times` alone is how many it meets at
    most. `chance` of meeting each of them is above 0 and at most 1, drawn from the seed.
    """

    number: int
    times: int
    chance: float


class Picked(Counted, total=False):
    """The same of notifications: `fields` they must have, by the names on the wire; a value may be a pattern."""

    fields: Mapping[str, str]


# -- between the PBX and the app -------------------------------------------------------------------------------------


def drops(notification: str | None = None, **picked: Unpack[Picked]) -> Fault:
    """Let notifications never reach the app; the PBX waits in vain, as long as the setting `notification_timeout` says.

    Args:
        notification: its name, such as "RecordCompleted"; all if not given.
        picked: which of them, see `Picked`; so everywhere here.

    Raises:
        ScenarioError: one of them makes no sense; so everywhere here.
    """
    return _of_requests("drops", Drop(), notification, picked)


def delays(notification: str | None = None, *, by: float, **picked: Unpack[Picked]) -> Fault:
    """Let notifications reach the app `by` seconds later; not at all if the PBX has given up by then."""
    _check_above_zero("delays", "by", by)
    return _of_requests("delays", Delay(float(by)), notification, picked)


def delays_answer(notification: str | None = None, *, by: float, **picked: Unpack[Picked]) -> Fault:
    """Let answers to notifications reach the PBX `by` seconds later; not at all if it has given up by then."""
    _check_above_zero("delays_answer", "by", by)
    return _of_requests("delays_answer", DelayAnswer(float(by)), notification, picked)


def loses_answer(notification: str | None = None, **picked: Unpack[Picked]) -> Fault:
    """Let the app get notifications, and the PBX wait for the answer in vain."""
    return _of_requests("loses_answer", LoseAnswer(), notification, picked)


def duplicates(
    notification: str | None = None, *, answer: Literal["first", "second"] = "first", **picked: Unpack[Picked]
) -> Fault:
    """Let the app get notifications twice, one after the other; `answer` is the one that the PBX gets."""
    if answer not in ("first", "second"):
        raise ScenarioError(f"duplicates(answer={answer!r}): expected 'first' or 'second'")
    return _of_requests("duplicates", Duplicate(answer == "second"), notification, picked)


def reorders(notification: str | None = None, **picked: Unpack[Picked]) -> Fault:
    """Let a notification reach the app after the next one; not at all if none comes while the PBX waits."""
    return _of_requests("reorders", Reorder(), notification, picked)


def resets(notification: str | None = None, **picked: Unpack[Picked]) -> Fault:
    """Reset the connection before the app gets a notification; the PBX knows at once that there is no answer."""
    return _of_requests("resets", Reset(), notification, picked)


def answers_with(code: int, notification: str | None = None, **picked: Unpack[Picked]) -> Fault:
    """Let a proxy in between answer with an HTTP status from 400 to 599; the app gets nothing."""
    written: object = code
    if not isinstance(written, int) or isinstance(written, bool) or not 400 <= written <= 599:
        raise ScenarioError(f"answers_with({code!r}): `code` must be an HTTP status from 400 to 599")
    return _of_requests("answers_with", Status(code), notification, picked)


# -- recordings ------------------------------------------------------------------------------------------------------


def recording_missing(**counted: Unpack[Counted]) -> Fault:
    """Let the app not find recordings at their RecordURL (404)."""
    return RecordingFault(FlawKind.MISSING, which=_which("recording_missing", None, counted, _COUNTED))


def recording_late(seconds: float, **counted: Unpack[Counted]) -> Fault:
    """Let the app find recordings only so many seconds after their end, on the clock of the call."""
    _check_above_zero("recording_late", "seconds", seconds)
    return RecordingFault(FlawKind.LATE, float(seconds), _which("recording_late", None, counted, _COUNTED))


def recording_cut(**counted: Unpack[Counted]) -> Fault:
    """Let the files of recordings break off in the middle."""
    return RecordingFault(FlawKind.CUT, which=_which("recording_cut", None, counted, _COUNTED))


def recording_empty(**counted: Unpack[Counted]) -> Fault:
    """Let the files of recordings have no bytes."""
    return RecordingFault(FlawKind.EMPTY, which=_which("recording_empty", None, counted, _COUNTED))


# -- the line --------------------------------------------------------------------------------------------------------


def line_drops(
    *,
    at: float | None = None,
    after: str | None = None,
    later: float = 0.0,
    phone: str = "",
    cause: Literal["network out of order", "temporary failure"] = "network out of order",
    number: int | None = None,
    fields: Mapping[str, str] | None = None,
    chance: float = 1.0,
) -> Fault:
    """Let a line drop, once: the call ends, by the PBX, and nobody has hung up.

    Args:
        at: when, in seconds.
        after: or after what: a notification ("RecordCompleted"), while the app is asked; or something on the line:
            "call answered", "connected", "prompt started", "prompt finished", "voice started", "voice stopped",
            "recording started", "recording finished".
        later: seconds after that.
        phone: whose line, on whichever call there it comes about first; "+36*" will do. If it is empty, that of the
            call that the notification in `after` is about, or else that of the first call.
        cause: why, as Q.850 has it: 38 or 41.
        number: only after this one, counted from 1; the first one if not given.
        fields: only after a notification with these fields.
        chance: that it happens at all.
    """
    if (at is None) == (after is None):
        raise ScenarioError("line_drops(...): expected one of `at` and `after`")
    if at is not None:
        check_seconds("line_drops", "at", at)
    check_seconds("line_drops", "later", later)
    known_causes = {str(one): one for one in LINE_CAUSES}
    _check_known("line_drops", "cause", cause, known_causes)
    if not isinstance(phone, str):
        raise ScenarioError(f"line_drops(phone={phone!r}): `phone` must be a number, as a text such as '4711'")
    event = after if after in LINE_EVENTS else None
    if after is not None and event is None:
        _check_known("line_drops", "after", after, [*LINE_EVENTS, *map(str, NotificationName)])
    for name, value, usual in (("number", number, None), ("fields", fields, None), ("later", later, 0.0)):
        if value != usual and (after is None or (name == "fields" and event is not None)):
            needed = "a notification in `after`" if name == "fields" else "`after`"
            raise ScenarioError(f"line_drops({name}={value!r}): `{name}` goes with {needed}")
    given = {"number": number, "fields": fields, "chance": chance}
    picked = {name: value for name, value in given.items() if value is not None}
    return LineFault(
        at=None if at is None else float(at),
        after=event,
        later=float(later),
        number=phone,
        cause=known_causes[cause],
        which=_which("line_drops", after if event is None else None, picked, _PICKED),
    )


# -- checks ----------------------------------------------------------------------------------------------------------

_MAKERS: Final = [one for one in __all__ if one.islower() and one != "checked_faults"]
_COUNTED: Final = tuple(Counted.__annotations__)
_PICKED: Final = tuple(Picked.__annotations__)


def checked_faults(written: object) -> tuple[Fault, ...]:
    """Check that there are only faults in what a user wrote: a list of them, or a single one.

    Raises:
        ScenarioError: there is something else.
    """
    listed = tuple(written) if isinstance(written, Iterable) and not isinstance(written, str | Mapping) else (written,)
    for one in listed:
        if not isinstance(one, Fault):
            raise ScenarioError(f"faults: expected faults such as drops('RecordCompleted'), not {one!r}{_meant(one)}")
    return listed


if not TYPE_CHECKING:  # checkers of types tell it themselves, and would take any name then

    def __getattr__(name: str) -> object:
        """Tell what was meant by a name that is none; in scenarios faults are called otherwise."""
        near = "" if name.startswith("_") else suggestion(name, _MAKERS)
        meant = f"; did you mean {function!r}?" if (function := function_of(name)) else near
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}{meant}")


def _meant(written: object) -> str:
    """What to write in place of what is no fault; empty if that is not known."""
    if (name := getattr(written, "__name__", "")) in _MAKERS:
        return f"; write {name}()"
    function = function_of(written)
    return f"; in Python it is {function}(...)" if function else ""


def _of_requests(function: str, hitch: Hitch, notification: object, picked: Mapping[str, object]) -> Fault:
    return RequestFault(hitch, _which(function, notification, picked, _PICKED))


def _which(function: str, notification: object, picked: Mapping[str, object], known: Iterable[str]) -> Which:
    for name in picked:
        if name not in known:
            raise ScenarioError(f"{function}({name}={picked[name]!r}): unknown parameter{suggestion(name, known)}")
    if notification is not None:
        _check_known(function, "notification", notification, list(map(str, NotificationName)))
    for name in ("number", "times"):
        if name in picked:
            check_count(function, name, picked[name])
            if not picked[name]:
                raise ScenarioError(f"{function}({name}=0): `{name}` counts from 1")
    chance = picked.get("chance", 1.0)
    if not isinstance(chance, int | float) or isinstance(chance, bool) or not 0 < chance <= 1:
        raise ScenarioError(f"{function}(chance={chance!r}): `chance` must be above 0, and at most 1")
    return Which(
        notification=None if notification is None else NotificationName(str(notification)),
        fields=_fields(function, picked.get("fields", {})),
        number=picked.get("number"),  # type: ignore[arg-type]  # checked above
        times=picked.get("times"),  # type: ignore[arg-type]  # likewise
        chance=float(chance),
    )


def _fields(function: str, written: object) -> Mapping[str, TextMatch]:
    if not isinstance(written, Mapping):
        raise ScenarioError(f"{function}(fields={written!r}): expected fields such as {{'CallState': 'InCall'}}")
    fields: dict[str, TextMatch] = {}
    for name, value in written.items():
        if not isinstance(name, str) or not isinstance(value, str):
            raise ScenarioError(f"{function}(fields=...): {name!r}: expected a text, not {value!r}")
        try:
            fields[name] = TextMatch(value, whole=True)
        except ValueError as error:
            raise ScenarioError(f"{function}(fields=...): {name!r}: expected {error}, not {value!r}") from None
    return fields


def _check_above_zero(function: str, name: str, value: object) -> None:
    check_seconds(function, name, value)
    if not value:
        raise ScenarioError(f"{function}({name}={value!r}): `{name}` must be above 0")


def _check_known(function: str, name: str, value: object, known: Iterable[str]) -> None:
    if not isinstance(value, str) or value not in known:
        raise ScenarioError(f"{function}({name}={value!r}): unknown {name}{suggestion(str(value), known)}")
