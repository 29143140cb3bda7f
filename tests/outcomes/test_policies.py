"""Who may do what, role by role."""

import pytest

from carepath.frames.escalation import SHIPPED
from carepath.outcomes import policies
from carepath.outcomes.models import Alert, Note
from tests.factories import person, site

pytestmark = pytest.mark.django_db
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
