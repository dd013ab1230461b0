"""`python -m benchmarks.fuzz_parser [COUNT] [--seed N] [--save FILE]`: throw hostile documents at the parser.

Each goes through strict and lenient parsing. Whatever comes back must be a script or an `OzmlError`, must come soon,
and must leave no memory behind.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import simulator.ozml.commands  # noqa: F401 - registers the commands
from simulator.errors import OzmlError
from simulator.ozml.parser import parse
from simulator.ozml.schema import COMMANDS
from simulator.ozml.script import Script

LONGEST: Final = 64 * 1024
TOO_LONG: Final = 0.05
"""Seconds that one document may take."""
ROOTS: Final = ("Response", "response", "OzML")
NAMES: Final = frozenset(
    [*ROOTS]
    + [spec.name for spec in COMMANDS.values()]
    + [name for spec in COMMANDS.values() for one in spec.blocks.values() for name in (one.name, one.item) if name]
)
PARAMETERS: Final = sorted({one.name for spec in COMMANDS.values() for one in spec.attributes.values()})
WORDS: Final = ("Hello", "true", "5", "#", "http://app/?a=1&amp;b=2", "&lt;", "&#65;", "Żółć", "\U0001f600", "", "$var")
HOSTILE_WORDS: Final = (
    "1 < 2", "AT&T", "a<b", "&nbsp;", "&#x110000;", "]]>", "<!-- c -->", "<![CDATA[ <x> & ]]>", "<?php x ?>", "'", '"',
    "http://app/?a=1&b=2", "\r\n", "\t", "\0", "\ufeff", "\ufffe", "\x85", "\u2028",
)  # fmt: skip
SCRAPS: Final = (
    "<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<?xml version='1.0'?>", "<!DOCTYPE a [", "&",
    ";", "='", '="', "=", "'", '"', "<a ", "<a b='", '<a b="', "</a>", "<Speak>", "</Speak>", "<Speak", "&a", "a:", " ",
    "<Speak Text=x", " xml:id='a'", "xmlns:a='b' ", "xmlns='' ", "\n", "\0", "\ufeff", "a='1'", "<arrayid='1'>", "<a/>",
    "<br />",
)  # fmt: skip
HEADS: Final = (
    "",
    "",
    '<?xml version="1.0"?>',
    "<?xml version='1.0' encoding='utf-8'?>\n",
    '\n\n<?xml version="1.0"?>',
)
HOSTILE_HEADS: Final = (
    '<?xml version="1.1"?>', '<?xml version="1.0" encoding="utf-16"?>', '<?xml version="1.0" encoding="iso-8859-1"?>',
    "Warning: mysql_connect() in /x.php\n", "<br />\n<b>Warning</b>: x in <b>/x.php</b><br />\n", "<!DOCTYPE a>",
    "<!DOCTYPE Response [<!ENTITY a 'b'>]>", "<!-- c -->", '{"a": ', "<html>", "\ufeff",
)  # fmt: skip
ENCODINGS: Final = ("utf-16", "utf-16-be", "utf-32", "iso-8859-2", "windows-1252", "utf-7", "shift_jis", "cp037", "hz")
CHARSETS: Final = (
    "",
    "",
    "utf-8",
    "iso-8859-1",
    "utf-16",
    "utf-7",
    "hex",
    "idna",
    "klingon",
    "bad\0name",
    "zlib",
    "mbcs",
)


class Documents:
    """Makes documents, one after the other, from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.words = WORDS

    def next(self) -> tuple[bytes, str]:
        """A document, and the charset that its HTTP header names."""
        pick = self.random.random()
        if pick < 0.02:
            body = self.random.randbytes(self._length())
        elif pick < 0.05:
            body = self._repeated().encode()
        else:
            body = self._encoded(self._slips(self._grammatical()))
        for _ in range(self.random.choice((0, 0, 0, 1, 2, 5))):
            body = self.random.choice(MUTATIONS)(self.random, body)
        return body[:LONGEST], self.random.choice(CHARSETS) if self.random.random() < 0.1 else ""

    def _length(self) -> int:
        """Mostly small: every size up to the longest is as likely as any other of its magnitude."""
        return int(2 ** (self.random.random() ** 3 * 16))

    def _grammatical(self) -> str:
        choice = self.random.choice
        hostile = self.random.random() < 0.3
        self.words = WORDS + HOSTILE_WORDS if hostile else WORDS
        heads, tails = (HEADS + HOSTILE_HEADS, ("", "\n", "<a/>", "x")) if hostile else (HEADS, ("", "\n"))
        root = choice(ROOTS)
        commands = "".join(self._element(self.random.randint(0, 3)) for _ in range(choice((0, 1, 1, 2, 3, 8))))
        return f"{choice(heads)}<{root}>{commands}</{root}>{choice(tails)}"

    def _element(self, depth: int) -> str:
        chance = self.random
        name = chance.choice(_SORTED_NAMES)
        attributes = "".join(
            f"{chance.choice((' ', '  ', chr(10)))}{one}{chance.choice(('=', '=', ' = '))}{self._quoted()}"
            for one in chance.sample(PARAMETERS, chance.choice((0, 0, 1, 2, 4)))
        )
        if chance.random() < 0.3:
            return f"<{name}{attributes}/>"
        inside = "".join(self._element(depth - 1) for _ in range(chance.randint(0, 2))) if depth else ""
        return f"<{name}{attributes}>{chance.choice(self.words)}{inside}{chance.choice(('', chr(10)))}</{name}>"

    def _quoted(self) -> str:
        mark = self.random.choice("'\"")
        value = self.random.choice(self.words) * (1 if self.random.random() < 0.995 else self._length())
        return f"{mark}{value}{mark}"

    def _slips(self, text: str) -> str:
        """Make some of the published mistakes."""
        chance = self.random
        for slip, meant in _SLIPS:
            if chance.random() < 0.1:
                parts = text.split(meant)
                if len(parts) > 1:
                    at = chance.randrange(1, len(parts))
                    text = meant.join(parts[:at]) + slip + meant.join(parts[at:])
        return text

    def _encoded(self, text: str) -> bytes:
        encoding = self.random.choice(ENCODINGS) if self.random.random() < 0.03 else "utf-8"
        return text.encode(encoding, errors="replace")

    def _repeated(self) -> str:
        """What is harmless once."""
        chance = self.random
        unit = "".join(chance.choices(SCRAPS, k=chance.randint(1, 4)))
        front = chance.choice(("", "<a>", "<Response>", "<a ", "<a b='"))
        pattern = chance.choice((unit, unit, unit.replace("a", "a{0}")))
        times = self._length() // max(1, len(unit.encode()))
        middle = "".join(pattern.replace("{0}", str(number % 5000)) for number in range(times))
        closes = chance.choice(("", "</a>", "</Response>", "</a>" * times, "/>", "'/>"))
        return f"{front}{middle}{closes}"


