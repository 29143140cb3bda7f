"""What addresses name, for who may see it."""

import pytest
from django.http import Http404
from django.test import RequestFactory

from carepath.accounts.permissions import Permission
from carepath.protocols.views import found
from tests.factories import site
from tests.protocols.worlds import active, draft, nora, somebody

pytestmark = pytest.mark.django_db


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_what_is_there_sets_the_site_of_the_page():
    running = active()
    request = request_of(nora())
    version = found.version_or_404(request, running.protocol_id, 1)
    assert (version, request.site) == (running.version, site("north"))
    assert found.protocol_or_404(request, running.protocol_id) == running.protocol
    assert found.activation_or_404(request, running.pk) == running
    assert found.address(version) == f"/protocols/{running.protocol_id}/v1/"


def test_what_one_does_not_see_is_not_there():
    running = active()
    request = request_of(somebody("south", "CLINICIAN", at_site="south"))
    for look in (
        lambda: found.protocol_or_404(request, running.protocol_id),
        lambda: found.version_or_404(request, running.protocol_id, 1),
        lambda: found.activation_or_404(request, running.pk),
    ):
        with pytest.raises(Http404):
            look()
    with pytest.raises(Http404):
        found.version_or_404(request_of(nora()), draft(name="Other").protocol_id, 2)


def test_sites_where_one_of_several_rights_is_held_come_once():
    site("north"), site("south")
    request = request_of(somebody("lead", "QUALITY_LEAD", at_site="south"))
    both = found.sites_where(request, Permission.AUTHOR, Permission.REVIEW)
    assert both == [site("south")]
    assert found.sites_where(request, Permission.ACTIVATE) == []
