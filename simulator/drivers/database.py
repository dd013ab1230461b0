"""The database behind the command SQL: any that SQLAlchemy knows, SQLite and PostgreSQL above all.

Whatever an app sends, `Database.run` answers, within about the time limit, and never raises.
This file does not know where a statement comes from, nor what becomes of the rows.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from traceback import clear_frames
from typing import TYPE_CHECKING, Final

from simulator.drivers.database_access import Access, RefusedError, access_to, driver_reason
from simulator.drivers.sql_values import texts
from simulator.errors import suggestion
from simulator.telephony.effects import SqlDone

if TYPE_CHECKING:
    from sqlalchemy import Connection, CursorResult

MAX_ROWS: Final = 10_000
"""Rows that a statement may bring; of more, the first come, with a problem that says so."""

MAX_CHARACTERS: Final = 10_000_000
"""Characters of all its values, likewise."""

GRACE: Final = 0.5
"""Seconds that a database has to stop a statement by itself, before the statement is left alone."""

_MAX_DATABASE_BYTES: Final = 256 * 2**20
"""How large an app may let a database of SQLite grow, in memory or on the disk."""

_MAX_VALUE_BYTES: Final = 10_000_000
"""Longest value or row that SQLite makes."""

_STEPS_BETWEEN_LOOKS: Final = 10_000
"""Instructions of SQLite's machine, about 0.1 ms, between two looks at the clock."""

_HARMLESS_PRAGMAS: Final = frozenset({
    "application_id", "foreign_key_check", "foreign_key_list", "foreign_keys", "index_info", "index_list",
    "index_xinfo", "integrity_check", "quick_check", "table_info", "table_list", "table_xinfo", "user_version",
})  # fmt: skip
"""Those of SQLite that may be given a value: they ask something, or change nothing but the database's content."""

_MAX_TABLES: Final = 1000
"""Tables among which the one that was meant is looked for."""

_NO_TABLE: Final = "no such table: "
"""How SQLite says that there is none of a name."""

_HARMFUL_FUNCTIONS: Final = ("fts3_tokenizer", "load_extension", "regexp")
"""Two that run foreign code, and one that SQLAlchemy makes of Python's `re`, which nothing can stop."""


class Database:
    """A database, for any number of calls of one event loop at once.

    Each statement has a connection and a transaction of its own: it is committed if it succeeds and rolled back if it
    fails, and what a session holds (temporary tables, SET) ends with it. A database in memory keeps its connection.

    Args:
        url: as SQLAlchemy writes it; postgresql:// means psycopg. A relative path of SQLite is relative to `folder`.
        timeout: seconds that a statement may take, connecting included.
        folder: where a database without an absolute path lies; it is made if need be.
    """

    def __init__(self, url: str, timeout: float, folder: Path) -> None:
        self._url = url
        self._timeout = timeout
        self._folder = folder
        self._access: Access | None = None
        self._making = threading.Lock()
        self._working: set[asyncio.Future[SqlDone]] = set()

    async def run(self, statement: str) -> SqlDone:
        """Run one statement.

        Returns:
            Its rows, or the number of rows it changed, or the reason in `problem`. Beside rows, `problem` is a warning
            that there are more.
        """
        if not statement.strip():
            return SqlDone(problem="the statement is empty")
        try:
            access = self._access
            if access is None:
                access = await asyncio.to_thread(self._opened)  # SQLAlchemy takes long to import
        except RefusedError as error:
            return SqlDone(problem=str(error))
        try:
            async with asyncio.timeout(self._timeout):
                await access.free.acquire()
        except TimeoutError:
            return SqlDone(problem=access.problem(f"busy with other statements for {self._timeout:g} s"))
        try:
            return await self._done(_Job(access, statement, self._timeout))
        finally:
            access.free.release()

    async def _done(self, job: _Job) -> SqlDone:
        """What a job brings; one that does not end in time is left alone."""
        done = _in_thread(job.work)
        self._working.add(done)
        done.add_done_callback(self._working.discard)
        try:
            await asyncio.wait([done], timeout=self._timeout + GRACE)
        except asyncio.CancelledError:
            job.stop()
            raise
        if done.done():
            return done.result()
        job.stop()
        if self._access is job.access:
            self._access = None  # what it waits for in there must not make others wait
        return SqlDone(problem=job.too_long())

    async def close(self) -> None:
        """Give every connection back. What still runs has a moment to end."""
        if self._working:
            await asyncio.wait(self._working, timeout=GRACE)
        if self._access:
            self._access.engine.dispose()
        self._access = None

    def _opened(self) -> Access:
        with self._making:
            self._access = self._access or access_to(self._url, self._timeout, self._folder)
            return self._access


# -- one statement ---------------------------------------------------------------------------------------------------


