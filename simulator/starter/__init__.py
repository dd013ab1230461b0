"""The project that `init` writes: its files by the language of the app, and their texts.

The texts lie in folders beside this file, each under the name of its file with `.txt` behind it, so that no tool takes
them for ours. What differs from language to language stands in `LANGUAGES`, and in the texts as `$name`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from string import Template
from typing import Final

from simulator.starter.origin import PLACEHOLDER, Origin

COMMON: Final[Mapping[str, str]] = {
    "ivr.call.yaml": "ivr.call.yaml",
    "README.md": "README.md",
    "github.yml": ".github/workflows/test.yml",
    "gitlab.yml": ".gitlab-ci.yml",
}
"""The texts that every project has, and the files that they become."""

RUN: Final = "ozeki-simulator run ivr.call.yaml"

IN_CI: Final = f"{RUN} --junit calls.xml --html calls.html"

_HERE: Final = "  # your address of the simulator"
_NOTE: Final = f"""\
- `{PLACEHOLDER.removeprefix("git+")}` stands for where you have the simulator from: put your address there, and
  into the files for CI. A folder outside of this project will do, too: `pip install ../ozeki-simulator`.
"""


@dataclass(frozen=True, slots=True)
class Language:
    """What a project is in one language.

    `app` is how scenarios name the app, `files` are those of the app, `needs` is what pip has to install beside the
    simulator, and `commands` are those that run the tests. `github`, `image` and `gitlab` make CI ready for the
    language; `tests` are files for tests that are written in it.
    """

    app: str
    files: tuple[str, ...]
    commands: tuple[str, ...] = (RUN,)
    github: tuple[str, ...] = ()
    image: str = "python:3.13"
    gitlab: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    needs: str = ""


LANGUAGES: Final[Mapping[str, Language]] = {
    "python": Language(
        '{asgi: "app:app", path: /incoming}',
        ("app.py",),
        (RUN, "pytest"),
        tests=("pytest.ini", "test_ivr.py", "requirements.txt"),
        needs=" -r requirements.txt",
    ),
    "node": Language(
        '{command: "node app.js {port}", path: /incoming}',
        ("app.js",),
        github=("uses: actions/setup-node@v4",),
        gitlab=("apt-get update && apt-get install -y nodejs",),
    ),
    "php": Language(
        '{command: "php -S 127.0.0.1:{port} app.php", path: /incoming}',
        ("app.php",),
        github=("uses: shivammathur/setup-php@v2", 'with: {php-version: "8.3"}'),
        gitlab=("apt-get update && apt-get install -y php-cli",),
    ),
    "csharp": Language(
        '{command: "dotnet run --no-build -- {port}", path: /incoming}',
        ("Program.cs", "ivr.csproj"),
        ("dotnet build", RUN),
        github=("uses: actions/setup-dotnet@v4", 'with: {dotnet-version: "8.0"}'),
        image="mcr.microsoft.com/dotnet/sdk:8.0",
        gitlab=(
            "apt-get update && apt-get install -y git python3-venv",
            "python3 -m venv /venv && . /venv/bin/activate",
        ),
    ),
}
"""By the name that `--language` knows."""


def project(name: str, simulator: Origin) -> dict[str, str]:
    """The files of a project.

    Args:
        name: one of `LANGUAGES`.
        simulator: from where it installs the simulator.

    Returns:
        The text of each file, by its path in the project, with slashes.
    """
    language = LANGUAGES[name]
    values = _values(language, simulator)
    own = {one: _text(name, one) for one in (*language.files, *language.tests)}
    return own | {path: Template(_text(name, text)).substitute(values) for text, path in COMMON.items()}


def _values(language: Language, simulator: Origin) -> dict[str, str]:
    """What stands in the common texts as `$name`."""
    install = f"pip install {simulator.for_others}{language.needs}"
    commands = [IN_CI if command == RUN else command for command in language.commands]
    first, *rest = language.github or ("",)
    setup = [f"      - {first}", *(f"        {line}" for line in rest)] if first else []
    return {
        "app": language.app,
        "image": language.image,
        "files": " and ".join(f"`{one}`" for one in language.files),
        "commands": "\n\n".join((install, *language.commands)),
        "github_setup": "".join(f"{line}\n" for line in setup),
        "install": install + ("" if simulator.is_shared else _HERE),
        "install_note": "" if simulator.is_shared else _NOTE,
        "github_run": "\n".join(f"      - run: {command}" for command in commands),
        "gitlab_setup": "".join(f"    - {line}\n" for line in language.gitlab),
        "gitlab_run": "\n".join(f"    - {command}" for command in commands),
    }


def _text(language: str, name: str) -> str:
    """A text, of the language if it has one of its own."""
    for folder in (language, "common"):
        file = files("simulator.starter").joinpath(folder, f"{name}.txt")
        if file.is_file():
            return file.read_text(encoding="utf-8")
    raise AssertionError(f"there is no text for {name}")
