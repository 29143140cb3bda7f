"""Small worlds for tests: a site, people with roles, a source with journeys."""

from datetime import UTC, datetime

from carepath.accounts.models import Grant, User
from carepath.places.models import Site

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def site(slug="north", **fields):
    defaults = {"name": slug.title(), "timezone": "Europe/Amsterdam"}
    return Site.objects.get_or_create(slug=slug, defaults=defaults | fields)[0]


def person(username="nora", *roles, at_site="", **fields):
    """A person who holds these roles (names of accounts.roles.Role) at one site, '' = all."""
    user = User.objects.create_user(username, password=None, **fields)
    for role in roles:
        Grant.objects.create(user=user, role=role, site=at_site, granted_at=AT, granted_by="test")
    return user
