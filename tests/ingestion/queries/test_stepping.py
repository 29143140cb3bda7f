import pytest

from carepath.formats import hl7v2
from carepath.ingestion import queries
from tests.ingestion.actions.test_stepping import STORY, crowd, raw, receive
from tests.journeys.worlds import declared

pytestmark = pytest.mark.django_db


def test_a_message_is_read_to_its_visit_and_steps():
    tale = queries.tale(STORY[1], declared())
    assert (tale.visit, len(tale.steps)) == ("V1", 2)


def test_of_a_visit_all_is_told_that_was_recorded():
    feed = declared()
    receive(feed, *STORY[:2])
    assert list(queries.steps_told(["V1"], source=feed)) == []
    crowd(feed)
    assert len(list(queries.steps_told(["V1"], source=feed))) == 3
    assert list(queries.steps_told(["V2"], source=feed)) == []


def test_what_cannot_be_used_is_a_fault():
    with pytest.raises(hl7v2.Fault):
        queries.tale(raw(1, "A28"), declared())
