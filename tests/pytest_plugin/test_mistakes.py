"""Mistakes in how tests are set up: what was meant and where it stands is told, and no line of the simulator."""

from __future__ import annotations

import pytest

from tests.pytest_plugin.test_failures import assert_there, parts

pytest_plugins = ["pytester"]

NO_SUCH = "settings: unknown setting 'ring_tme'; did you mean 'ring_time'?"

SET_UP = """
import pytest
from simulator import Settings, place_call

@pytest.mark.pbx(settings={"ring_tme": 3})
def test_marker(pbx):
    pass

@pytest.mark.pbx(settings={"ring_tme": 3})
def test_marker_of_a_factory(new_pbx):
    new_pbx()

@pytest.mark.pbx("app:app")
def test_marker_without_a_name(pbx):
    pass

class TestSettings:
    @pytest.fixture
    def pbx_settings(self):
        return {"ring_tme": 3}

    def test_settings_fixture(self, pbx):
        pass

class TestSettingsObject:
    @pytest.fixture
    def pbx_settings(self):
        return Settings(ring_time=-3)

    def test_settings_object(self, pbx):
        pass

class TestSetup:
    @pytest.fixture
    def pbx_setup(self):
        return None

    def test_setup_fixture(self, async_pbx):
        pass

def test_factory(new_pbx):
    new_pbx(settings={"ring_tme": 3})

@pytest.fixture
def own(new_async_pbx):
    return new_async_pbx(settings={"ring_tme": 3})

def test_own_fixture(own):
    pass

def test_bench(pbx):
    pbx.set_up(settings={"ring_tme": 3})

def test_without_a_bench():
    place_call("app:app", settings={"ring_tme": 3})

def test_fields(pbx):
    pbx.call().waits_for("DtmfEntered", fields={"DtmfDigts": "1234"})
"""


def test_settings_are_told_with_the_place_where_they_stand(project):
    project.write(test_it_py=SET_UP)

    failed = parts(project.run("-q", status=1))

    assert failed["test_marker"] == [f"pytest.mark.pbx(...): {NO_SUCH}", "", "test_it.py:5: test_marker"]
    assert failed["test_marker_without_a_name"][0] == (
        "pytest.mark.pbx('app:app'): expected names and values, such as app=app"
    )
    assert failed["test_settings_fixture"] == [
        f"the fixture pbx_settings: {NO_SUCH}",
        "",
        "test_it.py:22: test_settings_fixture",
    ]
    assert failed["test_setup_fixture"][0] == (
        "the fixture pbx_setup: expected what to set up by name, such as {'app': app}, not None"
    )
    below_a_line = {
        "test_marker_of_a_factory": (">       new_pbx()", f"pytest.mark.pbx(...): {NO_SUCH}"),
        "test_settings_object": (">       return Settings(ring_time=-3)", "Settings: ring_time must be finite*"),
        "test_factory": (">       new_pbx(settings=*", f"new_pbx(...): {NO_SUCH}"),
        "test_own_fixture": (">       return new_async_pbx(settings=*", f"new_pbx(...): {NO_SUCH}"),
        "test_bench": (">       pbx.set_up(settings=*", f"set_up(...): {NO_SUCH}"),
        "test_without_a_bench": (">       place_call(*", NO_SUCH),
        "test_fields": (">       pbx.call().waits_for(*", "*has no field 'DtmfDigts'; did you mean 'DtmfDigits'?"),
    }
    for name, (line, told) in below_a_line.items():
        assert_there(failed[name], line, f"E *.ScenarioError: {told}", "test_it.py:*: ScenarioError")
    assert [line for part in failed.values() for line in part if "/simulator/" in line or "__init__" in line] == []


