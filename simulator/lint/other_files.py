"""Files that are no answers, although they are looked at as such: programs that make one, scenarios, other XML."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Final

from simulator.errors import near_name
from simulator.ozml.lines import Lines
from simulator.ozml.schema import ROOTS, element_names
from simulator.telephony.problem import Place, Problem

# What is never closed goes to the end, and nothing is tried again from further on: files may be of any kind and long.
_PROGRAM: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:]]>|\Z)|(<\?php\b|<\?=|<%|\{%)", re.DOTALL | re.IGNORECASE
)
_SCENARIOS: Final = (".yaml", ".yml")
_BEFORE_THE_ROOT: Final = re.compile(r"(?:\s++|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\b[^>\[]*+(?:\[.*?\]\s*+)?>)*+", re.DOTALL)
_ROOT: Final = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")


def no_answer_in(text: str, name: str) -> Problem | None:
    """A problem if a file holds no answer, but something that makes one, or calls an app; `name` is its path."""
    mark = next((match for match in _PROGRAM.finditer(text) if match[1]), None)
    if mark is not None:
        kind = "a PHP program" if mark[1].startswith("<?") else "a template"
        message = f"this is {kind}, which makes an answer ({mark[1]!r}); lint what it answers, by its http:// address"
        return Problem("unusable-answer", message, Place(name, *Lines(text).place(mark.start())))
    if Path(name).suffix.lower() in _SCENARIOS:
        file = shlex.quote(name)
        message = f"this is a file of scenarios, not an answer: `ozeki-simulator list {file}` reads it, `run` runs it"
        return Problem("unusable-answer", message, Place(name))
    return None


def is_other_xml(text: str, name: str) -> bool:
    """Whether a file was not meant as an answer: a test report, a project; `name` is its path.

    What begins with no element at all may have been, and so may a root that is misspelt, a command without a root,
    whatever has a command in it, a web page (apps answer with those), and whatever its name says is OzML.
    """
    before = _BEFORE_THE_ROOT.match(text)
    root = _ROOT.match(text, before.end() if before else 0)
    if root is None or Path(name).suffix.lower() == ".ozml" or root[1].lower() == "html":
        return False
    commands = {one.lower() for one in element_names()}
    return commands.isdisjoint(one.lower() for one in _ROOT.findall(text)) and near_name(root[1], ROOTS) is None
