"""When a command cannot be run although nothing is wrong with its parameters: said by calls and by the linter alike."""

from __future__ import annotations

from simulator.ozml.schema import Command, Mistake
from simulator.telephony.problem import Severity


def needs_call(command: Command) -> Mistake:
    """It needs somebody on the line, and there is only a message (ASSUMPTION ozml q38: it is skipped)."""
    message = f"<{command.spec.name}> needs a call, and there is none in the answer to a notification about a message"
    return Mistake("needs-call", message, Severity.ERROR, command.place)


def misplaced(command: Command) -> Mistake:
    """It counts before the call is picked up only (ASSUMPTION ozml q10, q12: only the documented place counts)."""
    message = f"<{command.spec.name}> counts only as the first command of the answer to IncomingCall"
    return Mistake("misplaced", message, Severity.ERROR, command.place)


def never_run(name: str, why: str) -> Mistake:
    """Something stands behind a command behind which nothing runs."""
    return Mistake("never-run", f"<{name}> {why}, so what stands behind it never runs", Severity.WARNING)


def routed_already(command: Command) -> Mistake:
    """Another Route stands before it (ASSUMPTION ozml q48: the first one counts)."""
    return Mistake("given-twice", "<Route> stands here twice; the first counts", Severity.WARNING, command.place)
