import numpy as np

from carepath.analysis import tables
from carepath.analysis.segments import BEFORE, IN


def some(start, end, relation=IN):
    journey, kind, stage = (np.zeros(len(start), np.int64) for _ in range(3))
    return tables.part(journey, np.array(start), np.array(end), kind, relation, stage)


def test_columns_are_clipped_to_a_window():
    parts = some([0, 50, 60], [50, 60, 100]).clip(40, 70)
    assert (parts.start.tolist(), parts.end.tolist()) == ([40, 50, 60], [50, 60, 70])
    assert parts.us.tolist() == [10, 10, 10]
    assert len(parts.clip(45, 45).us) == 0


def test_parts_are_joined_with_their_types():
    found = tables.joined([some([0], [1]), some([2, 3], [3, 4], BEFORE)])
    assert found.relation.tolist() == [tables.RELATION[IN], *[tables.RELATION[BEFORE]] * 2]
    assert [column.dtype for column in found] == [
        np.int32,
        np.int64,
        np.int64,
        "u1",
        "u1",
        np.int32,
    ]
    assert found.where(np.array([2])).start.tolist() == [3]
