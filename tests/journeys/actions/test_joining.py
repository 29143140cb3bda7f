"""Journeys that are part of another: read with it, undone without it."""

import pytest

from carepath.journeys import actions, queries
from carepath.journeys.models import Journey
from tests.factories import AT, nora
from tests.journeys.frames import event
from tests.journeys.worlds import declared, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    record(declared("a"), event("A", "Stay", 0, 60))
    record(declared("b"), event("B", "Scan", 10, 20))
    return Journey.objects.get(case_ref="A"), Journey.objects.get(case_ref="B")


def join(parts):
    return actions.join(parts=parts, by="test", at=AT)


def test_a_part_is_read_with_the_whole_until_it_stands_alone(two):
    (whole, part), by = two, nora()
    before = queries.latest_change()
    assert join({part.pk: whole.pk}) == 1
    assert queries.latest_change() > before
    assert [span.stage.name for span in queries.current_spans(whole)] == ["Stay", "Scan"]
    assert queries.spans_of(whole).n_spans == 2
    assert list(queries.visible(by=by)) == [whole]
    assert join({part.pk: whole.pk}) == 0
    assert join({part.pk: None, whole.pk: None}) == 1
    assert queries.spans_of(whole).n_spans == 1
    assert queries.visible(by=by).count() == 2


def test_what_changes_in_a_part_changes_the_whole(two):
    whole, part = two
    join({part.pk: whole.pk})
    before = Journey.objects.get(pk=whole.pk).change
    record(part.source, event("B", "Report", 30, 35))
    assert Journey.objects.get(pk=whole.pk).change > before
    heads, _upto = queries.changed_since(before, limit=10)
    assert {head.id: head.n_spans for head in heads} == {whole.pk: 1, part.pk: 0}
    assert queries.spans_of(whole).n_spans == 3
