"""`manage.py mllp`: what it refuses, and that it listens under the supervisor."""

import pytest
from django.core.management import CommandError, call_command

from tests.factories import site

pytestmark = pytest.mark.django_db


def refused(settings, **values):
    for name, value in values.items():
        setattr(settings, name, value)
    with pytest.raises(CommandError) as caught:
        call_command("mllp")
    return str(caught.value)


def test_patient_data_in_the_clear_from_other_machines_is_refused(settings):
    assert "MLLP_CERTIFICATE" in refused(settings, MLLP_HOST="0.0.0.0")  # noqa: S104
    assert "write the address" in refused(settings, MLLP_HOST="hospital.example")


def test_a_certificate_that_is_none(settings, tmp_path):
    file = tmp_path / "certificate.pem"
    file.write_text("none")
    assert "cannot be used" in refused(settings, MLLP_CERTIFICATE=str(file))


def test_which_site_it_is_for_must_be_clear(settings):
    assert refused(settings).startswith("MLLP_SITE: There is no site")
    site("north"), site("south")
    assert "north" in refused(settings, MLLP_PORT=1)
