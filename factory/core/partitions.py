"""Tables parted by month on PostgreSQL, plain elsewhere: made by a migration, kept ahead by a sweep.

The default part takes what no month was made for; when its month is made, its rows move there.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, migrations, transaction
from django.db.models import Model

MONTHS_AHEAD = 2


class CreatePartitionedModel(migrations.CreateModel):
    """CreateModel for a table parted by the month of ``by``, a DateTimeField.

    On PostgreSQL the primary key is (id, ``by``), since a parted table's keys hold its parting column;
    for the same reason every unique constraint must name it. Foreign keys to such a table are not made.
    """

    def __init__(self, *args: Any, by: str, **kwargs: Any) -> None:
        self.by = by
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, Any, Any]:
        name, args, kwargs = super().deconstruct()
        return name, args, kwargs | {"by": self.by}

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            for statement in partitioned_table_sql(schema_editor, model, self.by):
                schema_editor.execute(statement, params=None)
            indexes = schema_editor._model_indexes_sql(model)  # noqa: SLF001 - as CreateModel does
            schema_editor.deferred_sql.extend(indexes)


def partitioned_table_sql(schema_editor: Any, model: type[Model], by: str) -> tuple[str, str]:
    """Return the statements that make the parent and its default part."""
    quote = schema_editor.quote_name
    sql, _ = schema_editor.table_sql(model)
    pk = model._meta.pk
    body = sql.replace(" PRIMARY KEY", "", 1).rstrip().removesuffix(")")
    keys = f"PRIMARY KEY ({quote(pk.column)}, {quote(by)})"
    table = model._meta.db_table
    return (
        f"{body}, {keys}) PARTITION BY RANGE ({quote(by)})",
        f"CREATE TABLE {quote(table + '_default')} PARTITION OF {quote(table)} DEFAULT",
    )


def month_span(day: date) -> tuple[datetime, datetime]:
    """Return the UTC month of ``day`` as [start, end)."""
    start = datetime(day.year, day.month, 1, tzinfo=UTC)
    end = datetime(day.year + day.month // 12, day.month % 12 + 1, 1, tzinfo=UTC)
    return start, end


def months_ahead(now: datetime, ahead: int = MONTHS_AHEAD) -> list[date]:
    """Return the first days of the UTC month of ``now`` and of the ``ahead`` next ones."""
    months = [now.astimezone(UTC).date().replace(day=1)]
    while len(months) <= ahead:
        months.append(month_span(months[-1])[1].date())
    return months


def ensure_partitions(model: type[Model], by: str, now: datetime) -> list[str]:
    """Make the parts of this month, the next ones and those whose rows wait in the default part.

    Returns the names of the tables it made; none on SQLite. Safe to repeat and for two at once.
    """
    if connection.vendor != "postgresql":
        return []
    table = model._meta.db_table
    wanted = sorted({*months_ahead(now), *_months_in_default(table, by)})
    known = _parts_of(table)
    missing = [month for month in wanted if part_name(table, month) not in known]
    return [_make(table, by, month) for month in missing]


def drop_partitions(model: type[Model], before: datetime) -> list[str]:
    """Drop the parts whose months ended by ``before``; returns their names, none on SQLite.

    Waits for nobody longer than two seconds: raises OperationalError then, and may be repeated.
    """
    if connection.vendor != "postgresql":
        return []
    table, newest = model._meta.db_table, before.astimezone(UTC).date().replace(day=1)
    old = sorted(
        name
        for name in _parts_of(table) - {f"{table}_default"}
        if date.fromisoformat(f"{name[-7:].replace('_', '-')}-01") < newest
    )
    for name in old:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(name)}")
    return old


def part_name(table: str, month: date) -> str:
    return f"{table}_{month:%Y_%m}"


def _parts_of(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = to_regclass(%s)",
            [table],
        )
        return {row[0] for row in cursor.fetchall()}


def _months_in_default(table: str, by: str) -> list[date]:
    quote = connection.ops.quote_name
    column = quote(by)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT date_trunc('month', {column} AT TIME ZONE 'UTC')::date"  # noqa: S608
            f" FROM {quote(table + '_default')} LIMIT 24"
        )
        return [row[0] for row in cursor.fetchall()]


def _make(table: str, by: str, month: date) -> str:
    quote, name = connection.ops.quote_name, part_name(table, month)
    parent, part, rest = quote(table), quote(name), quote(table + "_default")
    start, end = (f"'{edge.isoformat()}'" for edge in month_span(month))
    with transaction.atomic(), connection.cursor() as cursor:
        # Writers wait here for as long as the rows of one month take to move; usually there are none.
        cursor.execute(f"LOCK TABLE {parent} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SELECT to_regclass(%s)", [name])
        if cursor.fetchone()[0] is not None:
            return name
        cursor.execute(
            f"CREATE TABLE {part} (LIKE {parent} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
        )
        cursor.execute(
            f"WITH moved AS (DELETE FROM {rest} WHERE {quote(by)} >= {start}"  # noqa: S608
            f" AND {quote(by)} < {end} RETURNING *) INSERT INTO {part} SELECT * FROM moved"
        )
        cursor.execute(
            f"ALTER TABLE {parent} ATTACH PARTITION {part} FOR VALUES FROM ({start}) TO ({end})"
        )
    return name
