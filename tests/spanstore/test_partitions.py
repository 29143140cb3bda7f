"""Partitions: written whole, replaced by rename, read merged."""

import numpy as np

from carepath.frames.moments import DAY
from carepath.spanstore import encode, partitions


def journeys(*pairs):
    """Journeys (id, day opened) of one span each."""
    heads = [(pk, 1, day * DAY, day * DAY + 1) for pk, day in pairs]
    rows = [
        (pk, 1, 0, None, None, day * DAY, day * DAY + 1, 0, 1, b"%016d" % pk, None)
        for pk, day in pairs
    ]
    return encode.spans_of(heads, rows)


def ids(folder, sites=None):
    return partitions.read(folder, partitions.manifest(folder), sites).journey_id.tolist()


def put(folder, spans, gone=(), watermark=1, site=1):
    return partitions.update(folder, {site: spans}, np.array(gone, int), watermark=watermark)


def test_a_journey_lies_in_the_month_it_opened(tmp_path):
    held = put(tmp_path, journeys((1, 0), (2, 40), (3, 1)))
    assert [(p.month, p.journeys) for p in held.partitions] == [("1970-01", 2), ("1970-02", 1)]
    assert ids(tmp_path) == [1, 3, 2]
    assert partitions.by_month(journeys((1, 0), (2, 40))).keys() == {"1970-01", "1970-02"}


def test_changed_journeys_are_replaced_even_when_their_month_changes(tmp_path):
    put(tmp_path, journeys((1, 0), (2, 40)))
    held = put(tmp_path, journeys((1, 41)), gone=[1], watermark=2)
    assert ids(tmp_path) == [2, 1]
    assert held.watermark == 2


def test_untouched_partitions_keep_their_files(tmp_path):
    first = put(tmp_path, journeys((1, 0), (2, 40)))
    second = put(tmp_path, journeys((3, 41)), gone=[3])
    assert first.partitions[0] in second.partitions


def test_old_files_go_one_write_later(tmp_path):
    for watermark in range(4):
        put(tmp_path, journeys((1, 0)), gone=[1], watermark=watermark)
    assert len(list(tmp_path.glob("*.arrow"))) == 4


def test_only_the_sites_asked_for(tmp_path):
    put(tmp_path, journeys((1, 0)))
    put(tmp_path, journeys((2, 0)), site=2)
    assert ids(tmp_path, {2}) == [2]


def test_a_half_written_manifest_is_as_none(tmp_path):
    (tmp_path / "manifest.json").write_text('{"watermark": 3')
    assert partitions.manifest(tmp_path).watermark == 0
    assert ids(tmp_path) == []
