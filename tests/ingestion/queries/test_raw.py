"""From a span to the record it came from."""

import pytest

from carepath.ingestion import queries
from carepath.journeys.models import Span
from tests.factories import site
from tests.ingestion.worlds import imported, log

pytestmark = pytest.mark.django_db


@pytest.fixture
def message():
    site()
    return imported(log(cases=3))


def test_each_span_finds_its_own_record(message):
    for span in Span.objects.select_related("journey", "stage"):
        cells = [cell for _column, cell in queries.raw(message, bytes(span.source_ref)).cells]
        assert cells[:2] == [span.journey.case_ref, span.stage.name]


def test_a_span_of_another_file_has_none_here(message):
    ref = bytes(Span.objects.first().source_ref)
    Span.objects.update(message=message.pk + 1)
    assert queries.raw(message, ref) is None
    assert queries.raw(message, b"0" * 16) is None
