"""Columns of text to one column of JSON objects, without a Python object per row."""

import json
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence

import polars as pl

from carepath.frames.mapping import Mapping

_NUMBER = r"^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$"


def objects(table: Dictionary[str, pl.Series], names: Sequence[str], mapping: Mapping) -> pl.Series:
    """Return a JSON object per row with the named columns that have a value; null when none has.

    Keys are sorted, so that equal content is equal text. A numeric attribute that is no plain
    number in the declared decimal mark stays text.
    """
    frame = pl.DataFrame({name: table[name] for name in sorted(set(names))})
    members = [_member(name, mapping) for name in frame.columns]
    joined = frame.select(pl.concat_str(members, separator=",", ignore_nulls=True)).to_series()
    braced = pl.select(pl.concat_str(pl.lit("{"), joined, pl.lit("}"))).to_series()
    return braced.set(joined == "", None)


def _member(name: str, mapping: Mapping) -> pl.Expr:
    column = pl.col(name)
    value = pl.struct(column.alias("v")).struct.json_encode()
    value = value.str.strip_prefix('{"v":').str.strip_suffix("}")
    if name in mapping.numeric_attributes:
        number = _number(column, mapping.decimal_mark)
        value = pl.when(number.str.contains(_NUMBER)).then(number).otherwise(value)
    key = json.dumps(name, ensure_ascii=False) + ":"
    return pl.when(column.is_not_null()).then(pl.concat_str(pl.lit(key), value))


def _number(column: pl.Expr, mark: str) -> pl.Expr:
    """Return the text with a decimal point; "21.0" is no number where the mark is a comma."""
    if mark == ".":
        return column
    return pl.when(~column.str.contains(".", literal=True)).then(
        column.str.replace(",", ".", literal=True)
    )
