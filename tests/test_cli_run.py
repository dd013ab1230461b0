"""What `run` leaves with and prints, whatever fails behind it: golden files, baselines, a full disk, a closed pipe."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CLI = [sys.executable, "-m", "simulator", "run"]

APP = """
async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
        await send({"type": "http.response.body", "body": "<Response><Speak>Grüße ☎</Speak></Response>".encode()})
"""

PASSES = "name: Anna\napp: app:app\ncaller: [hears: Grüße]\n"
FAILS = "name: Anna\napp: app:app\ncaller: [hears: Goodbye]\n"


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")
    return tmp_path


def write(scenario: str) -> None:
    Path("s.yaml").write_text(scenario, encoding="utf-8")


def run_cli(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `s.yaml` in a process of its own."""
    usual = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "80"}
    return subprocess.run(
        [*CLI, "s.yaml", *arguments],
        check=False,
        env={**usual, **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


# -- lines -----------------------------------------------------------------------------------------------------------


def test_a_piped_run_is_plain_lines(here):
    write(PASSES)

    done = run_cli("--durations", "5")

    lines = [re.sub(r"\d+ ms|\d+\.\d\d s", "TIME", line) for line in done.stdout.splitlines()]
    assert lines == [
        "PASSED s.yaml::Anna  0.8 s of call in TIME",
        "the slowest:",
        "    TIME  s.yaml::Anna",
        "1 passed in TIME (0.8 s of calls)",
    ]


def test_a_quiet_run_shows_the_summary_only(here):
    write(PASSES)

    assert re.fullmatch(r"1 passed in \d+\.\d\d s \(0\.8 s of calls\)\n", run_cli("-q").stdout)


def test_a_quiet_run_shows_failures(here):
    write(FAILS)

    lines = run_cli("-q").stdout.splitlines()

    assert lines[:6] == [
        "FAILED Anna  s.yaml:1  seed 0",
        "  step 1 failed: hears 'Goodbye'",
        "    the call ended (normal clearing) before that",
        "    expected  Goodbye",
        "    heard     Grüße ☎",
        "",
    ]


def test_quiet_and_verbose_do_not_go_together(here):
    write(PASSES)

    assert run_cli("-q", "-v").returncode == 4


def test_the_command_that_repeats_a_failure_really_does(here):
    write(FAILS + "---\n" + PASSES.replace("Anna", "Anna again"))
    first = run_cli("-q", "--seed", "7", "--fail-on", "warning", "--clock", "virtual")
    (command,) = re.findall(r"^  repeat: (.+)$", first.stdout, re.MULTILINE)

    assert command == ("ozeki-simulator run s.yaml -k Anna --seed 7 --clock virtual --fail-on warning")


# -- golden conversations --------------------------------------------------------------------------------------------


def test_golden_conversations_are_written_compared_and_changed(here):
    write(PASSES)

    missing, written = run_cli("-q", "--golden", "g"), run_cli("-q", "--golden", "g", "--update")
    same = run_cli("-q", "--golden", "g")
    kept = Path("g/s/Anna.txt")
    lines = kept.read_text(encoding="utf-8").splitlines()
    kept.write_text(kept.read_text(encoding="utf-8").replace("Grüße", "Grüß Gott"), encoding="utf-8")
    other = run_cli("-q", "--golden", "g")
    changed = run_cli("-q", "--golden", "g", "--update")

    assert [one.returncode for one in (missing, written, same, other, changed)] == [1, 0, 0, 1, 0]
    assert "there is no g/s/Anna.txt" in missing.stdout
    assert written.stdout.splitlines()[0] == "written: g/s/Anna.txt"
    assert lines[:3] == ["# Anna", "", "0.0 call from +3612345678 to 9000"]
    assert "\n    -0.0 speaks 'Grüß Gott ☎' (" in other.stdout
    assert "\n    +0.0 speaks 'Grüße ☎' (" in other.stdout
    assert changed.stdout.splitlines()[0] == "changed: g/s/Anna.txt"


def test_golden_conversations_need_the_virtual_clock(here):
    write(PASSES)

    done = run_cli("--golden", "g", "--clock", "real")

    assert done.returncode == 4
    assert "--golden compares instants" in done.stderr


# -- baselines -------------------------------------------------------------------------------------------------------


def test_a_baseline_is_written_by_the_first_run_and_fails_what_is_slower(here):
    write(PASSES)

    first = run_cli("-q", "--baseline", "b.json")
    kept = re.sub(r'"duration": [\d.]+', '"duration": 0.1', Path("b.json").read_text(encoding="utf-8"))
    Path("b.json").write_text(kept, encoding="utf-8")
    later = run_cli("-q", "--baseline", "b.json", "--baseline-relative", "100000", "--baseline-floor", "100")

    assert (first.returncode, first.stdout.splitlines()[0]) == (0, "baseline of 1 scenario: b.json")
    assert later.returncode == 0
    assert run_cli("-q", "--baseline", "b.json", "--baseline-relative", "0").returncode == 1


def test_a_damaged_baseline_is_told_before_any_call(here):
    write(PASSES)
    Path("b.json").write_text("{")

    done = run_cli("--baseline", "b.json")

    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith("b.json: is no baseline: ")


# -- a failed check never exits 0 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scenario", "status"), [(PASSES, 6), (FAILS, 1)], ids=["passed", "failed"])
@pytest.mark.skipif(os.name == "nt", reason="Windows lets few users make links")
def test_a_baseline_that_cannot_be_written_is_told_and_leaves_a_failure_what_it_is(scenario, status, here):
    write(f"{PASSES}---\n{scenario.replace('Anna', 'Anna again')}")
    Path("b.json").symlink_to("nowhere/b.json")

    done = run_cli("-q", "--baseline", "b.json")

    assert done.returncode == status
    assert done.stderr == "the baseline b.json cannot be written: No such file or directory\n"


@pytest.mark.parametrize(("scenario", "status"), [(PASSES, 6), (FAILS, 1)], ids=["passed", "failed"])
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk at hand")
def test_a_full_disk_behind_the_output_is_told_and_leaves_a_failure_what_it_is(scenario, status, here):
    write(scenario)

    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*CLI, "s.yaml"],
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=60,
        )

    assert done.stderr == "what the run shows cannot be written: No space left on device\n"
    assert done.returncode == status


@pytest.mark.parametrize(("scenario", "status"), [(PASSES, 6), (FAILS, 1)], ids=["passed", "failed"])
@pytest.mark.skipif(os.name == "nt", reason="Windows breaks pipes otherwise")
def test_a_reader_who_has_gone_away_leaves_a_failure_what_it_is(scenario, status, here):
    write(scenario)
    reading, writing = os.pipe()
    os.close(reading)

    with os.fdopen(writing, "w") as pipe:
        done = subprocess.run(
            [*CLI, "s.yaml"],
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=pipe,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=60,
        )

    assert (done.returncode, done.stderr) == (status, "")


def test_letters_that_the_output_does_not_have_are_escaped(here):
    write(FAILS)

    done = run_cli("-q", PYTHONIOENCODING="ascii")

    assert done.returncode == 1
    assert r"    heard     Gr\xfc\xdfe \u260e" in done.stdout.splitlines()
