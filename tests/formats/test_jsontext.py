"""JSON objects against the standard library's reading of them."""

import json

import polars as pl

from carepath.formats.jsontext import objects
from carepath.frames.mapping import Mapping

ODD = ['"', "\\", "\n\t\r", "\x01\x1f", "é € 😀", "a,b", "{}", "", "\u2028", "null"]


def made(table, numeric=(), mark="."):
    mapping = Mapping("c", "a", "t", numeric_attributes=numeric, decimal_mark=mark)
    series = {name: pl.Series(cells, dtype=pl.String) for name, cells in table.items()}
    return objects(series, list(table), mapping).to_list()


def test_every_text_survives():
    table = {name: ODD for name in ('k"ey', "ключ", "b\\")}
    read = [json.loads(text) for text in made(table)]
    assert read == [dict.fromkeys(table, cell) for cell in ODD]


def test_only_what_has_a_value_in_sorted_order():
    assert made({"b": ["1", None, None], "a": ["2", "3", None]}) == [
        '{"a":"2","b":"1"}',
        '{"a":"3"}',
        None,
    ]


def test_numbers_only_where_declared_and_plain():
    cells = ["21.0", "007", "-3", "1e5", "NaN", "0.5", "12345678901234567890", "21,5"]
    assert made({"x": cells}, numeric=("x",)) == [
        '{"x":21.0}',
        '{"x":"007"}',
        '{"x":-3}',
        '{"x":"1e5"}',
        '{"x":"NaN"}',
        '{"x":0.5}',
        '{"x":"12345678901234567890"}',
        '{"x":"21,5"}',
    ]
    assert made({"x": ["1"]}) == ['{"x":"1"}']


def test_the_decimal_mark_is_declared():
    """21.0 under a comma locale is never 210."""
    assert made({"x": ["21,5", "21.0", "3", "1.234,5"]}, numeric=("x",), mark=",") == [
        '{"x":21.5}',
        '{"x":"21.0"}',
        '{"x":3}',
        '{"x":"1.234,5"}',
    ]
