"""Which huddle is mailed to whom, asked each second of the day in few questions."""

import pytest

from carepath.outcomes import actions, queries
from carepath.outcomes.models import Huddle, HuddleMail, HuddleReader
from tests.factories import ben, person
from tests.outcomes.actions.test_huddles import busy, minute
from tests.outcomes.worlds import AT, DAY, HOUR, MINUTE

pytestmark = pytest.mark.django_db


def test_where_nobody_asked_nothing_is_read(django_assert_num_queries):
    north = busy()
    actions.declare_times(site=north, minutes=(minute(north),), by="test", at=AT)
    actions.take_huddles(by="sweep", at=AT)
    with django_assert_num_queries(1):
        assert queries.huddles_to_mail(at=AT) == []
    assert queries.readers_by_mail(site=north) == 0


def test_the_one_due_last_goes_to_those_not_written_to(django_assert_num_queries):
    north, who = busy(), ben(email="ben@hospital.example")
    actions.ask_for_mail(site=north, by=who, at=AT - HOUR)
    assert queries.huddles_to_mail(at=AT) == []  # no time is set
    actions.declare_times(site=north, minutes=(minute(north),), by="test", at=AT)
    assert queries.huddles_to_mail(at=AT) == []  # none was held
    for at in (AT, AT + DAY):
        actions.take_huddles(by="sweep", at=at)
    assert queries.huddles_to_mail(at=AT + DAY - MINUTE) == [Huddle.objects.get(due_at=AT)]
    with django_assert_num_queries(3):
        (row,) = queries.huddles_to_mail(at=AT + DAY)
    assert row.due_at == AT + DAY
    assert [one.person for one in queries.readers_to_mail(row)] == [who]
    HuddleMail.objects.create(huddle=row, person=who, written_at=AT)
    assert queries.readers_to_mail(row) == []
    assert queries.reads_by_mail(site=north, by=who)
    assert not queries.reads_by_mail(site=north, by=person("nora", "CLINICIAN"))


def test_a_link_names_its_site_and_person_and_nothing_else_does(settings):
    north, who = busy(), ben(email="ben@hospital.example")
    link = queries.link_of(HuddleReader(site=north, person=who, asked_at=AT))
    assert queries.reader_of(link) == (north, who.pk)
    settings.MAIL_KEY = "another"
    assert queries.reader_of(link) == (None, 0)
