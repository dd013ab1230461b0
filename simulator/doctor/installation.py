"""Whether Python, the packages and the surroundings are as the simulator needs them."""

from __future__ import annotations

import platform
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, entry_points, requires, version
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement

from simulator.doctor.finding import Finding, bad, good, note
from simulator.starter.origin import NAME, origin

OLDEST: Final = (3, 11)
SIGNS: Final = "±→─✓"
"""What reports are drawn with."""


def python() -> Finding:
    """Whether Python is recent enough."""
    found = f"{platform.python_implementation()} {platform.python_version()} at {sys.executable}"
    if sys.version_info < OLDEST:
        return bad("Python", found, f"install Python {OLDEST[0]}.{OLDEST[1]} or later")
    return good("Python", found)


def packages() -> Finding:
    """Whether each package that the simulator needs is there, in a version that will do."""
    try:
        needed = [Requirement(one) for one in requires(NAME) or ()]
    except PackageNotFoundError:
        return note("packages", f"{NAME} runs from a folder and is not installed", "pip install -e .")
    wanted = [one for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
    wrong = {_named(one): trouble for one in wanted if (trouble := _trouble(one))}
    if wrong:
        return bad("packages", "; ".join(wrong.values()), "pip install " + " ".join(f'"{one}"' for one in wrong))
    return good("packages", f"{NAME} {version(NAME)} and the {len(wanted)} packages that it needs")


def reinstall() -> str:
    """What installs the simulator anew, from where it has come."""
    return f"pip install --force-reinstall {origin().requirement}"


def _named(requirement: Requirement) -> str:
    """A package as pip is asked for it here, where its marker holds."""
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    return f"{requirement.name}{extras}{requirement.specifier}"


def _trouble(requirement: Requirement) -> str:
    """What is wrong with a package; empty if nothing."""
    try:
        found = version(requirement.name)
    except PackageNotFoundError:
        return f"{requirement.name} is missing"
    if requirement.specifier.contains(found, prereleases=True):
        return ""
    return f"{requirement.name} is {found}, needed is {requirement.specifier}"


def temporary_folder() -> Finding:
    """Whether recordings and copies of folders can be put aside."""
    subject = "folder for temporary files"
    try:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "written").write_bytes(b"x" * 100_000)
    except OSError as error:
        advice = "free some space, or name another folder in the environment variable TMPDIR (TEMP on Windows)"
        return bad(subject, f"cannot be written: {error}", advice)
    return good(subject, f"{tempfile.gettempdir()} can be written")


def console() -> Finding:
    """Whether the signs can be printed that reports are drawn with."""
    encoding = sys.stdout.encoding or "ascii"
    try:
        SIGNS.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        advice = "set the environment variable PYTHONUTF8=1"
        return note("console", f"its encoding is {encoding}, which has no {' '.join(map(ascii, SIGNS))}", advice)
    return good("console", f"its encoding is {encoding}, which has all signs")


def pytest_plugin() -> Finding:
    """Whether pytest, if it is there, finds the plugin."""
    try:
        found = f"pytest {version('pytest')}"
    except PackageNotFoundError:
        return note("pytest plugin", "pytest is not installed", "pip install pytest, to write tests in Python")
    names = [one.name for one in entry_points(group="pytest11") if one.value.startswith("simulator.")]
    if not names:
        return note("pytest plugin", f"{found} does not know it", reinstall())
    return good("pytest plugin", f"{found} knows it as {names[0]}")
