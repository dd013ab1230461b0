"""The database of SQL: SQLite, and whatever cannot be had. PostgreSQL is tested beside it."""
# ruff: noqa: S608 - statements of tests are put together of the tests' own texts

from __future__ import annotations

import asyncio
import socket
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from simulator.drivers import database
from simulator.drivers.database import MAX_ROWS, Database
from simulator.drivers.ports import free_port
from simulator.telephony.effects import SqlDone
from tests.drivers.wire import hang_up, listening

COUNT_FOR_EVER = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def run(tmp_path):
    """Run statements one after another in `ozeki.db` of the test's folder; what the last one brought."""

    def run_all(*statements, url="sqlite:///ozeki.db", timeout=5.0, folder=tmp_path):
        async def running():
            database = Database(url, timeout, folder)
            done = [await database.run(statement) for statement in statements]
            await database.close()
            return done[-1]

        return asyncio.run(running())

    return run_all


# -- what it does ----------------------------------------------------------------------------------------------------


def test_what_is_inserted_is_selected(run):
    inserted = run("CREATE TABLE t (id INTEGER, who TEXT)", "INSERT INTO t VALUES (1, 'Anna'), (2, 'Bálint 📞')")

    assert inserted == SqlDone(affected=2)
    assert run("SELECT * FROM t ORDER BY id") == SqlDone(("id", "who"), (("1", "Anna"), ("2", "Bálint 📞")))


def test_a_select_that_finds_nothing_has_columns_and_no_rows(run):
    assert run("SELECT 1 AS one, 2 AS one WHERE 0") == SqlDone(("one", "one"), ())


def test_a_statement_without_rows_says_how_many_it_changed(run):
    assert run("CREATE TABLE t (a)") == SqlDone(affected=0)
    assert run("INSERT INTO t VALUES (1), (2), (3)", "UPDATE t SET a = 9 WHERE a > 1") == SqlDone(affected=2)
    assert run("DELETE FROM t WHERE a = 5") == SqlDone(affected=0)


def test_values_come_as_a_person_would_write_them(run):
    done = run("SELECT NULL, 42, 0.1 + 0.2, 5.0, 'text', x'00ff', date('2026-03-01')")

    assert done.rows == (("", "42", "0.3", "5", "text", "00ff", "2026-03-01"),)


def test_percent_signs_and_colons_in_texts_are_nothing_but_that(run):
    assert run("SELECT '100 %s %(a)s :name ?', 7 % 4").rows == (("100 %s %(a)s :name ?", "3"),)


def test_a_relative_path_lies_in_the_folder_which_is_made(run, tmp_path):
    run("CREATE TABLE t (a)", url="sqlite:///db/calls.db", folder=tmp_path / "data")

    assert (tmp_path / "data" / "db" / "calls.db").is_file()


def test_a_database_in_memory_lasts_until_it_is_closed(run):
    assert run("CREATE TABLE t (a)", "INSERT INTO t VALUES (1)", "SELECT * FROM t", url="sqlite://").rows == (("1",),)
    assert run("SELECT * FROM t", url="sqlite://").problem == (
        "sqlite://: no such table: t; the database in memory has no tables yet"
    )


@pytest.mark.parametrize("url", ["sqlite:///ozeki.db", "sqlite://"])
def test_many_statements_at_once_lose_nothing(tmp_path, url):
    async def running():
        database = Database(url, 10.0, tmp_path)
        await database.run("CREATE TABLE t (a)")
        await asyncio.gather(*(database.run(f"INSERT INTO t VALUES ({number})") for number in range(30)))
        done = await database.run("SELECT count(DISTINCT a) FROM t")
        await database.close()
        return done

    assert asyncio.run(running()).rows == (("30",),)


def test_a_database_may_be_closed_unused_and_twice(tmp_path):
    async def running():
        database = Database("sqlite:///ozeki.db", 5.0, tmp_path)
        await database.close()
        await database.close()

    asyncio.run(running())

    assert list(tmp_path.iterdir()) == []


