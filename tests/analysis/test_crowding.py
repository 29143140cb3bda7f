import json

import pytest

from carepath.analysis import crowding
from carepath.analysis.crowding import Department

QUIET = Department(20, 2, 0.5, 0, 2, 30, 300)


@pytest.fixture(scope="module")
def published(shared):
    return json.loads((shared / "refs/nedocs.json").read_text())


def test_published_vectors(published):
    for row in published["vectors"]:
        asked = {name: row[name] for name in Department.__slots__}
        score = crowding.nedocs(Department(**asked))
        assert score == pytest.approx(row["score"], abs=1e-6)
        assert crowding.rounded(score) == row["rounded"]
        assert crowding.band(score) == row["band"]


def test_edges_of_the_bands(published):
    for row in published["band_edges"]:
        assert crowding.band(row["score"]) == row["band"], row


def test_a_score_of_the_definitions():
    assert crowding.nedocs(QUIET) == pytest.approx(45.88)
    assert crowding.rounded(20.5) == 21
    assert crowding.rounded(-0.5) == 0


@pytest.mark.parametrize("beds", [0, None])
def test_without_beds_there_is_no_score(beds):
    assert crowding.nedocs(Department(20, 2, 0.5, 0, 2, beds, 300)) is None
    assert crowding.nedocs(Department(20, 2, 0.5, 0, 2, 30, beds)) is None
