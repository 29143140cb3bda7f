"""Codes: texts as integers and back."""

import numpy as np
import polars as pl

from carepath.analysis.codes import Codes, decode


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
