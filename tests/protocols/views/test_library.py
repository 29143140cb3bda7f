"""The library, one protocol with its versions, and two of them side by side."""

import pytest

from carepath.protocols.models import Protocol
from tests.factories import site
from tests.protocols.views.pages import signed_in, text
from tests.protocols.worlds import active, amended, draft, nora, pia, somebody

pytestmark = pytest.mark.django_db(databases="__all__")
URL = "/protocols/"


def test_the_library_says_what_is_in_force_where():
    running = active()
    draft(name="Other")
    page = text(signed_in(nora()).get(URL))
    assert "2 protocols" in page
    assert "at North" in page and "nowhere" in page
    assert f"/protocols/{running.protocol_id}/v1/" in page
    assert "New protocol" not in page


def test_it_is_searched_and_empty_it_teaches():
    draft()
    client = signed_in(pia())
    assert "1 protocol" in text(client.get(URL, {"q": "sep"}))
    assert "No protocol yet" in text(client.get(URL, {"q": "stroke"}))
    assert "New protocol" in text(client.get(URL))


def test_protocols_of_other_sites_are_not_there():
    draft()
    south = somebody("south", "CLINICIAN", at_site="south")
    client = signed_in(south)
    assert "0 protocols" in text(client.get(URL))
    assert client.get(f"{URL}{Protocol.objects.get().pk}/").status_code == 404


def test_before_two_administrators_a_banner_says_what_cannot_be():
    client = signed_in(pia())
    assert "two administrators are needed" in text(client.get(URL))
    active()
    assert "two administrators are needed" not in text(client.get(URL))


def test_a_protocol_is_begun_by_its_name():
    client = signed_in(pia())
    site("north")
    said = {"site": "north", "name": "Sepsis", "reason": "needed"}
    answer = client.post(f"{URL}new/", said)
    row = Protocol.objects.get()
    assert answer["Location"] == f"/protocols/{row.pk}/v1/edit/"
    assert row.versions.get().document.title == "Sepsis"
    answer = client.post(f"{URL}new/", said)
    assert answer.status_code == 422
    assert "has a protocol of this name already" in text(answer)


def test_a_protocol_shows_its_versions_and_where_they_were_in_force():
    second = amended(active())
    page = text(signed_in(nora()).get(f"{URL}{second.protocol_id}/"))
    assert "In force at 1 site." in page and "2 versions." in page
    assert "dose too low" in page and "replaced" in page
    assert "Emergency stop" in page and "Retire" not in page


def test_the_history_is_drawn_with_branches_and_compared_from():
    second = amended(active())
    page = text(signed_in(nora()).get(f"{URL}{second.protocol_id}/"))
    assert page.count('<svg class="pr-graph"') == 2
    assert "comes from v1" in page and "the first of its line" in page
    assert 'name="from" value="1" checked' in page and 'name="to" value="2" checked' in page
    assert "pr-node-active" in page and "pr-node-past" in page
    assert "North:" in page and "Pia" in page


def test_any_two_versions_are_compared():
    second = amended(active())
    client = signed_in(nora())
    url = f"{URL}{second.protocol_id}/compare/"
    page = text(client.get(url, {"from": "1", "to": "2"}))
    assert "1 change." in page and "dose of Drug A: 5 mg → 7.5 mg" in page
    assert "7.5 mg → 5 mg" in text(client.get(url, {"from": "2", "to": "1"}))
    assert "0 changes." in text(client.get(url, {"from": "2", "to": "2"}))
    assert client.get(url, {"from": "1", "to": "9"}).status_code == 404
    assert client.get(url, {"from": "x", "to": "1"}).status_code == 404
    assert "Choose two versions" in text(client.get(url, follow=True))


def test_the_library_asks_the_database_no_more_often_with_more_protocols(
    django_assert_num_queries,
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    draft()
    client = signed_in(nora())
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    for n in range(4):
        draft(name=f"Other {n}")
    with django_assert_num_queries(len(few)):
        client.get(URL)