_SORTED_NAMES: Final = sorted(NAMES)
_SLIPS: Final = (
    ("'", "' "), ("=", "='"), ('"', '" '), ("=", '="'), ("<", "</"), ("", "="), ("", " "), ("&", "&amp;"), ("", "'"),
)  # fmt: skip
"""What is written instead of what."""

Mutation = Callable[[random.Random, bytes], bytes]


def _flipped(chance: random.Random, body: bytes) -> bytes:
    changed = bytearray(body)
    for _ in range(min(len(body), chance.choice((1, 1, 2, 8)))):
        changed[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(chance: random.Random, body: bytes) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def _cut_out(chance: random.Random, body: bytes) -> bytes:
    begin, end = _span(chance, body)
    return body[:begin] + body[end:]


def _doubled(chance: random.Random, body: bytes) -> bytes:
    begin, end = _span(chance, body)
    times = 2 if chance.random() < 0.99 else chance.randrange(2, 2000)
    return (body[:begin] + body[begin:end] * min(times, 1 + LONGEST // (end - begin + 1)) + body[end:])[: 2 * LONGEST]


def _put_in(chance: random.Random, body: bytes) -> bytes:
    at = chance.randrange(len(body) + 1)
    return body[:at] + chance.choice(SCRAPS).encode() + body[at:]


def _nested(chance: random.Random, body: bytes) -> bytes:
    name = chance.choice(_SORTED_NAMES).encode()
    times = chance.choice((1, 2, 60, 300)) if chance.random() < 0.1 else 1
    return b"<%s>" % name * times + body + b"</%s>" % name * times


def _span(chance: random.Random, body: bytes) -> tuple[int, int]:
    begin = chance.randrange(len(body) + 1)
    return begin, min(len(body), begin + chance.choice((1, 4, 16, 64, 1024)))


MUTATIONS: Final[tuple[Mutation, ...]] = (_flipped, _cut, _cut_out, _doubled, _put_in, _nested)


@dataclass
class Findings:
    """What came of a run."""

    documents: int = 0
    refused: int = 0
    repaired: int = 0
    slowest: float = 0.0
    """Seconds, the quickest of three tries."""
    slow: list[bytes] = field(default_factory=list)
    first_memory: int = 0
    """Resident KiB after the first tenth of the documents."""
    last_memory: int = 0

    def __str__(self) -> str:
        return (
            f"{self.documents:,} documents: {self.refused:,} refused, {self.repaired:,} repaired, "
            f"slowest {self.slowest * 1e3:.1f} ms, {len(self.slow)} over {TOO_LONG * 1e3:.0f} ms, "
            f"memory {self.first_memory:,} -> {self.last_memory:,} KiB"
        )


def fuzz(count: int, seed: int, tell: Callable[[str], None] = lambda _: None) -> Findings:
    """Parse documents in both modes, and see how long they take.

    Raises:
        AssertionError: something else than a script or an OzmlError came back; the message holds the document.
    """
    documents, findings = Documents(seed), Findings()
    for number in range(1, count + 1):
        body, charset = documents.next()
        try:
            strict = tried(body, charset, repair=False)
            lenient = tried(body, charset, repair=True)
        except Exception as error:
            raise AssertionError(f"{error!r} of {body!r}, charset {charset!r}") from error
        findings.documents += 1
        findings.refused += strict.script is None
        findings.repaired += strict.script is None and lenient.script is not None
        for one, repair in ((strict, False), (lenient, True)):
            took = one.took
            if took > min(findings.slowest, TOO_LONG):
                took = min(took, *(tried(body, charset, repair=repair, afresh=str(again)).took for again in range(2)))
                findings.slowest = max(findings.slowest, took)
                if took > TOO_LONG:
                    findings.slow.append(body)
        if number in {count // 10, count} or number % 50_000 == 0:
            findings.last_memory = _resident()
            findings.first_memory = findings.first_memory or findings.last_memory
            tell(str(findings))
    return findings


@dataclass(frozen=True)
class Tried:
    """What a document became, and in how many seconds."""

    script: Script | None
    took: float


def tried(body: bytes, charset: str, *, repair: bool, afresh: str = "") -> Tried:
    """Parse a document and look at all of it; an `afresh` that is new keeps the parser from remembering it."""
    began = time.perf_counter()
    try:
        script = parse(body, f"fuzz{afresh}", charset, repair=repair, names=NAMES)
    except OzmlError:
        return Tried(None, time.perf_counter() - began)
    took = time.perf_counter() - began
    assert repair or not script.repairs
    places = [script.place(element) for element in script.root.walk()]
    assert all(place.line and place.column for place in places)
    assert len(script.notes) <= 2
    return Tried(script, took)


def _resident() -> int:
    """KiB of memory that this process holds; 0 where /proc is not known."""
    status = Path("/proc/self/status")
    lines: Iterable[str] = status.read_text(encoding="ascii").splitlines() if status.exists() else ()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


def main(arguments: list[str]) -> int:
    """Run it and print the summary.

    Returns:
        0; 1 if a document took too long.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz_parser")
    parser.add_argument("count", type=int, nargs="?", default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--save", type=Path, help="a file for the slowest documents, one after the other")
    options = parser.parse_args(arguments)
    findings = fuzz(options.count, options.seed, tell=lambda line: print(line, file=sys.stderr, flush=True))
    print(findings)
    if options.save and findings.slow:
        options.save.write_bytes(b"\n=====\n".join(findings.slow))
    return 1 if findings.slow else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
