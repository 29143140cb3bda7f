import polars as pl

from carepath.formats import hl7v2, steps
from carepath.frames.moments import MINUTE, SECOND
from carepath.simulator import admissions, mishaps
from tests.simulator.test_admissions import ZONE, minutes


def told(n=480):
    return [one for frame in minutes(n) for one in admissions.told(admissions.parted(frame)[0])]


def latest(letters):
    """Step -> (stands, row) of the highest number, as a reader keeps it."""
    found = {}
    for letter in letters:
        for step in steps.read(hl7v2.parse(letter.raw), ZONE):
            if step.ref not in found or step.order > found[step.ref].order:
                found[step.ref] = step
    return found


def test_whatever_goes_wrong_what_is_said_in_the_end_is_true():
    every = told()
    letters = mishaps.letters(every, first=1, seed=7)
    truth = {row["ref"]: row for one in every for row in one.rows}
    said = latest(sorted(letters, key=lambda one: one.due))
    assert {ref: step.row for ref, step in said.items() if step.stands} == {
        ref: tuple(row.values()) for ref, row in truth.items()
    }


def test_some_are_late_some_twice_and_some_are_taken_back(monkeypatch):
    monkeypatch.setattr(mishaps, "WRONG_BED", 0.2)
    every = told()
    letters = mishaps.letters(every, first=1, seed=7)
    heads = [hl7v2.parse(one.raw) for one in letters]
    triggers = [head.get("MSH", 9, 2) for head in heads]
    assert {"A11", "A12", "A13", "A40"} <= set(triggers)
    numbers = [one.number for one in letters]
    assert len(numbers) > len(set(numbers)), "some are sent twice"
    late = [one.due - head.moment("EVN", 6, ZONE) for one, head in zip(letters, heads, strict=True)]
    assert 0.005 < sum(us > 3 * MINUTE for us in late) / len(late) < 0.05
    assert max(late) <= 22 * MINUTE


def test_mishaps_depend_on_what_happened_alone():
    every = told(60)
    whole = mishaps.letters(every, first=1, seed=7)
    half = len(every) // 2
    first = mishaps.letters(every[:half], first=1, seed=7)
    second = mishaps.letters(every[half:], first=first[-1].number + 1, seed=7)
    assert [one.raw for one in (*first, *second)] == [one.raw for one in whole]
    assert whole != mishaps.letters(every, first=1, seed=8)


def test_a_letter_says_when_it_was_sent():
    for letter in mishaps.letters(told(60), first=1, seed=7):
        sent = hl7v2.head(letter.raw).moment("MSH", 7, ZONE)
        assert sent <= letter.due <= sent + 60 * SECOND


def test_without_anything_said_there_is_no_letter():
    assert mishaps.letters(admissions.told(pl.DataFrame()), first=1, seed=7) == []
