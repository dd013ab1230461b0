"""A row of commands."""

from __future__ import annotations

from simulator.ozml.block import Block
from simulator.ozml.parser import parse

SCRIPT = parse(b"<Response><A/><B/><C/></Response>", "here")


class Runner:
    """Notes what it is given, and waits once for each."""

    def __init__(self):
        self.ran = []

    def run_element(self, exchange, script, element, following):
        yield element.name
        self.ran.append((exchange, script.source, element.name, following and following.name))


def test_its_commands_run_in_order_and_each_knows_what_stands_behind_it():
    runner = Runner()
    steps = Block(SCRIPT, SCRIPT.root.children, runner).run("exchange")

    assert list(steps) == ["A", "B", "C"]
    assert runner.ran == [
        ("exchange", "here", "A", "B"),
        ("exchange", "here", "B", "C"),
        ("exchange", "here", "C", None),
    ]


def test_an_empty_block_runs_nothing():
    runner = Runner()

    assert list(Block(SCRIPT, (), runner).run("exchange")) == []
    assert runner.ran == []


def test_a_block_can_be_run_again():
    runner = Runner()
    block = Block(SCRIPT, SCRIPT.root.children[:1], runner)

    assert list(block.run("first")) + list(block.run("second")) == ["A", "A"]
    assert [one[0] for one in runner.ran] == ["first", "second"]


def test_what_leaves_a_command_leaves_the_block(play):
    played = play(
        '<Array ID="a"><item>1</item></Array><ForEach Source="a"><Hangup/><Speak>never</Speak></ForEach>'
        "<Speak>never</Speak>"
    )

    assert played.heard == []
    assert played.rules == ["never-run"]


def test_a_command_that_is_skipped_is_passed_over(play):
    assert play("<Nonsense/><Speak>a</Speak><Speak/><Play/><Speak>b</Speak>").heard == ["a", "b"]
