"""Codes: texts as integers and back."""

import numpy as np
import polars as pl

from carepath.analysis.codes import Codes, Names, decode


def test_codes_grow_in_order_of_appearance():
    codes = Codes()
    assert codes.of(pl.Series(["b", None, "a", "b"])).tolist() == [0, -1, 1, 0]
    assert codes.of(pl.Series(["c", "a"])).tolist() == [2, 1]
    assert (len(codes), codes.texts().to_list()) == (3, ["b", "a", "c"])
    assert decode(codes.texts(), np.array([2, -1, 0], np.int32)).to_list() == ["c", None, "b"]


def test_an_empty_dictionary_knows_only_null():
    codes = Codes()
    assert codes.of(pl.Series([None, None], dtype=pl.String)).tolist() == [-1, -1]
    assert decode(codes.texts(), np.array([-1], np.int32)).to_list() == [None]


def test_names_that_come_again_in_another_batch_are_the_same():
    names = Names()
    provisional = [names.of(pl.Series(part)) for part in (["b", None, "a", "b"], ["c", "a", "b"])]
    texts, lasting = names.settle()
    assert texts.to_list() == ["b", "a", "c"]
    first, second = (np.where(part < 0, -1, lasting[part]).tolist() for part in provisional)
    assert (first, second) == ([0, -1, 1, 0], [2, 1, 0])


def test_names_that_all_differ_stay_as_they_came():
    names = Names()
    codes = np.concatenate([names.of(pl.Series([f"n{n}"])) for n in range(5)])
    texts, lasting = names.settle()
    assert (texts.to_list(), lasting[codes].tolist()) == (
        [f"n{n}" for n in range(5)],
        [0, 1, 2, 3, 4],
    )


def test_no_names_are_none():
    names = Names()
    assert names.of(pl.Series([None], dtype=pl.String)).tolist() == [-1]
    texts, lasting = names.settle()
    assert (len(texts), len(lasting)) == (0, 0)
    assert texts.dtype == pl.String
