"""What is said of beds, once and by whom."""

import pytest

from carepath.capacity import actions
from carepath.capacity.models import Word
from carepath.frames.adt import Place
from carepath.frames.beds import FREE, BedWord
from carepath.frames.beds import Word as Said
from tests.capacity.actions.test_projecting import feed
from tests.factories import AT

pytestmark = pytest.mark.django_db


def test_what_is_said_of_a_bed_is_kept_once():
    source = feed()
    said = BedWord(Place("W1", "", "B1"), Said(FREE, 10, 20))
    first = actions.say(said, site=source.site, by="feed:1", at=AT)
    again = actions.say(said, site=source.site, by="feed:1", at=AT)
    assert (first.pk, Word.objects.count()) == (again.pk, 1)
    assert first.said_by == "feed:1"
