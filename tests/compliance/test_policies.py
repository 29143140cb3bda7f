"""Who may see wrong rows and run controls, by role."""

import pytest
from django.core.exceptions import PermissionDenied

from carepath.accounts.roles import Role
from carepath.compliance import policies
from tests.factories import person

pytestmark = pytest.mark.django_db
MAY = {"AUDITOR", "SYSTEM_ADMINISTRATOR"}


@pytest.mark.parametrize("role", [role.name for role in Role])
def test_by_role(role):
    someone = person("someone", role)
    assert policies.may_see_rows(someone) == (role in MAY)
    if role not in MAY:
        with pytest.raises(PermissionDenied, match="an auditor"):
            policies.check_may_run(someone)
