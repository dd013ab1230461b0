"""Conversations that are kept in files, beside a test or where it says."""

from __future__ import annotations

import pytest

from simulator.bench.blocking.bench import Bench
from tests.bench.apps import answering


def test_a_conversation_is_held_against_a_file(desk, tmp_path):
    pbx = golden_bench(desk, tmp_path)
    with pytest.raises(AssertionError, match=r"^conversation: there is no .*hello\.txt\n.*--pbx-update"):
        pbx.matches("golden/hello.txt")

    desk.update = True
    golden_bench(desk, tmp_path).matches("golden/hello.txt")

    desk.update = False
    golden_bench(desk, tmp_path).matches("golden/hello.txt")
    with pytest.raises(AssertionError) as failed:
        golden_bench(desk, tmp_path, "Goodbye.").matches("golden/hello.txt")
    lines = str(failed.value).splitlines()
    assert "-         speaks 'Hello.' (0.401 s)" in lines
    assert lines[-1] == "if it is meant, run again with --pbx-update, which changes the file"
    kept = (tmp_path / "golden" / "hello.txt").read_text(encoding="utf-8")
    assert kept.startswith("# test_it\n\n         call from +3612345678 to 9000\n")


def test_a_conversation_that_is_expected_by_its_key_is_kept_in_the_same_way(desk, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pbx = golden_bench(desk, tmp_path)
    with pytest.raises(AssertionError, match=r"run again with --pbx-update, which writes the file"):
        pbx.expects(conversation="golden/hello.txt")

    desk.update = True
    golden_bench(desk, tmp_path).expects(conversation="golden/hello.txt")
    with pytest.raises(AssertionError, match=r"not as expected: hears, conversation"):
        golden_bench(desk, tmp_path, "Goodbye.").expects(hears="Hello", conversation="golden/hello.txt")

    desk.update = False
    golden_bench(desk, tmp_path).expects(conversation="golden/hello.txt")
    assert desk.written == ["written: golden/hello.txt"]


def golden_bench(desk, folder, text="Hello."):
    board = desk.board(folder, "test_it.py::test_it", folder / "test_it.py")
    board.set_up({"app": answering(f"<Speak>{text}</Speak><Hangup/>"), "settings": {"speech": "pseudo"}})
    bench = Bench(board)
    bench.call().ends()
    return bench
