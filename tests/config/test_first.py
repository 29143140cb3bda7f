import pytest

from carepath.accounts.models import User
from carepath.audit import actions as audit
from carepath.config import first
from carepath.demo.models import Hospital
from carepath.places.models import Site
from carepath.work import queries as work
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
    assert first.first_rows(at=AT) == [], "this process is about to tell"
    first.told()
    assert first.first_rows(at=AT) == []
    assert Site.objects.count() == 1


def ended(mark):
    """Who was to tell was killed; its number belongs to somebody else by now."""
    mark.write_text(f"{mark.read_text().rpartition(':')[0]}:1")


def test_a_password_that_nobody_was_told_is_made_anew_and_told_once(tmp_path):
    (before, *_more), mark = first.first_rows(at=AT), tmp_path / "run" / "first-account"
    assert before.rpartition(" ")[2] not in mark.read_text()
    ended(mark)
    first.told()
    line, *_more = first.first_rows(at=AT)
    user = User.objects.get(worker=False)
    assert line != before and user.check_password(line.rpartition(" ")[2])
    assert user.grants.count() == 3
    first.told()
    assert not mark.exists() and first.first_rows(at=AT) == []


def test_a_kill_before_the_account_is_made_leaves_the_next_start_to_make_it(tmp_path):
    first._write(work.holder())
    ended(tmp_path / "run" / "first-account")
    assert first.first_rows(at=AT)[0].startswith("Sign in as admin with the password ")


def test_a_password_that_was_used_is_kept_whatever_the_file_says(tmp_path):
    line, *_more = first.first_rows(at=AT)
    User.objects.filter(worker=False).update(last_login=AT)
    ended(tmp_path / "run" / "first-account")
    assert first.first_rows(at=AT) == []
    assert User.objects.get(worker=False).check_password(line.rpartition(" ")[2])
    first.told()
    assert not (tmp_path / "run" / "first-account").exists()


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
