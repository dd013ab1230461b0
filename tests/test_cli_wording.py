"""Values of the command line that cannot be used are told in our words, whatever library has read them."""

from __future__ import annotations

import pytest

from tests.command_line import run_cli


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["run", "x.yaml", "-j", "two"], "Invalid value for '--jobs' / '-j': expected a whole number, not 'two'"),
        (["run", "x.yaml", "-j", "2.5"], "Invalid value for '--jobs' / '-j': expected a whole number, not '2.5'"),
        (["run", "x.yaml", "-j", "0"], "Invalid value for '--jobs' / '-j': expected at least 1, not 0"),
        (
            ["run", "x.yaml", "--baseline-floor", "x"],
            "Invalid value for '--baseline-floor': expected a number, not 'x'",
        ),
        (["serve", "--port", "70000"], "Invalid value for '--port': expected at most 65535, not 70000"),
        (
            ["run", "x.yaml", "--fail-on", "errors"],
            "Invalid value for '--fail-on': 'errors' is not one of 'error', 'warning', 'never'",
        ),
        (["inspect", "run.json", "last"], "Invalid value for 'NUMBER': expected a whole number, not 'last'"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_with_what_was_expected(words, told):
    done = run_cli(*words, columns=160)

    assert done.returncode == 4
    assert f"│ {told} " in done.stderr


def test_a_usage_shows_what_may_be_left_out_and_what_may_be_repeated():
    assert "inspect [OPTIONS] {FILE} [NUMBER]\n" in run_cli("inspect").stderr
    assert "run [OPTIONS] {PATH}...\n" in run_cli("run").stderr
