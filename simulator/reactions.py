"""Steps that depend on what happens, as Python writes them: repeating, reacting to what is heard, waiting for the app.

[when({"English": presses("1"), "PIN": presses("1234")}, optional=True), waits_for("RecordCompleted", within=5)]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf
from typing import TypeAlias

from simulator.arguments import check_count, check_seconds
from simulator.errors import ScenarioError
from simulator.scenario.mistakes import MisreadError
from simulator.scenario.python_data import node_from
from simulator.scenario.waiting import awaited
from simulator.steps import checked_steps, hears
from simulator.telephony.fault import Fault
from simulator.telephony.fault_step import Suffers
from simulator.telephony.reactions import MOST_TIMES, ROUNDS, Branch, Repeats, When
from simulator.telephony.step import Step
from simulator.telephony.steps import Hears, misfit_among

StepsLike: TypeAlias = Step | Iterable[Step]
"""A step, or several."""

Heard: TypeAlias = str | Step
"""A prompt: its text, or what `hears` makes."""

Message: TypeAlias = str | Mapping[str, str]
"""A part of the text of a message, or what is said of it: `{"to": "4711", "text": "Confirmed*"}`."""


def repeats(*steps: Step, times: int | None = None, until: Heard | None = None, at_most: int = ROUNDS) -> Step:
    """Take steps again and again.

    Args:
        steps: what is done in a round.
        times: how often.
        until: in place of `times`, the prompt at which the rounds end: a text as in `hears`, or `hears(...)`.
        at_most: rounds after which that has failed.

    Raises:
        ScenarioError: one of them is something else, or neither `times` nor `until` is given, or both.
    """
    taken = checked_steps(steps, "repeats(...): ")
    if (times is None) is (until is None):
        raise ScenarioError("repeats(...): expected one of `times` and `until`")
    _check_rounds("at_most", at_most)
    if times is not None:
        _check_rounds("times", times)
    made = Repeats(taken, at_most, _prompt("repeats(until=...)", until)) if times is None else Repeats(taken, times)
    misfit = misfit_among([made])
    if misfit is not None:
        raise ScenarioError(f"repeats(...): it {misfit[1]}")
    return made


def when(
    heard: Heard | Mapping[Heard, StepsLike],
    steps: StepsLike = (),
    *,
    otherwise: StepsLike | None = None,
    optional: bool = False,
    within: float = inf,
) -> Step:
    """Wait for the first of several prompts, and do what belongs to it.

    Args:
        heard: a prompt: its text as in `hears`, or `hears(...)`; or what is done, by such prompts.
        steps: what is done if a single text is given.
        otherwise: what is done if none of them is heard; without it, one has to be.
        optional: do nothing if none of them is heard.
        within: longest wait in seconds. With `otherwise` and no time, the wait is over when nothing more is said.

    Raises:
        ScenarioError: one of them is something else.
    """
    written = heard if isinstance(heard, Mapping) else {heard: steps}
    if not written:
        raise ScenarioError("when({}): expected at least one text to hear")
    if isinstance(heard, Mapping) and steps != ():
        raise ScenarioError("when({...}, steps): the steps belong into the mapping, behind the text that they are for")
    if optional and otherwise is not None:
        raise ScenarioError("when(...): `optional` and `otherwise` do not go together; optional is otherwise nothing")
    check_seconds("when", "within", within, endless=True)
    branches = tuple(
        Branch(_prompt("when(...)", text), checked_steps(done, f"when({text!r}, ...): "))
        for text, done in written.items()
    )
    others = () if optional else None if otherwise is None else checked_steps(otherwise, "when(otherwise=...): ")
    return When(branches, others, within)


def waits_for(
    notification: str | None = None,
    *,
    event: str | None = None,
    ozml: str | None = None,
    command: str | None = None,
    sms: Message | None = None,
    email: Message | None = None,
    message: Message | None = None,
    fields: Mapping[str, str] | None = None,
    within: float = inf,
) -> Step:
    """Wait until something has happened on any call; what happened before counts too, but each thing only once.

    Args:
        notification: the name of a notification to the app, such as "RecordCompleted".
        event: in its place, that of an event of the transcript, such as "RecordingFinished".
        ozml: that of an OzML command that begins to run, such as "Record".
        command: that of a command that the app sends over the HTTP API.
        sms: a short message in the outbox.
        email: an e-mail there: "to", "from", "subject".
        message: a message of Ozeki 10 there: "connection", "address", "text".
        fields: what there has to be in a notification, an event or a command, by the names there.
        within: longest wait in seconds.

    Raises:
        ScenarioError: there is no such thing.
    """
    check_seconds("waits_for", "within", within, endless=True)
    given = {
        "notification": notification,
        "event": event,
        "ozml": ozml,
        "command": command,
        "sms": sms,
        "email": email,
        "message": message,
        "fields": fields,
        "within": None if within == inf else within,
    }
    return awaited(node_from({name: value for name, value in given.items() if value is not None}, "waits_for"))


def suffers(fault: Fault) -> Step:
    """Let something go wrong from now on: a fault as `simulator.faults` makes it.

    Raises:
        ScenarioError: it is none.
    """
    if not isinstance(fault, Fault):
        raise ScenarioError(f"suffers({fault!r}): expected a fault such as drops('RecordCompleted')")
    return Suffers(fault)


def _check_rounds(name: str, rounds: object) -> None:
    check_count("repeats", name, rounds)
    if isinstance(rounds, int) and rounds > MOST_TIMES:
        raise ScenarioError(f"repeats({name}={rounds!r}): at most {MOST_TIMES} rounds")


def _prompt(where: str, text: object) -> Hears:
    """The prompt with a text, as the step `hears` has it."""
    if isinstance(text, Hears):
        if text.within < inf:
            raise ScenarioError(f"{where}: `within` does not belong to {text}; give it to the step itself")
        return text
    try:
        step = hears(text)  # type: ignore[arg-type]  # it says itself what it expects
    except MisreadError:
        raise
    except ScenarioError as error:
        raise ScenarioError(f"{where}: {error}") from None
    assert isinstance(step, Hears)  # noqa: S101 - as `hears` makes it
    return step
