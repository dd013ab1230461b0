"""The database of SQL on a real PostgreSQL."""
# ruff: noqa: S106, S608 - statements and passwords of tests are the tests' own texts

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from simulator.drivers.database import MAX_ROWS, Database
from simulator.telephony.effects import SqlDone
from tests.drivers.postgres import OwnPostgres, running_postgres


@pytest.fixture(scope="module")
def server():
    with running_postgres() as running:
        yield running


@pytest.fixture
def run(server):
    """Run statements one after another in a schema of the test's own; what the last one brought."""

    def run_all(*statements, url=server.url, timeout=10.0):
        async def running():
            database = Database(url, timeout, Path("unused"))
            done = [await database.run(statement) for statement in statements]
            await database.close()
            return done[-1]

        return asyncio.run(running())

    return run_all


@pytest.fixture
def table(run, request):
    """The name of a table that nobody else has."""
    name = f"t_{abs(hash(request.node.nodeid))}"
    assert not run(f"CREATE TABLE {name} (id integer PRIMARY KEY, who text NOT NULL)").problem
    yield name
    run(f"DROP TABLE {name}")


def elsewhere(url: str, **parts) -> str:
    from sqlalchemy import make_url

    return make_url(url).set(**parts).render_as_string(hide_password=False)


def said(done: SqlDone) -> str:
    """The problem without the address."""
    return done.problem.partition("/postgres: ")[2] or done.problem


def test_what_is_inserted_is_selected(run, table):
    inserted = run(f"INSERT INTO {table} VALUES (1, 'Anna'), (2, 'Bálint')")

    assert inserted == SqlDone(affected=2)
    assert run(f"SELECT * FROM {table} ORDER BY id") == SqlDone(("id", "who"), (("1", "Anna"), ("2", "Bálint")))


def test_values_come_as_a_person_would_write_them(run):
    done = run(
        "SELECT NULL, true, 12.50::numeric, 1e3::numeric, 0.1::float8, date '2026-03-01',"
        " timestamp '2026-03-01 12:30:00', time '12:30', '\\x00ff'::bytea, '{\"a\": 1}'::jsonb, ARRAY[1, NULL, 3]"
    )

    times = ("2026-03-01", "2026-03-01 12:30:00", "12:30:00")
    assert done.rows == (("", "true", "12.50", "1000", "0.1", *times, "00ff", '{"a": 1}', "1, , 3"),)


def test_percent_signs_and_colons_are_nothing_but_that(run, table):
    run(f"INSERT INTO {table} VALUES (1, '100 %s %(a)s :name ?')")

    assert run(f"SELECT who, 7 % 4 FROM {table} WHERE who LIKE '1%'").rows == (("100 %s %(a)s :name ?", "3"),)


def test_any_script_is_stored(run, table):
    run(f"INSERT INTO {table} VALUES (1, '電話 📞 ü')")

    assert run(f"SELECT who FROM {table}").rows == (("電話 📞 ü",),)


def test_a_statement_that_fails_changes_nothing(run, table):
    failed = run(f"INSERT INTO {table} SELECT n, CASE WHEN n < 3 THEN 'x' END FROM generate_series(1, 3) n")

    assert 'null value in column "who"' in failed.problem
    assert run(f"SELECT count(*) FROM {table}").rows == (("0",),)


def test_the_database_says_what_is_wrong_and_the_password_stays_out_of_it(run, server):
    done = run("SELECT * FROM accounts")

    assert done.problem.startswith("postgresql://")
    assert done.problem.endswith('/postgres: relation "accounts" does not exist')
    if isinstance(server, OwnPostgres):
        assert server.password not in done.problem


def test_a_statement_that_takes_too_long_is_stopped_in_the_server(run):
    done = run("SELECT pg_sleep(60)", timeout=0.3)
    still_there = run("SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)' AND state = 'active'")

    assert said(done) == "the statement took longer than 0.3 s"
    assert still_there.rows == (("0",),)


def test_a_statement_cannot_bring_a_second_one_that_lifts_the_limit(run):
    done = run("SET statement_timeout = 0; SELECT pg_sleep(60)")

    assert said(done) == "cannot insert multiple commands into a prepared statement"


def test_of_too_many_rows_the_first_come(run):
    done = run(f"SELECT * FROM generate_series(1, {MAX_ROWS + 1})")

    assert (len(done.rows), said(done)) == (10_000, "only the first 10000 rows")


def test_a_session_ends_with_its_statement(run):
    assert run("SET TIME ZONE 'Asia/Tokyo'", "SHOW TIME ZONE").rows != (("Asia/Tokyo",),)


def test_copying_to_the_client_is_refused_and_harms_nothing(run):
    done = run("COPY (SELECT 1) TO STDOUT")

    assert "COPY" in done.problem
    assert run("SELECT 1").rows == (("1",),)


def test_many_statements_at_once_each_get_their_own_answer(server):
    async def running():
        database = Database(server.url, 10.0, Path("unused"))
        done = await asyncio.gather(*(database.run(f"SELECT {number}") for number in range(40)))
        await database.close()
        return [one.rows[0][0] for one in done]

    assert asyncio.run(running()) == [str(number) for number in range(40)]


def test_a_wrong_password_is_said_but_not_shown(run, server):
    if not isinstance(server, OwnPostgres):
        pytest.skip("the given server may trust anybody")

    done = run("SELECT 1", url=elsewhere(server.url, password="wr0ng"))

    assert said(done) == 'password authentication failed for user "postgres"'
    assert "wr0ng" not in done.problem


def test_an_unknown_database_is_named(run, server):
    done = run("SELECT 1", url=elsewhere(server.url, database="nowhere"))

    assert done.problem.endswith('/nowhere: database "nowhere" does not exist')


def test_a_server_that_goes_and_comes_back_is_used_again(server):
    async def running():
        database = Database(server.url, 10.0, Path("unused"))
        before = await database.run("SELECT 1")
        sleeping = asyncio.create_task(database.run("SELECT pg_sleep(60)"))
        while not (await database.run("SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'")).rows:
            pass
        await asyncio.to_thread(server.stop)
        broken, down = await sleeping, await database.run("SELECT 1")
        await asyncio.to_thread(server.start)
        after = await database.run("SELECT 1")
        await database.close()
        return before, broken, down, after

    if not isinstance(server, OwnPostgres):
        pytest.skip("the given server is not ours to stop")
    began = time.monotonic()
    before, broken, down, after = asyncio.run(running())

    assert time.monotonic() - began < 30
    assert before == after == SqlDone(("?column?",), (("1",),))
    assert broken.problem
    assert said(down) == "cannot be reached: connection refused"
