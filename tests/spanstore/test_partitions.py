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


def ids(folder, source=None):
    held = partitions.manifest(folder).partitions
    wanted = [part for part in held if source in (None, part.source)]
    return partitions.read(folder, wanted).journey_id.tolist()


def put(folder, spans, gone=(), watermark=1, source=1):
    changed = {(1, source): spans}
    return partitions.update(folder, changed, np.array(gone, int), watermark=watermark, at=5)


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


def test_sources_lie_apart(tmp_path):
    first = put(tmp_path, journeys((1, 0)))
    second = put(tmp_path, journeys((2, 0)), gone=[2], source=2)
    assert ids(tmp_path, 2) == [2]
    assert first.partitions[0] in second.partitions
    assert second.written_at == 5


def test_a_source_whose_journeys_all_went_has_no_partition(tmp_path):
    put(tmp_path, journeys((1, 0)))
    assert put(tmp_path, journeys(), gone=[1], watermark=2).partitions == ()
    assert ids(tmp_path) == []


def test_a_store_of_an_older_format_is_as_none(tmp_path):
    put(tmp_path, journeys((1, 0)))
    path = tmp_path / partitions.MANIFEST
    path.write_text(path.read_text().replace(f'"format": {partitions.FORMAT}', '"format": 1'))
    assert partitions.manifest(tmp_path).partitions == ()


def test_a_half_written_manifest_is_as_none(tmp_path):
    (tmp_path / "manifest.json").write_text('{"watermark": 3')
    assert partitions.manifest(tmp_path).watermark == 0
    assert ids(tmp_path) == []
