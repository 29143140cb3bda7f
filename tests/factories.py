"""Small worlds for tests: a site, people with roles, a source with journeys."""

from datetime import UTC, datetime

from carepath.accounts.models import Grant, User
from carepath.audit import actions as audit
from carepath.places.models import Site

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def site(slug="north", **fields):
    defaults = {"name": slug.title(), "timezone": "Europe/Amsterdam"}
    return Site.objects.get_or_create(slug=slug, defaults=defaults | fields)[0]


def person(username="nora", *roles, at_site="", **fields):
    """A person who holds these roles (names of accounts.roles.Role) at one site, '' = all."""
    user = User.objects.create_user(username, password=None, **{"toured_at": AT} | fields)
    for role in roles:
        granted(user, role, at_site)
    return user


def granted(user, role, at_site=""):
    """A role held from now on, as if it had always been."""
    with audit.acting_as("test", at=AT, why="a world for tests"):
        return Grant.objects.create(
            user=user, role=role, site=at_site, granted_at=AT, granted_by="test"
        )


def nora(**fields):
    """Nurse Nora, a clinician."""
    return person("nora", "CLINICIAN", **fields)


def ben(**fields):
    """Bed manager Ben."""
    return person("ben", "BED_MANAGER", **fields)


def ada(**fields):
    """Auditor Ada."""
    return person("ada", "AUDITOR", **fields)


def otto(**fields):
    """Outsider Otto, who holds no role."""
    return person("otto", **fields)


def first(**fields):
    """Who started the portal: every role of the first account."""
    roles = ("HOSPITAL_ADMINISTRATOR", "SYSTEM_ADMINISTRATOR", "QUALITY_LEAD")
    return person("first", *roles, **fields)
