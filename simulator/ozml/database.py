"""What a statement on the database gives to a script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from simulator.telephony.effects import RunSql, SqlDone
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.message_events import SqlRun
from simulator.telephony.problem import Place, Severity, shortened
from simulator.telephony.variables import value_from_fields


def run_sql(exchange: Exchange, statement: str, place: Place, name: str = "") -> Steps[None]:
    """Run a statement; what the database says against it is reported.

    Args:
        exchange: whose script wants it.
        statement: the SQL.
        place: where it stands.
        name: of the array that the rows become, and of the variable that the first row becomes; none if empty.
    """
    done: SqlDone = yield RunSql(statement)
    if done.problem:
        exchange.report("database", done.problem, place, Severity.WARNING if done.columns else Severity.ERROR)
        if not done.columns:
            return
    exchange.publish(SqlRun(shortened(statement), done.columns, len(done.rows), done.affected))
    if name and done.columns:
        # ASSUMPTION ozml section 4.18: nothing is published about results.
        columns = _told_apart(done.columns)
        rows = [value_from_fields(dict(zip(columns, row, strict=True))) for row in done.rows]
        exchange.variables.assign_array(name, rows)
        exchange.variables.assign(name, rows[0] if rows else value_from_fields(dict.fromkeys(columns, "")))


def _told_apart(columns: Sequence[str]) -> list[str]:
    """The names of columns; a second one of the same name (whatever its case) gets a number behind it."""
    counts: Counter[str] = Counter()
    names = []
    for column in columns:
        counts[column.lower()] += 1
        number = counts[column.lower()]
        names.append(column if number == 1 else f"{column}_{number}")
    return names
