"""Many rows at once, by the fastest way each database has."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, models

CHUNK = 2_000


def columns_of(model: type[models.Model], *, without: Sequence[str] = ()) -> list[str]:
    """Return the column names of a model in the order of its fields."""
    return [field.column for field in model._meta.concrete_fields if field.column not in without]


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[tuple]) -> None:
    """Insert tuples in the order of `columns`: COPY on PostgreSQL, executemany on SQLite."""
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def update(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple], key: str = "id"
) -> None:
    """Set `columns` of the rows whose key comes last in each tuple."""
    if not rows:
        return
    table = connection.ops.quote_name(model._meta.db_table)
    sets = ", ".join(f"{connection.ops.quote_name(column)} = %s" for column in columns)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {sets} WHERE {key} = %s", rows)


def select(
    model: type[models.Model],
    columns: Sequence[str],
    where: str,
    values: Sequence[Any],
    first: Sequence[Any] = (),
) -> Iterator[tuple]:
    """Yield the rows whose condition `where` (holding one `IN {}`) meets any of the values."""
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    for at in range(0, len(values), CHUNK):
        chunk = values[at : at + CHUNK]
        marks = "(" + ", ".join(["%s"] * len(chunk)) + ")"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {names} FROM {table} WHERE {where.format(marks)}", [*first, *chunk]
            )
            yield from cursor.fetchall()
