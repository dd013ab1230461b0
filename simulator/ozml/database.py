"""What a statement on the database gives to a script."""

from __future__ import annotations

from simulator.telephony.effects import RunSql, SqlDone
from simulator.telephony.events import SqlRun
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.problem import Place, Severity
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
    exchange.publish(SqlRun(statement, done.columns, len(done.rows), done.affected))
    if name and done.columns:
        # ASSUMPTION ozml section 4.18: nothing is published about results.
        rows = [value_from_fields(dict(zip(done.columns, row, strict=True))) for row in done.rows]
        exchange.variables.assign_array(name, rows)
        exchange.variables.assign(name, rows[0] if rows else value_from_fields(dict.fromkeys(done.columns, "")))
