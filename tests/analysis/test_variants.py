from collections import Counter

import numpy as np
import pytest

from carepath.analysis import variants
from carepath.analysis.segments import Visit
from carepath.frames.moments import OPEN
from tests.analysis.worlds import build

BLOODS = dict.fromkeys(("CRP", "Leucocytes", "LacticAcid"), "bloods")


def points(text, opened=0, closed=100):
    return [Visit(stage, t, t) for t, stage in enumerate(text)], opened, closed


def test_journeys_with_one_sequence_are_one_variant():
    spans = build([points("AB"), points("BA"), points("AB"), points("ABA"), points("")])
    found = variants.variants(spans)
    sequences = ["".join(found.sequence(number)) for number in range(len(found))]
    assert sequences == ["AB", "", "ABA", "BA"]
    assert found.counts.tolist() == [2, 1, 1, 1]
    assert found.of_journey.tolist() == [0, 3, 0, 2, 1]
    assert found.journeys(0).tolist() == [0, 2]


def test_open_journeys_are_not_counted():
    spans = build([points("AB"), points("AB", closed=OPEN), points("AB", closed=50)])
    assert variants.variants(spans).of_journey.tolist() == [0, -1, 0]
    assert variants.variants(spans, now=60).of_journey.tolist() == [-1, -1, 0]


def test_keys_name_a_sequence_in_every_selection():
    spans = build([points("AB"), points("ABC"), points("CAB")])
    found = variants.variants(spans)
    key = found.key(found.of_journey[1])
    other = variants.variants(build([points("ABC")]))
    assert other.key(0) == key
    assert found.sequence(found.find(key)) == ("A", "B", "C")
    assert [found.find(text) for text in ("0" * 16, "no", "f" * 40, "-1")] == [None] * 4


def test_colliding_hashes_are_told_apart(monkeypatch):
    monkeypatch.setattr(variants, "_word", lambda step: 1)
    spans = build([points("AB"), points("BA"), points("AB")])
    found = variants.variants(spans)
    assert [found.sequence(number) for number in range(2)] == [("A", "B"), ("B", "A")]
    assert found.of_journey.tolist() == [0, 1, 0]


def test_many_ties_are_listed_by_first_journey(monkeypatch):
    monkeypatch.setattr(variants, "NAMED_TIES", 2)
    found = variants.variants(build([points("C"), points("B"), points("A"), points("B")]))
    assert [found.sequence(number) for number in range(3)] == [("B",), ("C",), ("A",)]


@pytest.mark.parametrize("seed", range(5))
def test_random_journeys_equal_a_counter(seed):
    rng = np.random.default_rng(seed)
    texts = ["".join(rng.choice(list("ABC"), rng.integers(0, 6))) for _ in range(500)]
    found = variants.variants(build([points(text) for text in texts]))
    counted = Counter(texts)
    got = {"".join(found.sequence(n)): int(found.counts[n]) for n in range(len(found))}
    assert got == counted
    assert all(
        "".join(found.sequence(n)) == t for n, t in zip(found.of_journey, texts, strict=True)
    )


def test_folding_takes_an_instant_as_a_set_and_a_repetition_once():
    one = [Visit("X", 0, 0), Visit("B", 5, 5), Visit("A", 5, 5), Visit("A", 6, 6), Visit("A", 8, 8)]
    other = [Visit("X", 1, 1), Visit("A", 2, 2), Visit("B", 2, 2), Visit("B", 2, 2)]
    other.append(Visit("A", 9, 9))
    found = variants.folded(build([(one, 0, 9), (other, 0, 9), ([], 0, 9)]))
    assert found.of_journey.tolist() == [0, 0, 1]
    assert found.steps(0) == (("X",), ("A", "B"), ("A",))
    merged = variants.folded(build([(one, 0, 9)]), {"A": "lab", "B": "lab"})
    assert merged.steps(0) == (("X",), ("lab",))


def test_folding_nothing_gives_nothing():
    assert len(variants.folded(build([]))) == 0
    assert len(variants.variants(build([]))) == 0


def test_the_real_log_has_846_variants_of_which_784_occur_once(sepsis, sepsis_truth):
    found = variants.variants(sepsis)
    assert (len(found), int((found.counts == 1).sum())) == (846, 784)
    for number, row in enumerate(sepsis_truth["variants_top10"]):
        assert (found.counts[number], list(found.sequence(number))) == (row["count"], row["trace"])


def test_folding_the_real_log_shortens_its_tail(sepsis):
    found = variants.folded(sepsis, BLOODS)
    assert found.counts.sum() == 1050
    assert len(found) < 400
    assert found.counts[0] == 71
    reference = Counter(by_hand(sepsis, position) for position in range(1050))
    assert sorted(reference.values(), reverse=True) == found.counts.tolist()
    assert {found.steps(n): c for n, c in enumerate(found.counts.tolist())} == reference


def by_hand(spans, position):
    rows, instants = spans.rows(position), {}
    for code, start in zip(spans.stage[rows].tolist(), spans.start[rows].tolist(), strict=True):
        name = spans.stages[code]
        instants.setdefault(start, set()).add(BLOODS.get(name, name))
    steps = [tuple(sorted(names)) for _, names in sorted(instants.items())]
    return tuple(step for n, step in enumerate(steps) if n == 0 or step != steps[n - 1])


def test_the_artificial_department_has_seven_variants(patients, patients_truth):
    found = variants.variants(patients)
    got = {found.sequence(n): int(found.counts[n]) for n in range(len(found))}
    assert got == {tuple(v["trace"]): v["count"] for v in patients_truth["variants_top10"]}