def _in_thread(work: Callable[[], SqlDone]) -> asyncio.Future[SqlDone]:
    """Work in a thread of its own, which nobody waits for in the end: a driver that hangs does not keep us here."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[SqlDone] = loop.create_future()

    def tell(done: SqlDone) -> None:
        if not future.done():
            future.set_result(done)

    def working() -> None:
        done = work()
        with suppress(RuntimeError):  # the loop is closed: nobody wants to know any more
            loop.call_soon_threadsafe(tell, done)

    threading.Thread(target=working, name="sql", daemon=True).start()
    return future


@dataclass(slots=True)
class _Job:
    """A statement on its way. `work` runs in a thread; the rest may be called from others."""

    access: Access
    statement: str
    timeout: float
    connected: bool = False
    deadline: float = field(init=False)
    refused: str = ""
    hint: str = ""

    def __post_init__(self) -> None:
        self.deadline = time.monotonic() + self.timeout

    def stop(self) -> None:
        """Its time is over, whatever the clock says."""
        self.deadline = 0.0

    @property
    def late(self) -> bool:
        """Its time is over."""
        return time.monotonic() >= self.deadline

    def too_long(self) -> str:
        """Why there is no result in time."""
        if self.connected:
            return self.access.problem(f"the statement took longer than {self.timeout:g} s")
        return self.access.problem(f"cannot be reached: no answer within {self.timeout:g} s")

    def work(self) -> SqlDone:
        """Connect, run, commit."""
        try:
            return self._worked()
        # An app writes the statement and a stranger the driver: what they make of each other is no error of ours.
        except Exception as error:  # noqa: BLE001
            problem = self._problem(error)
            _forget(error)
            return SqlDone(problem=problem)

    def _worked(self) -> SqlDone:
        with self.access.engine.connect() as connection:
            self.connected = True
            try:
                return self._run(connection)
            except Exception as error:
                self.hint = self._tables(connection, driver_reason(error))
                if not self.access.in_memory:
                    connection.invalidate()  # it may be in a state in which it cannot even roll back
                raise

    def _run(self, connection: Connection) -> SqlDone:
        self._limit(connection.connection.driver_connection)
        if connection.dialect.name == "postgresql":
            left_ms = max(1, int(1000 * (self.deadline - time.monotonic())))
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {left_ms}")
        # Without parameters, so that a percent sign is only that.
        result = connection.exec_driver_sql(self.statement, execution_options={"no_parameters": True})
        done = self._fetched(result)
        connection.commit()
        return done

    def _tables(self, connection: Connection, reason: str) -> str:
        """What tables there are, if SQLite misses one."""
        raw = connection.connection.driver_connection
        if not isinstance(raw, sqlite3.Connection) or not reason.startswith(_NO_TABLE):
            return ""
        listed = (
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite^_%' ESCAPE '^'"
        )
        try:
            names = [str(name) for (name,) in raw.execute(f"{listed} LIMIT {_MAX_TABLES}")]
        except sqlite3.Error:
            return ""
        if names:
            return suggestion(reason.removeprefix(_NO_TABLE).rpartition(".")[2], names)
        where = f"at {self.access.file}" if self.access.file else "in memory"
        return f"; the database {where} has no tables yet"

    def _limit(self, driver_connection: object) -> None:
        """Let SQLite refuse what reaches beyond its file, and stop in time."""
        if not isinstance(driver_connection, sqlite3.Connection):
            return
        driver_connection.set_authorizer(None)  # a database in memory keeps its connection
        (page_bytes,) = driver_connection.execute("PRAGMA page_size").fetchone()
        driver_connection.execute(f"PRAGMA max_page_count = {_MAX_DATABASE_BYTES // page_bytes}")
        driver_connection.set_authorizer(self._authorize)
        driver_connection.set_progress_handler(lambda: int(self.late), _STEPS_BETWEEN_LOOKS)
        driver_connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE_BYTES)

    def _authorize(self, action: int, first: str | None, second: str | None, *_: str | None) -> int:
        """Whether SQLite may do something (https://www.sqlite.org/c3ref/c_alter_table.html)."""
        match action:
            case sqlite3.SQLITE_ATTACH if first != "":  # VACUUM attaches the empty name; VACUUM INTO a file's
                self.refused = "another file"
            case sqlite3.SQLITE_FUNCTION if (second or "").lower() in _HARMFUL_FUNCTIONS:
                self.refused = f"the function {second}"
            case sqlite3.SQLITE_PRAGMA if second is not None and (first or "").lower() not in _HARMLESS_PRAGMAS:
                self.refused = f"PRAGMA {first} with a value"
            case _:
                return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    def _fetched(self, result: CursorResult[tuple[object, ...]]) -> SqlDone:
        if not result.returns_rows:
            return SqlDone(affected=max(0, result.rowcount))
        columns = tuple(result.keys())
        rows: list[tuple[str, ...]] = []
        left = MAX_CHARACTERS
        for row in result:
            written = tuple(texts(row))
            left -= sum(map(len, written))
            if len(rows) == MAX_ROWS or left < 0:
                result.close()
                return SqlDone(columns, tuple(rows), problem=self.access.problem(f"only the first {len(rows)} rows"))
            rows.append(written)
        return SqlDone(columns, tuple(rows))

    def _problem(self, error: Exception) -> str:
        reason = driver_reason(error)
        if self.refused:
            return self.access.problem(f"{self.refused} is not allowed to an app")
        if "statement timeout" in reason or (self.connected and self.late):
            return self.access.problem(f"the statement took longer than {self.timeout:g} s")
        if self.connected:
            return self.access.problem(reason + self.hint)
        _, fatal, reply = reason.partition("FATAL: ")
        return self.access.problem(reply if fatal else f"cannot be reached: {_plain(reason)}")


def _forget(error: BaseException | None) -> None:
    """Let go of what an error's frames hold: half a connection stays open until they are collected."""
    while error is not None:
        clear_frames(error.__traceback__)
        error = error.__context__


def _plain(reason: str) -> str:
    """Why there is no connection, without what everybody knows already."""
    for known in ("connection refused", "connection timeout expired", "unable to open database file"):
        if known in reason.lower():
            return known
    return reason