# -- what an app gets wrong ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (
            "SELECT * FROM accounts",
            "sqlite:///ozeki.db: no such table: accounts; the database at ozeki.db has no tables yet",
        ),
        ("SELCT 1", 'sqlite:///ozeki.db: near "SELCT": syntax error'),
        ("SELECT 1; SELECT 2", "sqlite:///ozeki.db: You can only execute one statement at a time."),
        (" \n", "the statement is empty"),
        ("SELECT '\ud800'", "'utf-8' codec can't encode"),
        ("SELECT 1\0", "sqlite:///ozeki.db: "),
        ("SELECT ?", "sqlite:///ozeki.db: Incorrect number of bindings"),
        ("SELECT zeroblob(500000000)", "sqlite:///ozeki.db: string or blob too big"),
    ],
)
def test_a_statement_that_cannot_run_is_a_problem(run, statement, problem):
    done = run(statement)

    assert problem in done.problem
    assert (done.columns, done.rows, done.affected) == ((), (), 0)


def test_a_statement_that_fails_changes_nothing(run):
    run("CREATE TABLE t (a UNIQUE)")

    failed = run("INSERT INTO t VALUES (1), (2), (1)")

    assert failed.problem == "sqlite:///ozeki.db: UNIQUE constraint failed: t.a"
    assert run("SELECT count(*) FROM t").rows == (("0",),)


@pytest.mark.parametrize("url", ["sqlite:///ozeki.db", "sqlite://"])
def test_a_transaction_that_the_app_leaves_open_blocks_nobody(run, url):
    done = run("CREATE TABLE t (a)", "BEGIN EXCLUSIVE", "INSERT INTO t VALUES (1)", "SELECT * FROM t", url=url)

    assert done.rows == (("1",),)


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("ATTACH DATABASE '{outside}' AS other", "another file"),
        ("ATTACH DATABASE '{outside}' || '' AS other", "another file"),
        ("VACUUM INTO '{outside}'", "another file"),
        ("SELECT load_extension('{outside}')", "the function load_extension"),
        ("PRAGMA temp_store_directory = '{outside}'", "PRAGMA temp_store_directory with a value"),
        ("PRAGMA writable_schema = ON", "PRAGMA writable_schema with a value"),
        ("PRAGMA journal_mode = OFF", "PRAGMA journal_mode with a value"),
    ],
)
def test_what_reaches_beyond_the_database_is_refused(run, tmp_path, statement, problem):
    outside = tmp_path / "outside.db"

    done = run(statement.format(outside=outside), folder=tmp_path / "data")

    assert done.problem == f"sqlite:///ozeki.db: {problem} is not allowed to an app"
    assert not outside.exists()


@pytest.mark.parametrize(
    "statement", ["PRAGMA table_info(t)", "PRAGMA journal_mode", "PRAGMA user_version = 3", "VACUUM", "ANALYZE"]
)
def test_what_keeps_to_the_database_is_allowed(run, statement):
    assert run("CREATE TABLE t (a)", statement).problem == ""


def test_a_pattern_that_nothing_could_stop_is_refused(run):
    done = run("SELECT 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' REGEXP '(a+)+$'")

    assert done.problem.lower() == "sqlite:///ozeki.db: the function regexp is not allowed to an app"


# -- limits ----------------------------------------------------------------------------------------------------------


def test_of_too_many_rows_the_first_come(run):
    done = run(f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {MAX_ROWS + 5}) SELECT i FROM n")

    assert (len(done.rows), done.rows[-1]) == (10_000, ("10000",))
    assert done.problem == "sqlite:///ozeki.db: only the first 10000 rows"


def test_of_too_long_rows_the_first_come(run):
    rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5)"

    done = run(f"{rows} SELECT printf('%.4000000c', 'x') FROM n")

    assert done.problem == "sqlite:///ozeki.db: only the first 2 rows"


