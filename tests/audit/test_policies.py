"""Who settles alerts of the ledger."""

import pytest
from django.core.exceptions import PermissionDenied

from carepath.audit import policies
from tests.factories import ada, nora, person

pytestmark = pytest.mark.django_db


def test_by_role():
    assert policies.may_settle(ada())
    assert policies.may_settle(person("sue", "SYSTEM_ADMINISTRATOR"))
    for other in (nora(), person("pia", "PROTOCOL_OWNER"), person("lea", "AUDITOR", at_site="n")):
        with pytest.raises(PermissionDenied, match="auditor or a system administrator"):
            policies.check_settle(other)
