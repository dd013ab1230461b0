"""The command `init` as a user has it: what it writes, what it leaves alone, and what it says."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.command_line import Done, run_cli


def init(folder: Path, *words: str) -> Done:
    return run_cli("init", *words, cwd=folder)


def test_it_says_what_it_has_written_and_what_to_do_next(tmp_path):
    done = init(tmp_path, "my ivr", "--language", "node")

    assert done.returncode == 0
    assert "wrote my ivr/app.js\n" in done.stdout
    assert f"\nAll of it is in {tmp_path / 'my ivr'}. Now run:\n" in done.stdout
    assert done.stdout.endswith("Now run:\n\n  cd 'my ivr'\n  ozeki-simulator run ivr.call.yaml\n")


@pytest.mark.skipif(os.name == "nt", reason="a shell of Windows quotes otherwise")
def test_what_to_do_next_is_as_a_shell_takes_it(tmp_path):
    done = init(tmp_path, "it's $HOME")

    entered = re.search(r"^  (cd .+)$", done.stdout, re.MULTILINE)[1]
    listed = subprocess.run(
        ["sh", "-c", f"{entered} && ls"], check=True, cwd=tmp_path, stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert "ivr.call.yaml" in listed.stdout.split()


def test_without_a_folder_it_writes_here_and_says_where_that_is(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")

    done = init(tmp_path)

    assert f"\nAll of it is in {tmp_path}. Now run:\n" in done.stdout
    assert done.stdout.endswith("Now run:\n\n  ozeki-simulator run ivr.call.yaml\n  pytest\n")
    assert (tmp_path / ".github" / "workflows" / "test.yml").is_file()


def test_files_that_are_there_stop_it_before_anything_is_written(tmp_path):
    (tmp_path / "app.py").write_text("mine")
    (tmp_path / "README.md").write_text("mine too")

    done = init(tmp_path)

    assert done.returncode == 4
    told = "nothing was written, as app.py, README.md would be overwritten; --force does that"
    assert done.stderr == f"{tmp_path}: {told}\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["README.md", "app.py"]


def test_force_overwrites(tmp_path):
    (tmp_path / "app.py").write_text("mine")

    assert init(tmp_path, "--force").returncode == 0
    assert "FastAPI" in (tmp_path / "app.py").read_text(encoding="utf-8")


def test_files_in_the_way_in_a_folder_that_was_named_are_told_by_that_name(tmp_path):
    init(tmp_path, "ivr")

    assert init(tmp_path, "ivr").stderr.startswith("ivr: nothing was written, as app.py, ")


def test_an_unknown_language_is_wrong_usage(tmp_path):
    done = init(tmp_path, "--language", "cobol")

    assert done.returncode == 4
    assert "'cobol' is not one of" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")

    done = init(tmp_path, "file/ivr")

    assert done.returncode == 4
    assert "file/ivr/app.py: cannot be written: " in done.stderr.replace("\\", "/")
    assert "Traceback" not in done.stderr
