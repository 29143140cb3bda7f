import pytest

from carepath.accounts.models import User
from carepath.audit import actions as audit
from carepath.config import first
from carepath.demo.models import Hospital
from carepath.places.models import Site
from tests.factories import AT
from tests.journeys.actions.test_record import a_source

pytestmark = pytest.mark.django_db(databases="__all__")


def test_a_new_home_has_a_site_and_an_account_told_once(settings):
    settings.SITE_NAME = "St Elsewhere"
    lines = first.first_rows(at=AT)
    user = User.objects.get(worker=False)
    assert lines[0].startswith(f"Sign in as {user.username} with the password ")
    assert user.check_password(lines[0].rpartition(" ")[2])
    assert Site.objects.get().name == "St Elsewhere"


def test_a_home_in_use_is_left_alone():
    first.first_rows(at=AT)
    assert first.first_rows(at=AT) == []
    assert Site.objects.count() == 1


def test_a_new_home_begins_an_invented_hospital_where_it_is_wanted(settings):
    settings.DEMO = "auto"
    assert first.first_rows(at=AT)[-1].startswith("An invented hospital is being built")
    assert Hospital.objects.get().phase == Hospital.Phase.BUILDING
    assert list(Site.objects.order_by("pk").values_list("slug", flat=True)) == ["main", "demo"]
    assert first.first_rows(at=AT) == []


@pytest.mark.parametrize(("demo", "begun"), [("auto", False), ("on", True), ("off", False)])
def test_beside_real_data_it_must_be_asked_for(settings, demo, begun):
    a_source()
    settings.DEMO = demo
    first.first_rows(at=AT)
    assert Hospital.objects.exists() is begun


def test_one_that_was_removed_does_not_come_back_by_itself(settings):
    settings.DEMO = "auto"
    with audit.recording_as("test", at=AT):
        audit.record("demo.removed")
    first.first_rows(at=AT)
    assert not Hospital.objects.exists()
    settings.DEMO = "on"
    first.first_rows(at=AT)
    assert Hospital.objects.exists()
