"""An app that cannot be imported because it is not there: where it was looked for, and where it lies."""

from __future__ import annotations

import pytest

from simulator.errors import AppError
from simulator.scenario.app_import import imported_app


def refusal(target, folder):
    with pytest.raises(AppError) as refused:
        imported_app(target, folder)
    return str(refused.value)


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with `calls` in it, which is the working directory."""
    calls = tmp_path / "calls"
    calls.mkdir()
    monkeypatch.syspath_prepend(str(tmp_path / "nothing"))  # so that what is imported here is forgotten
    monkeypatch.chdir(calls)
    return tmp_path


def test_a_module_that_is_nowhere_is_told_with_the_folders_in_which_it_was_looked_for(project):
    (project / "calls" / "night").mkdir()

    assert refusal("wholly_unknown:app", project / "calls" / "night") == (
        "cannot import the app 'wholly_unknown:app': there is no module 'wholly_unknown'; looked in night and the "
        "working directory; start in the folder from which its path counts, such as the root of the project"
    )


@pytest.mark.parametrize("file", ["savings_bank.py", "savings_bank/__init__.py"])
def test_a_module_that_lies_above_is_told_with_its_folder(project, file):
    (project / file).parent.mkdir(exist_ok=True)
    (project / file).touch()

    assert refusal("savings_bank:app", project / "calls") == (
        "cannot import the app 'savings_bank:app': there is no module 'savings_bank'; looked in the working directory; "
        f"it lies in {project.as_posix()}: start there"
    )


def test_a_module_that_a_package_lacks_is_looked_for_in_the_package(project):
    told = refusal("simulator.demo.wholly_unknown:app", project / "calls")

    assert "there is no module 'simulator.demo.wholly_unknown'; looked in " in told
    assert told.split("; looked in ")[1].split("; start")[0].endswith("simulator/demo")
