"""`manage.py mllp`: what it refuses, and that it listens under the supervisor."""

import pytest
from django.core.management import CommandError, call_command

from carepath.ingestion.management.commands import mllp
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


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("MLLP_ALLOW", ["10.1.2"], "addresses or networks"),
        ("MLLP_AE", ["always"], "unread, unstored"),
        ("MLLP_LATER", "engine", "HOST:PORT"),
        ("MLLP_LATER", "engine:x", "HOST:PORT"),
    ],
)
def test_settings_that_mean_nothing_are_refused_by_name(settings, name, value, words):
    site()
    text = refused(settings, **{name: value})
    assert text.startswith(name)
    assert words in text


def test_how_senders_are_answered_and_what_is_let_in(settings):
    settings.MLLP_AE, settings.MLLP_TYPES = ["unread"], ["ADT"]
    settings.MLLP_LATER, settings.MLLP_ALLOW = "[::1]:2576", ["10.1.2.3", "10.2.0.0/16"]
    answers, limits = mllp.answers_of_settings(), mllp.limits_of_settings()
    assert (answers.unread, answers.unstored, answers.later) == (True, False, ("::1", 2576))
    assert answers.types == {"ADT"}
    assert limits.allowed == ("10.1.2.3/32", "10.2.0.0/16")
