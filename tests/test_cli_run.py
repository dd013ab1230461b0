"""What `run` leaves with and prints, whatever fails behind it: golden files, baselines, a full disk, a closed pipe."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.command_line import Done, run_cli, start_cli

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


def run(*options: str, paths: Sequence[str] = ("s.yaml",), encoding: str = "utf-8") -> Done:
    """Run `s.yaml`, or something else."""
    return run_cli("run", *paths, *options, columns=80, encoding=encoding)


# -- lines -----------------------------------------------------------------------------------------------------------


def test_a_piped_run_is_plain_lines(here):
    write(PASSES)

    done = run("--durations", "5")

    lines = [re.sub(r" *(\d+ ms|\d+\.\d\d s)", " TIME", line) for line in done.stdout.splitlines()]
    assert lines == [
        "PASSED s.yaml::Anna  0.8 s of call in TIME",
        "the slowest:",
        " TIME  s.yaml::Anna",
        "1 passed in TIME (0.8 s of calls)",
    ]


def test_a_quiet_run_shows_the_summary_only(here):
    write(PASSES)

    assert re.fullmatch(r"1 passed in \d+\.\d\d s \(0\.8 s of calls\)\n", run("-q").stdout)


def test_a_quiet_run_shows_failures(here):
    write(FAILS)

    lines = run("-q").stdout.splitlines()

    assert lines[:6] == [
        "FAILED Anna  s.yaml:1  seed 0",
        "  step 1 failed: hears 'Goodbye'  s.yaml:3",
        "    the call ended (normal clearing) before that",
        "    expected  Goodbye",
        "    heard     Grüße ☎",
        "",
    ]


def test_quiet_and_verbose_do_not_go_together(here):
    write(PASSES)

    assert run("-q", "-v").returncode == 4


def test_the_command_that_repeats_a_failure_really_does(here):
    write(FAILS + "---\n" + PASSES.replace("Anna", "Anna again"))
    first = run("-q", "-j", "1", "--seed", "7", "--fail-on", "warning", "--clock", "virtual")
    (command,) = re.findall(r"^  repeat: (.+)$", first.stdout, re.MULTILINE)

    again = run(*shlex.split(command)[3:], paths=["s.yaml::Anna"])

    assert command == ("ozeki-simulator run s.yaml::Anna --seed 7 --clock virtual --fail-on warning")
    assert again.stdout.splitlines()[1:-1] == first.stdout.splitlines()[:-1]
    assert "Anna again" not in again.stdout


def test_of_two_files_of_one_name_each_failure_is_repeated_as_it_was(here):
    """Their calls run side by side, so they have other IDs; that of the second is not the one that it has alone."""
    for folder in ("a", "b"):
        Path(folder).mkdir()
        Path(folder, "s.yaml").write_text(FAILS.replace("app:app", f"{{asgi: 'app:app', path: /{folder}}}"))
        Path(folder, "app.py").write_text(APP, encoding="utf-8")

    both = run("-q", paths=["."])
    commands = re.findall(r"^  repeat: ozeki-simulator run (.+)$", both.stdout, re.MULTILINE)
    alone = [run("-q", *shlex.split(command)[1:], paths=shlex.split(command)[:1]) for command in commands]

    assert commands == ["a/s.yaml::Anna --seed 0", "b/s.yaml::Anna --seed 0:2"]
    ids = re.findall("CallID=(\\w+)", both.stdout)
    assert len(set(ids)) == 2
    assert [re.findall("CallID=(\\w+)", one.stdout) for one in alone] == [[one] for one in ids]


@pytest.mark.parametrize("seed", ["x", "1:0", "1:", "1.5", "9" * 301, ""])
def test_what_is_no_seed_is_told(seed, here):
    write(PASSES)

    done = run("--seed", seed)

    assert done.returncode == 4
    assert "is no seed" in " ".join(done.stderr.split())


# -- not all of them ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "names", "stopped"),
    [
        (["-x"], ["One"], ", stopped after 1 failure in "),
        (["--maxfail", "1"], ["One"], ", stopped after 1 failure in "),
        (["--maxfail", "2"], ["One", "Two", "Three"], ", stopped after 2 failures in "),
        (["--maxfail", "3"], ["One", "Two", "Three", "Four"], "1 passed, 3 failed in "),
    ],
)
def test_after_so_many_failures_no_other_scenario_begins(options, names, stopped, here):
    fails = PASSES.replace("Anna", "{}") + "expects: [hears: Nobody says that]\n"
    write(
        "---\n".join([fails.format("One"), PASSES.replace("Anna", "Two"), fails.format("Three"), fails.format("Four")])
    )

    done = run("-j", "1", *options, "--json", "run.json")

    assert done.returncode == 1
    assert stopped in done.stdout.splitlines()[-1]
    record = json.loads(Path("run.json").read_text(encoding="utf-8"))
    assert [one["name"] for one in record["scenarios"]] == names


# -- one scenario of a file ------------------------------------------------------------------------------------------


def test_a_scenario_is_chosen_by_its_whole_name_and_no_other_with_it(here):
    write(f"{PASSES}---\n{PASSES.replace('Anna', 'Anna again')}---\n{PASSES.replace('Anna', 'Sue')}")

    done = run(paths=["s.yaml::Anna", "s.yaml::Sue"])

    assert re.findall(r"^PASSED (\S+)  ", done.stdout, re.MULTILINE) == ["s.yaml::Anna", "s.yaml::Sue"]
    assert done.stdout.splitlines()[-1].startswith("2 passed")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("s.yaml::Ana", "s.yaml: there is no scenario 'Ana'; did you mean 'Anna'?"),
        (".::Anna", ".::Anna: . is a folder; a scenario is named by its file, FILE::NAME"),
        ("t.yaml::Anna", "t.yaml: there is no such file or folder"),
    ],
)
def test_a_scenario_that_is_not_there_is_told(path, told, here):
    write(PASSES)

    done = run(paths=[path])

    assert (done.returncode, done.stdout, done.stderr) == (4, "", f"{told}\n")


def test_other_scenarios_of_the_file_keep_their_golden_conversations(here):
    write(f"{PASSES}---\n{PASSES.replace('Anna', 'Sue')}")
    run("-q", "--golden", "g", "--update")

    done = run("-q", "--golden", "g", paths=["s.yaml::Sue"])

    assert done.returncode == 0
    assert "no scenario belongs to" not in done.stdout


# -- golden conversations --------------------------------------------------------------------------------------------


def test_golden_conversations_are_written_compared_and_changed(here):
    write(PASSES)

    missing, written = run("-q", "--golden", "g"), run("-q", "--golden", "g", "--update")
    same = run("-q", "--golden", "g")
    kept = Path("g/s/Anna.txt")
    lines = kept.read_text(encoding="utf-8").splitlines()
    kept.write_text(kept.read_text(encoding="utf-8").replace("Grüße", "Grüß Gott"), encoding="utf-8")
    other = run("-q", "--golden", "g")
    changed = run("-q", "--golden", "g", "--update")

    assert [one.returncode for one in (missing, written, same, other, changed)] == [1, 0, 0, 1, 0]
    assert "there is no g/s/Anna.txt" in missing.stdout
    assert written.stdout.splitlines()[0] == "written: g/s/Anna.txt"
    assert lines[:3] == ["# Anna", "", "         call from +3612345678 to 9000"]
    assert "\n    -         speaks 'Grüß Gott ☎' (" in other.stdout
    assert "\n    +         speaks 'Grüße ☎' (" in other.stdout
    assert changed.stdout.splitlines()[0] == "changed: g/s/Anna.txt"


def test_golden_conversations_that_are_missing_are_counted_at_the_end(here):
    write("---\n".join(PASSES.replace("Anna", name) for name in ("One", "Two")))

    missing, written = run("-q", "--golden", "g"), run("-q", "--golden", "g", "--update")

    assert missing.stdout.splitlines()[-2] == "2 conversations are not in g yet; --update writes them"
    assert "not in g yet" not in written.stdout


def test_golden_conversations_need_the_virtual_clock(here):
    write(PASSES)

    done = run("--golden", "g", "--clock", "real")

    assert done.returncode == 4
    assert "--golden compares instants" in done.stderr


def test_a_scenario_with_a_clock_of_its_own_has_no_golden_conversation(here):
    write(PASSES + "clock: x20\n")

    done = run("--golden", "g", "--update")

    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith("s.yaml::Anna: its clock is x20, and --golden compares instants")
    assert run("--golden", "g", "--update", "--clock", "virtual").returncode == 0


# -- baselines -------------------------------------------------------------------------------------------------------


def test_a_baseline_is_written_by_the_first_run_and_fails_what_is_slower(here):
    write(PASSES)

    first = run("-q", "--baseline", "b.json")
    kept = re.sub(r'"duration": [\d.]+', '"duration": 0.1', Path("b.json").read_text(encoding="utf-8"))
    Path("b.json").write_text(kept, encoding="utf-8")
    later = run("-q", "--baseline", "b.json", "--baseline-relative", "100000", "--baseline-floor", "600000")

    assert (first.returncode, first.stdout.splitlines()[0]) == (0, "baseline of 1 scenario: b.json")
    assert later.returncode == 0
    assert run("-q", "--baseline", "b.json", "--baseline-relative", "0").returncode == 1


MEETING = """
from threading import Barrier, BrokenBarrierError

