"""`$name` in texts and attributes.

Names match without regard to case. Substitution is one pass: what a variable holds is not looked through again.
The grammar is not published; this is the protocol page's reading of the examples (section 2.2).
"""

from __future__ import annotations

import re
from typing import Final

from simulator.telephony.variables import Variables

REFERENCE: Final = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)(?:\.([A-Za-z_][A-Za-z0-9_]*))?")
"""A name, and perhaps a field: a dot counts only in front of a name, and only if the value has fields."""


def substituted(text: str, variables: Variables) -> tuple[str, list[str]]:
    """Put the values of variables into a text.

    Args:
        text: what was written.
        variables: the values.

    Returns:
        The text, and the references in it that stand for nothing, without their "$"; they stay as they are written.
    """
    if "$" not in text:
        return text, []
    unknown: list[str] = []

    def value(reference: re.Match[str]) -> str:
        name, field = reference.groups()
        found = variables.get(name)
        if found is None:
            unknown.append(name)
            return reference.group()
        if field is None:
            return found.text
        if not found.fields:
            return f"{found.text}.{field}"  # the dot ends a sentence, as in "Hello $name.Bye"
        if field.lower() not in found.fields:
            unknown.append(f"{name}.{field}")
            return reference.group()
        return found.fields[field.lower()]

    return REFERENCE.sub(value, text), unknown


def known_references(variables: Variables) -> list[str]:
    """Everything that a text can refer to now, for suggestions."""
    known = []
    for name in variables.names():
        value = variables.get(name)
        known += [name, *(f"{name}.{field}" for field in value.fields)] if value else []
    return known
