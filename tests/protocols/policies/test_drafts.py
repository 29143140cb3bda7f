"""A draft is changed by one person at a time, from what there is."""

import pytest
from django.core.exceptions import PermissionDenied

from carepath.accounts.models import User
from carepath.analysis.protocol_checks import Problem, Result
from carepath.places.models import Site
from carepath.protocols import policies
from carepath.protocols.models import Protocol, Version

SITE = Site(pk=1, slug="north")


def somebody(*roles):
    found = User(pk=1, username="x")
    found.held = [(role, "north") for role in roles]
    return found


def draft(**fields):
    found = Version(number=1, sha256="0" * 64, edition=2, **fields)
    found.protocol = Protocol(pk=1, site=SITE)
    return found


def test_who_writes_and_who_comments():
    policies.check_author(somebody("PROTOCOL_OWNER"), SITE)
    policies.check_comment(somebody("CLINICIAN"), SITE)
    for check in (policies.check_author, policies.check_comment):
        with pytest.raises(PermissionDenied):
            check(somebody("READ_ONLY"), SITE)


def test_two_people_editing_at_once_do_not_overwrite_each_other():
    policies.check_edit(somebody("PROTOCOL_OWNER"), draft(), edition=2)
    with pytest.raises(policies.NotNow, match="Somebody else saved this draft meanwhile"):
        policies.check_edit(somebody("PROTOCOL_OWNER"), draft(), edition=1)
    with pytest.raises(policies.NotNow, match="Open a new draft"):
        policies.check_edit(somebody("PROTOCOL_OWNER"), draft(state="active"), edition=2)


def test_a_draft_knows_what_was_agreed_meanwhile():
    policies.check_current(None)
    with pytest.raises(policies.NotNow, match="would be lost unseen"):
        policies.check_current(draft())


@pytest.mark.parametrize(("required", "blocks"), [(True, True), (False, False)])
def test_only_a_required_check_that_fails_blocks(required, blocks):
    results = [Result("x", "Nothing is missing", required, (Problem("title", "", "no"),))]
    assert policies.allowed(policies.check_checks, results) is not blocks
