"""The raw record on its page: by right, logged, and for one's own site."""

import pytest

from carepath.audit.models import AccessRead
from carepath.journeys.models import Span
from tests.factories import person, site
from tests.ingestion.worlds import imported, log

pytestmark = pytest.mark.django_db


@pytest.fixture
def address():
    site()
    message = imported(log(cases=2))
    span = Span.objects.order_by("seq").first()
    return f"/imports/{message.pk}/raw/{bytes(span.source_ref).hex()}/"


def test_it_shows_the_record_and_leaves_a_trace(client, address):
    client.force_login(person("quinn", "QUALITY_LEAD", at_site="north"))
    page = client.get(address)
    assert page.context["record"].row == 1
    assert page["Cache-Control"] == "no-store"
    assert AccessRead.objects.get().resource == "raw record"


def test_without_the_right_or_elsewhere_it_is_refused(client, address):
    client.force_login(person("nora", "CLINICIAN", at_site="north"))
    assert client.get(address).status_code == 403
    client.force_login(person("quinn", "QUALITY_LEAD", at_site="south"))
    assert client.get(address).status_code == 404


def test_one_that_is_no_longer_kept_is_said_to_be_so(client, address):
    client.force_login(person("quinn", "QUALITY_LEAD", at_site="north"))
    page = client.get(address.replace("/imports/", "/imports/9"))
    assert page.status_code == 404
    assert "no longer kept" in page.text
