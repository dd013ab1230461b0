"""What is told of an exception of an app: the place in its own code, whoever has called that and whatever it calls."""

from __future__ import annotations

import json
import sys

import pytest
from starlette.concurrency import run_in_threadpool

from simulator.audio.wav import load_wav
from simulator.demo import mailbox
from simulator.drivers.raised import Raised, _is_own, raised_from


def raised_by(function) -> Raised:
    """What is told of the exception of a function, to which this test is nobody's app."""
    with pytest.raises(BaseException) as caught:  # noqa: PT011 - whichever it is
        function()
    trace = caught.value.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    return raised_from(caught.value.with_traceback(trace))


def called_by_a_library(function) -> Raised:
    return raised_by(lambda: json.JSONDecoder(object_hook=function).decode("{}"))


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Make functions of an app in the working directory: `made(source)["incoming"]`."""
    monkeypatch.chdir(tmp_path)

    def make(source: str, file: str = "app.py") -> dict[str, object]:
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
        names: dict[str, object] = {}
        exec(compile(source, str(path), "exec"), names)  # noqa: S102 - written above
        return names

    return make


def test_the_exception_is_told_with_its_file_its_line_and_its_source(made):
    app = made('def incoming():\n    raise KeyError("customer")\n')

    assert raised_by(app["incoming"]).words == (
        "KeyError: 'customer' (app.py:2, in incoming: raise KeyError(\"customer\"))"
    )


def test_the_place_is_that_of_the_app_and_not_that_of_the_library_which_it_called(made):
    app = made("import json\ndef incoming():\n    return json.loads('no')\n")

    assert raised_by(app["incoming"]).words == (
        "JSONDecodeError: Expecting value: line 1 column 1 (char 0) (app.py:3, in incoming: return json.loads('no'))"
    )


def test_an_app_that_is_installed_has_a_place_too(made):
    app = made("def incoming():\n    raise KeyError(\n    )", ".venv/site-packages/their/app.py")

    words = raised_by(app["incoming"]).words

    assert words == "KeyError (.venv/site-packages/their/app.py:2, in incoming)"


def test_of_what_is_no_python_the_line_that_cannot_be_read_is_told(made, tmp_path):
    app = made("def incoming():\n    import broken_menu\n")
    (tmp_path / "broken_menu.py").write_text("\n\nmenu = = 1\n", encoding="utf-8")
    sys.path.insert(0, str(tmp_path))

    try:
        raised = raised_by(app["incoming"])
    finally:
        sys.path.remove(str(tmp_path))

    assert raised.words == "SyntaxError: invalid syntax (broken_menu.py:3, in <module>: menu = = 1)"
    assert raised.traceback.splitlines()[1].endswith('app.py", line 2, in incoming')


def test_a_text_that_is_no_python_is_told_with_the_line_that_has_it_read(made):
    app = made("def incoming():\n    eval('1 +')\n")

    assert raised_by(app["incoming"]).words.endswith(" (app.py:2, in incoming: eval('1 +'))")


def test_without_a_frame_of_the_app_there_is_no_place():
    assert raised_by(lambda: json.loads("no")).words == "JSONDecodeError: Expecting value: line 1 column 1 (char 0)"


def test_the_simulator_is_no_place_where_it_is_installed_beside_libraries_either(made, tmp_path, monkeypatch):
    ours = tmp_path / "site-packages" / "simulator"
    monkeypatch.setattr("simulator.drivers.raised._OURS", ours)
    imports = made("def imports():\n    raise ModuleNotFoundError('No module')\n", "site-packages/simulator/own.py")

    assert raised_by(imports["imports"]).words == "ModuleNotFoundError: No module"


def test_the_sample_apps_count_as_apps_and_the_rest_of_the_simulator_does_not():
    assert "simulator/demo/mailbox.py:" in raised_by(lambda: mailbox.ozml(7)).words
    assert raised_by(lambda: load_wav(None, "")).words == "TypeError: object of type 'NoneType' has no len()"


def test_a_file_elsewhere_is_told_with_its_whole_path(made, tmp_path, monkeypatch):
    app = made("def incoming():\n    raise KeyError\n")
    (tmp_path / "calls").mkdir()
    monkeypatch.chdir(tmp_path / "calls")

    assert f"({(tmp_path / 'app.py').as_posix()}:2, in incoming" in raised_by(app["incoming"]).words


def test_a_message_is_one_line_and_no_longer_than_one_reads(made):
    app = made("def incoming():\n    raise ValueError('no\\n  customer ' + 500 * 'x')\n")

    words = raised_by(app["incoming"]).words

    assert words.startswith("ValueError: no customer xxx")
    assert "x... (app.py:2, in incoming: raise" in words
    assert len(words) < 350


def test_nothing_that_differs_from_run_to_run_is_told(made):
    app = made("def incoming():\n    raise ValueError(object())\n")

    raised = raised_by(app["incoming"])

    assert raised.words.startswith("ValueError: <object object at 0x...> (app.py:2")
    assert raised.traceback.endswith("ValueError: <object object at 0x...>\n")


def test_an_exception_that_cannot_tell_its_text_is_told_all_the_same(made):
    app = made(
        "class Broken(Exception):\n    def __str__(self):\n        raise KeyError\ndef incoming():\n    raise Broken\n"
    )

    assert raised_by(app["incoming"]).words == (
        "Broken: (its text cannot be told) (app.py:5, in incoming: raise Broken)"
    )


def test_of_a_group_that_a_library_has_made_the_exception_in_it_is_told(made):
    app = made("def incoming():\n    raise ExceptionGroup('group', [ValueError(7)])\n")

    assert raised_by(app["incoming"]).words == "ValueError: 7"


def test_the_traceback_begins_with_the_first_frame_of_the_app_and_goes_on_into_libraries(made):
    app = made("import json\ndef incoming(_):\n    return json.loads('no')\n")

    lines = called_by_a_library(app["incoming"]).traceback.splitlines()

    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1].endswith('app.py", line 3, in incoming')
    assert [line for line in lines[2:] if "json" in line and "File" in line]
    assert lines[-1] == "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)"


def test_what_an_exception_comes_from_is_shortened_in_the_same_way(made):
    app = made(
        "import json\n"
        "def incoming(_):\n"
        "    try:\n"
        "        json.JSONDecoder(object_hook=inner).decode('{}')\n"
        "    except ValueError as error:\n"
        "        raise KeyError('customer') from error\n"
        "def inner(_):\n"
        "    raise ValueError\n"
    )

    text = called_by_a_library(app["incoming"]).traceback

    first, _, second = text.partition("The above exception was the direct cause")
    assert next(line for line in first.splitlines() if "File" in line).endswith("line 4, in incoming")
    assert next(line for line in second.splitlines() if "File" in line).endswith("line 6, in incoming")


def test_python_and_what_is_installed_are_no_apps():
    assert not _is_own(json.__file__)
    assert not _is_own(run_in_threadpool.__code__.co_filename)
    assert not _is_own("<frozen importlib._bootstrap>")
    assert _is_own(sys.modules[__name__].__file__)
