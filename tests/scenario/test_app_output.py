"""The output of a command: read as it comes, whatever it is, and the last of it kept."""

from __future__ import annotations

import os
import threading

import pytest

from simulator.scenario.app_output import LONGEST_LINE, MOST_BYTES, MOST_LINES, AppOutput


class Printing:
    """A pipe into an output, and what was heard of it."""

    def __init__(self) -> None:
        reading, self._writing = os.pipe()
        self.heard: list[str] = []
        self._waiting = threading.Condition()
        self.output = AppOutput(os.fdopen(reading, "rb", buffering=0), self._hear)

    def _hear(self, line: str) -> None:
        with self._waiting:
            self.heard.append(line)
            self._waiting.notify()

    def prints(self, data: bytes, *, lines: int) -> None:
        """Print something, and wait until so many lines of it have been heard."""
        wanted = len(self.heard) + lines
        self._write(data)
        with self._waiting:
            assert self._waiting.wait_for(lambda: len(self.heard) >= wanted, timeout=10)

    def ends(self, data: bytes = b"") -> None:
        self._write(data)
        os.close(self._writing)
        self.output.close()

    def _write(self, data: bytes) -> None:
        for start in range(0, len(data), 4096):
            os.write(self._writing, data[start : start + 4096])


@pytest.fixture
def printing():
    return Printing()


def test_lines_are_told_as_they_come_and_kept(printing):
    printing.prints(b"one\ntwo\r\n", lines=2)
    printing.ends()

    assert printing.heard == ["one", "two"]
    assert printing.output.lines(10) == ["one", "two"]
    assert printing.output.ended


def test_a_line_is_told_when_it_is_whole_and_a_last_one_at_the_end(printing):
    printing.prints(b"one\ntw", lines=1)
    printing.prints(b"o\nthr", lines=1)
    printing.ends(b"ee")

    assert printing.heard == ["one", "two", "three"]
    assert printing.output.lines(10) == ["one", "two", "three"]


def test_the_last_lines_are_given_and_only_those_that_came_since(printing):
    printing.prints(b"1\n2\n3\n", lines=3)
    since = printing.output.count
    printing.prints(b"4\n5\n", lines=2)
    printing.ends()

    assert printing.output.lines(2) == ["4", "5"]
    assert printing.output.lines(10, since) == ["4", "5"]
    assert printing.output.lines(1, since) == ["5"]
    assert printing.output.lines(10, printing.output.count) == []


def test_only_so_many_lines_are_kept(printing):
    printing.prints(b"".join(b"%d\n" % number for number in range(1000)), lines=1000)
    printing.ends()

    assert printing.output.lines(10**6) == [str(number) for number in range(1000 - MOST_LINES, 1000)]


def test_only_so_much_is_kept_of_long_lines(printing):
    printing.prints((b"x" * 2 * LONGEST_LINE + b"\n") * 100, lines=100)
    printing.ends()

    lines = printing.output.lines(10**6)
    assert {len(line) for line in lines} == {LONGEST_LINE}
    assert len(lines) == MOST_BYTES // LONGEST_LINE


def test_a_line_without_an_end_is_cut_off(printing):
    printing.ends(b"x" * 1_000_000)

    assert printing.output.lines(10) == ["x" * LONGEST_LINE]


def test_bytes_that_are_no_text_are_replaced(printing):
    printing.ends(b"\xff\x00\n\xc3")

    assert printing.heard == ["�\x00", "�"]


def test_what_the_server_logs_of_requests_is_told_but_not_kept(printing):
    printing.prints(b"hello\n[Mon Nov 23 08:18:59 2026] 127.0.0.1:50010 Accepted\nbye\n", lines=3)
    printing.ends()

    assert printing.heard[1] == "[Mon Nov 23 08:18:59 2026] 127.0.0.1:50010 Accepted"
    assert printing.output.lines(10) == ["hello", "bye"]
    assert printing.output.count == 2


@pytest.mark.parametrize("frame", ["#{} app.php(4): incoming()", "    at incoming (app.js:{}:7)"])
def test_the_message_of_a_stack_that_is_too_long_stays(printing, frame):
    stack = [frame.format(number) for number in range(20)]
    printing.ends(
        "\n".join(["started", "Uncaught RuntimeException: no database", *stack, "  thrown in app.php"]).encode()
    )

    assert printing.output.lines(3) == ["Uncaught RuntimeException: no database", stack[-1], "  thrown in app.php"]
    assert printing.output.lines(30)[:2] == ["started", "Uncaught RuntimeException: no database"]
