"""`$name` in texts and attributes.

Names match without regard to case. Substitution is one pass: what a variable holds is not looked through again.
The grammar is not published; this is the protocol page's reading of the examples (section 2.2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_REFERENCE = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")


def substituted(text: str, variables: Mapping[str, str]) -> tuple[str, list[str]]:
    """Put the values of variables into a text.

    Args:
        text: what was written.
        variables: values by name in lower case.

    Returns:
        The text, and the names in it that no variable has; they stay as they are written.
    """
    if "$" not in text:
        return text, []
    unknown: list[str] = []

    def value(reference: re.Match[str]) -> str:
        name = reference.group(1)
        if name.lower() in variables:
            return variables[name.lower()]
        unknown.append(name)
        return reference.group()

    return _REFERENCE.sub(value, text), unknown