@pytest.mark.parametrize("url", ["sqlite:///ozeki.db", "sqlite://"])
def test_a_statement_that_takes_too_long_is_stopped_and_the_next_one_runs(tmp_path, url):
    async def running():
        database = Database(url, 60.0, tmp_path)
        await database.run("CREATE TABLE t (a)")
        database._timeout = 0.3
        late = await database.run(COUNT_FOR_EVER)
        database._timeout = 60.0
        after = await database.run("SELECT count(*) FROM t")
        await database.close()
        return late, after

    late, after = asyncio.run(running())

    assert late.problem == f"{url}: the statement took longer than 0.3 s"
    assert after.rows == (("0",),)


def test_a_database_that_somebody_else_has_locked_is_a_problem(tmp_path):
    """SQLite waits for a part of the limit that there was when the database was opened."""

    async def running():
        database = Database("sqlite:///ozeki.db", 0.2, tmp_path)
        await database.run("SELECT 1")
        database._timeout = 60.0
        done = await database.run("INSERT INTO t VALUES (1)")
        await database.close()
        return done

    with closing(sqlite3.connect(tmp_path / "ozeki.db", isolation_level=None)) as other:
        other.execute("CREATE TABLE t (a)")
        other.execute("BEGIN EXCLUSIVE")
        done = asyncio.run(running())

    assert done.problem == "sqlite:///ozeki.db: database is locked"


def test_a_statement_that_is_cancelled_stops_too(tmp_path):
    async def running():
        database = Database("sqlite:///ozeki.db", 60.0, tmp_path)
        counting = asyncio.create_task(database.run(COUNT_FOR_EVER))
        await database.run("SELECT 1")
        counting.cancel()
        await asyncio.wait([counting])
        began = time.monotonic()
        await database.close()
        return counting.cancelled(), time.monotonic() - began

    cancelled, seconds = asyncio.run(running())

    assert cancelled
    assert seconds < 30


def ask_postgres_at(port: int, timeout: float) -> SqlDone:
    pytest.importorskip("psycopg")

    async def running():
        database = Database(f"postgresql://me:s3cret@127.0.0.1:{port}/calls", timeout, Path("unused"))
        done = await database.run("SELECT 1")
        await database.close()
        return done

    return asyncio.run(running())


def test_a_server_that_never_answers_is_a_problem_within_the_limit():
    with socket.create_server(("127.0.0.1", 0)) as listener:  # connections are made, and nobody looks at them
        port = listener.getsockname()[1]
        began = time.monotonic()
        done = ask_postgres_at(port, timeout=0.2)
        seconds = time.monotonic() - began

    assert done.problem == f"postgresql://me:***@127.0.0.1:{port}/calls: cannot be reached: no answer within 0.2 s"
    assert seconds < 20


def test_a_server_that_hangs_up_is_a_problem():
    async def running():
        async with listening(hang_up) as port:
            return port, await asyncio.to_thread(ask_postgres_at, port, 10.0)

    port, done = asyncio.run(running())

    assert done.problem.startswith(f"postgresql://me:***@127.0.0.1:{port}/calls: cannot be reached: ")


# -- databases that cannot be had ------------------------------------------------------------------------------------


def test_nobody_listening_is_said_in_plain_words(run):
    pytest.importorskip("psycopg")
    port = free_port()

    done = run("SELECT 1", url=f"postgresql://me:s3cret@127.0.0.1:{port}/calls")

    assert done.problem == f"postgresql://me:***@127.0.0.1:{port}/calls: cannot be reached: connection refused"


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("nonsense", "database_url is not an address as SQLAlchemy writes it"),
        ("postgresql://me:s3cret@host:port/calls", "database_url is not an address as SQLAlchemy writes it"),
        ("dbase://me:s3cret@host/calls", "dbase://me:***@host/calls: SQLAlchemy knows no database 'dbase'"),
        ("sqlite+aiosqlite:///ozeki.db", "is a driver for asyncio; name one without"),
        ("sqlite://host/ozeki.db", "cannot be opened: Invalid SQLite URL"),
        ("postgresql://me@host/calls?password=s3cret&nonsense=1", "postgresql://me@host/calls: "),
    ],
)
def test_an_address_that_cannot_be_used_is_a_problem(run, url, problem):
    done = run("SELECT 1", url=url)

    assert problem in done.problem
    assert "s3cret" not in done.problem


