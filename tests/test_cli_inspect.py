"""The command `inspect` does not harm what it looks at."""

from __future__ import annotations

import pytest

from tests.command_line import run_cli


@pytest.mark.parametrize("option", ["--html", "--junit"])
@pytest.mark.parametrize("name", ["run.json", "../kept/run.json"])
def test_a_report_is_not_written_over_the_run_that_it_is_made_of(option, name, tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "run.json").write_text("{}")

    done = run_cli("inspect", "run.json", option, name, cwd=folder, columns=160)

    assert done.returncode == 4
    assert f"Invalid value for {option}: it would be written over run.json, which it is made of" in done.stderr
    assert (folder / "run.json").read_text() == "{}"
