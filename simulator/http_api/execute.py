"""A command from the request to the answer: who may send it, what it is, whether it is complete, and then it is done.

Everything an app can send comes to one of the codes. The order of the checks is that of section 2.2 of the protocol
page and of its question 12.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Final

import simulator.http_api.commands
import simulator.ozml.commands  # noqa: F401 - both register their commands
from simulator.errors import suggestion
from simulator.http_api.access import PASSWORD, check_address, check_user
from simulator.http_api.answer import Answer
from simulator.http_api.codes import Code, Refused
from simulator.http_api.request import EMPTY_FORM, CommandRequest, Form, form_from
from simulator.http_api.schema import COMMANDS, HttpCommandSpec
from simulator.ozml import schema as ozml
from simulator.settings import Dialect
from simulator.telephony.applicable import CannotBeUsedError
from simulator.telephony.command_events import CommandAnswered, CommandReceived
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.problem import shortened
from simulator.telephony.switchboard import Switchboard

COMMAND: Final = "command"

SECRETS: Final = frozenset({PASSWORD.lower(), "configxml"})
"""Parameters that no transcript shows, whatever command they come with; a configuration holds a password too."""

_MOST_SHOWN: Final = 50
"""Parameters of one command that a transcript shows; no command has so many."""


def execute(request: CommandRequest, switchboard: Switchboard) -> Steps[bytes]:
    """Carry a command out.

    Args:
        request: what arrived.
        switchboard: the PBX that it is for.

    Returns:
        The body of the answer; its HTTP status is 200 whatever it says (p_4233).
    """
    exchange = switchboard.open_command()
    try:
        answer = yield from _answer(request, exchange)
    finally:
        exchange.close()
    return answer.as_bytes()


def _answer(request: CommandRequest, exchange: Exchange) -> Steps[Answer]:
    unreadable: Refused | None = None
    form = EMPTY_FORM
    try:
        form = form_from(request)
    except Refused as refused:
        unreadable = refused
    reason, number = "", exchange.switchboard.commands
    exchange.publish(CommandReceived(shortened(form.get(COMMAND)), _shown(form), number))
    try:
        # ASSUMPTION http-api section 2.2: first the address counts, then the user, then the command.
        access = exchange.switchboard.office.access
        check_address(access, request.client)
        if unreadable is not None:
            raise unreadable
        check_user(access, form)
        answer = yield from _carried_out(_spec(form.get(COMMAND), exchange.settings.dialect), form, exchange)
        reason = answer.note
    except Refused as refused:
        answer, reason = Answer(refused.code, refused.message), refused.reason
    exchange.publish(CommandAnswered(answer.code.number, shortened(answer.message), shortened(reason), number))
    return answer


def _carried_out(spec: HttpCommandSpec, form: Form, exchange: Exchange) -> Steps[Answer]:
    # ASSUMPTION http-api q12: first it counts whether parameters are missing, then what they mean.
    command = spec.bind(form)
    try:
        return (yield from command.run(exchange))
    except CannotBeUsedError as error:
        # ASSUMPTION http-api q13: that is how a command is refused that does not fit the state of a call.
        raise Refused(Code.INAPPROPRIATE_COMMAND, spec.name, reason=str(error)) from None


def _shown(form: Form) -> Mapping[str, str]:
    """The parameters as a transcript may show them."""
    others = (one for one in form.written.items() if one[0].lower() != COMMAND)
    return {
        shortened(name): "***" if name.lower() in SECRETS else shortened(value)
        for name, value in islice(others, _MOST_SHOWN)
    }


def _spec(name: str, dialect: Dialect) -> HttpCommandSpec:
    """Find a command by its name (ASSUMPTION http-api section 2.1: which matches without regard to case)."""
    if not name:
        raise Refused(Code.INVALID_PARAMETER, COMMAND, "", reason="it is missing")  # ASSUMPTION http-api q6
    spec = COMMANDS.get(name.lower())
    if spec is not None:
        return spec
    if name.lower() in _ozml_names(dialect):
        # ASSUMPTION http-api section 3: that is what the code is for.
        raise Refused(Code.INAPPROPRIATE_COMMAND, _ozml_names(dialect)[name.lower()], reason="it belongs in OzML")
    known = [spec.name for spec in COMMANDS.values()]
    meant = suggestion(shortened(name), known).removeprefix("; ")
    raise Refused(Code.NOT_IMPLEMENTED_COMMAND, name, reason=meant)  # ASSUMPTION http-api q7


def _ozml_names(dialect: Dialect) -> Mapping[str, str]:
    """The commands that can stand in answers of the app, by their names in lower case."""
    return {spec.name.lower(): spec.name for spec in ozml.COMMANDS.values() if dialect in (spec.dialect, "ozeki10")}