def test_settings_in_a_marker_that_cannot_be_made_are_told_where_they_stand(project):
    project.write(
        test_it_py="""
import pytest
from simulator import Settings

@pytest.mark.pbx(settings=Settings(ring_time=-3))
def test_one(pbx):
    pass
"""
    )

    done = project.run("-q", status=2)

    done.stdout.fnmatch_lines(
        [
            "test_it.py:5: in <module>",
            "    @pytest.mark.pbx(settings=Settings(ring_time=-3))",
            "E   simulator.errors.ScenarioError: Settings: ring_time must be finite and not negative, not -3",
        ]
    )
    assert "/simulator/" not in done.stdout.str()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ring_tme = 3\n", "unknown setting 'ring_tme'; did you mean 'ring_time'?"),
        ('ring_time = "long"\n', "ring_time must be like 90.0, not 'long'"),
        ("ring_time =\n", "not TOML: *"),
    ],
)
def test_a_file_with_settings_is_told_by_its_name(project, text, told):
    project.write(pbx_toml=text, test_it_py="def test_one(pbx):\n    pass\n\ndef test_two(new_pbx):\n    pass\n")

    done = project.run("-q", "--pbx-settings=pbx.toml", status=1)

    done.assert_outcomes(errors=2)
    told = f"*pbx.toml: {told}".replace("[", "[[]")
    done.stdout.fnmatch_lines(["*ERROR at setup of test_one*", told, "*ERROR at setup of test_two*", told])
    assert "/simulator/" not in done.stdout.str()
    assert "Traceback" not in done.stdout.str()


def test_whoever_wants_all_frames_has_them(project):
    project.write(test_it_py="def test_one(pbx):\n    pbx.set_up(settings={'ring_tme': 3})\n")

    done = project.run("-q", "--full-trace", status=1)

    done.stdout.fnmatch_lines(["*simulator*board.py:*"])


def test_a_report_that_cannot_be_written_is_no_success(project):
    project.write(file_txt="", test_it_py="def test_one(pbx):\n    pass\n", test_none_py="")

    passed = project.run("-q", "--pbx-html=file.txt/run.html", "--pbx-json=run.json", status=1)
    empty = project.run("-q", "--pbx-html=file.txt/run.html", "test_none.py", status=5)

    passed.assert_outcomes(passed=1)
    passed.stdout.fnmatch_lines(["report: *run.json", "the report *run.html cannot be written: *"])
    empty.stdout.fnmatch_lines(["the report *run.html cannot be written: *"])


def test_workers_know_of_a_report_that_cannot_be_written(project):
    project.write(file_txt="", test_it_py="def test_one(pbx):\n    pass\n")

    project.run("-q", "-n1", "--pbx-html=file.txt/run.html", status=1).assert_outcomes(passed=1)


@pytest.mark.parametrize("option", ["--pbx-html=test_it.py", "--pbx-json=pytest.ini", "--pbx-json=package.json"])
def test_a_report_is_written_over_nothing_but_a_report(project, option):
    project.write(test_it_py="def test_one(pbx):\n    pass\n", package_json='{\n "version": "1.0"}\n')
    kind, _, name = option.partition("=")
    before = (project.folder / name).read_text()

    done = project.run("-q", option, status=4)

    done.stderr.fnmatch_lines([f"ERROR: {kind}: it would be written over *{name}, which is no such report"])
    assert (project.folder / name).read_text() == before


def test_a_report_is_written_over_an_earlier_one_or_an_empty_file(project):
    project.write(test_it_py="def test_one(pbx):\n    pass\n", run_json="")

    for _ in range(2):
        project.run("-q", "--pbx-json=run.json", "--pbx-html=run.html", status=0)


def test_a_report_has_to_be_a_file(project):
    done = project.run("-q", "--pbx-html=-", status=4)

    done.stderr.fnmatch_lines(["ERROR: --pbx-html: pytest itself writes to standard output, so it has to be a file"])


def test_two_reports_cannot_be_one_file(project):
    done = project.run("-q", "--pbx-json=run", "--pbx-html=run", status=4)

    done.stderr.fnmatch_lines(["ERROR: --pbx-json and --pbx-html name one file"])
