"""Golden conversations: the same text in every run, compared with a file, and accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.expectation import Mismatch
from simulator.scenario.golden import advised, compare, normalised
from simulator.telephony.events import CallAnswered, NotificationSent, seconds_text
from simulator.telephony.message_events import SmsReported
from simulator.telephony.outbox import DeliveryState
from simulator.telephony.problem import Place, Problem
from simulator.telephony.script_events import ProblemFound, PromptStarted
from simulator.telephony.transcript import Kind, Transcript


def written(*, call: str = "1aB", other: str = "2cD", port: int = 4711) -> Transcript:
    transcript = Transcript({f"http://127.0.0.1:{port}": "http://app"})
    transcript.introduce(call, Kind.CALL, "+36 1")
    transcript.introduce(other, Kind.CALL, "4711")
    transcript.introduce("9xY", Kind.SMS, "4711")
    transcript.append(0.0, call, CallAnswered())
    transcript.append(1.5, other, NotificationSent("GoTo", f"http://127.0.0.1:{port}/menu?call={call}&to={other}", {}))
    transcript.append(2.0, "9xY", SmsReported("9xY", "4711", DeliveryState.FAILED))
    return transcript


def urls(url: str) -> str:
    """What becomes of an address."""
    transcript = Transcript()
    transcript.append(0.0, "1", NotificationSent("GoTo", url, {}))
    return normalised(transcript, "x").splitlines()[-1].split()[1]


def test_a_conversation_is_a_heading_and_the_lines_of_the_transcript():
    assert normalised(written(), "A message") == (
        "# A message\n"
        "\n"
        "         call answered\n"
        "+1.5     [4711] POST http://app/menu?call=CALL-1&to=CALL-2 GoTo\n"
        "+0.5     [SMS] SMS to 4711: failed\n"
    )


@pytest.mark.parametrize("longer", [0, 0.1, 1e3 / 3])
def test_what_takes_longer_changes_one_line_and_none_that_follow(longer):
    """The gap of half a millisecond too is rounded in one direction, wherever it lies."""
    transcript = Transcript()
    for at in (0, 1, 1.4875, 3.0005):
        transcript.append(at + longer if at else 0.0, "1", CallAnswered())

    lines = normalised(transcript, "x").splitlines()[3:]

    assert lines[0] == f"+{seconds_text(1 + longer):<8}call answered"
    assert lines[1:] == ["+0.487   call answered", "+1.513   call answered"]


def test_another_run_gives_the_same_text():
    assert normalised(written(call="77", other="zz", port=4712), "x") == normalised(written(), "x")


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://127.0.0.1:41873/x", "http://127.0.0.1:PORT/x"),
        ("http://localhost:80/x", "http://localhost:PORT/x"),
        ("http://example.com:8080/x", "http://example.com:8080/x"),
        ("/x?at=2026-11-23", "/x?at=DATE"),
        ("/x?at=2026-11-23T01:35:30.5+00:00", "/x?at=DATE"),
        ("/x?at=2026-11-23T01:35Z", "/x?at=DATE"),
        ("/x?id=e6147696-3b94-4af6-903e-d1e6f2ab423a", "/x?id=ID"),
        ("/x?number=2026-1", "/x?number=2026-1"),
        ("/x1y", "/x1y"),
    ],
)
def test_what_differs_from_run_to_run_has_a_name_in_its_place(url, text):
    assert urls(url) == text


def test_a_conversation_that_is_as_in_the_file_has_no_difference(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("# A\n\n0.0 call answered\n", encoding="utf-8", newline="\r\n")

    assert compare("# A\n\n0.0 call answered\n", path) is None


def test_a_difference_is_a_diff_with_the_file_and_how_to_accept_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("# A\n\n0.0 call answered\n4.0 call ended\n", encoding="utf-8")

    different = compare("# A\n\n0.0 call answered\n5.0 call ended\n", Path("a.txt"))

    assert str(different).splitlines() == [
        "conversation: differs from a.txt",
        "--- a.txt",
        "+++ this run",
        "@@ -2,3 +2,3 @@",
        " ",
        " 0.0 call answered",
        "-4.0 call ended",
        "+5.0 call ended",
        "if it is meant, change the file",
    ]


def test_a_file_that_is_not_there_is_a_difference_that_says_how_to_write_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert str(compare("# A\n", Path("golden/a.txt"))).splitlines() == [
        "conversation: there is no golden/a.txt",
        "if it is meant, write the file",
    ]


@pytest.mark.parametrize(("known", "verb"), [(True, "changes"), (False, "writes")])
def test_whoever_compares_says_with_which_option_a_difference_is_accepted(tmp_path, known, verb):
    path = tmp_path / "a.txt"
    if known:
        path.write_text("# A\n", encoding="utf-8")

    told = advised(compare("# A\n\n0.0 call answered\n", path), "--pbx-update")

    assert str(told).endswith(f"\nif it is meant, run again with --pbx-update, which {verb} the file")


def test_only_conversations_are_accepted_by_an_option():
    other = Mismatch("recording 1", "format", "wav", "mp3")

    assert advised(other, "--update") is other


def test_a_difference_that_is_accepted_is_none_any_more(tmp_path):
    path = tmp_path / "new" / "a.txt"
    different = compare("# Á\n", path)
    assert different is not None

    different.accept()

    assert path.read_bytes() == "# Á\n".encode()
    assert compare("# Á\n", path) is None


def test_a_long_difference_is_shortened(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("".join(f"{line}\n" for line in range(100)), encoding="utf-8")

    different = compare("x\n", path)

    assert different is not None
    assert len(different.diff) == 61
    assert different.diff[-1] == "... 44 more lines of differences"


def test_a_file_that_cannot_be_read_is_an_error(tmp_path):
    with pytest.raises(ScenarioError, match="cannot be read"):
        compare("x", tmp_path)


def test_a_file_that_is_not_utf_8_is_told_with_the_line_and_what_to_do(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_bytes("# A\n\n0.0 speaks 'Üdvözlet.'\n".encode("latin-1"))

    with pytest.raises(ScenarioError) as error:
        compare("x", Path("a.txt"))

    assert str(error.value) == "a.txt:3: byte 0xdc is not UTF-8; save the file as UTF-8"


def test_an_editor_may_put_a_byte_order_mark_in_front(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("# A\n\n0.0 call answered\n", encoding="utf-8-sig")

    assert compare("# A\n\n0.0 call answered\n", path) is None


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        (
            "the app raised KeyError: 7 (app.py:3, in f: g(x) or (y)) and answered 500 Oh",
            "KeyError: 7 and answered 500 Oh",
        ),
        (
            "the app raised KeyError: (7) (/a/app.py:3, in f: g (x)); no answer from the app: it broke",
            "KeyError: (7); no answer from the app: it broke",
        ),
        ("the app raised KeyError: 7 and answered 500 Oh", "KeyError: 7 and answered 500 Oh"),
    ],
)
def test_a_line_of_the_app_may_move(message, kept):
    transcript = Transcript()
    transcript.append(0.0, "1", ProblemFound(Problem("http-status", message, Place("http://app/"))))

    line = normalised(transcript, "x").splitlines()[-1]

    assert line.strip() == f"error: http://app/: the app raised {kept}"


def test_what_an_app_says_stays_as_it_is():
    transcript = Transcript()
    said = "Of all, the app raised money (a:1, in x) and answered 5 calls."
    transcript.append(0.0, "1", PromptStarted("speaks", said, 1.0))

    assert said in normalised(transcript, "x")
