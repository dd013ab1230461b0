"""Getting at a database: its address, its driver, and who may use it now. Nothing here runs a statement."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

MAX_STATEMENTS: Final = 8
"""Statements at work at once; the others wait for their turn."""

_TAKE_CONNECT_TIMEOUT: Final = ("mysqldb", "psycopg", "psycopg2", "pymysql")
"""Drivers whose connect() has the parameter `connect_timeout`, in whole seconds."""

_DRIVERS: Final = {
    "MySQLdb": ("mysqlclient", "mysql+pymysql:// and install pymysql"),
    "pyodbc": ("pyodbc", "mssql+pymssql:// and install pymssql"),
    "oracledb": ("oracledb", ""),
    "cx_Oracle": ("cx_Oracle", "oracle+oracledb:// and install oracledb"),
    "pymysql": ("pymysql", ""),
    "pymssql": ("pymssql", ""),
    "mysql": ("mysql-connector-python", "mysql+pymysql:// and install pymysql"),
    "mariadb": ("mariadb", "mariadb+pymysql:// and install pymysql"),
    "psycopg2": ("psycopg2-binary", "postgresql:// and install psycopg"),
}
"""Modules of drivers -> the package that has it, and what one may write in place of the address, if anything."""


class RefusedError(Exception):
    """Why there is no answer from the database, as `SqlDone.problem` has it."""


@dataclass(frozen=True, slots=True)
class Access:
    """An engine, its address as people may see it, and who may use it now."""

    engine: Engine
    shown: str
    secret: str
    file: str
    """Where a database of SQLite is, from the data folder if it is in there; empty if in memory."""
    in_memory: bool
    free: asyncio.Semaphore

    def problem(self, text: str) -> str:
        """A sentence about this database, in one line and without its password."""
        line = " ".join(text.split())
        return f"{self.shown}: {line.replace(self.secret, '***') if self.secret else line}"


def access_to(address: str, timeout: float, folder: Path) -> Access:
    """Make an engine; nothing is connected yet.

    Raises:
        RefusedError: there is no such database, or no driver for it.
    """
    from sqlalchemy import create_engine, make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError
    from sqlalchemy.pool import NullPool, StaticPool

    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise RefusedError("database_url is not an address as SQLAlchemy writes it") from None
    shown = url.set(query={}).render_as_string(hide_password=True)
    backend = url.get_backend_name()
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    in_memory = backend == "sqlite" and url.database in (None, "", ":memory:")
    try:
        if backend == "sqlite" and not in_memory:
            url = _in_folder(url, folder)
        if url.get_dialect().is_async:
            raise RefusedError(f"{shown}: {url.get_driver_name()} is a driver for asyncio; name one without")
        engine = create_engine(
            url, connect_args=_connect_args(url, timeout), poolclass=StaticPool if in_memory else NullPool
        )
    except NoSuchModuleError:
        raise RefusedError(f"{shown}: SQLAlchemy knows no database {url.drivername!r}") from None
    except ImportError as error:
        raise RefusedError(f"{shown}: {_missing(url, error)}") from error
    except (ArgumentError, OSError, TypeError, ValueError) as error:
        raise RefusedError(f"{shown}: cannot be opened: {driver_reason(error)}") from error
    free = asyncio.Semaphore(1 if in_memory else MAX_STATEMENTS)
    file = _seen_from(folder, url.database or "") if backend == "sqlite" and not in_memory else ""
    return Access(engine, shown, url.password or "", file, in_memory, free)


def _seen_from(folder: Path, database: str) -> str:
    path, root = Path(database), folder.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else database


def _in_folder(url: URL, folder: Path) -> URL:
    """The address of an SQLite file, whose folder is there then."""
    database = url.database or ""
    if database.startswith("file:"):
        return url
    path = folder / database
    path.parent.mkdir(parents=True, exist_ok=True)
    return url.set(database=str(path.resolve()))


def _connect_args(url: URL, timeout: float) -> dict[str, object]:
    """What the driver is told beyond the address."""
    driver = url.get_driver_name()
    told: dict[str, object] = {}
    if url.get_backend_name() == "sqlite":
        told = {"timeout": 0.8 * timeout, "check_same_thread": False}  # to hear "locked" rather than nothing
    if driver in _TAKE_CONNECT_TIMEOUT:
        told["connect_timeout"] = ceil(timeout)
    if driver == "psycopg":
        told["prepare_threshold"] = 0  # what is prepared is one statement: a second cannot lift the time limit
    return {name: value for name, value in told.items() if name not in url.query}


def _missing(url: URL, error: ImportError) -> str:
    if url.get_driver_name() == "psycopg":
        return "psycopg is not installed; pip install -e '.[postgres]'"
    module = error.name or url.get_driver_name()
    package, other = _DRIVERS.get(module, ("", ""))
    install = f"; pip install {package}" if package else ""
    if other:
        scheme = url.get_backend_name()
        install += f", or write {other.replace('mysql+', 'mariadb+', 1) if scheme == 'mariadb' else other}"
    return f"the driver {module!r} of this address is not installed{install}"


def driver_reason(error: BaseException) -> str:
    """What a driver says, in its first line; SQLAlchemy wraps it."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0].removeprefix("ERROR: ") if said else type(error).__name__
