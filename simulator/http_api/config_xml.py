"""The XML that commands carry in parameters: configurations of extensions, and permissions of a security token."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Final

from simulator.errors import OzmlError
from simulator.http_api.answer import Element, texts
from simulator.http_api.codes import Code, Refused
from simulator.http_api.convert import number
from simulator.ozml.parser import parse
from simulator.ozml.script import Element as ParsedElement
from simulator.telephony.extensions import ENABLED, Extension, ExtensionType

ELEMENTS: Final = (
    "AuthorizationName",
    "Password",
    "Username",
    "LastIPAddress",
    "UserAgentName",
    "Enabled",
    "ID",
    "UserID",
)
"""What a configuration can hold, in the order in which GetConfig tells it (p_4700, p_4699)."""

NEEDED: Final[Mapping[ExtensionType, tuple[str, ...]]] = {
    ExtensionType.SIP: ("AuthorizationName", "Password", "Username", "Enabled", "ID", "UserID"),
}
"""What it must hold (p_4699); of other types only `_NEEDED_BY_ALL`."""
# ASSUMPTION http-api section 4.17: only configurations of SIP extensions are published.
_NEEDED_BY_ALL: Final = ("Enabled", "ID")

_TELLING_NOTHING: Final = "not well-formed XML: a bare "
"""What the parser says of the usual slip, which quotes no more than a letter."""

_FIXED: Final = re.compile(
    r"a document type declaration \(<!DOCTYPE \.\.\.>\) is not allowed in OzML|"
    r"elements are nested \d+ deep, at most \d+ are allowed|not well-formed XML: elements are nested too deep"
)
"""What else it says without quoting anything."""

LONGEST_CONFIG: Final = 10_000
"""Characters that the names and the texts of a configuration have at most, in all."""
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")
_IN_A_LINE = re.compile(r"[^\n]")
_CANONICAL: Final = {name.lower(): name for name in ELEMENTS}


def config_from_xml(written: str, kind: ExtensionType) -> dict[str, str]:
    """Read the ConfigXML of an extension.

    Args:
        written: the parameter, as XML or with its entities escaped once more (p_4699).
        kind: the ExtensionType that stands beside it.

    Returns:
        Its children by name, in the order of `ELEMENTS`, further ones behind.

    Raises:
        Refused: 300, it is not well-formed; 702, it is no configuration of that type.
    """
    root = parsed(written, "ConfigXML")
    known_type = {name.lower(): value for name, value in root.attributes}.get("knowntype", "")
    if root.name.lower() != "config":
        raise Refused(Code.INVALID_CONFIG, kind, reason="its root element is not Config")
    if known_type and known_type != _known_type(kind):
        raise Refused(Code.INVALID_CONFIG, kind, reason=f"its knownType is not {_known_type(kind)}")
    found: dict[str, str] = {}
    for child in root.children:
        if child.children:
            raise Refused(Code.INVALID_CONFIG, kind, reason="an element in it holds elements, expected a text")
        found.setdefault(_CANONICAL.get(child.name.lower(), child.name), child.text)
    missing = [name for name in NEEDED.get(kind, _NEEDED_BY_ALL) if not found.get(name)]
    if missing:
        raise Refused(Code.INVALID_CONFIG, kind, reason=f"it lacks {', '.join(missing)}")
    found[ENABLED] = found[ENABLED].lower()
    if found[ENABLED] not in {"true", "false"}:
        raise Refused(Code.INVALID_CONFIG, kind, reason="Enabled is neither true nor false")
    try:
        number(found["ID"])
    except ValueError as error:
        raise Refused(Code.INVALID_CONFIG, kind, reason=f"its ID is not {error}") from None
    check_size(found, kind)
    return _in_order(found)


def check_size(config: Mapping[str, str], kind: ExtensionType) -> None:
    """See that a configuration is no longer than a PBX here keeps (`LONGEST_CONFIG`).

    Raises:
        Refused: 702, it is.
    """
    if sum(len(name) + len(text) for name, text in config.items()) > LONGEST_CONFIG:
        raise Refused(Code.INVALID_CONFIG, kind, reason=f"it holds more than {LONGEST_CONFIG} characters")


def config_element(extension: Extension) -> Element:
    """The configuration of an extension as GetConfig tells it."""
    return Element(
        "Config", texts(**_in_order(extension.config)), attributes=(("knownType", _known_type(extension.type)),)
    )


def parsed(written: str, parameter: str) -> ParsedElement:
    """Parse XML that stands in a parameter, as it is or with its entities escaped once more; its root element.

    Raises:
        Refused: 300, it is not well-formed (http-api q8).
    """
    text = unescape(written) if written.lstrip().startswith("&lt;") else written
    if declaration := _DECLARATION.match(text):
        # The text has been decoded: what it says of its encoding, often utf-16 from .NET, no longer matters.
        text = _IN_A_LINE.sub(" ", declaration[0]) + text[declaration.end() :]
    try:
        return parse(text.encode(), parameter).root
    except OzmlError as error:
        where = "".join(f":{position}" for position in (error.line, error.column) if position)
        raise Refused(Code.PARSE_ERROR, f"{parameter}{where}: {_reason(error.message)}") from None


def _reason(message: str) -> str:
    """What is wrong with XML, without a word of what stands in it: there may be passwords."""
    if _FIXED.fullmatch(message):
        return message.removesuffix(" in OzML")
    return message if message.startswith(_TELLING_NOTHING) else "not a well-formed XML document"


def _known_type(kind: ExtensionType) -> str:
    # ASSUMPTION http-api section 4.16: the names of other types are made like SIPExtensionInfo.
    return f"{kind}ExtensionInfo"


def _in_order(config: Mapping[str, str]) -> dict[str, str]:
    return {name: config[name] for name in dict.fromkeys((*ELEMENTS, *config)) if name in config}
