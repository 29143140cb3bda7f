"""Texts laid in a file come back as they went in, wherever they lie."""

from io import BytesIO

import numpy as np
import polars as pl
import pytest

from carepath.analysis.foldtexts import Said, Shelf, merge


def shelf(*batches, file=None):
    found = Shelf(file or BytesIO())
    for batch in batches:
        found.add(pl.Series(batch, dtype=pl.String))
    return found


@pytest.mark.parametrize("rows", [[0, 1, 2, 3, 4], [4, 2, 0], [3, 3, -1, 1], [-1], []])
def test_texts_are_found_by_position(rows):
    texts = ["aé", None, "", "cde", "ℵ"]
    found = shelf(texts[:2], texts[2:]).gather(np.array(rows, np.int64))
    assert found.to_list() == [texts[row] if row >= 0 else None for row in rows]


def test_two_shelves_share_a_file():
    file = BytesIO()
    first, second = Shelf(file), Shelf(file)
    for n in range(3):
        first.add(pl.Series([f"a{n}"]))
        second.add(pl.Series([f"b{n}"]))
    assert first.gather(np.arange(3)).to_list() == ["a0", "a1", "a2"]
    assert second.gather(np.arange(3)).to_list() == ["b0", "b1", "b2"]


def test_some_of_the_texts_are_taken():
    taken = shelf(["a", None, "c"]).take(np.array([True, False, True]))
    assert taken.gather(np.arange(2)).to_list() == ["a", "c"]


def said(*batches, lasting=None):
    found = Said(BytesIO())
    for cases, texts in batches:
        found.add(np.array(cases, np.int32), pl.Series(texts, dtype=pl.String))
    most = max((max(cases) for cases, _texts in batches), default=-1) + 1
    found.settle(np.arange(most, dtype=np.int32) if lasting is None else np.array(lasting))
    return found


def test_of_each_key_the_first_value_of_the_case_stays():
    one, two = '{"a":1,"b":1}', '{"b":2,"c":2}'
    found = said(([0, 0, 1, 2], [one, two, None, one]), ([0, 3], [one, two]))
    assert found.of(np.array([0, 1, 2, 3, 9], np.int32)).to_list() == [
        '{"a":1,"b":1,"c":2}',
        None,
        one,
        two,
        None,
    ]


def test_a_case_of_two_batches_is_one():
    found = said(([0], ['{"a":1}']), ([1], ['{"b":2}']), lasting=[0, 0])
    assert found.of(np.array([0], np.int32)).to_list() == ['{"a":1,"b":2}']


def test_nothing_is_said():
    assert said().of(np.array([0, 1], np.int32)).to_list() == [None, None]


def test_of_two_objects_the_first_value_of_a_key_stays():
    assert merge('{"b":1,"a":"é"}', '{"b":2,"c":[]}') == '{"a":"é","b":1,"c":[]}'
