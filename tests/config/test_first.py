import pytest

from carepath.accounts.models import User
from carepath.config import first
from carepath.places.models import Site
from tests.factories import AT

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
