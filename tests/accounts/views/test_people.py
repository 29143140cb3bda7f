"""Pages of those who manage people."""

import pytest
from django.test import Client

from carepath.accounts.models import Grant, Proposal, User
from carepath.ui import clock
from tests.factories import first, nora, otto, person, site

pytestmark = pytest.mark.django_db(databases="__all__")


def signed_in(user, *, proved=True):
    client = Client()
    client.force_login(user)
    if proved:
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": clock.now().timestamp()}
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client


def text(response):
    return response.content.decode()


@pytest.fixture
def admin():
    return first()


@pytest.fixture
def client(admin):
    return signed_in(admin)


def test_the_list_shows_people_with_roles_a_page_at_a_time(client):
    nora()
    person("worker", worker=True)
    for number in range(60):
        person(f"p{number:02}")
    page = client.get("/people/")
    names = [user.username for user in page.context["page"].items]
    assert names == sorted(names)
    assert len(names) == 50
    assert "worker" not in names
    assert "clinician" in text(page)
    rest = client.get("/people/", {"after": page.context["page"].after})
    assert len(rest.context["page"].items) == 12
    assert rest.context["page"].after == ""


def test_searching_by_name(client):
    person("x1", first_name="Nora", last_name="Dam")
    person("x2")
    found = client.get("/people/", {"q": "nora dam"}).context["page"].items
    assert [user.username for user in found] == ["x1"]


def test_the_list_asks_a_fixed_number_of_questions(client, django_assert_max_num_queries):
    for number in range(30):
        person(f"p{number:02}", "READ_ONLY")
    with django_assert_max_num_queries(11):
        client.get("/people/")


def test_inviting_shows_the_password_once(client):
    page = client.post("/people/invite/", {"username": "eve", "name": "Eve Bos", "email": ""})
    made = page.context["made"]
    assert made.password in text(page)
    assert User.objects.get(username="eve").check_password(made.password)
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(("name", "says"), [("First", "taken"), ("a b", "valid username")])
def test_a_name_that_cannot_be(client, name, says):
    assert says in text(client.post("/people/invite/", {"username": name}))


def test_a_role_is_granted_alone_and_marked(client):
    user = otto()
    site("north")
    data = {"role": "CLINICIAN", "site": "north", "why": "starts"}
    assert client.post(f"/people/{user.pk}/grant/", data).status_code == 302
    given = Grant.objects.get(user=user)
    assert (given.role, given.site, given.bootstrap) == ("CLINICIAN", "north", True)
    assert "granted by one person" in text(client.get(f"/people/{user.pk}/"))


def test_with_two_managers_a_second_approves(client):
    second, user = person("sam", "SYSTEM_ADMINISTRATOR"), otto()
    data = {"role": "CLINICIAN", "site": "", "why": "starts"}
    client.post(f"/people/{user.pk}/grant/", data)
    proposal = Proposal.objects.get()
    own = text(client.get("/people/"))
    assert "1 role waits" in own
    assert "Approve" not in own
    assert client.post(f"/people/proposals/{proposal.pk}/approve/").status_code == 403
    other = signed_in(second)
    assert "Approve" in text(other.get(f"/people/{user.pk}/"))
    other.post(f"/people/proposals/{proposal.pk}/approve/")
    assert Grant.objects.filter(user=user, role="CLINICIAN").exists()


@pytest.mark.parametrize(
    "data",
    [
        {"role": "KING", "site": "", "why": "x"},
        {"role": "CLINICIAN", "site": "nowhere", "why": "x"},
        {"role": "CLINICIAN", "site": "", "why": ""},
    ],
)
def test_a_grant_that_makes_no_sense_is_shown_again(client, data):
    assert client.post(f"/people/{otto().pk}/grant/", data).status_code == 422
    assert not Grant.objects.filter(user__username="otto").exists()