both = Barrier(2)

def app(environ, start_response):
    try:
        both.wait(timeout=SECONDS)
        said = "together"
    except BrokenBarrierError:
        said = "alone"
    start_response("200 OK", [("Content-Type", "text/xml")])
    return [f"<Response><Speak>{said}</Speak></Response>".encode()]
"""


@pytest.mark.parametrize(("words", "said", "seconds"), [((), "alone", "0.1"), (("-j", "8"), "together", "60")])
def test_with_a_baseline_no_scenario_waits_for_the_answers_to_others(words, said, seconds, here):
    """The app answers when two are there, or, to one that is alone, late."""
    Path("meeting.py").write_text(MEETING.replace("SECONDS", seconds))
    write("---\n".join(f"name: {name}\napp: {{wsgi: 'meeting:app'}}\ncaller: [hears: {said}]\n" for name in "ab"))

    assert run("-q", "--baseline", "b.json", *words).returncode == 0


def test_a_baseline_that_knows_none_of_the_scenarios_is_refused(here):
    write(PASSES)
    run("-q", "--baseline", "b.json")
    Path("calls").mkdir()
    Path("s.yaml").rename("calls/s.yaml")
    Path("app.py").rename("calls/app.py")

    done = run("-q", "--baseline", "b.json", paths=["calls"])

    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith("b.json: none of these scenarios is in it, such as 'calls/s.yaml::Anna'")


def test_a_damaged_baseline_is_told_before_any_call(here):
    write(PASSES)
    Path("b.json").write_text("{")

    done = run("--baseline", "b.json")

    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith("b.json: is no baseline: ")


# -- a failed check never exits 0 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scenario", "status"), [(PASSES, 6), (FAILS, 1)], ids=["passed", "failed"])
@pytest.mark.skipif(os.name == "nt", reason="Windows lets few users make links")
def test_a_baseline_that_cannot_be_written_is_told_and_leaves_a_failure_what_it_is(scenario, status, here):
    write(f"{PASSES}---\n{scenario.replace('Anna', 'Anna again')}")
    Path("b.json").symlink_to("nowhere/b.json")

    done = run("-q", "--baseline", "b.json")

    assert done.returncode == status
    assert done.stderr == "the baseline b.json cannot be written: No such file or directory\n"


@pytest.mark.parametrize(("scenario", "status"), [(PASSES, 6), (FAILS, 1)], ids=["passed", "failed"])
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk at hand")
def test_a_full_disk_behind_the_output_is_told_and_leaves_a_failure_what_it_is(scenario, status, here):
    write(scenario)

    with (
        Path("/dev/full").open("w") as full,
        start_cli("run", "s.yaml", stdout=full, stderr=subprocess.PIPE) as process,
    ):
        _, complaint = process.communicate(timeout=30)

    assert complaint == "what is shown cannot be written: No space left on device\n"
    assert process.returncode == status


@pytest.mark.parametrize(("scenario", "status"), [(PASSES, 0), (FAILS, 1)], ids=["passed", "failed"])
@pytest.mark.skipif(os.name == "nt", reason="Windows breaks pipes otherwise")
def test_a_reader_who_has_gone_away_changes_nothing(scenario, status, here):
    write(scenario)
    reading, writing = os.pipe()
    os.close(reading)

    with os.fdopen(writing, "w") as pipe, start_cli("run", "s.yaml", stdout=pipe, stderr=subprocess.PIPE) as process:
        _, complaint = process.communicate(timeout=30)

    assert (process.returncode, complaint) == (status, "")


def test_letters_that_the_output_does_not_have_are_escaped(here):
    write(FAILS)

    done = run("-q", encoding="ascii")

    assert done.returncode == 1
    assert r"    heard     Gr\xfc\xdfe \u260e" in done.stdout.splitlines()
