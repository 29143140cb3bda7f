"""Who may do what, role by role."""

from dataclasses import replace
from datetime import timedelta

import pytest

from carepath.frames.escalation import SHIPPED
from carepath.outcomes import policies
from carepath.outcomes.models import Alert, Note
from tests.factories import AT, person, site

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ACTS = {
    "HOSPITAL_ADMINISTRATOR": (True, True),
    "QUALITY_LEAD": (True, True),
    "BED_MANAGER": (False, True),
    "CLINICIAN": (False, False),
    "AUDITOR": (False, False),
    "SYSTEM_ADMINISTRATOR": (False, False),
}


@pytest.mark.parametrize(("role", "may"), ACTS.items())
def test_who_may_propose_rules_and_who_may_act_on_alerts(role, may):
    who, here = person("who", role), site()
    found = (
        policies.allowed(policies.check_propose, who, here),
        policies.allowed(policies.check_act, who, Alert(site=here)),
    )
    assert found == may
    assert policies.allowed(policies.check_note, who, Note(site=here)) == may[1]


def test_rules_with_faults_are_refused_and_the_sample_set_is_not():
    policies.check_rules(SHIPPED)


@pytest.mark.parametrize(
    ("quiet", "taken", "now", "may"),
    [
        ((22, 6), 9, 9, True), ((22, 6), 9, 10, True), ((22, 6), 9, 10.1, False),
        ((22, 6), 23, 23, False), ((22, 6), 23, 29.9, False), ((22, 6), 23, 30, True),
        ((22, 6), 23, 30.9, True), ((22, 6), 23, 31.1, False), ((22, 6), 21.5, 30, False),
        ((0, 0), 23, 23, True), ((22, 6), 23, 54, False),
    ],
)  # fmt: skip
def test_when_a_huddle_is_mailed(quiet, taken, now, may):
    midnight = AT.replace(hour=0)
    moments = {"taken": midnight + taken * HOUR, "now": midnight + now * HOUR}
    assert policies.may_mail(replace(SHIPPED, quiet=quiet), "UTC", **moments) == may
    zone = {"taken": moments["taken"] - HOUR, "now": moments["now"] - HOUR}
    assert policies.may_mail(replace(SHIPPED, quiet=quiet), "Europe/Amsterdam", **zone) == may


def test_who_may_get_huddles_by_mail():
    here = site()
    nobody, nurse = person("no", email="n@x.example"), person("nora", "CLINICIAN", email="n@x.org")
    assert not policies.allowed(policies.check_mail, nobody, here)
    assert policies.allowed(policies.check_mail, nurse, here)
    nurse.email = ""
    assert not policies.allowed(policies.check_mail, nurse, here)
