"""Many rows at once, by the fastest way each database has."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import polars as pl
import polars.selectors as cs
from django.db import connection, models

CHUNK = 2_000


def create(model: type[models.Model], columns: Sequence[str], rows: Iterable[tuple]) -> None:
    """Insert plain values in the order of `columns`; every other field gets its default.

    A UUID is given as `key_of` has it.
    """
    left = [field for field in model._meta.concrete_fields if field.column not in columns]
    others = {
        field.column: field.get_db_prep_save(field.get_default(), connection)
        for field in left
        if not field.primary_key
    }
    tail = tuple(others.values())
    insert(model, [*columns, *others], (row + tail for row in rows))


def key_of(key: uuid.UUID) -> Any:
    """Return a UUID as the database holds it."""
    return key if connection.features.has_native_uuid_field else key.hex


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


def insert_frame(model: type[models.Model], rows: pl.DataFrame) -> None:
    """Insert the rows of a frame, whose columns are named as the table's."""
    if connection.vendor != "postgresql":
        insert(model, rows.columns, rows.iter_rows())
        return
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(column) for column in rows.columns)
    octets = (pl.lit("\\x") + cs.binary().bin.encode("hex")).name.keep()
    # In CSV nothing at all is NULL, and "" an empty text, on both sides.
    text = rows.with_columns(octets).write_csv(include_header=False, quote_style="non_numeric")
    statement = f"COPY {table} ({names}) FROM STDIN WITH (FORMAT csv)"
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        copy.write(text)


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
        chunk = list(values[at : at + CHUNK])
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(_looked_up(names, table, where, chunk[0]), [chunk, *first])
            else:
                marks = "(" + ", ".join(["%s"] * len(chunk)) + ")"
                query = f"SELECT {names} FROM {table} WHERE {where.format(marks)}"
                cursor.execute(query, [*first, *chunk])
            yield from cursor.fetchall()


def _looked_up(names: str, table: str, where: str, value: Any) -> str:
    """Return a query that looks each value of an array up in the index, one by one.

    In a table that grows fast the statistics lag behind, and PostgreSQL would rather read all
    rows of a source; OFFSET 0 keeps it from turning the inner query around.
    """
    kind = {bytes: "bytea", int: "bigint", str: "text", uuid.UUID: "uuid"}[type(value)]
    condition = where.replace("IN {}", "= wanted.value")
    return (
        f"SELECT found.* FROM unnest(%s::{kind}[]) AS wanted(value), "
        f"LATERAL (SELECT {names} FROM {table} WHERE {condition} OFFSET 0) AS found"
    )
