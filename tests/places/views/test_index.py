"""Beds and staff on the screen: shown to who sees, changed with a reason, set back."""

import pytest

from carepath.audit.models import Entry
from carepath.places import actions
from carepath.places.models import Bed, OpenBeds, StaffOnDuty, Unit
from tests.factories import AT, ben, granted, nora, person, site

pytestmark = pytest.mark.django_db
URL = "/beds/"


@pytest.fixture
def ward():
    """Twelve open beds of fourteen on a ward of the north, three porters at night."""
    north = site("north")
    unit = Unit.objects.create(site=north, code="W1", name="Ward 1")
    actions.declare_beds(unit=unit, beds=12, physical=14, by="test", at=AT)
    actions.declare_staff(
        site=north, role="porter", shift="night", label="Porters", number=3, by="test", at=AT
    )
    return unit


def beds():
    return OpenBeds.objects.get()


def shown(client, who, url=URL):
    client.force_login(who)
    return client.get(url).content.decode().replace("&#x27;", "'")


def test_who_sees_reads_the_numbers_and_who_may_change_them(ward, client):
    page = shown(client, nora())
    assert "12 of 14 beds are open in 1 unit." in page
    assert "Porters" in page and "New number" not in page
    assert "Roles that may: hospital administrator or bed manager." in page
    assert "New number" in shown(client, ben())


def test_a_number_is_set_with_a_reason_and_set_back(ward, client):
    client.force_login(ben(first_name="Ben"))
    where = f"{URL}{beds().pk}/"
    page = client.post(where, {"number": "10", "reason": "norovirus"}, follow=True)
    text = page.content.decode()
    assert "Ward 1 has 10 open beds." in text
    assert "12 → 10" in text and "Ben, " in text and "norovirus" in text
    assert "Set back to 12" in text
    entry = Entry.objects.get(verb="beds.opened")
    assert (entry.site, entry.why) == ("north", "norovirus")
    client.post(where, {"number": "12", "reason": "set back"})
    assert beds().open_beds == 12
    assert beds().history.count() == 3


def test_staff_is_set_the_same_way(ward, client):
    client.force_login(ben())
    row = StaffOnDuty.objects.get()
    answer = client.post(
        f"{URL}staff/{row.pk}/", {"number": "1", "reason": "two are ill"}, follow=True
    )
    assert "Porters, night: 1 on duty." in answer.content.decode()
    assert "3 → 1" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"number": "10"}, "Reason: This field is required."),
        ({"number": "-1", "reason": "x"}, "Number: Ensure this value is greater"),
        ({"number": "15", "reason": "x"}, "Ward 1 has 14 beds."),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(ward, client, typed, said):
    client.force_login(ben())
    page = client.post(f"{URL}{beds().pk}/", typed, follow=True)
    assert said in page.content.decode()
    assert beds().open_beds == 12


def test_another_site_is_not_there(ward, client):
    far = person("far", "BED_MANAGER", at_site="south")
    site("south")
    assert "Ward 1" not in shown(client, far)
    assert client.get(URL, {"site": "north"}).status_code == 404
    typed = {"number": "1", "reason": "x"}
    assert client.post(f"{URL}{beds().pk}/", typed).status_code == 404
    row = StaffOnDuty.objects.get()
    assert client.post(f"{URL}staff/{row.pk}/", typed).status_code == 404
    added = {"site": "north", "code": "X", "name": "X", "beds": 1, "physical": 1, "reason": "x"}
    assert client.post(f"{URL}add/", added).status_code == 404
    assert beds().open_beds == 12


def test_a_role_at_one_site_changes_nothing_at_another_one_sees(ward, client):
    site("south")
    who = person("who", "BED_MANAGER", at_site="south")
    granted(who, "READ_ONLY", "north")
    client.force_login(who)
    typed = {"number": "1", "reason": "x"}
    assert client.post(f"{URL}{beds().pk}/", typed).status_code == 403


def test_an_empty_site_teaches_and_is_filled(client):
    site("north")
    assert "Nothing entered yet" in shown(client, ben())
    added = {"site": "north", "code": "W9", "name": "Ward 9", "beds": "5", "physical": "6",
             "reason": "opened"}  # fmt: skip
    page = client.post(f"{URL}add/", added, follow=True).content.decode()
    assert "Ward 9 has 5 open beds." in page
    staff = {"site": "north", "label": "Porters", "shift": "early", "number": "4", "reason": "now"}
    page = client.post(f"{URL}staff/add/", staff, follow=True).content.decode()
    assert "Porters, early: 4 on duty." in page
    assert {"beds.entered", "staff.entered"} <= set(Entry.objects.values_list("verb", flat=True))


def test_a_made_up_hospital_obeys_and_is_not_added_to(client):
    made = actions.declare_made_up(
        slug="demo", name="Invented", timezone="Europe/London", units={"ED": "Emergency"},
        by="test", at=AT,
    )  # fmt: skip
    actions.declare_beds(unit=made.units.get(), beds=3, physical=4, by="test", at=AT)
    page = shown(client, ben())
    assert "The invented hospital obeys" in page and "Invented data" in page
    assert "Enter more" not in page
    staff = {"site": "demo", "label": "Porters", "shift": "early", "number": "4", "reason": "now"}
    assert client.post(f"{URL}staff/add/", staff).status_code == 404


def test_queries_do_not_grow_with_the_page(ward, client, django_assert_max_num_queries):
    for number in range(12):
        unit = Unit.objects.create(site=ward.site, code=f"X{number}", name=f"X{number}")
        actions.declare_beds(unit=unit, beds=1, physical=2, by="test", at=AT)
    client.force_login(ben())
    client.get(URL)
    with django_assert_max_num_queries(20):
        client.get(URL)


def test_beds_known_from_a_feed_alone_are_confirmed_by_who_enters_staffing(ward, client):
    Bed.objects.create(unit=ward, code="B1")
    where = f"{URL}units/{ward.pk}/confirm/"
    client.force_login(nora())
    assert client.post(where).status_code == 403
    client.force_login(ben())
    assert "1 bed of Ward 1 is confirmed." in client.post(where, follow=True).content.decode()
    assert Bed.objects.get().confirmed
