"""Whom a command is about: the call, the API extension; refused if there is none that will do."""

from __future__ import annotations

from simulator.http_api.codes import Code, Refused
from simulator.http_api.schema import HttpCommand
from simulator.telephony.exchange import Exchange
from simulator.telephony.extensions import ExtensionType
from simulator.telephony.observed_call import ObservedCall


def living_call(exchange: Exchange, call_id: str) -> ObservedCall:
    """The call with an ID.

    Raises:
        Refused: 601, there is none, or it is over (ASSUMPTION http-api q14).
    """
    call = exchange.switchboard.observed.get(call_id)
    if call is None or call.over:
        raise Refused(Code.CALL_NOT_FOUND, call_id, reason="" if call is None else "it is over")
    return call


def api_extension(exchange: Exchange, number: str) -> str:
    """The API extension that a command names; the first one that can be used if it names none (http-api section 4.1).

    Raises:
        Refused: 401, it is not there, of another type or switched off.
    """
    extension = exchange.switchboard.extensions.api_extension(number)
    if extension is None:
        raise Refused(Code.API_EXTENSION_UNAVAILABLE, number, reason=_why_unavailable(exchange, number))
    return extension


def _why_unavailable(exchange: Exchange, number: str) -> str:
    known = exchange.switchboard.extensions.get(number)
    if known is None:
        return "there is none with that number" if number else "there is none that is switched on"
    return "it is switched off" if known.type is ExtensionType.API else f"its type is {known.type}"


def check_orders(exchange: Exchange, command: HttpCommand) -> None:
    """See that no more calls and messages are set going than a PBX here takes (`Settings.order_limit`).

    Raises:
        Refused: 303, there have been too many; the documentation has no code for that.
    """
    if not exchange.may_order(command.place):
        limit = exchange.settings.order_limit
        reason = f"{limit} calls and messages have been set going already"
        raise Refused(Code.INAPPROPRIATE_COMMAND, command.spec.name, reason=reason)