def test_a_missing_driver_is_named_with_what_to_install(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.setitem(sys.modules, "MySQLdb", None)

    assert run("SELECT 1", url="postgresql://host/calls").problem == (
        "postgresql://host/calls: psycopg is not installed; pip install -e '.[postgres]'"
    )
    assert run("SELECT 1", url="mysql://host/calls").problem == (
        "mysql://host/calls: the driver 'MySQLdb' of this address is not installed; pip install mysqlclient, "
        "or write mysql+pymysql:// and install pymysql"
    )


@pytest.mark.parametrize(
    ("url", "module", "install"),
    [
        (
            "mariadb://host/calls",
            "MySQLdb",
            "; pip install mysqlclient, or write mariadb+pymysql:// and install pymysql",
        ),
        ("mysql+pymysql://host/calls", "pymysql", "; pip install pymysql"),
        ("mssql://host/calls", "pyodbc", "; pip install pyodbc, or write mssql+pymssql:// and install pymssql"),
        ("oracle://host/calls", "oracledb", "; pip install oracledb"),
        ("mysql+cymysql://host/calls", "cymysql", ""),
    ],
)
def test_a_missing_driver_of_another_database_is_named_too(run, monkeypatch, url, module, install):
    monkeypatch.setitem(sys.modules, module, None)

    assert run("SELECT 1", url=url).problem == f"{url}: the driver {module!r} of this address is not installed{install}"


def test_a_table_that_is_not_there_is_met_with_those_that_are(run, tmp_path):
    run("CREATE TABLE customers (a)", "CREATE VIEW calls AS SELECT * FROM customers")

    assert run("SELECT * FROM custmers").problem.endswith("no such table: custmers; did you mean 'customers'?")
    assert run("DELETE FROM main.xyz").problem.endswith("no such table: main.xyz; known: 'calls', 'customers'")
    assert run("CREATE TABLE t (a)", "SELECT * FROM xyz", url="sqlite://").problem.endswith("; known: 't'")


def test_an_empty_database_elsewhere_is_named_whole(run, tmp_path):
    file = (tmp_path / "elsewhere.db").resolve()

    assert run("SELECT * FROM t", url=f"sqlite:///{file.as_posix()}", folder=tmp_path / "data").problem.endswith(
        f"no such table: t; the database at {file} has no tables yet"
    )


def test_a_folder_that_cannot_be_made_is_a_problem(run, tmp_path):
    (tmp_path / "file").write_text("not a folder")

    done = run("SELECT 1", folder=tmp_path / "file" / "data")

    assert done.problem.startswith("sqlite:///ozeki.db: cannot be opened: ")


def test_a_file_that_is_no_database_is_a_problem(run, tmp_path):
    (tmp_path / "ozeki.db").write_text("this is a letter to my aunt, not a database. " * 100)

    assert run("SELECT * FROM t").problem == "sqlite:///ozeki.db: file is not a database"


def test_a_database_of_sqlite_may_not_grow_without_end(run, monkeypatch):
    monkeypatch.setattr(database, "_MAX_DATABASE_BYTES", 1_000_000)
    fill = (
        "CREATE TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 200) "
        "SELECT randomblob(10000) AS b FROM n"
    )

    assert run(fill).problem == "sqlite:///ozeki.db: database or disk is full"
