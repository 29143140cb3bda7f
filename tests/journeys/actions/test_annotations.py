"""Annotations: written and taken back, both in the ledger and the history."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from carepath.audit.models import Entry
from carepath.journeys import actions
from carepath.journeys.models import Annotation
from tests.factories import AT, nora, site

pytestmark = pytest.mark.django_db


def written(by, hours=3):
    return actions.annotate(
        site=site(),
        unit=None,
        starts_at=AT,
        ends_at=AT + timedelta(hours=hours),
        text="norovirus, bay 3 closed",
        by=by,
        at=AT,
    )


def test_it_is_kept_with_who_and_when():
    who = nora()
    found = written(who)
    assert (found.author, found.site.slug) == (who, "north")
    assert Entry.objects.get(verb="annotation.written").site == "north"


def test_taking_back_leaves_its_history():
    who = nora()
    actions.withdraw(annotation=written(who), by=who, at=AT)
    assert not Annotation.objects.exists()
    kinds = Annotation.history.order_by("history_id").values_list("history_type", flat=True)
    assert list(kinds) == ["+", "-"]
    assert Entry.objects.filter(verb="annotation.withdrawn").count() == 1


def test_the_database_refuses_an_end_before_the_beginning():
    with pytest.raises(IntegrityError):
        written(nora(), hours=-1)


def test_the_database_refuses_a_kind_that_is_none():
    written(nora())
    with pytest.raises(IntegrityError):
        Annotation.objects.update(kind="rumour")
