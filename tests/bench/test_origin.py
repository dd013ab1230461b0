"""What a test is called, the command that runs it again, and where its files are."""

from __future__ import annotations

from pathlib import Path

from simulator.bench.origin import Origin, name_from, nodeid_without_groups


def test_the_command_is_one_that_a_shell_takes():
    origin = Origin("tests/test_it.py::test_it[a b]", Path("tests/test_it.py"), seed="7", options=("--pbx-clock", "x5"))

    assert origin.again(seeded=False) == "pytest 'tests/test_it.py::test_it[a b]' --pbx-seed 7 --pbx-clock x5"
    assert origin.again(seeded=True) == "pytest 'tests/test_it.py::test_it[a b]' --pbx-clock x5"
    assert origin.title == "test_it[a b]"


def test_a_name_counts_from_where_pytest_was_started():
    root = Path("/project").absolute()

    assert name_from(root, root, "tests/test_it.py::test_it") == "tests/test_it.py::test_it"
    assert name_from(root / "tests", root, "tests/test_it.py::test_it") == "test_it.py::test_it"
    assert name_from(root / "docs", root, "tests/a.call.yaml::A name") == "../tests/a.call.yaml::A name"


def test_files_are_beside_the_test(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    origin = Origin("test_it", tmp_path / "tests" / "test_it.py")

    assert origin.beside(Path("golden/a.txt")) == Path("tests/golden/a.txt")
    assert origin.beside(tmp_path / "a.txt") == Path("a.txt")
    assert origin.beside(tmp_path.parent / "a.txt") == tmp_path.parent / "a.txt"


def test_groups_of_workers_are_no_part_of_the_name():
    assert nodeid_without_groups("test_it.py::test_it@b_a", ["a", "b", "a"]) == "test_it.py::test_it@b_a"
    assert nodeid_without_groups("test_it.py::test_it@a_b", ["b", "a", "a"]) == "test_it.py::test_it"
    assert nodeid_without_groups("test_it.py::test_it[x@y]", []) == "test_it.py::test_it[x@y]"
