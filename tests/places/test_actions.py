import pytest

from carepath.audit.models import Entry
from carepath.places import actions
from tests.factories import AT, site

pytestmark = pytest.mark.django_db


def begin():
    return actions.first_site(name="St Elsewhere", timezone="Europe/Paris", by="setup", at=AT)


def test_the_first_site_is_made_once_and_written_down():
    made = begin()
    assert (made.slug, made.name, made.timezone) == ("main", "St Elsewhere", "Europe/Paris")
    assert begin() == made
    entry = Entry.objects.get()
    assert (entry.verb, entry.actor, entry.site) == ("created the first site", "setup", "main")


def test_where_there_is_a_site_none_is_made():
    there = site("north")
    assert begin() == there
    assert not Entry.objects.exists()
