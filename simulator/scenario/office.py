"""The office of a PBX as YAML has it: extensions and their apps, lines, the dial plan, who watches, who may command."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from simulator.errors import ScenarioError
from simulator.scenario.addresses import EXPECTED, is_address
from simulator.scenario.document import MappingNode, Node, TextNode
from simulator.scenario.numbers import by_number
from simulator.scenario.reading import Reader, flag, mapping, mistaken, named, one_or_more, refused, text
from simulator.telephony.addresses import network
from simulator.telephony.office import Access, ApiExtension, Office, OfficeUser

REFUSED: Final = "refused"
"""What a dial plan says of numbers that nobody may call."""

_FIELDS: Final = {
    "dial plan": "dial_plan",
    "routing": "routing_url",
    "call changed": "call_changed_url",
    "error": "error_url",
}
"""Keys of an office that are called otherwise in `Office`."""


def read_office(node: Node, base: Office) -> Office:
    """Read what is set up on the PBX; where nothing is said, it is as in `base`."""
    values = mapping(node, _READERS, "what is set up on the PBX, such as `{call changed: /changed}`")
    return replace(base, **{_FIELDS.get(name, name): value for name, value in values.items()})


def read_address(node: Node) -> str:
    """A path of the app, or a whole address."""
    written = text(node, EXPECTED)
    if not is_address(written):
        raise refused(node, EXPECTED)
    return written


def _extensions(node: Node) -> dict[str, ApiExtension]:
    return by_number(node, _extension, "a mapping of numbers and addresses such as `{9000: /incoming}`")


def _extension(node: Node) -> ApiExtension:
    if isinstance(node, TextNode):
        return ApiExtension(read_address(node))
    expected = "an address, or a mapping such as `{calls: /incoming, sms: /sms}`"
    values = mapping(node, {"calls": read_address, "sms": read_address}, expected)
    if not values:
        raise mistaken(node, f"expected {expected}, found nothing")
    return ApiExtension(values.get("calls", ""), values.get("sms", ""))


def _lines(node: Node) -> dict[str, str]:
    return named(node, text, "a mapping of lines and the numbers that are reached over them, such as `{Telecom: +*}`")


def _dial_plan(node: Node) -> dict[str, str]:
    expected = f"a mapping of numbers and where they are sent, such as `{{112: 2000, 0900*: {REFUSED}}}`"
    return {number: "" if to == REFUSED else to for number, to in by_number(node, text, expected).items()}


def _patterns(node: Node) -> tuple[str, ...]:
    return one_or_more(node, text, "a list of patterns, `[]` for none")


def _access(node: Node) -> Access:
    readers: dict[str, Reader[Any]] = {
        "authentication": flag,
        "users": _users,
        "allowed": _networks,
        "denied": _networks,
    }
    values = mapping(node, readers, "who may send commands, such as `{users: {anna: secret}}`")
    return Access(**{"authentication": bool(values.get("users")), **values})


def _users(node: Node) -> dict[str, OfficeUser]:
    return named(node, _user, "a mapping of names and passwords such as `{anna: secret}`")


def _user(node: Node) -> OfficeUser:
    if not isinstance(node, MappingNode):
        return OfficeUser(text(node, "a password"))
    expected = "a password, or a mapping such as `{password: secret, api: false}`"
    return OfficeUser(**mapping(node, {"password": text, "api": flag}, expected, required=["password"]))


def _networks(node: Node) -> tuple[str, ...]:
    return one_or_more(node, _network, "a list of addresses of clients such as `[127.0.0.1, 10.1.0.0/16]`")


def _network(node: Node) -> str:
    written = text(node, "an address or network of clients")
    try:
        network(written)
    except ScenarioError as error:
        raise mistaken(node, str(error)) from None
    return written


_READERS: Final[dict[str, Reader[Any]]] = {
    "extensions": _extensions,
    "lines": _lines,
    "dial plan": _dial_plan,
    "sms": _patterns,
    "email": _patterns,
    "routing": read_address,
    "call changed": read_address,
    "error": read_address,
    "access": _access,
}
