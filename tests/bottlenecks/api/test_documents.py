from carepath.bottlenecks.api import documents
from carepath.frames.mapping import Target
from carepath.frames.moments import MINUTE
from tests.bottlenecks.worlds import a_log, spans_of

THREE = spans_of(
    [(0, "A"), (MINUTE, "B"), (3 * MINUTE, "C")],
    [(0, "A"), (2 * MINUTE, "B")],
    [(0, "A")],
)


def test_a_summary_has_the_lengths_of_closed_journeys():
    found = documents.summary(a_log(THREE))
    assert found == {
        "source": "log",
        "journeys": 3,
        "open": 0,
        "spans": 6,
        "stages": 3,
        "variants": 3,
        "synthetic": False,
        "duration_s": {"n": 3, "median": 120.0, "mean": 100.0, "p95": None},
    }


def test_edges_have_two_ends_and_times_in_seconds():
    first = documents.edges(a_log(THREE))[0]
    assert (first["from"], first["to"], first["count"]) == ("A", "B", 2)
    assert (first["mean_s"], first["median_s"], first["total_s"]) == (90.0, 90.0, 180.0)
    assert first["p90_s"] is None


def test_overlaps_are_signed_in_plain_times_and_zero_as_waits():
    overlap = spans_of([(0, 10 * MINUTE, "A"), (5 * MINUTE, 15 * MINUTE, "B")], intervals=True)
    found = documents.edges(a_log(overlap))[0]
    assert (found["mean_s"], found["wait_mean_s"], found["overlap_median_s"]) == (-300, 0, 300)


def test_variants_come_with_steps_and_stages():
    rows, total = documents.variants(a_log(THREE), folded=False, start=0, stop=1)
    assert total == 3
    assert rows[0]["stages"] == ["A"]
    assert rows[0]["steps"] == [["A"]]
    assert rows[0]["share"] == 1 / 3


def test_a_milestone_has_its_counts_and_groups():
    found = documents.milestone(a_log(THREE), source="A", target="B", within_s=60, group="weekday")
    assert (found["from"], found["to"], found["within_s"]) == ("A", "B", 60)
    assert (found["n_source"], found["n_measured"], found["n_within"]) == (3, 2, 1)
    assert found["median_of_all_s"] == 120.0
    assert [group["key"] for group in found["groups"]] == [3]


def test_without_targets_none_are_declared():
    assert documents.declared(a_log(THREE)) == []


def test_invented_data_are_marked_in_every_row():
    log = a_log(THREE, targets=[Target("A", "B", 60)])
    log.source.site.synthetic = True
    rows, _total = documents.variants(log, folded=False, start=0, stop=9)
    found = [documents.summary(log), *documents.edges(log), *rows, *documents.declared(log)]
    assert all(row["synthetic"] for row in found)
