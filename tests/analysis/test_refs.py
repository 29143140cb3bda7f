"""Row identity: the same everywhere, for ever."""

from hashlib import sha256

from carepath.analysis.refs import refs


def test_golden_refs():
    """These bytes lie in databases: a change would import every file anew."""
    found = refs(["A", "A", "NA"], ["CRP", "CRP", "CRP"], ["c1383808709000000"] * 2 + ["e17"])
    assert [ref.hex() for ref in found] == [
        "559aead08264d5790a372d5fe7f00cc8",
        "559aead08264d5791812b770a883994b",
        "20ef0f0c8d0eea986736bd6c2f883ebf",
    ]


def test_halves():
    a, b, c = refs(["x", "x", "y"], ["S", "T", "S"], ["c1", "c1", "c1"])
    assert a[:8] == b[:8] == sha256(b"x").digest()[:8]
    assert a[8:] == c[8:]
    assert len({a, b, c}) == 3
    assert {len(ref) for ref in (a, b, c)} == {16}


def test_real_duplicates_stay_apart_and_keep_their_names():
    twice = refs(["x"] * 2, ["S"] * 2, ["c1"] * 2)
    assert twice[0] != twice[1]
    more = refs(["x"] * 4, ["S", "S", "T", "S"], ["c1", "c1", "c1", "c2"])
    assert more[:2] == twice
    assert len(set(more)) == 4


def test_a_separator_in_a_name_changes_nothing():
    assert len(set(refs(["x"] * 2, ["S", "S c"], ["cc1", "c1"]))) == 2
    assert refs([], [], []) == []
