"""Places: one may be named more or less exactly."""

from carepath.frames.adt import Place


def test_a_place_is_in_one_that_is_named_as_exactly_or_less():
    bed = Place("W1", "2", "3")
    for other in (bed, Place("W1"), Place("W1", "2"), Place()):
        assert bed.is_in(other)
    for other in (Place("W2"), Place("W1", "2", "4"), Place("W1", "9")):
        assert not bed.is_in(other)
    assert not Place("W1").is_in(bed)
    assert bed
    assert not Place()
