"""Only who sets up the places of a site puts screens on its walls."""

import pytest
from django.core.exceptions import PermissionDenied

from carepath.portal import policies
from tests.factories import ben, person, site

pytestmark = pytest.mark.django_db


def test_who_may_put_a_screen_on_a_wall():
    here, other = site(), site("other")
    policies.check_screens(person("hana", "HOSPITAL_ADMINISTRATOR", at_site=here.slug), here)
    for who, where in ((ben(), here), (person("h", "HOSPITAL_ADMINISTRATOR", at_site="x"), other)):
        with pytest.raises(PermissionDenied):
            policies.check_screens(who, where)