def test_taking_a_role_back_needs_a_reason(client):
    held = nora().grants.get()
    client.post(f"/people/grants/{held.pk}/revoke/", {"why": " "})
    assert Grant.objects.filter(pk=held.pk).exists()
    client.post(f"/people/grants/{held.pk}/revoke/", {"why": "moved"})
    assert not Grant.objects.filter(pk=held.pk).exists()


def test_changing_ones_own_roles_keeps_this_session_with_a_new_key(client, admin):
    before = client.session.session_key
    other = signed_in(admin)
    data = {"role": "AUDITOR", "site": "", "why": "for now"}
    client.post(f"/people/{admin.pk}/grant/", data)
    assert client.get("/people/").status_code == 200
    assert client.session.session_key != before
    assert other.get("/people/").status_code == 302


def test_deactivating_and_back(client):
    user = nora()
    other = signed_in(user)
    client.post(f"/people/{user.pk}/deactivate/", {"why": "left"})
    assert other.get("/people/tokens/").status_code == 302
    client.post(f"/people/{user.pk}/reactivate/", {"why": "back"})
    assert User.objects.get(pk=user.pk).is_active
    client.post(f"/people/{user.pk}/deactivate/", {})
    assert User.objects.get(pk=user.pk).is_active


def test_a_new_password_is_shown_once(client):
    user = nora()
    page = client.post(f"/people/{user.pk}/renew-password/", {"why": "forgotten"})
    assert page.context["made"].password in text(page)
    assert client.post(f"/people/{user.pk}/renew-password/", {}).status_code == 302


def test_factors_are_removed(client):
    user = nora()
    assert client.post(f"/people/{user.pk}/reset-factors/", {"why": "lost"}).status_code == 302


def test_declining(client):
    second, user = person("sam", "SYSTEM_ADMINISTRATOR"), otto()
    client.post(f"/people/{user.pk}/grant/", {"role": "AUDITOR", "site": "", "why": "x"})
    proposal = Proposal.objects.get()
    signed_in(second).post(f"/people/proposals/{proposal.pk}/decline/")
    proposal.refresh_from_db()
    assert proposal.outcome == "declined"
    assert client.post(f"/people/proposals/{proposal.pk}/decline/").status_code == 404


def test_a_weighty_act_asks_for_renewed_proof_and_is_done_after_it(admin):
    admin.set_password("correct-horse-battery")
    admin.save()
    client, user = signed_in(admin, proved=False), otto()
    data = {"role": "CLINICIAN", "site": "", "why": "starts"}
    led = client.post(f"/people/{user.pk}/grant/", data)
    assert led["Location"].startswith("/accounts/reauthenticate/?next=")
    assert not Grant.objects.filter(user=user).exists()
    client.post(led["Location"], {"password": "correct-horse-battery"})
    assert Grant.objects.filter(user=user, role="CLINICIAN").exists()


def test_a_local_manager_sees_only_their_own(admin):
    site("north")
    local = person("sue", "SYSTEM_ADMINISTRATOR", at_site="north")
    person("n", "READ_ONLY", at_site="north")
    far = person("far", "READ_ONLY", at_site="south")
    client = signed_in(local)
    names = [user.username for user in client.get("/people/").context["page"].items]
    assert names == ["n", "sue"]
    assert client.get(f"/people/{far.pk}/").status_code == 404
    assert client.post(f"/people/grants/{far.grants.get().pk}/revoke/").status_code == 404
    choices = client.get(f"/people/{local.pk}/").context["form"].fields["site"].choices
    assert choices == [("north", "North")]


def test_everybody_may_read_what_roles_may():
    page = text(signed_in(otto()).get("/people/roles/"))
    assert "Hospital administrator" in page
    assert "own unit" in page


@pytest.mark.parametrize("path", ["", "invite/", "1/"])
def test_others_are_told_who_may(path):
    refused = signed_in(nora()).get(f"/people/{path}")
    assert refused.status_code == 403
    assert "Roles that may: system administrator." in text(refused)
